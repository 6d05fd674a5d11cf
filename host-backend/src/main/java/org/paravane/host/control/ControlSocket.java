package org.paravane.host.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a Unix domain socket that only this user may open. Each client sends command lines of at most
 * {@value #MAX_LINE_BYTES} bytes and gets one JSON object a line back; a client that sends more, or that is one too many, is
 * cut off.
 */
public final class ControlSocket implements AutoCloseable {
  /** Longest command line, newline included. */
  public static final int MAX_LINE_BYTES = 4096;
  private static final long LAST_ANSWERS_NANOS = 1_000_000_000L;

  /** Clients at one time. */
  public static final int MAX_CLIENTS = 16;

  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  private final Path path;
  private final ServerSocketChannel server;
  private final ControlHandler handler;
  private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
  private final Thread acceptor;

  private ControlSocket(Path path, ServerSocketChannel server, ControlHandler handler) {
    this.path = path;
    this.server = server;
    this.handler = handler;
    this.acceptor = Thread.ofPlatform().name("control " + path.getFileName()).daemon().start(this::accept);
  }

  /**
   * Begins to listen. A file of a dead server is replaced.
   *
   * @throws IOException when a live server has the socket, or it cannot be made
   */
  public static ControlSocket listen(Path path, ControlHandler handler) throws IOException {
    if (Files.exists(path) && isServed(path)) {
      throw new IOException("control socket in use: path=" + path);
    }
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      bindPrivately(server, path);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    return new ControlSocket(path, server, handler);
  }

  /** Bound inside a directory that nobody else can enter, and moved to its place with its permissions set. */
  private static void bindPrivately(ServerSocketChannel server, Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    Path directory = Files.createTempDirectory(parent, ".p",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      Path inside = directory.resolve("s");
      server.bind(UnixDomainSocketAddress.of(inside));
      Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rw-------"));
      Files.move(inside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(directory.resolve("s"));
      Files.delete(directory);
    }
  }

  private static boolean isServed(Path path) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        if (clients.size() >= MAX_CLIENTS) {
          client.close();
        } else {
          clients.add(client);
          Thread.ofVirtual().name("control client").start(() -> serve(client));
        }
      } catch (IOException e) {
        if (server.isOpen()) {
          LOG.warn("control socket stops: path={}, reason={}", path, e.toString());
        }
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    ByteBuffer line = ByteBuffer.allocate(MAX_LINE_BYTES);
    try (client) {
      while (line.hasRemaining() && client.read(line) >= 0) {
        line.flip();
        answerLines(client, line);
        line.compact();
      }
    } catch (IOException e) {
      LOG.debug("control client lost: reason={}", e.toString());
    } finally {
      clients.remove(client);
    }
  }

  private void answerLines(SocketChannel client, ByteBuffer received) throws IOException {
    for (int end = indexOfNewline(received); end >= 0; end = indexOfNewline(received)) {
      byte[] line = new byte[end - received.position()];
      received.get(line).get();
      ByteBuffer answer = ByteBuffer.wrap((answer(line) + "\n").getBytes(StandardCharsets.UTF_8));
      while (answer.hasRemaining()) {
        client.write(answer);
      }
    }
  }

  private Json answer(byte[] line) {
    List<String> words = List.of(new String(line, StandardCharsets.UTF_8).strip().split("\\s+"));
    if (words.getFirst().isEmpty()) {
      return Json.error("no command");
    }
    try {
      return handler.command(words);
    } catch (RuntimeException e) {
      LOG.error("control command failed: command={}", words.getFirst(), e);
      return Json.error("command failed: command=" + words.getFirst() + ", reason=" + e);
    }
  }

  private static int indexOfNewline(ByteBuffer buffer) {
    for (int i = buffer.position(); i < buffer.limit(); i++) {
      if (buffer.get(i) == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Where it listens. */
  public Path path() {
    return path;
  }

  /** Stops and removes the file. Commands under way are still answered, for a second; then clients are cut off. Closing again does nothing. */
  @Override
  public void close() {
    if (!server.isOpen()) {
      return;
    }
    try {
      server.close();
      Files.deleteIfExists(path);
      // An answer to the very command that ends the host may be on its way.
      for (SocketChannel client : clients) {
        endRequests(client);
      }
      long deadline = System.nanoTime() + LAST_ANSWERS_NANOS;
      while (!clients.isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(1);
      }
      for (SocketChannel client : clients) {
        client.close();
      }
      acceptor.join(1000);
    } catch (IOException e) {
      LOG.warn("control socket not closed cleanly: path={}, reason={}", path, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void endRequests(SocketChannel client) {
    try {
      client.shutdownInput();
    } catch (IOException e) {
      LOG.debug("control client is gone already: reason={}", e.toString());
    }
  }
}
