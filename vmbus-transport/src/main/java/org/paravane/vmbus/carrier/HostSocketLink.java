package org.paravane.vmbus.carrier;

import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.paravane.linux.DescriptorSocket;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.vmbus.PeerCredentials;

/** The host's end of a link over two sockets. */
final class HostSocketLink implements HostLink {
  private final Channel control;
  private final Channel descriptors;
  private final DescriptorSocket descriptorSocket;
  private final PeerCredentials peer;
  private final int mostQueued;
  private final AtomicInteger queued = new AtomicInteger();
  private volatile boolean closed;
  /** On the event loop only. */
  private @Nullable LinkListener listener;

  HostSocketLink(Channel control, Channel descriptors, DescriptorSocket descriptorSocket, PeerCredentials peer,
      int mostQueued) {
    this.control = control;
    this.descriptors = descriptors;
    this.descriptorSocket = descriptorSocket;
    this.peer = peer;
    this.mostQueued = mostQueued;
  }

  void start(LinkListener newListener) {
    listener = newListener;
  }

  void received(byte[] bytes) {
    if (closed || listener == null) {
      return;
    }
    Optional<Frame> frame = FrameCodec.decode(bytes);
    if (frame.isPresent()) {
      listener.received(frame.get());
    } else {
      ended("guest sent an unknown frame: kind=" + (bytes.length == 0 ? "none" : bytes[0]));
    }
  }

  void ended(String detail) {
    if (!closed && listener != null) {
      LinkListener told = listener;
      closeSockets();
      told.closed(detail);
    }
  }

  @Override
  public PeerCredentials peer() {
    return peer;
  }

  @Override
  public void send(Frame frame) {
    if (closed) {
      return;
    }
    if (queued.incrementAndGet() > mostQueued) {
      control.eventLoop().execute(() -> ended("guest does not take its messages: queued=" + mostQueued));
      return;
    }
    Sockets.sendThen(control, FrameCodec.encode(frame), queued::decrementAndGet);
  }

  @Override
  public Optional<OwnedFd> takeDescriptor() throws LinuxException {
    return descriptorSocket.take();
  }

  @Override
  public void setReading(boolean reading) {
    control.config().setAutoRead(reading);
  }

  @Override
  public void close() {
    closeSockets();
    descriptorSocket.close();
  }

  private void closeSockets() {
    closed = true;
    Sockets.close(control);
    Sockets.close(descriptors);
  }
}
