package org.paravane.guest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.NtStatus;
import org.paravane.abi.wire.Message;
import org.paravane.guest.GuestOptions;
import org.paravane.guest.GuestStack;
import org.paravane.guest.fake.FakeConnection;
import org.paravane.vmbus.VmbusException;
import picocli.CommandLine;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class GuestCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private int adapters = 2;

  /** A guest of a fake host, which cannot compute. */
  private GuestStack fakeGuest(Path socket, GuestOptions options) throws VmbusException {
    FakeConnection connection = new FakeConnection();
    connection.host().fail(Message.CREATEDEVICE, NtStatus.NO_MEMORY, "too many devices: limit=0");
    connection.add(connection.globalOffer());
    for (int i = 0; i < adapters; i++) {
      connection.add(connection.vgpuOffer(i));
    }
    return GuestStack.connect(() -> connection, options);
  }

  private int execute(Object command, String... arguments) {
    return new CommandLine(command).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  @Test
  void helpIsEverywhere() {
    assertThat(execute(new GuestCommand(), "--help")).isZero();
    assertThat(out.toString()).contains("run");
    assertThat(execute(new GuestCommand(), "run", "--help")).isZero();
    assertThat(out.toString()).contains("Exit codes:", "69", "64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "nonsense", "run --socket", "run --socket s --size 0",
      "run --socket s --size 100000000", "run --socket s --rounds 0", "run --socket s --rounds x",
      "run --socket s --kernels fft", "run --socket s --rounds 1 --duration 1", "run --socket s --duration -1",
      "run --socket s --wait NaN", "run --socket s --root r", "run --root r --node n", "run --name  ",
      "run --root r --wait -1", "run --root r --expect -1", "run --socket s --wait -1", "run --socket s --name  ",
      "run --socket s --duration -2", "run --socket s --bogus"})
  void argumentsThatMakeNoSenseAre64(String line) {
    assertThat(execute(new GuestCommand(), line.split(" (?! )", -1))).isEqualTo(64);
    assertThat(err.toString()).isNotBlank();
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--root /tmp/x", "--host s --mode 0999", "--host s --mode 4755",
      "--host s --group no-such-group", "--host s --name  ", "--host s --wait -1", "--host s --bogus", "--host"})
  void aGuestDriverWithArgumentsThatMakeNoSenseIs64(String line) {
    assertThat(execute(new GuestCommand(), line.split(" (?! )", -1))).isEqualTo(64);
    assertThat(err.toString()).isNotBlank();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aTreeThatCannotBeMountedIs1AndSaysWhatRepairsIt(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(execute(new GuestCommand(), "--host", folder.resolve("none").toString(), "--root", file.toString(),
        "--wait", "0")).isEqualTo(1);
    assertThat(err.toString()).contains("paravane guest: cannot mount: root=" + file, "paravane guest: repair: ");
    assertThat(out.toString()).isEmpty();
    assertThat(file).hasContent("");
  }

  @Test
  void noHostIs69(@TempDir Path folder) {
    assertThat(execute(new GuestCommand(), "run", "--socket", folder.resolve("none").toString(), "--wait", "0.2"))
        .isEqualTo(69);
    assertThat(err.toString()).contains("host not reachable: socket=").contains("none");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void noMountedTreeIs69(@TempDir Path folder) {
    assertThat(execute(new GuestCommand(), "run", "--root", folder.toString(), "--wait", "0.1")).isEqualTo(69);
    assertThat(err.toString()).contains("no mounted tree: missing=" + folder.resolve("dev/accel"));
  }

  @Test
  void aMountedTreeWithoutNodesCannotRunAnything(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("dev/accel"));
    assertThat(execute(new GuestCommand(), "run", "--root", folder.toString(), "--wait", "0.1")).isEqualTo(69);
    assertThat(err.toString()).contains("there is no device");
  }

  @Test
  void nodesOfATreeAreTriedInTheOrderOfTheirNumbers(@TempDir Path folder) throws IOException {
    Path nodes = Files.createDirectories(folder.resolve("dev/accel"));
    for (String name : List.of("accel10", "accel2", "other")) {
      Files.write(nodes.resolve(name), new byte[1]);
    }
    assertThat(execute(new GuestCommand(), "run", "--root", folder.toString(), "--kernels", "fill")).isEqualTo(1);
    assertThat(lines().get(1)).startsWith("accel10");
    assertThat(lines().get(2)).startsWith("accel2");
    assertThat(out.toString()).contains("ENOTTY").doesNotContain("other");
    assertThat(Devices.below(folder).names()).containsExactly("accel2", "accel10");
  }

  @Test
  void nodesThatAreExpectedAreWaitedFor(@TempDir Path folder) throws Exception {
    Path nodes = Files.createDirectories(folder.resolve("dev/accel"));
    Files.write(nodes.resolve("accel0"), new byte[1]);
    Thread late = Thread.ofPlatform().start(() -> {
      try {
        Thread.sleep(200);
        Files.write(nodes.resolve("accel1"), new byte[1]);
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    assertThat(execute(new GuestCommand(), "run", "--root", folder.toString(), "--expect", "2", "--wait", "20",
        "--kernels", "fill")).isEqualTo(1);
    late.join();
    assertThat(out.toString()).contains("accel0: ", "accel1: ");
  }

  /** A tree whose devices have gone does not take the time twice. */
  @Test
  void theTimeToWaitIsOneForAll(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("dev/accel"));
    long begin = System.nanoTime();
    assertThat(execute(new GuestCommand(), "run", "--root", folder.toString(), "--wait", "2")).isEqualTo(69);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(2), Duration.ofMillis(3_500));
  }

  @Test
  void oneNodeCanBeNamed(@TempDir Path folder) {
    Path node = folder.resolve("accel4");
    assertThat(execute(new GuestCommand(), "run", "--node", node.toString(), "--json")).isEqualTo(1);
    assertThat(out.toString()).contains("\"device\":\"accel4\"", "ENOENT");
  }

  @Test
  void aDeviceThatIsNotThereIs64() {
    assertThat(execute(new RunCommand(this::fakeGuest), "--socket", "s", "--device", "accel0,accel9")).isEqualTo(64);
    assertThat(err.toString()).contains("No such device: accel9; there are: [accel0, accel1]");
  }

  @Test
  void aHostWithoutDevicesCannotRunAnything() {
    adapters = 0;
    assertThat(execute(new RunCommand(this::fakeGuest), "--socket", "s")).isEqualTo(69);
    assertThat(err.toString()).contains("no device");
  }

  @Test
  void workThatCannotBeDoneIsNotVerified() {
    assertThat(execute(new RunCommand(this::fakeGuest), "--socket", "s", "--json", "--device", "accel0")).isEqualTo(1);
    assertThat(lines()).hasSize(1).allMatch(
        line -> line.contains("\"verified\":false") && line.contains("ENOMEM") && line.contains("too many devices"));
  }

  @Test
  void workThatCannotBeDoneStandsInTheTable() {
    assertThat(execute(new RunCommand(this::fakeGuest), "--socket", "s")).isEqualTo(1);
    assertThat(lines().getFirst()).startsWith("DEVICE");
    assertThat(out.toString()).contains("NOT verified: rounds=2, right=0");
  }
}
