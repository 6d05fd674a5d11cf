package org.paravane.vmbus.carrier;

import org.paravane.linux.OwnedFd;
import org.paravane.vmbus.VmbusException;

/** The guest's end of a link to a host. */
public interface GuestLink {
  /** Sends without waiting. */
  void send(Frame frame);

  /** Sends a descriptor; it is with the host, though not taken, when this returns. The caller keeps its own. */
  void sendDescriptor(OwnedFd descriptor) throws VmbusException;

  /** Ends the link and releases what it had. The listener is not told. Closing again does nothing. */
  void close();
}
