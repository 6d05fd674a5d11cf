package org.paravane.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.guest.GuestStack;
import org.paravane.host.HostOptions;
import org.paravane.host.engine.simulated.InjectedFault;
import org.paravane.host.engine.simulated.SimulatedGpu;
import org.paravane.host.object.PartitionPolicy;
import org.paravane.runtime.Accelerator;
import org.paravane.runtime.AcceleratorException;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.BufferKind;
import org.paravane.runtime.ContextFault;
import org.paravane.runtime.Fence;
import org.paravane.runtime.Grid;
import org.paravane.runtime.Kernel;
import org.paravane.runtime.Queue;

/** What goes wrong costs its own context, says why, and harms nobody else. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FaultsTest {
  private static final int COUNT = 1024;

  @Test
  void anAddressThatIsNotMappedLosesTheQueueWithAReasonAndOthersGoOn() throws Exception {
    try (WholeStack stack = WholeStack.withDevices(1);
        GuestStack bad = stack.guest();
        GuestStack good = stack.guest();
        Accelerator wrong = Accelerator.open(bad.node("accel0"));
        Accelerator right = Accelerator.open(good.node("accel0"))) {
      Queue lost = wrong.createQueue();
      Queue sound = wrong.createQueue();

      lost.dispatch(wrong.kernel("fill"), Grid.of(COUNT), wrong.kernel("fill")
          .arguments(new KernelArguments.Fill(0x7000_0000_0000L, COUNT, 1, 0)));
      long ticket = lost.submit();

      assertThatThrownBy(() -> lost.await(ticket)).isInstanceOfSatisfying(AcceleratorException.class, failure -> {
        ContextFault fault = failure.fault().orElseThrow();
        assertThat(fault.isPageFault()).isTrue();
        assertThat(fault.address()).isEqualTo(0x7000_0000_0000L);
        assertThat(failure.getMessage()).contains("page fault").contains("0x700000000000").contains("fill");
      });
      assertThat(filled(sound, wrong, 7)).isEqualTo(7);
      assertThat(filled(right.createQueue(), right, 9)).isEqualTo(9);
    }
  }

  @Test
  void aFenceThatLostWorkWasToSignalStillCompletesAndTheWaiterLearnsOfTheLoss() throws Exception {
    try (WholeStack stack = WholeStack.withDevices(1);
        GuestStack guest = stack.guest();
        Accelerator accelerator = Accelerator.open(guest.node("accel0"))) {
      Fence fence = accelerator.createFence();
      Queue queue = accelerator.createQueue();
      SimulatedGpu gpu = (SimulatedGpu) stack.host().adapters().all().getFirst().gpu();
      gpu.faults().arm(new InjectedFault.Fail("injected by a test"), "", 0);

      queue.dispatch(accelerator.kernel("spin"), Grid.of(1),
          accelerator.kernel("spin").arguments(new KernelArguments.Spin(1_000)));
      queue.signal(fence, 1);
      queue.submit();

      assertThatThrownBy(() -> fence.await(1, Duration.ofSeconds(10))).isInstanceOf(AcceleratorException.class)
          .hasMessageContaining("injected by a test");
      assertThat(fence.value()).isEqualTo(1);
    }
  }

  @Test
  void aLostDeviceEndsAllItsQueuesAndAnotherDeviceGoesOn() throws Exception {
    try (WholeStack stack = WholeStack.withDevices(2);
        GuestStack guest = stack.guest();
        Accelerator first = Accelerator.open(guest.node("accel0"));
        Accelerator second = Accelerator.open(guest.node("accel1"))) {
      SimulatedGpu gpu = stack.host().adapters().all().stream()
          .filter(adapter -> adapter.luid().equals(first.description().luid()))
          .map(adapter -> (SimulatedGpu) adapter.gpu())
          .findFirst().orElseThrow();
      Queue one = first.createQueue();
      Queue two = first.createQueue();
      gpu.lose("test takes it away");

      for (Queue queue : new Queue[]{one, two}) {
        assertThatThrownBy(() -> queue.await(spin(queue, first))).isInstanceOf(AcceleratorException.class);
      }
      assertThat(filled(second.createQueue(), second, 3)).isEqualTo(3);
    }
  }

  @Test
  void memoryBeyondTheBudgetIsEnomemAndChangesNothing() throws Exception {
    HostOptions options = HostOptions.defaults().withDevices(1)
        .withPolicy(PartitionPolicy.defaults().withMemoryBytes(8 << 20));
    try (WholeStack stack = new WholeStack(options);
        GuestStack guest = stack.guest();
        GuestStack other = stack.guest();
        Accelerator accelerator = Accelerator.open(guest.node("accel0"));
        Accelerator neighbour = Accelerator.open(other.node("accel0"))) {
      for (BufferKind kind : BufferKind.values()) {
        long used = accelerator.memory(kind).usedBytes();

        assertThatThrownBy(() -> accelerator.createBuffer(64L << 20, kind))
            .isInstanceOfSatisfying(AcceleratorException.class, failure -> {
              assertThat(failure.errno()).isEqualTo(Errno.ENOMEM);
              assertThat(failure.reason()).contains("over budget");
            });

        assertThat(accelerator.memory(kind).usedBytes()).isEqualTo(used);
        try (Buffer fits = accelerator.createBuffer(4L << 20, kind);
            Buffer theirs = neighbour.createBuffer(4L << 20, kind)) {
          assertThat(accelerator.memory(kind).usedBytes()).isEqualTo(used + fits.sizeBytes());
          assertThat(theirs.sizeBytes()).isEqualTo(fits.sizeBytes());
        }
      }
      assertThat(stack.host().adapters().all().getFirst().memory().violations()).isEmpty();
    }
  }

  @Test
  void memoryIsZeroWhateverAnotherGuestLeftInIt() throws Exception {
    try (WholeStack stack = WholeStack.withDevices(1);
        GuestStack first = stack.guest();
        GuestStack second = stack.guest();
        Accelerator writer = Accelerator.open(first.node("accel0"));
        Accelerator reader = Accelerator.open(second.node("accel0"))) {
      for (BufferKind kind : BufferKind.values()) {
        try (Buffer secret = writer.createBuffer(1 << 20, kind); Queue queue = writer.createQueue()) {
          queue.fill(secret, 0, 1 << 20, 0x5ec2e7aa);
          queue.await(queue.submit());
        }
        try (Buffer fresh = reader.createBuffer(1 << 20, kind);
            Buffer seen = reader.createBuffer(1 << 20);
            Queue queue = reader.createQueue()) {
          queue.copy(fresh, 0, seen, 0, 1 << 20);
          queue.await(queue.submit());
          assertThat(seen.memory().mismatch(MemorySegment.ofArray(new byte[1 << 20]))).as(kind.name()).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void everythingAGuestOwnedIsGoneWhenItCloses() throws Exception {
    try (WholeStack stack = WholeStack.withDevices(2)) {
      for (int round = 0; round < 5; round++) {
        GuestStack guest = stack.guest();
        Accelerator accelerator = Accelerator.open(guest.node("accel0"));
        accelerator.createBuffer(1 << 20);
        accelerator.createFence();
        spin(accelerator.createQueue(), accelerator);
        assertThat(stack.host().counts().total()).isPositive();

        guest.close(); // without closing the accelerator first, as a program that ends does

        assertThat(stack.objectsLeft(Duration.ofSeconds(10))).isZero();
      }
    }
  }

  private static long spin(Queue queue, Accelerator accelerator) {
    Kernel spin = accelerator.kernel("spin");
    return queue.dispatch(spin, Grid.of(1), spin.arguments(new KernelArguments.Spin(1_000))).submit();
  }

  private static int filled(Queue queue, Accelerator accelerator, int value) {
    try (Buffer buffer = accelerator.createBuffer(4L * COUNT)) {
      queue.fill(buffer, 0, 4L * COUNT, value);
      queue.await(queue.submit());
      return buffer.memory().getAtIndex(ValueLayout.JAVA_INT, COUNT - 1);
    }
  }
}
