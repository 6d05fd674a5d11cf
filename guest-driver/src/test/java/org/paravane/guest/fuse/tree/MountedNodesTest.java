package org.paravane.guest.fuse.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.device.DeviceNode;
import org.paravane.device.NodeOptions;
import org.paravane.device.OpenPolicy;
import org.paravane.device.io.PollEvents;
import org.paravane.guest.fuse.tree.MountedScene.Said;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OpenFiles;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.Processes;
import org.paravane.linux.SharedMapping;

/** Mounted device nodes, used by this process and by others. */
@Timeout(60)
class MountedNodesTest {
  /** Read and written, 8 bytes, type 'T', number 1. */
  private static final int REQUEST = 3 << 30 | 8 << 16 | 'T' << 8 | 1;
  private static final int POLLIN = 1;

  private final List<Memfd> backings = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private MountedScene mounted;
  private DeviceNode node;

  @BeforeEach
  void mount() throws Exception {
    mounted = new MountedScene();
    node = mounted.scene.plug("w", NodeOptions.defaults().withMode(0666));
    mounted.scene.driver.mappable = true;
    mounted.scene.driver.descriptor = file -> backing().fd().number();
  }

  private Memfd backing() {
    try {
      Memfd made = Memfd.create("paravane-test", 8192);
      backings.add(made);
      return made;
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void unmount() throws Exception {
    mounted.close();
    threads.shutdown();
    backings.forEach(Memfd::close);
  }

  private OwnedFd open(String path) throws LinuxException {
    return OpenFiles.open(mounted.at(path).toString(), OpenFiles.O_RDWR);
  }

  private OwnedFd open() throws LinuxException {
    return open("dev/accel/accel0");
  }

  private static int ioctl(OwnedFd fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(8);
      int result = OpenFiles.ioctl(fd, REQUEST, argument);
      assertThat(result < 0 || argument.get(ValueLayout.JAVA_INT, 0) == Processes.pid()).isTrue();
      return result;
    }
  }

  @Test
  void requestsReachTheDriverThroughEveryName() throws Exception {
    try (OwnedFd first = open();
        OwnedFd second = open("dev/by-id/../accel/accel0");
        OwnedFd alone = open("dev/nodes/accel0/accel0")) {
      assertThat(List.of(ioctl(first), ioctl(second), ioctl(alone), ioctl(first))).containsExactly(1, 2, 3, 1);
      assertThat(mounted.server.figures().tree().nodes()).isEqualTo(3);
    }
    MountedScene.await(() -> mounted.server.figures().tree().nodes() == 0);
    assertThat(mounted.server.figures().session().backings()).isZero();
    assertThat(node.openCount()).isZero();
  }

  @Test
  void eachOpenMapsMemoryOfItsOwn() throws Exception {
    assumeTrue(mounted.server.figures().session().passthrough(), "the kernel cannot map for us here");
    try (OwnedFd first = open();
        OwnedFd second = open();
        SharedMapping one = SharedMapping.map(first, 0, 8192);
        SharedMapping two = SharedMapping.map(second, 4096, 4096);
        SharedMapping driver = backings.get(1).map(8192)) {
      one.segment().set(ValueLayout.JAVA_LONG, 4096, 11);
      two.segment().set(ValueLayout.JAVA_LONG, 0, 22);
      driver.segment().set(ValueLayout.JAVA_LONG, 4104, 33);

      assertThat(one.segment().get(ValueLayout.JAVA_LONG, 4096)).isEqualTo(11);
      assertThat(driver.segment().get(ValueLayout.JAVA_LONG, 4096)).isEqualTo(22);
      assertThat(two.segment().get(ValueLayout.JAVA_LONG, 8)).isEqualTo(33);
    }
  }

  @Test
  void aDescriptorOpenedAgainIsTheSameFileForItsProcessOnly() throws Exception {
    try (OwnedFd first = open(); OwnedFd again = OpenFiles.open("/proc/self/fd/" + first.number(), OpenFiles.O_RDWR)) {
      assertThat(ioctl(again)).isEqualTo(ioctl(first)).isEqualTo(1);
      assertThat(node.openCount()).isEqualTo(1);
      Said other = mounted.sh("exec 3<>/proc/" + Processes.pid() + "/fd/" + first.number());
      assertThat(other.status()).isNotZero();
      assertThat(other.err()).contains("busy");
      if (mounted.server.figures().session().passthrough()) {
        try (SharedMapping one = SharedMapping.map(first, 0, 4096);
            SharedMapping two = SharedMapping.map(again, 0, 4096)) {
          one.segment().set(ValueLayout.JAVA_LONG, 8, 5);
          assertThat(two.segment().get(ValueLayout.JAVA_LONG, 8)).isEqualTo(5);
        }
      }
    }
    MountedScene.await(() -> node.openCount() == 0);
  }

  @Test
  void whatADriverDoesNotDoIsRefused() throws Exception {
    Said said = mounted.sh("cat dev/accel/accel0; echo x | tee dev/accel/accel0; true > dev/accel/accel0;"
        + " truncate -s 100 dev/accel/accel0; chmod 600 dev/accel/accel0; mkdir dev/x; rm dev/accel/accel0;"
        + " touch dev/y; ls dev/accel");
    assertThat(said.out()).isEqualTo("x\naccel0\n");
    assertThat(said.err().lines().filter(line -> line.contains("Invalid argument")).count()).isGreaterThanOrEqualTo(3);
    assertThat(said.err().lines().filter(line -> line.contains("not permitted")).count()).isGreaterThanOrEqualTo(3);
    MountedScene.await(() -> node.openCount() == 0);
    assertThat(backings).allSatisfy(memfd -> assertThat(memfd.sizeBytes()).isEqualTo(8192));
  }

  @Test
  void aWaitingPollHearsOfEventsAndOfTheUnplug() throws Exception {
    try (OwnedFd fd = open()) {
      assertThat(OpenFiles.poll(fd, POLLIN, 0)).isZero();
      Future<Integer> waiting = threads.submit(() -> OpenFiles.poll(fd, POLLIN, 20_000));
      MountedScene.await(() -> mounted.scene.driver.queue.size() > 0);
      mounted.scene.driver.ready = PollEvents.IN;
      mounted.scene.driver.queue.wake();
      assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(1);
      mounted.scene.driver.ready = PollEvents.NONE;
      assertThat(OpenFiles.poll(fd, POLLIN, 0)).isZero();
      Future<Integer> again = threads.submit(() -> OpenFiles.poll(fd, POLLIN, 20_000));
      TimeUnit.MILLISECONDS.sleep(50);
      mounted.scene.unplug(node);
      assertThat(again.get(20, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(ioctl(fd)).isEqualTo(-Errno.ENODEV.number());
      assertThatThrownBy(this::open).isInstanceOf(LinuxException.class).hasMessageContaining("ENOENT");
    }
    MountedScene.await(() -> mounted.scene.driver.log.contains("release 1"));
  }

  @Test
  void anExclusiveNodeIsFreeForTheNextRightAfterItsClose() throws Exception {
    DeviceNode exclusive = mounted.scene.plug("x", NodeOptions.defaults().withPolicy(OpenPolicy.EXCLUSIVE));
    String path = "dev/accel/" + exclusive.name();
    for (int i = 0; i < 100; i++) {
      try (OwnedFd held = open(path)) {
        assertThat(held.isOpen()).isTrue();
        assertThatThrownBy(() -> open(path)).isInstanceOf(LinuxException.class).hasMessageContaining("EBUSY");
      }
    }
  }

  @Test
  void aCallerThatIsKilledLetsGo() throws Exception {
    Process process = mounted.start("exec 3<>dev/accel/accel0 4<>dev/accel/accel0; echo ready; exec sleep 60");
    try {
      assertThat(Objects.requireNonNull(process.inputReader().readLine())).isEqualTo("ready");
      assertThat(node.openCount()).isEqualTo(2);
      assertThat(node.openFiles()).allSatisfy(
          file -> assertThat((long) file.opener().threadGroupId()).isEqualTo(process.pid()));
    } finally {
      process.destroyForcibly();
    }
    MountedScene.await(() -> node.openCount() == 0);
    assertThat(mounted.server.figures().session().backings()).isZero();
  }
}
