package org.paravane.guest.fuse.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.device.DeviceNode;

/** Devices come and go while programs walk the tree. */
@Timeout(120)
class MountedHotPlugTest {
  private static final int ROUNDS = 200;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private MountedScene mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = new MountedScene();
    mounted.scene.plug("stays");
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
    threads.shutdown();
  }

  private void comeAndGo() {
    for (int i = 0; i < ROUNDS; i++) {
      DeviceNode first = mounted.scene.plug("w");
      DeviceNode second = mounted.scene.plug("x" + i);
      mounted.scene.unplug(first);
      mounted.scene.unplug(second);
    }
  }

  /**
   * A name that was listed may be gone when it is looked at, as in sysfs: "No such file or directory", and "No such device"
   * for a value whose file was open already. Nothing else, and no name twice.
   */
  @Test
  void walkersSeeNoErrorButThatSomethingIsGone() throws Exception {
    Process walker = mounted.start("while test -e sys; do"
        + " find . -ls > /dev/null; ls -lR . > /dev/null; find sys -type f -perm /444 -exec cat {} + > /dev/null;"
        + " for d in dev/accel dev/nodes sys/devices/toys; do ls -f $d | sort | uniq -d | sed 's/^/twice /' >&2; done;"
        + " echo round; read go || exit; done");
    try {
      Future<List<String>> errors = threads.submit(() -> walker.errorReader().lines().toList());
      for (int i = 0; i < 3; i++) {
        Future<?> plugging = threads.submit(this::comeAndGo);
        assertThat(Objects.requireNonNull(walker.inputReader().readLine())).isEqualTo("round");
        plugging.get(60, TimeUnit.SECONDS);
        walker.outputWriter().write("go\n");
        walker.outputWriter().flush();
      }
      walker.outputWriter().close();
      assertThat(errors.get(20, TimeUnit.SECONDS)).allMatch(line -> line.contains("No such file or directory")
          || line.contains("No such device"));
    } finally {
      walker.destroyForcibly();
    }
    assertThat(mounted.sh("ls dev/accel dev/nodes dev/by-id sys/devices/toys").out())
        .isEqualTo("dev/accel:\naccel0\n\ndev/by-id:\nid-stays\n\ndev/nodes:\naccel0\n\nsys/devices/toys:\nstays\n");
    MountedScene.await(() -> mounted.server.figures().tree().files() == 0);
  }

  /** Nobody looks a name up again that is gone: the kernel is told, and forgets. */
  @Test
  void whatIsUnpluggedIsForgotten() throws Exception {
    assumeTrue(mounted.server.figures().session().kernelMinor() >= 45, "kernel cannot be told");
    mounted.sh("find . -ls > /dev/null; ls -lR . > /dev/null");
    int before = mounted.server.figures().tree().inodes();
    List<DeviceNode> nodes = IntStream.range(0, 20).mapToObj(i -> mounted.scene.plug("w" + i)).toList();
    mounted.sh("find . -ls > /dev/null; find sys -type f -perm /444 -exec cat {} + > /dev/null");
    assertThat(mounted.server.figures().tree().inodes()).isGreaterThan(before + 100);

    nodes.forEach(mounted.scene::unplug);

    MountedScene.await(() -> mounted.server.figures().tree().inodes() <= before);
  }

  /** What somebody stands in or has open stays until he leaves. */
  @Test
  void whatIsInUseIsForgottenLater() throws Exception {
    assumeTrue(mounted.server.figures().session().kernelMinor() >= 45, "kernel cannot be told");
    mounted.sh("ls -lR . > /dev/null");
    int before = mounted.server.figures().tree().inodes();
    DeviceNode node = mounted.scene.plug("w");
    Process user = mounted.start("cd sys/devices/toys/w; echo there; read go");
    try {
      assertThat(user.inputReader().readLine()).isEqualTo("there");
      mounted.scene.unplug(node);
      assertThat(mounted.sh("ls sys/devices/toys").out()).isEqualTo("stays\n");
    } finally {
      user.destroyForcibly().waitFor();
    }
    MountedScene.await(() -> {
      mounted.server.root().toFile().exists();
      return mounted.server.figures().tree().inodes() <= before;
    });
  }

  /** {@code cat events} from before the first to after the last: each add has its remove, and no number is missing. */
  @Test
  void theStreamHasEveryEvent() throws Exception {
    int server = mounted.scene.registry.census().audience();
    Process cat = mounted.start("exec cat events");
    try {
      Future<String> text = threads.submit(() -> readUntilLast(cat));
      MountedScene.await(() -> mounted.scene.registry.census().audience() == server + 1);
      comeAndGo();
      mounted.scene.plug("last");
      List<String> records = new ArrayList<>(List.of(text.get(60, TimeUnit.SECONDS).split("\n\n")));
      assertThat(records.removeFirst()).startsWith("ACTION=present\nDEVPATH=/devices/toys/stays\n");
      assertThat(records.removeFirst()).startsWith("ACTION=present\nDEVPATH=/devices/toys/stays/accel/accel0\n");
      assertThat(records.removeFirst()).isEqualTo("ACTION=snapshot-end\nSEQNUM=2");
      List<String> there = new ArrayList<>();
      for (int i = 0; i < records.size(); i++) {
        assertThat(records.get(i)).endsWith("SEQNUM=" + (3 + i));
        String path = value(records.get(i), "DEVPATH");
        switch (value(records.get(i), "ACTION")) {
          case "add" -> there.add(path);
          case "remove" -> assertThat(there.remove(path)).as(path).isTrue();
          default -> throw new AssertionError(records.get(i));
        }
      }
      assertThat(records).hasSizeBetween(8 * ROUNDS + 1, 8 * ROUNDS + 2);
      assertThat(there).contains("/devices/toys/last");
    } finally {
      cat.destroyForcibly();
    }
    MountedScene.await(() -> mounted.scene.registry.census().audience() == server);
  }

  private static String value(String record, String key) {
    return record.lines().filter(line -> line.startsWith(key + "=")).findFirst().orElseThrow()
        .substring(key.length() + 1);
  }

  private static String readUntilLast(Process cat) {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[64 * 1024];
    try {
      while (text.indexOf("DEVPATH=/devices/toys/last\n") < 0 || text.indexOf("\n\n", text.length() - 2) < 0) {
        int count = cat.getInputStream().read(buffer);
        text.append(new String(buffer, 0, Math.max(0, count), StandardCharsets.UTF_8));
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return text.toString();
  }
}
