package org.paravane.vmbus.carrier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.Processes;
import org.paravane.vmbus.PeerCredentials;
import org.paravane.vmbus.VmbusException;

/** Both ends of a link within one process: a frame is a call, a descriptor is a second one of the same file. */
public final class InProcessLink {
  private final Deque<OwnedFd> descriptors = new ConcurrentLinkedDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final LinkListener guest;

  private InProcessLink(LinkListener guest) {
    this.guest = guest;
  }

  /**
   * Links a guest of this process with a host.
   *
   * @param eventPages stays the caller's
   */
  public static GuestLink connect(LinkAcceptor acceptor, Memfd eventPages, LinkListener guest) throws VmbusException {
    InProcessLink link = new InProcessLink(guest);
    Memfd copy;
    try {
      copy = Memfd.adopt(eventPages.fd().duplicate());
    } catch (LinuxException e) {
      throw new VmbusException("cannot share event pages: cause=" + e.getMessage(), e);
    }
    return switch (acceptor.accept(link.new HostEnd(), copy)) {
      case Result.Failed<LinkListener>(Errno _, String reason) -> throw new VmbusException(
          "turned away by the host: " + reason);
      case Result.Ok<LinkListener>(LinkListener host) -> link.started(host);
    };
  }

  private GuestLink started(LinkListener listener) {
    return new GuestEnd(listener);
  }

  private void closeDescriptors() {
    for (OwnedFd fd = descriptors.poll(); fd != null; fd = descriptors.poll()) {
      fd.close();
    }
  }

  private static int uid() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new IllegalStateException("cannot tell our own user", e);
    }
  }

  private final class HostEnd implements HostLink {
    private final PeerCredentials peer = new PeerCredentials(Processes.pid(), uid());

    @Override
    public PeerCredentials peer() {
      return peer;
    }

    @Override
    public void send(Frame frame) {
      if (!closed.get()) {
        guest.received(frame);
      }
    }

    @Override
    public Optional<OwnedFd> takeDescriptor() {
      return Optional.ofNullable(descriptors.poll());
    }

    @Override
    public void setReading(boolean reading) {
      // A guest of our own process is trusted not to flood us.
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        guest.closed("host closed the link");
      }
      closeDescriptors();
    }
  }

  private final class GuestEnd implements GuestLink {
    private final LinkListener listener;

    GuestEnd(LinkListener listener) {
      this.listener = listener;
    }

    @Override
    public void send(Frame frame) {
      if (!closed.get()) {
        listener.received(frame);
      }
    }

    @Override
    public void sendDescriptor(OwnedFd descriptor) throws VmbusException {
      if (closed.get()) {
        throw new VmbusException("link is closed");
      }
      try {
        descriptors.add(descriptor.duplicate());
      } catch (LinuxException e) {
        throw new VmbusException("cannot pass a descriptor: cause=" + e.getMessage(), e);
      }
      if (closed.get()) {
        closeDescriptors();
      }
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        listener.closed("guest closed the link");
      }
      closeDescriptors();
    }
  }
}
