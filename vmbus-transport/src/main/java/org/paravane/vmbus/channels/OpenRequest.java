package org.paravane.vmbus.channels;

import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.message.UserData;

/**
 * What a guest asked for when it opened a channel.
 *
 * @param downstreamPage page of the ring GPADL where the ring towards the guest starts
 */
public record OpenRequest(int openId, GpadlId ring, int targetVp, int downstreamPage, UserData userData) {
}
