package org.paravane.vmbus.carrier;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.vmbus.VmbusException;

/** The guest's end of a link over two sockets. */
public final class GuestSocketLink implements GuestLink {
  private final EventLoopGroup group;
  private final Channel control;
  private final Channel descriptors;
  private final ControlReceiver receiver;
  private final long sendTimeoutNanos;

  private GuestSocketLink(EventLoopGroup group, Channel control, Channel descriptors, ControlReceiver receiver,
      Duration sendTimeout) {
    this.group = group;
    this.control = control;
    this.descriptors = descriptors;
    this.receiver = receiver;
    this.sendTimeoutNanos = sendTimeout.toNanos();
  }

  /**
   * Connects both sockets and hands over the event pages.
   *
   * @param eventPages stays the caller's
   * @throws VmbusException where nobody listens, the host is none of ours, or time runs out; nothing stays behind
   */
  public static GuestSocketLink connect(Path socket, String name, Duration timeout, Memfd eventPages,
      LinkListener listener) throws VmbusException {
    Sockets.checkPath(socket);
    EventLoopGroup group = Sockets.eventLoop(name + "-sockets");
    try {
      return connect(group, socket, timeout, eventPages, listener);
    } catch (VmbusException e) {
      Sockets.stop(group);
      throw new VmbusException("cannot connect: socket=" + socket + ", cause=" + e.getMessage(), e);
    }
  }

  private static GuestSocketLink connect(EventLoopGroup group, Path socket, Duration timeout, Memfd eventPages,
      LinkListener listener) throws VmbusException {
    long deadline = System.nanoTime() + timeout.toNanos();
    ControlReceiver receiver = new ControlReceiver(listener);
    Channel control = connect(group, socket, receiver, deadline);
    Hello first = hello(control, new Hello(Hello.Role.CONTROL, Hello.NO_TOKEN), receiver.hello, deadline);
    HelloReceiver second = new HelloReceiver();
    Channel descriptors = connect(group, socket, second, deadline);
    Hello answer = hello(descriptors, new Hello(Hello.Role.DESCRIPTORS, first.token()), second.hello, deadline);
    if (!answer.token().equals(first.token())) {
      throw new VmbusException("host answered with another token");
    }
    GuestSocketLink link = new GuestSocketLink(group, control, descriptors, receiver, timeout);
    link.sendDescriptor(eventPages.fd());
    link.send(new Frame.EventPages());
    return link;
  }

  private static Channel connect(EventLoopGroup group, Path socket, Sockets.Receiver receiver, long deadline)
      throws VmbusException {
    ChannelFuture connected = new Bootstrap().group(group).channel(EpollDomainSocketChannel.class)
        .handler(new ChannelInitializer<EpollDomainSocketChannel>() {
          @Override
          protected void initChannel(EpollDomainSocketChannel channel) {
            Sockets.install(channel, receiver);
          }
        }).connect(new DomainSocketAddress(socket.toString()));
    if (!connected.awaitUninterruptibly(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      throw new VmbusException("timed out");
    }
    if (!connected.isSuccess()) {
      throw new VmbusException("nobody listens: " + connected.cause(), connected.cause());
    }
    return connected.channel();
  }

  private static Hello hello(Channel channel, Hello hello, CompletableFuture<Hello> answer, long deadline)
      throws VmbusException {
    Sockets.send(channel, hello.encode());
    try {
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new VmbusException("timed out waiting for the host's hello", e);
    } catch (ExecutionException e) {
      throw new VmbusException("no hello from the host: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VmbusException("interrupted", e);
    }
  }

  @Override
  public void send(Frame frame) {
    Sockets.send(control, FrameCodec.encode(frame));
  }

  @Override
  public void sendDescriptor(OwnedFd descriptor) throws VmbusException {
    ChannelFuture sent = descriptors.writeAndFlush(new FileDescriptor(descriptor.number()));
    if (!sent.awaitUninterruptibly(sendTimeoutNanos, TimeUnit.NANOSECONDS) || !sent.isSuccess()) {
      throw new VmbusException("cannot pass a descriptor: cause=" + sent.cause(), sent.cause());
    }
  }

  @Override
  public void close() {
    receiver.closed = true;
    Sockets.close(control);
    Sockets.close(descriptors);
    Sockets.stop(group);
  }

  private static final class HelloReceiver implements Sockets.Receiver {
    final CompletableFuture<Hello> hello = new CompletableFuture<>();

    @Override
    public void received(byte[] frame) {
      complete(hello, frame);
    }

    @Override
    public void ended(String detail) {
      hello.completeExceptionally(new VmbusException(detail));
    }

    static void complete(CompletableFuture<Hello> hello, byte[] frame) {
      Hello.decode(frame).ifPresentOrElse(hello::complete,
          () -> hello.completeExceptionally(new VmbusException("not a host of ours")));
    }
  }

  /** First the answer to the hello, then frames. */
  private static final class ControlReceiver implements Sockets.Receiver {
    final CompletableFuture<Hello> hello = new CompletableFuture<>();
    private final LinkListener listener;
    volatile boolean closed;

    ControlReceiver(LinkListener listener) {
      this.listener = listener;
    }

    @Override
    public void received(byte[] frame) {
      if (!hello.isDone()) {
        HelloReceiver.complete(hello, frame);
        return;
      }
      Optional<Frame> decoded = FrameCodec.decode(frame);
      if (!closed) {
        decoded.ifPresent(listener::received);
      }
    }

    @Override
    public void ended(String detail) {
      if (hello.completeExceptionally(new VmbusException(detail)) || closed) {
        return;
      }
      closed = true;
      listener.closed(detail);
    }
  }
}
