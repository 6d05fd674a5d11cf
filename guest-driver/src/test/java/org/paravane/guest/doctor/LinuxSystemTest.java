package org.paravane.guest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.guest.observe.FakeTree;
import org.paravane.guest.observe.TreeState;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LinuxSystemTest {
  @TempDir
  private Path directory = Path.of("");

  private LinuxSystem system() {
    return new LinuxSystem("/nonexistent::" + directory);
  }

  @Test
  void thisMachineIsSeen() throws IOException {
    assertThat(system().kernelRelease()).matches("\\d+\\.\\d+.*");
    assertThat(system().userId()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    assertThat(system().text(Path.of("/proc/self/status")).orElse("")).contains("CapEff:");
    assertThat(system().exists(Path.of("/proc/self"))).isTrue();
    assertThat(system().text(directory.resolve("none"))).isEmpty();
  }

  @Test
  void filesAreTriedByOpeningThem() throws IOException {
    assertThat(system().openError(Files.writeString(directory.resolve("file"), ""))).isZero();
    assertThat(system().openError(directory.resolve("none"))).isEqualTo(2);
    assertThat(system().openError(directory)).isEqualTo(21);
  }

  @Test
  void programsAreFoundOnThePath() throws IOException {
    Path program = Files.createFile(directory.resolve("tool"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(directory.resolve("text"), "");
    assertThat(system().program("tool")).contains(program);
    assertThat(system().program("other")).isEmpty();
    assertThat(system().isSetUserIdRoot(program)).isFalse();
    assertThat(system().isSetUserIdRoot(directory.resolve("none"))).isFalse();
  }

  @Test
  void aTreeAndItsNodesAreSeen() {
    FakeTree tree = new FakeTree(directory.resolve("tree")).device(3, "aaaaaaaa-0000-0000-0000-000000000003");
    assertThat(system().tree(tree.root())).isEqualTo(TreeState.SERVED);
    assertThat(system().nodes(tree.root())).containsExactly(tree.root().resolve("dev/accel/accel3"));
  }

  @Test
  void aFileThatIsNoNodeHasNoVersion() throws IOException {
    Path file = Files.writeString(directory.resolve("accel0"), "");
    assertThat(system().version(file)).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(Errno.ENOTTY));
    assertThat(system().version(directory.resolve("none"))).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(Errno.ENOENT));
  }

  @Test
  void socketsAreTried() throws Exception {
    Path socket = directory.resolve("s");
    assertThat(system().host(socket)).isEqualTo(new HostAnswer.Absent());
    assertThat(system().host(Files.writeString(directory.resolve("file"), ""))).isEqualTo(new HostAnswer.Refused());
    Thread strange;
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      strange = Thread.ofPlatform().start(() -> {
        try {
          while (true) {
            server.accept().close();
          }
        } catch (IOException e) {
          // The test is over.
        }
      });
      assertThat(system().host(socket)).isInstanceOf(HostAnswer.Strange.class);
      assertThat(strange.isAlive()).isTrue();
    }
    strange.join();
    assertThat(system().host(socket)).as("nobody listens any more").isEqualTo(new HostAnswer.Refused());
  }
}
