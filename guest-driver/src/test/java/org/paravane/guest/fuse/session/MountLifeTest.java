package org.paravane.guest.fuse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.guest.fuse.mount.MountException;
import org.paravane.guest.fuse.mount.MountOptions;
import org.paravane.guest.fuse.mount.MountWay;
import org.paravane.guest.fuse.mount.Mounts;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Mounting;
import org.paravane.linux.OpenFiles;
import org.paravane.linux.OwnedFd;

/** How mounts begin and end: beside others, after a crash, from outside, and through the program. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MountLifeTest {
  private static final int NOBODY = 65_534;
  /** An ordinary user who may read all files, because the classes may lie where he may not. */
  private static final List<String> AS_NOBODY = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY,
      "--clear-groups", "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search");
  private Path directory;

  @BeforeEach
  void makeDirectory() throws IOException {
    ToyMount.assumeMountable();
    directory = Files.createTempDirectory("paravane mount-");
  }

  @AfterEach
  void removeWhatIsLeft() throws IOException {
    if (directory == null) {
      return;
    }
    while (Mounts.at(directory).isPresent()) {
      try {
        Mounting.detach(directory.toString());
      } catch (LinuxException e) {
        throw new IOException(e);
      }
    }
    try (Stream<Path> left = Files.walk(directory)) {
      left.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
    }
  }

  private ToyMount mount() throws MountException {
    return ToyMount.at(directory, MountOptions.defaults());
  }

  @Test
  void aMountIsSeenAndGoneAfterwards() throws Exception {
    assertThat(Mounts.at(directory)).isEmpty();
    try (ToyMount mount = mount()) {
      assertThat(Mounts.isServed(directory)).isTrue();
      assertThat(Mounts.isStale(directory)).isFalse();
      assertThat(Mounts.at(directory).orElseThrow().isOurs()).isTrue();
      assertThat(mount.session().figures().kernelMinor()).isGreaterThanOrEqualTo(31);
    }
    assertThat(Mounts.at(directory)).isEmpty();
    assertThat(Mounts.isServed(directory)).isFalse();
  }

  @Test
  void missingDirectoriesAreMadeAndRemovedAgain() throws Exception {
    Path deep = directory.resolve("a/b/c");
    try (ToyMount mount = ToyMount.at(deep, MountOptions.defaults())) {
      assertThat(mount.node()).exists();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aLivingMountIsRefused() throws Exception {
    try (ToyMount first = mount()) {
      assertThatThrownBy(this::mount).isInstanceOf(MountException.class).hasMessageContaining("running guest");
      assertThat(first.node()).exists();
    }
  }

  @Test
  void aDirectoryWithSomethingInItIsRefused() throws IOException {
    Files.createFile(directory.resolve("something"));
    assertThatThrownBy(this::mount).isInstanceOf(MountException.class).hasMessageContaining("no empty directory");
    assertThat(directory.resolve("something")).exists();
  }

  @Test
  void aFileIsRefused() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> ToyMount.at(file, MountOptions.defaults())).isInstanceOf(MountException.class);
    assertThatThrownBy(() -> ToyMount.at(file.resolve("below"), MountOptions.defaults()))
        .isInstanceOf(MountException.class).hasMessageContaining("cannot be made");
  }

  @Test
  void foreignMountsAreNeverTakenOff() throws Exception {
    Mounting.mount("paravane-test", directory.toString(), "tmpfs", "size=64k");
    assertThat(Mounts.isStale(directory)).isFalse();
    assertThat(Mounts.removeStale(directory)).isZero();
    try (ToyMount mount = mount()) {
      assertThat(mount.node()).exists();
    }
    assertThat(Mounts.at(directory).orElseThrow().type()).isEqualTo("tmpfs");
  }

  @Test
  void aMountWhoseServerWasKilledIsReplaced() throws Exception {
    ToyServer server = ToyServer.start(List.of(), directory);
    assertThat(server.firstLine()).startsWith("server: serves");
    assertThat(Mounts.isServed(directory)).isTrue();
    server.kill();
    assertThat(Mounts.isStale(directory)).isTrue();
    assertThat(Mounts.isServed(directory)).isFalse();
    try (ToyMount mount = mount()) {
      assertThat(mount.node()).exists();
      assertThat(Mounts.isServed(directory)).isTrue();
    }
    assertThat(Mounts.at(directory)).isEmpty();
  }

  @Test
  void unmountingFromOutsideEndsTheSession() throws Exception {
    try (ToyMount mount = mount()) {
      assertThat(new ProcessBuilder("umount", directory.toString()).inheritIO().start().waitFor()).isZero();
      mount.session().awaitEnd();
      assertThat(mount.session().isEnded()).isTrue();
      assertThat(mount.session().figures().threads()).isZero();
    }
  }

  @Test
  void aSessionThatWasUnmountedFromOutsideWhileBusyServesOnAndStillCloses() throws Exception {
    ToyMount mount = mount();
    try (OwnedFd fd = mount.open()) {
      assertThat(new ProcessBuilder("umount", "-l", directory.toString()).inheritIO().start().waitFor()).isZero();
      assertThat(ToyMount.ioctl(fd, Toy.ADD, 1)).isZero();
      mount.session().close();
      assertThat(ToyMount.ioctl(fd, Toy.ADD, 1)).isNegative();
      assertThat(mount.toy().releases.get()).isEqualTo(1);
    } finally {
      mount.close();
    }
  }

  @Test
  void closingTwiceAndFromManyThreadsIsHarmless() throws Exception {
    ToyMount mount = mount();
    List<Thread> closers = Stream.generate(() -> Thread.ofPlatform().start(() -> mount.session().close())).limit(4)
        .toList();
    mount.close();
    for (Thread closer : closers) {
      closer.join();
    }
    assertThat(Mounts.at(directory)).isEmpty();
  }

  @Test
  void mountsComeAndGoWithoutLeavingDescriptorsOrThreads() throws Exception {
    mount().close();
    long descriptors = descriptors();
    for (int i = 0; i < 20; i++) {
      ToyMount mount = mount();
      try (OwnedFd fd = mount.open()) {
        assertThat(ToyMount.ioctl(fd, Toy.SIGNAL_FD, 9_999)).isNegative();
      } finally {
        mount.close();
      }
    }
    assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 2);
    assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().startsWith("fuse-"));
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.count();
    }
  }

  @Test
  void theProgramMountsWhereWeDoNot() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/fusermount3")), "needs fusermount3");
    try (ToyMount mount = ToyMount.at(directory, MountOptions.defaults().withWay(MountWay.PROGRAM));
        OwnedFd fd = OpenFiles.open(mount.node().toString(), OpenFiles.O_RDWR)) {
      assertThat(Mounts.isServed(directory)).isTrue();
      assertThat(ToyMount.ioctl(fd, Toy.ADD, 1)).isZero();
    }
    assertThat(Mounts.at(directory)).isEmpty();
  }

  @Test
  void whatTheProgramSaysIsToldWhenItRefuses() throws IOException {
    assumeOrdinaryUser();
    // The directory is root's: an ordinary user may not mount there.
    try (ToyServer server = ToyServer.start(AS_NOBODY, directory)) {
      assertThat(server.firstLine()).contains("fusermount3 refuses", "says=fusermount3: ", "repair=");
    }
  }

  /**
   * Most systems let everybody open the fuse device. Where only root may, the server sees a device of its own that is like theirs,
   * in a mount namespace of its own; then the callers go there too.
   */
  @Test
  void anOrdinaryUserMountsThroughTheProgramAndServesHimself() throws Exception {
    assumeOrdinaryUser();
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.setAttribute(home, "unix:uid", NOBODY);
    List<String> by = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c",
        "mknod -m 666 \"$0\" c 10 229 && mount --bind \"$0\" /dev/fuse && exec \"$@\"",
        directory.resolve("device").toString()));
    by.addAll(AS_NOBODY);
    try (CallerProgram program = CallerProgram.build(); ToyServer server = ToyServer.start(by, home)) {
      assumeFalse(server.firstLine().equals("ended") || server.firstLine().contains("failed to open"),
          "needs a fuse device that an ordinary user may open");
      assertThat(server.firstLine()).startsWith("server: serves").contains("passthrough=false");
      List<String> there = new ArrayList<>(List.of("nsenter", "--mount", "-t", Long.toString(server.pid())));
      there.addAll(AS_NOBODY);
      Path node = home.resolve("node");
      assertThat(program.start(there, node, "add", "100").line()).matches("[0-9]+");
      assertThat(program.start(there, node, "who").line()).isEqualTo("known");
      program.killAll();
      assertThat(server.end()).isEqualTo("server: unmounted, still there: false");
    }
  }

  private void assumeOrdinaryUser() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/fusermount3")), "needs fusermount3");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
    Files.setAttribute(directory, "unix:mode", 0755);
  }
}
