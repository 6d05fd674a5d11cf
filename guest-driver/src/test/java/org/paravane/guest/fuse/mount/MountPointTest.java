package org.paravane.guest.fuse.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is mounted where, from the system's list. */
class MountPointTest {

  @Test
  void aLineIsReadWithAndWithoutOptionalFields() {
    MountPoint with = MountPoint
        .parse("36 35 98:0 /mnt1 /mnt2 rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue").orElseThrow();
    assertThat(with).isEqualTo(new MountPoint(36, "98:0", Path.of("/mnt2"), "ext3", "/dev/root"));
    MountPoint without = MountPoint.parse("40 35 0:52 / /run/paravane rw,nosuid - fuse.paravane paravane rw")
        .orElseThrow();
    assertThat(without.isOurs()).isTrue();
    assertThat(without.isFuse()).isTrue();
    assertThat(without.path()).isEqualTo(Path.of("/run/paravane"));
  }

  @Test
  void blanksAndOtherLettersInPathsAreRead() {
    // The list is read byte for byte; é is two bytes.
    String line = "40 35 0:52 / /tmp/a\\040b\\134c\u00c3\u00a9 rw - fuse.sshfs me@host:\\040 rw";
    MountPoint mount = MountPoint.parse(line).orElseThrow();
    assertThat(mount.path().toString()).isEqualTo("/tmp/a b\\cé");
    assertThat(mount.source()).isEqualTo("me@host: ");
    assertThat(mount.isOurs()).isFalse();
    assertThat(mount.isFuse()).isTrue();
  }

  @Test
  void whatIsNoLineIsNoMount() {
    for (String line : new String[]{"", "a b c", "36 35 98:0 / /mnt rw", "36 35 98:0 / /mnt rw - ext3",
        "x 35 98:0 / /mnt rw - ext3 src rw", "36 35 98:0 / /mnt\\9zz rw - ext3 src rw"}) {
      assertThat(MountPoint.parse(line)).as(line).isEmpty();
    }
  }

  @Test
  void theRootAndProcAreMountedAndATemporaryDirectoryIsNot(@TempDir Path directory) throws IOException {
    assertThat(Mounts.at(Path.of("/"))).isPresent();
    assertThat(Mounts.at(Path.of("/proc")).orElseThrow().type()).isEqualTo("proc");
    assertThat(Mounts.at(directory)).isEmpty();
    assertThat(Mounts.isServed(directory)).isFalse();
    assertThat(Mounts.isStale(Path.of("/proc"))).isFalse();
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/"));
    try {
      assertThat(Mounts.at(link.resolve("proc")).orElseThrow().type()).isEqualTo("proc");
    } finally {
      Files.delete(link);
    }
  }

  @Test
  void theRightsOfThisProcessAreReadAndSayWhatItMay() {
    Rights rights = Rights.ofThisProcess();
    assertThat(rights.userId()).isNotNegative();
    assertThat(new Rights(0, 0, 1L << 21).mayMount()).isTrue();
    assertThat(new Rights(0, 0, ~(1L << 21)).mayMount()).isFalse();
  }

  @Test
  void optionsKeepAFewThreads() {
    MountOptions options = MountOptions.defaults().withAllowOther(false).withWay(MountWay.PROGRAM).withMaxThreads(16);
    assertThat(options).isEqualTo(new MountOptions(false, MountWay.PROGRAM, 16, true));
    assertThatThrownBy(() -> options.withMaxThreads(3)).isInstanceOf(IllegalArgumentException.class);
  }
}
