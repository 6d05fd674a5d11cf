package org.paravane.host.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ControlSocketTest {
  @TempDir
  private Path directory;

  private Path path;

  @BeforeEach
  void choosePath() {
    path = directory.resolve("host.ctl");
  }

  private static Json echo(List<String> words) {
    if (words.getFirst().equals("bug")) {
      throw new IllegalStateException("a \"bug\"");
    }
    return Json.ok().put("words", words);
  }

  private ControlSocket listen() throws IOException {
    return ControlSocket.listen(path, ControlSocketTest::echo);
  }

  @Test
  void answersEachLineWithOneObject() throws IOException {
    try (ControlSocket socket = listen(); ControlClient client = ControlClient.connect(socket.path())) {
      assertThat(client.send(List.of("stats"))).isEqualTo("{\"ok\":true,\"words\":[\"stats\"]}");
      assertThat(client.send(List.of("remove-device", "3")))
          .isEqualTo("{\"ok\":true,\"words\":[\"remove-device\",\"3\"]}");
      assertThat(ControlClient.isOk(client.send(List.of("")))).isFalse();
    }
  }

  @Test
  void theCommandThatEndsTheServerIsAnsweredFirst() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    ControlSocket socket = ControlSocket.listen(path, words -> {
      asked.countDown();
      LockSupport.parkNanos(50_000_000);
      return Json.ok();
    });
    Thread ender = Thread.ofPlatform().start(() -> {
      try {
        asked.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      socket.close();
    });
    try (ControlClient client = ControlClient.connect(path)) {
      assertThat(ControlClient.isOk(client.send(List.of("shutdown")))).isTrue();
    }
    ender.join();
  }

  @Test
  void aBugInACommandIsAnAnswerNotTheEnd() throws IOException {
    try (ControlSocket socket = listen(); ControlClient client = ControlClient.connect(socket.path())) {
      assertThat(client.send(List.of("bug"))).startsWith("{\"ok\":false,").contains("a \\\"bug\\\"");
      assertThat(ControlClient.isOk(client.send(List.of("stats")))).isTrue();
    }
  }

  @Test
  void onlyTheOwnerMayConnectAndNothingIsLeftBehind() throws IOException {
    try (ControlSocket socket = listen()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.path()))).isEqualTo("rw-------");
      assertThat(entries()).containsExactly(path);
    }
    assertThat(entries()).isEmpty();
  }

  @Test
  void theFileOfADeadServerIsReplacedAndThatOfALiveOneIsNot() throws IOException {
    Files.writeString(path, "left over");
    try (ControlSocket first = listen()) {
      assertThatThrownBy(this::listen).isInstanceOf(IOException.class).hasMessageContaining("in use");
      assertThat(first.path()).exists();
    }
  }

  @Test
  void aLineThatIsTooLongEndsItsClientOnly() throws IOException {
    try (ControlSocket socket = listen(); ControlClient other = ControlClient.connect(socket.path())) {
      try (SocketChannel flood = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        flood.write(ByteBuffer.wrap("x".repeat(ControlSocket.MAX_LINE_BYTES).getBytes(UTF_8)));
        assertThat(flood.read(ByteBuffer.allocate(10))).isEqualTo(-1);
      }
      assertThat(ControlClient.isOk(other.send(List.of("stats")))).isTrue();
    }
  }

  @Test
  void oneClientTooManyIsCutOff() throws IOException {
    List<ControlClient> clients = new ArrayList<>();
    try (ControlSocket socket = listen()) {
      for (int i = 0; i < ControlSocket.MAX_CLIENTS; i++) {
        ControlClient client = ControlClient.connect(socket.path());
        clients.add(client);
        client.send(List.of("stats"));
      }
      try (ControlClient last = ControlClient.connect(socket.path())) {
        assertThatThrownBy(() -> last.send(List.of("stats"))).isInstanceOf(IOException.class);
      }
    } finally {
      for (ControlClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void closingCutsClientsOff() throws IOException {
    ControlSocket socket = listen();
    try (ControlClient client = ControlClient.connect(socket.path())) {
      client.send(List.of("stats"));
      socket.close();
      socket.close();

      assertThatThrownBy(() -> client.send(List.of("stats"))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void linesMayArriveInPieces() throws Exception {
    try (ControlSocket socket = listen();
        SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket.path()))) {
      client.write(ByteBuffer.wrap("sta".getBytes(UTF_8)));
      Thread.sleep(20);
      client.write(ByteBuffer.wrap("ts\nobj".getBytes(UTF_8)));
      ByteBuffer answer = ByteBuffer.allocate(100);
      client.read(answer);
      assertThat(new String(answer.array(), 0, answer.position(), UTF_8))
          .isEqualTo("{\"ok\":true,\"words\":[\"stats\"]}\n");
    }
  }

  private List<Path> entries() throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }
}
