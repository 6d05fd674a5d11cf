package org.paravane.vmbus.carrier;

import java.time.Duration;

/**
 * How a {@link LocalServer} treats its guests.
 *
 * @param name             for the name of its thread
 * @param mostHandshakes   sockets that have not said yet who they are, or wait for their second
 * @param handshakeTimeout for both sockets and the event pages
 * @param mostQueuedFrames that wait for a guest to take them
 */
public record LocalServerSettings(String name, int mostHandshakes, Duration handshakeTimeout, int mostQueuedFrames) {
}
