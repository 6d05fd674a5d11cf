package org.paravane.host.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Sends commands to a host's control socket. One thread at a time. */
public final class ControlClient implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader answers;

  private ControlClient(SocketChannel channel) {
    this.channel = channel;
    this.answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  /** The control socket that belongs to a host's guest socket. */
  public static Path pathFor(Path socket) {
    return socket.resolveSibling(socket.getFileName() + ".ctl");
  }

  /**
   * Connects.
   *
   * @throws IOException when no host listens there, or not for this user
   */
  public static ControlClient connect(Path path) throws IOException {
    return new ControlClient(SocketChannel.open(UnixDomainSocketAddress.of(path)));
  }

  /**
   * Carries out a command.
   *
   * @return the JSON object on one line; it begins with the member {@code "ok"}
   * @throws IOException when the host is gone
   */
  public String send(List<String> words) throws IOException {
    ByteBuffer line = ByteBuffer.wrap((String.join(" ", words) + "\n").getBytes(StandardCharsets.UTF_8));
    while (line.hasRemaining()) {
      channel.write(line);
    }
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("host closed the control socket: command=" + words.getFirst());
    }
    return answer;
  }

  /** Whether an answer of {@link #send} says that all went well. */
  public static boolean isOk(String answer) {
    return answer.startsWith("{\"ok\":true");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
