package org.paravane.vmbus.carrier;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.paravane.vmbus.VmbusException;

/** Listens on a Unix domain socket and turns pairs of sockets into links. */
public final class LocalServer implements AutoCloseable {
  private final Path socket;
  private final EventLoopGroup group;
  private final Channel listening;
  private final @Nullable Object fileKey;

  private LocalServer(Path socket, EventLoopGroup group, Channel listening) throws IOException {
    this.socket = socket;
    this.group = group;
    this.listening = listening;
    this.fileKey = fileKey(socket);
  }

  /**
   * Begins to listen. The socket file belongs to this user alone. It appears whole: it is made under another name and moved, which also
   * replaces the file of a dead server.
   *
   * @throws VmbusException where a live server or another kind of file is in the way, or the file cannot be made
   */
  public static LocalServer listen(Path socket, LocalServerSettings settings, LinkAcceptor acceptor)
      throws VmbusException {
    Path fresh = socket.resolveSibling(".pv-" + UUID.randomUUID().toString().substring(0, 8));
    Sockets.checkPath(socket);
    Sockets.checkPath(fresh);
    EventLoopGroup group = Sockets.eventLoop(settings.name() + "-sockets");
    try {
      checkFree(socket, group);
      Handshakes handshakes = new Handshakes(settings, acceptor);
      ChannelFuture bound = new ServerBootstrap().group(group).channel(EpollServerDomainSocketChannel.class)
          .childHandler(initializer(handshakes)).bind(new DomainSocketAddress(fresh.toString()))
          .awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw new IOException("cannot bind", bound.cause());
      }
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      Files.move(fresh, socket, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new LocalServer(socket, group, bound.channel());
    } catch (IOException e) {
      Sockets.stop(group);
      deleteQuietly(fresh, e);
      throw new VmbusException("cannot listen: socket=" + socket + ", cause=" + e, e);
    } catch (VmbusException e) {
      Sockets.stop(group);
      throw e;
    }
  }

  private static void deleteQuietly(Path file, Exception cause) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static ChannelHandler initializer(Handshakes handshakes) {
    return new ChannelInitializer<EpollDomainSocketChannel>() {
      @Override
      protected void initChannel(EpollDomainSocketChannel channel) {
        handshakes.begin(channel);
      }
    };
  }

  private static void checkFree(Path socket, EventLoopGroup group) throws IOException, VmbusException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new VmbusException("cannot listen: socket=" + socket + ", cause=another kind of file is there");
    }
    ChannelFuture probe = new Bootstrap().group(group).channel(EpollDomainSocketChannel.class)
        .handler(new ChannelInboundHandlerAdapter()).connect(new DomainSocketAddress(socket.toString()))
        .awaitUninterruptibly();
    if (probe.isSuccess()) {
      Sockets.close(probe.channel());
      throw new VmbusException("cannot listen: socket=" + socket + ", cause=a server is listening there");
    }
  }

  private static @Nullable Object fileKey(Path socket) throws IOException {
    return Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** Stops listening, removes the socket file where it is still ours, and ends all links. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    try {
      if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS) && Objects.equals(fileKey, fileKey(socket))) {
        Files.delete(socket);
      }
    } catch (IOException _) {
      // Somebody else has removed or replaced it: nothing is left that is ours.
    }
    Sockets.stop(group);
  }
}
