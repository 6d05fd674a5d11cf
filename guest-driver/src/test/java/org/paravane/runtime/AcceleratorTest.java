package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Luid;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.query.EngineType;
import org.paravane.runtime.fake.FakeNode;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class AcceleratorTest {
  private final FakeNode node = new FakeNode();

  @Test
  void describesWhatTheNodeSays() {
    try (Accelerator accelerator = Accelerator.open(node)) {
      AcceleratorDescription description = accelerator.description();

      assertThat(description.node()).isEqualTo("fake0");
      assertThat(description.name()).isEqualTo("Fake accelerator");
      assertThat(description.luid()).isEqualTo(new Luid(7, 0));
      assertThat(description.vendorId()).isEqualTo(0x1414);
      assertThat(description.engines()).containsExactly(
          new AcceleratorDescription.Engine(0, EngineType.COPY, "copy"),
          new AcceleratorDescription.Engine(1, EngineType.ENGINE_3D, "compute"));
      assertThat(accelerator.memory(BufferKind.LOCAL)).isEqualTo(new MemoryInfo(1L << 30, 4096));
      assertThat(accelerator.memory(BufferKind.MAPPED).freeBytes()).isEqualTo((1L << 30) - 4096);
    }
  }

  @Test
  void aNodeThatDoesNotKnowTheQueriesIsDescribedByItsName() {
    node.fail(DxgIoctl.QUERYADAPTERINFO, Errno.EINVAL, "not here");

    try (Accelerator accelerator = Accelerator.open(node)) {
      assertThat(accelerator.description().name()).isEqualTo("fake0");
    }
  }

  @Test
  void kernelsAreFoundByName() {
    try (Accelerator accelerator = Accelerator.open(node)) {
      assertThat(accelerator.kernels()).extracting(Kernel::name).contains("saxpy", "sgemm", "spin");
      assertThat(accelerator.kernel("saxpy").argumentBytes()).isEqualTo(32);
      assertThatThrownBy(() -> accelerator.kernel("fft"))
          .isInstanceOfSatisfying(AcceleratorException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
          .hasMessageContaining("name=fft").hasMessageContaining("saxpy");
    }
  }

  @Test
  void closingAnAcceleratorClosesEverythingTheNewestFirst() {
    Accelerator accelerator = Accelerator.open(node);
    accelerator.createBuffer(100);
    accelerator.createFence();
    accelerator.createQueue();
    node.forgetCalls();

    accelerator.close();

    assertThat(node.calls()).containsExactly(DxgIoctl.DESTROYHWQUEUE, DxgIoctl.DESTROYCONTEXT, DxgIoctl.DESTROYDEVICE,
        DxgIoctl.UNLOCK2, DxgIoctl.FREEGPUVIRTUALADDRESS, DxgIoctl.DESTROYALLOCATION2,
        DxgIoctl.DESTROYSYNCHRONIZATIONOBJECT,
        DxgIoctl.UNLOCK2, DxgIoctl.FREEGPUVIRTUALADDRESS, DxgIoctl.DESTROYALLOCATION2,
        DxgIoctl.DESTROYPAGINGQUEUE, DxgIoctl.DESTROYDEVICE, DxgIoctl.CLOSEADAPTER);
    assertThat(node.alive()).isEmpty();
  }

  @Test
  void everyCloseMayBeRepeated() {
    Accelerator accelerator = Accelerator.open(node);
    Buffer buffer = accelerator.createBuffer(100);
    Fence fence = accelerator.createFence();
    Queue queue = accelerator.createQueue();

    List<AutoCloseable> all = List.of(queue, fence, buffer, accelerator);
    assertThat(all).allSatisfy(each -> {
      each.close();
      each.close();
    });

    assertThat(node.alive()).isEmpty();
  }

  @Test
  void partsCloseInAnyOrder() {
    Accelerator accelerator = Accelerator.open(node);
    Buffer buffer = accelerator.createBuffer(100);
    Queue queue = accelerator.createQueue();
    Fence fence = accelerator.createFence();
    buffer.close();
    fence.close();
    queue.close();

    assertThat(node.alive()).isEqualTo(Map.of("Adapter", 1, "FakeDevice", 1, "Paging", 1, "FakeFence", 1, "files", 1,
        "mappings", 1));
    accelerator.close();
    assertThat(node.alive()).isEmpty();
  }

  @Test
  void aClosedAcceleratorMakesNothing() {
    Accelerator accelerator = Accelerator.open(node);
    accelerator.close();

    assertThatThrownBy(() -> accelerator.createBuffer(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(accelerator::createQueue).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(accelerator::createFence).isInstanceOf(IllegalStateException.class);
    assertThat(node.alive()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = DxgIoctl.class, names = {"ENUMADAPTERS3", "CREATEDEVICE", "CREATEPAGINGQUEUE"})
  void anOpenThatFailsLeavesNothingBehind(DxgIoctl ioctl) {
    node.fail(ioctl, Errno.ENOMEM, "limit is met: limit=3");

    AcceleratorException failure = catchThrowableOfType(AcceleratorException.class, () -> Accelerator.open(node));

    assertThat(failure.errno()).isEqualTo(Errno.ENOMEM);
    assertThat(failure.reason()).contains("limit is met: limit=3").contains("node=fake0");
    assertThat(failure).hasMessageStartingWith(ioctl.name() + ": ENOMEM: ");
    assertThat(failure.fault()).isEmpty();
    assertThat(node.alive()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = DxgIoctl.class, names = {"CREATEALLOCATION", "MAPGPUVIRTUALADDRESS", "MAKERESIDENT", "LOCK2"})
  void aBufferThatFailsLeavesNothingBehind(DxgIoctl ioctl) {
    try (Accelerator accelerator = Accelerator.open(node)) {
      Map<String, Integer> before = node.alive();
      node.fail(ioctl, Errno.ENOMEM, "over budget: budget=1");

      assertThatThrownBy(() -> accelerator.createBuffer(4096)).isInstanceOf(AcceleratorException.class)
          .hasMessageContaining("over budget: budget=1");

      assertThat(node.alive()).isEqualTo(before);
    }
    assertThat(node.alive()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = DxgIoctl.class, names = {"CREATEALLOCATION", "LOCK2", "CREATEDEVICE", "CREATECONTEXTVIRTUAL",
      "CREATEHWQUEUE"})
  void aQueueThatFailsLeavesNothingBehind(DxgIoctl ioctl) {
    try (Accelerator accelerator = Accelerator.open(node)) {
      Map<String, Integer> before = node.alive();
      node.fail(ioctl, Errno.ENODEV, null);

      assertThatThrownBy(accelerator::createQueue)
          .isInstanceOfSatisfying(AcceleratorException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));

      assertThat(node.alive()).isEqualTo(before);
    }
  }

  @Test
  void whatCannotBeMappedLeavesNothingBehind() {
    try (Accelerator accelerator = Accelerator.open(node)) {
      Map<String, Integer> before = node.alive();
      node.failMappings(true);

      assertThatThrownBy(accelerator::createFence).isInstanceOf(AcceleratorException.class)
          .hasMessageStartingWith("mmap: ENOMEM");
      assertThatThrownBy(accelerator::createQueue).isInstanceOf(AcceleratorException.class);
      assertThatThrownBy(() -> accelerator.createBuffer(1)).isInstanceOf(AcceleratorException.class);

      assertThat(node.alive()).isEqualTo(before);
    }
    assertThat(node.alive()).isEmpty();
  }

  @Test
  void aNodeThatDoesNotOpenSaysWhy() {
    node.failOpen(Errno.EBUSY);

    assertThatThrownBy(() -> Accelerator.open(node)).isInstanceOf(AcceleratorException.class)
        .hasMessage("open: EBUSY: fake refuses, node=fake0");
  }

  @Test
  void anUnpluggedAcceleratorClosesQuietly() {
    Accelerator accelerator = Accelerator.open(node);
    accelerator.createBuffer(100);
    accelerator.createQueue();
    node.unplug();

    assertThatThrownBy(() -> accelerator.createBuffer(1))
        .isInstanceOfSatisfying(AcceleratorException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
    accelerator.close();

    assertThat(node.alive()).doesNotContainKeys("files", "mappings");
  }

  @Test
  void anEngineThatDoesNotExistIsRefused() {
    try (Accelerator accelerator = Accelerator.open(node)) {
      assertThatThrownBy(() -> accelerator.createQueue(QueueOptions.defaults().withEngine(9)))
          .isInstanceOf(AcceleratorException.class).hasMessageContaining("ordinal=9");
    }
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> QueueOptions.defaults().withPackets(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> QueueOptions.defaults().withEngine(-2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> QueueOptions.defaults().withArgumentBytes(1 << 20))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AcceleratorOptions.defaults().withSpin(java.time.Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anUnknownErrnoIsEio() {
    assertThat(new IoctlAnswer(-4000, null).errno()).isEqualTo(Errno.EIO);
    assertThat(IoctlAnswer.status(0)).isSameAs(IoctlAnswer.OK);
    assertThat(IoctlAnswer.status(259).isOk()).isTrue();
  }
}
