package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Luid;
import org.paravane.abi.accel.KernelObjectTable;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.runtime.fake.FakeNode;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class AdapterQueriesTest {
  private final FakeNode node = new FakeNode();

  @AfterEach
  void nothingStays() {
    assertThat(node.alive()).isEmpty();
  }

  private static List<KernelObjectTable.Entry> kernels(int count) {
    return IntStream.range(0, count).mapToObj(i -> KernelObjectTable.Entry.of(i + 1, 8, "kernel" + i)).toList();
  }

  @Test
  void ofSeveralAdaptersTheFirstIsOpenAndTheOthersAreClosed() {
    node.showAdapters(5);
    try (Accelerator accelerator = Accelerator.open(node)) {
      assertThat(accelerator.description().luid()).isEqualTo(new Luid(7, 0));
      assertThat(node.alive()).containsEntry("Adapter", 1);
    }
  }

  @Test
  void aNodeWithoutAdapterIsEnodev() {
    node.showAdapters(0);
    assertThatThrownBy(() -> Accelerator.open(node))
        .isInstanceOfSatisfying(AcceleratorException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
        .hasMessageContaining("shows no adapter");
  }

  @Test
  void moreKernelsThanExpectedAreAskedForAgain() {
    node.listKernels(kernels(200), KernelObjectTable.VERSION);
    try (Accelerator accelerator = Accelerator.open(node)) {
      assertThat(accelerator.kernels()).hasSize(200);
      assertThat(accelerator.kernel("kernel199").kernelObject()).isEqualTo(200);
      assertThat(accelerator.kernel("kernel0").parameters()).isEmpty();
    }
  }

  @Test
  void noKernelsAreNoFailure() {
    node.listKernels(List.of(), KernelObjectTable.VERSION);
    try (Accelerator accelerator = Accelerator.open(node); Queue queue = accelerator.createQueue()) {
      assertThat(accelerator.kernels()).isEmpty();
      queue.barrier().finish();
    }
  }

  @Test
  void aTableOfAnotherVersionIsRefused() {
    node.listKernels(kernels(1), 2);
    assertThatThrownBy(() -> Accelerator.open(node)).isInstanceOf(AcceleratorException.class)
        .hasMessageContaining("EPROTO").hasMessageContaining("version=2");
  }

  @Test
  void aDeviceThatGoesDuringTheQueriesIsEnodevAndNotADescription() {
    node.fail(DxgIoctl.QUERYADAPTERINFO, Errno.ENODEV, null);
    assertThatThrownBy(() -> Accelerator.open(node))
        .isInstanceOfSatisfying(AcceleratorException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
  }

  @Test
  void memoryThatCannotBeAskedForSaysWhy() {
    try (Accelerator accelerator = Accelerator.open(node)) {
      node.fail(DxgIoctl.QUERYVIDEOMEMORYINFO, Errno.EINVAL, "no such segment group: group=7");
      assertThatThrownBy(() -> accelerator.memory(BufferKind.LOCAL)).isInstanceOf(AcceleratorException.class)
          .hasMessageContaining("no such segment group");
    }
  }

  @Test
  void freeMemoryIsNeverNegative() {
    assertThat(new MemoryInfo(10, 30).freeBytes()).isZero();
    assertThat(new MemoryInfo(30, 10).freeBytes()).isEqualTo(20);
  }
}
