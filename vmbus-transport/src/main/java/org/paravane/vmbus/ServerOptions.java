package org.paravane.vmbus;

import java.time.Duration;

/**
 * How a host serves.
 *
 * @param name             for thread names and log lines
 * @param maxConnections   guests at the same time; one more is turned away
 * @param handshakeTimeout for a new socket to say who it is
 * @param spin             how the thread of a connection waits for work
 * @param limits           what each guest may cost
 */
public record ServerOptions(String name, int maxConnections, Duration handshakeTimeout, SpinThenPark spin,
    TransportLimits limits) {
  public static ServerOptions defaults() {
    return new ServerOptions("host", 64, Duration.ofSeconds(5), SpinThenPark.defaults(), TransportLimits.defaults());
  }

  public ServerOptions withName(String newName) {
    return new ServerOptions(newName, maxConnections, handshakeTimeout, spin, limits);
  }

  public ServerOptions withMaxConnections(int count) {
    return new ServerOptions(name, count, handshakeTimeout, spin, limits);
  }

  public ServerOptions withHandshakeTimeout(Duration timeout) {
    return new ServerOptions(name, maxConnections, timeout, spin, limits);
  }

  public ServerOptions withSpin(SpinThenPark newSpin) {
    return new ServerOptions(name, maxConnections, handshakeTimeout, newSpin, limits);
  }

  public ServerOptions withLimits(TransportLimits newLimits) {
    return new ServerOptions(name, maxConnections, handshakeTimeout, spin, newLimits);
  }
}
