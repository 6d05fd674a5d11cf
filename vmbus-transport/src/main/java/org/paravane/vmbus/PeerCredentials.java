package org.paravane.vmbus;

/** Who the kernel says is at the other end of the socket when it connected. */
public record PeerCredentials(int pid, int uid) {
}
