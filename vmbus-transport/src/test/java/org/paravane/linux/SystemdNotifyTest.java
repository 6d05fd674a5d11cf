package org.paravane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SystemdNotifyTest {
  /** A service manager: binds a datagram socket, and prints what comes on a line each. */
  private static final String MANAGER = """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1].replace('@', chr(0), 1))
      print('bound', flush=True)
      while True:
        print(s.recv(4096).decode().replace(chr(10), '|'), flush=True)
      """;

  @TempDir
  private Path directory = Path.of("");
  private Process manager = new ProcessBuilder().command("true").start();

  SystemdNotifyTest() throws IOException {
  }

  @AfterEach
  void endManager() throws InterruptedException {
    manager.destroyForcibly().waitFor();
  }

  private BufferedReader listen(String address) throws IOException {
    try {
      manager = new ProcessBuilder("python3", "-c", MANAGER, address)
          .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      assumeTrue(false, "no python3 to play the service manager");
    }
    BufferedReader lines = manager.inputReader(StandardCharsets.UTF_8);
    assertThat(lines.readLine()).isEqualTo("bound");
    return lines;
  }

  private static String next(BufferedReader lines) throws IOException {
    return Objects.requireNonNull(lines.readLine(), "the manager ended");
  }

  @Test
  void aManagerHearsHowTheServiceDoes() throws IOException {
    String address = directory.resolve("notify").toString();
    BufferedReader lines = listen(address);
    SystemdNotify notify = SystemdNotify.to(address);
    assertThat(notify.ready("serves /run/paravane")).isTrue();
    assertThat(next(lines)).isEqualTo("READY=1|STATUS=serves /run/paravane");
    assertThat(notify.status("two\nlines ü")).isTrue();
    assertThat(next(lines)).as("one line, or it would be another variable").isEqualTo("STATUS=two lines ü");
    assertThat(notify.stopping()).isTrue();
    assertThat(next(lines)).isEqualTo("STOPPING=1");
  }

  @Test
  void namesOutsideOfFileSystemsWork() throws IOException {
    String address = "@paravane-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    BufferedReader lines = listen(address);
    assertThat(SystemdNotify.to(address).ready("x")).isTrue();
    assertThat(next(lines)).isEqualTo("READY=1|STATUS=x");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "relative", "vsock:2:1234", "/nonexistent/socket", "@nobody-listens-there"})
  void withoutAManagerNothingIsSentAndNothingFails(String address) {
    assertThat(SystemdNotify.to(address).ready("x")).isFalse();
    assertThat(SystemdNotify.to(address).stopping()).isFalse();
  }

  @Test
  void anAddressThatIsTooLongIsNoReasonToFail() {
    assertThat(SystemdNotify.to("/" + "x".repeat(200)).stopping()).isFalse();
  }
}
