package org.paravane.guest.fuse.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.guest.fuse.tree.FakeKernel.RDONLY;
import static org.paravane.guest.fuse.tree.FakeKernel.RDWR;
import static org.paravane.guest.fuse.tree.FakeKernel.errno;
import static org.paravane.guest.fuse.tree.FakeKernel.ok;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.DeviceNode;
import org.paravane.device.NodeOptions;
import org.paravane.device.OpenPolicy;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.PollEvents;
import org.paravane.guest.fuse.Opened;
import org.paravane.guest.fuse.Requester;

/** Open device nodes of a served tree. */
@Timeout(30)
class NodesTest {
  private static final String ACCEL0 = "dev/accel/accel0";
  private static final int O_EXCL = 0200;

  private final Scene scene = new Scene();
  private final FakeKernel kernel = scene.kernel;
  private final TreeFileSystem files = scene.files;

  private Result<Opened> openPath(Requester process, String path) {
    return files.open(process, kernel.walk(files, path).node(), RDWR);
  }

  private int ioctl(Requester process, long handle) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(8);
      IoctlResult result = files.ioctl(process, handle, 1, argument);
      return result.isOk() ? argument.get(ValueLayout.JAVA_INT, 0) : result.value();
    }
  }

  @Test
  void eachOpenHasABackingOfItsOwnUntilItsRelease() {
    DeviceNode node = scene.plug("w");
    Opened first = ok(openPath(kernel.one, ACCEL0));
    Opened second = ok(openPath(kernel.one, ACCEL0));

    assertThat(kernel.backings).containsEntry(first.backing(), 1001).containsEntry(second.backing(), 1002);
    assertThat(files.figures().nodes()).isEqualTo(2);
    files.release(first.handle());
    assertThat(kernel.backings).containsOnlyKeys(second.backing());
    files.release(second.handle());
    assertThat(kernel.backings).isEmpty();
    assertThat(scene.driver.log).containsExactly("release 1", "release 2");
    assertThat(node.openCount()).isZero();
    assertThat(files.figures().nodes()).isZero();
  }

  @Test
  void theSameInodeOpenedAgainIsTheSameFileForItsProcessAndBusyForOthers() {
    DeviceNode node = scene.plug("w");
    long inode = kernel.walk(files, ACCEL0).node();
    Opened first = ok(files.open(kernel.one, inode, RDONLY));
    Opened again = ok(files.open(kernel.one, inode, RDWR));

    assertThat(again.backing()).isEqualTo(first.backing());
    assertThat(again.handle()).isNotEqualTo(first.handle());
    assertThat(errno(files.open(kernel.other, inode, RDWR))).isEqualTo(Errno.EBUSY);
    files.release(first.handle());
    assertThat(node.openCount()).isEqualTo(1);
    assertThat(ioctl(kernel.one, again.handle())).isEqualTo(100);
    assertThat(kernel.backings).hasSize(1);
    files.release(again.handle());
    assertThat(node.openCount()).isZero();
    assertThat(kernel.backings).isEmpty();

    Opened fresh = ok(files.open(kernel.other, inode, RDWR));
    assertThat(fresh.backing()).isNotEqualTo(first.backing());
    files.release(fresh.handle());
  }

  @Test
  void callsCarryWhoeverMakesThem() {
    scene.plug("w");
    long handle = ok(openPath(kernel.one, ACCEL0)).handle();

    assertThat(ioctl(kernel.one, handle)).isEqualTo(100);
    assertThat(ioctl(kernel.other, handle)).isEqualTo(200);
    assertThat(ioctl(kernel.one, handle)).isEqualTo(100);
    assertThat(ioctl(FakeKernel.CallingProcess.invisible(), handle)).isEqualTo(-Errno.EPERM.number());
    assertThat(ioctl(kernel.one, handle + 1)).isEqualTo(-Errno.EBADF.number());
    assertThat(errno(openPath(FakeKernel.CallingProcess.invisible(), ACCEL0))).isEqualTo(Errno.EPERM);
  }

  @Test
  void whatADriverCannotReadOrWriteIsItsAnswer() {
    scene.plug("w");
    long handle = ok(openPath(kernel.one, ACCEL0)).handle();
    MemorySegment bytes = MemorySegment.ofArray(new byte[4]);

    assertThat(errno(files.read(kernel.one, handle, 0, 0, bytes))).isEqualTo(Errno.EINVAL);
    assertThat(errno(files.write(kernel.one, handle, 0, bytes))).isEqualTo(Errno.EINVAL);
    long attribute = ok(openPath(kernel.one, "sys/devices/toys/w/accel/accel0/knob")).handle();
    assertThat(ioctl(kernel.one, attribute)).isEqualTo(-Errno.ENOTTY.number());
    assertThat(files.poll(attribute, 5, null)).isEqualTo(5);
  }

  @Test
  void withoutBackingsANodeOpensAndCannotBeMapped() {
    DeviceNode node = scene.plug("w");
    kernel.passthrough = false;
    Opened plain = ok(openPath(kernel.one, ACCEL0));
    kernel.passthrough = true;
    kernel.refusesBackings = true;
    Opened refused = ok(openPath(kernel.one, ACCEL0));
    kernel.refusesBackings = false;
    scene.driver.mappable = false;
    Opened unmappable = ok(openPath(kernel.one, ACCEL0));

    assertThat(List.of(plain, refused, unmappable)).extracting(Opened::backing).containsOnly(0);
    assertThat(node.openFiles()).hasSize(3).noneMatch(file -> file.isMappable());
    scene.driver.mappable = true;
    Opened mapped = ok(openPath(kernel.one, ACCEL0));
    assertThat(node.openFiles()).anyMatch(file -> file.isMappable());
    List.of(plain, refused, unmappable, mapped).forEach(opened -> files.release(opened.handle()));
    assertThat(kernel.backings).isEmpty();
  }

  @Test
  void aPollIsNotifiedOnceForEachWish() {
    DeviceNode node = scene.plug("w");
    long handle = ok(openPath(kernel.one, ACCEL0)).handle();
    List<String> told = new ArrayList<>();
    assertThat(files.poll(handle, 1, () -> told.add("first"))).isZero();
    assertThat(files.poll(handle, 1, () -> told.add("second"))).isZero();
    scene.driver.ready = PollEvents.IN.or(PollEvents.OUT);
    scene.driver.queue.wake();
    scene.driver.queue.wake();

    assertThat(told).containsExactly("second");
    assertThat(files.poll(handle, 1, null)).isEqualTo(1);
    assertThat(files.poll(handle, 4, () -> told.add("unplugged"))).isEqualTo(4);
    scene.unplug(node);
    assertThat(told).containsExactly("second", "unplugged");
    assertThat(files.poll(handle, 1, () -> told.add("late"))).isEqualTo(PollEvents.GONE.mask());
    files.release(handle);
    assertThat(scene.driver.queue.size()).isZero();
    assertThat(files.poll(handle, 1, null)).isEqualTo(PollEvents.NVAL.mask());
  }

  @Test
  void afterAnUnplugAnOpenFileAnswersEnodevAndCloses() {
    DeviceNode node = scene.plug("w");
    long handle = ok(openPath(kernel.one, ACCEL0)).handle();
    scene.unplug(node);

    assertThat(ioctl(kernel.one, handle)).isEqualTo(-Errno.ENODEV.number());
    assertThat(scene.driver.log).isEmpty();
    files.release(handle);
    assertThat(scene.driver.log).containsExactly("release 1");
    assertThat(kernel.backings).isEmpty();
  }

  @Test
  void exclusiveNodes() {
    scene.plug("w", NodeOptions.defaults().withPolicy(OpenPolicy.EXCLUSIVE));
    long inode = kernel.walk(files, ACCEL0).node();
    assertThat(errno(files.open(kernel.one, inode, RDWR | O_EXCL))).isEqualTo(Errno.EBUSY);
    long handle = ok(openPath(kernel.one, ACCEL0)).handle();

    assertThat(errno(openPath(kernel.other, ACCEL0))).isEqualTo(Errno.EBUSY);
    assertThat(kernel.backings).hasSize(1);
    files.release(handle);
    assertThat(ok(openPath(kernel.other, ACCEL0)).handle()).isPositive();
  }

  /** close(2) does not wait for the release: who opens again right after may be here first. */
  @Test
  void whoOpensAnExclusiveNodeWaitsForAReleaseUnderWay() throws InterruptedException {
    scene.plug("w", NodeOptions.defaults().withPolicy(OpenPolicy.EXCLUSIVE));
    long handle = ok(openPath(kernel.one, ACCEL0)).handle();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    scene.driver.beforeRelease = () -> {
      inside.countDown();
      try {
        leave.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    };
    Thread releaser = Thread.ofPlatform().start(() -> files.release(handle));
    inside.await();
    List<Result<Opened>> answers = new ArrayList<>();
    Thread opener = Thread.ofPlatform().start(() -> answers.add(openPath(kernel.other, ACCEL0)));
    assertThat(opener.join(java.time.Duration.ofMillis(50))).isFalse();
    leave.countDown();
    releaser.join();
    opener.join();

    assertThat(ok(answers.getFirst()).handle()).isPositive();
  }
}
