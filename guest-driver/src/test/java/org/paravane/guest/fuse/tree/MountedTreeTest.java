package org.paravane.guest.fuse.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.device.DeviceNode;
import org.paravane.guest.fuse.mount.Rights;
import org.paravane.guest.fuse.tree.MountedScene.Said;

/** A mounted tree, looked at with the programs of the system. */
@Timeout(60)
class MountedTreeTest {
  private static final String NODE = "sys/devices/toys/w/accel/accel0";

  private MountedScene mounted;
  private DeviceNode node;

  @BeforeEach
  void mount() throws Exception {
    mounted = new MountedScene();
    node = mounted.scene.plug("w");
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
  }

  @Test
  void attributesAreReadAndWrittenWithCatAndEcho() throws Exception {
    assertThat(mounted.sh("cat " + NODE + "/dev " + NODE + "/knob")).isEqualTo(new Said(0, "261:0\n7\n", ""));
    assertThat(mounted.sh("echo 42 > " + NODE + "/knob; cat " + NODE + "/knob").out()).isEqualTo("42\n");
    assertThat(mounted.sh("echo 43 >> " + NODE + "/knob; cat " + NODE + "/knob").out()).isEqualTo("43\n");
    assertThat(mounted.sh("printf 44 | tee " + NODE + "/knob").out()).isEqualTo("44");
    Said nonsense = mounted.sh("echo nonsense | tee " + NODE + "/knob");
    assertThat(nonsense.status()).isNotZero();
    assertThat(nonsense.err()).contains("Invalid argument");
    assertThat(mounted.scene.knob).hasValue("44");
  }

  @Test
  void lsFindAndStatGoThroughTheWholeTree() throws Exception {
    Said listed = mounted.sh("ls -lR .");
    assertThat(listed.err()).isEmpty();
    assertThat(listed.status()).isZero();
    assertThat(listed.out()).contains("accel0").contains("id-w -> ../accel/accel0").contains("events");
    Said found = mounted.sh("find . -type l | while read l; do test -e $l || echo broken $l; done");
    assertThat(found).isEqualTo(new Said(0, "", ""));
    assertThat(mounted.sh("stat -c '%a %u %g %F' dev/accel/accel0").out()).isEqualTo("660 3 4 regular file\n");
    assertThat(
        mounted.sh("stat -c '%i' dev/accel/accel0 dev/by-id/../accel/accel0 dev/nodes/accel0/accel0").out().lines()
            .distinct())
        .hasSize(1);
    assertThat(mounted.sh("grep -r 261:0 sys/devices").out()).isEqualTo(NODE + "/dev:261:0\n");
  }

  @Test
  void eachOpenHasAnInodeOfItsOwn() throws Exception {
    Said said = mounted.sh("exec 3<>dev/accel/accel0 4<>dev/accel/accel0 5<>dev/by-id/id-w; cat " + NODE
        + "/open_count; ls " + NODE + "/clients | wc -l; exec 3<&-; cat " + NODE + "/open_count");
    assertThat(said.err()).isEmpty();
    assertThat(said.out().lines().toList().getFirst()).isEqualTo("3");
    assertThat(said.out().lines().toList().get(1).strip()).isEqualTo("3");
    MountedScene.await(() -> node.openCount() == 0);
  }

  /** A remount makes the kernel drop what it keeps of names; unlike drop_caches it does so for this file system only. */
  @Test
  void whatTheKernelForgetsIsForgotten() throws Exception {
    assumeTrue(Rights.ofThisProcess().mayMount(), "needs the right to mount");
    mounted.sh("ls -lR . > /dev/null; find . -name none; cat dev/accel/accel0");
    assertThat(mounted.server.figures().tree().inodes()).isGreaterThan(30);
    List<String> remount = List.of("mount", "-i", "-o", "remount,rw", mounted.root.toString());
    MountedScene.await(() -> {
      assertThat(mounted.outside(remount)).isEqualTo(new Said(0, "", ""));
      return mounted.server.figures().tree().inodes() == 1;
    });
    assertThat(mounted.server.figures().tree()).isEqualTo(new TreeFigures(1, 0, 0, 0));
    assertThat(mounted.text(NODE + "/dev")).isEqualTo("261:0\n");
  }

  @Test
  void nothingStaysAfterTheUnmount() throws Exception {
    mounted.server.close();
    assertThat(Files.exists(mounted.root)).isFalse();
    assertThat(mounted.server.isEnded()).isTrue();
    assertThat(mounted.server.figures().tree().files()).isZero();
  }
}
