package org.paravane.vmbus.carrier;

import java.util.Optional;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.vmbus.PeerCredentials;

/** The host's end of a link to one guest. */
public interface HostLink {
  PeerCredentials peer();

  /** Sends without waiting. A guest that does not take what it is sent loses its link. */
  void send(Frame frame);

  /** The next descriptor that the guest has sent; it is there before the frame that belongs to it. Called by one thread at a time. */
  Optional<OwnedFd> takeDescriptor() throws LinuxException;

  /** Whether to take frames from the guest: a guest that is faster than us waits. */
  void setReading(boolean reading);

  /** Ends the link. The listener is not told. Closing again does nothing. */
  void close();
}
