package org.paravane.vmbus.carrier;

import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.DescriptorSocket;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.vmbus.PeerCredentials;

/**
 * New sockets of a server until two of them are a link: control socket says hello and gets a token, descriptor socket says hello with
 * the token and gets it back, event pages are sent over the second and announced on the first. Runs on the event loop only.
 */
final class Handshakes {
  private final LocalServerSettings settings;
  private final LinkAcceptor acceptor;
  private final SecureRandom random = new SecureRandom();
  /** Control sockets that wait for their second, by token. */
  private final Map<String, Newcomer> waiting = new HashMap<>();
  private int open;

  Handshakes(LocalServerSettings settings, LinkAcceptor acceptor) {
    this.settings = settings;
    this.acceptor = acceptor;
  }

  void begin(EpollDomainSocketChannel channel) {
    if (open >= settings.mostHandshakes()) {
      Sockets.close(channel);
      return;
    }
    Sockets.install(channel, new Newcomer(channel));
  }

  private String newToken() {
    byte[] token = new byte[Hello.TOKEN_BYTES];
    random.nextBytes(token);
    return HexFormat.of().formatHex(token);
  }

  private static PeerCredentials credentials(EpollDomainSocketChannel channel) throws IOException {
    var peer = channel.peerCredentials();
    return new PeerCredentials(peer.pid(), peer.uid());
  }

  /** How far a socket has come. */
  private sealed interface Stage {
    record Unknown() implements Stage {
    }

    record AwaitingDescriptors(String token, PeerCredentials peer) implements Stage {
    }

    /** The second socket is there, the event pages are on their way. */
    record AwaitingEventPages(HostSocketLink link) implements Stage {
    }

    record Linked(HostSocketLink link) implements Stage {
    }

    /** A descriptor socket: somebody else reads it now. */
    record Descriptors(HostSocketLink link) implements Stage {
    }
  }

  /** One socket. */
  private final class Newcomer implements Sockets.Receiver {
    private final EpollDomainSocketChannel channel;
    private final ScheduledFuture<?> timeout;
    private Stage stage = new Stage.Unknown();
    private boolean counted = true;

    Newcomer(EpollDomainSocketChannel channel) {
      this.channel = channel;
      open++;
      timeout = channel.eventLoop().schedule(() -> Sockets.close(channel), settings.handshakeTimeout().toNanos(),
          TimeUnit.NANOSECONDS);
    }

    @Override
    public void received(byte[] frame) {
      switch (stage) {
        case Stage.Unknown() -> hello(frame);
        case Stage.AwaitingDescriptors _ -> Sockets.close(channel);
        case Stage.AwaitingEventPages(HostSocketLink link) -> eventPages(frame, link);
        case Stage.Linked(HostSocketLink link) -> link.received(frame);
        case Stage.Descriptors _ -> Sockets.close(channel);
      }
    }

    private void hello(byte[] frame) {
      Optional<Hello> hello = Hello.decode(frame);
      if (hello.isEmpty()) {
        Sockets.close(channel);
        return;
      }
      try {
        switch (hello.get().role()) {
          case CONTROL -> control();
          case DESCRIPTORS -> descriptors(hello.get().token());
        }
      } catch (IOException | LinuxException _) {
        Sockets.close(channel);
      }
    }

    private void control() throws IOException {
      String token = newToken();
      stage = new Stage.AwaitingDescriptors(token, credentials(channel));
      waiting.put(token, this);
      Sockets.send(channel, new Hello(Hello.Role.CONTROL, token).encode());
    }

    private void descriptors(String token) throws IOException, LinuxException {
      @Nullable
      Newcomer first = waiting.remove(token);
      if (first == null || !(first.stage instanceof Stage.AwaitingDescriptors(String _, PeerCredentials peer))
          || !peer.equals(credentials(channel))) {
        Sockets.close(channel);
        return;
      }
      // From here on nobody but the link reads this socket, through a descriptor that Netty does not close under its feet.
      channel.config().setAutoRead(false);
      OwnedFd netty = OwnedFd.of(channel.fd().intValue());
      DescriptorSocket socket = new DescriptorSocket(netty.duplicate());
      netty.release();
      HostSocketLink link = new HostSocketLink(first.channel, channel, socket, peer, settings.mostQueuedFrames());
      first.stage = new Stage.AwaitingEventPages(link);
      stage = new Stage.Descriptors(link);
      settle();
      Sockets.send(channel, new Hello(Hello.Role.DESCRIPTORS, token).encode());
    }

    private void eventPages(byte[] frame, HostSocketLink link) {
      if (FrameCodec.decode(frame).filter(Frame.EventPages.class::isInstance).isEmpty()) {
        Sockets.close(channel);
        return;
      }
      Memfd pages;
      try {
        pages = Memfd.adopt(link.takeDescriptor()
            .orElseThrow(() -> new LinuxException(Errno.EPROTO.number(), "recvmsg", "missing=event pages")));
      } catch (LinuxException e) {
        turnAway(link, e.getMessage());
        return;
      }
      switch (acceptor.accept(link, pages)) {
        case Result.Failed<LinkListener>(Errno _, String reason) -> turnAway(link, reason);
        case Result.Ok<LinkListener>(LinkListener listener) -> {
          settle();
          stage = new Stage.Linked(link);
          link.start(listener);
        }
      }
    }

    private void turnAway(HostSocketLink link, @Nullable String reason) {
      Sockets.sendThen(channel, FrameCodec.encode(new Frame.TurnedAway(String.valueOf(reason))), link::close);
    }

    @Override
    public void ended(String detail) {
      settle();
      switch (stage) {
        case Stage.Unknown() -> {
        }
        case Stage.AwaitingDescriptors(String token, PeerCredentials _) -> waiting.remove(token);
        case Stage.AwaitingEventPages(HostSocketLink link) -> link.close();
        case Stage.Linked(HostSocketLink link) -> link.ended(detail);
        case Stage.Descriptors(HostSocketLink link) -> link.ended("guest closed its descriptor socket");
      }
    }

    /** No longer a newcomer. */
    private void settle() {
      timeout.cancel(false);
      if (counted) {
        counted = false;
        open--;
      }
    }
  }
}
