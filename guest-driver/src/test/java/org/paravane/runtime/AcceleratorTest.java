package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.NtStatus;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.KernelArguments.Saxpy;
import org.paravane.abi.accel.KernelArguments.Sgemm;
import org.paravane.abi.accel.KernelArguments.Spin;
import org.paravane.abi.query.EngineType;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SignalSyncObjectCommand;
import org.paravane.abi.wire.WaitForSyncObjectFromGpuCommand;
import org.paravane.guest.fake.FakeEngine;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.guest.fake.Notifications;
import org.paravane.guest.node.LocalAccess;

@Timeout(30)
class AcceleratorTest {
  private final Fixture fixture = Fixture.started();
  private final FakeEngine engine = new FakeEngine(fixture);
  private final FakeHost host = fixture.host();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Accelerator open() {
    return Accelerator.open(new LocalAccess(fixture.open("accel/accel0")));
  }

  @Test
  void anAcceleratorTellsWhatItIs() {
    try (Accelerator gpu = open()) {
      assertThat(gpu.info().description()).isEqualTo("Fake accelerator");
      assertThat(gpu.info().luid()).isEqualTo(FakeHost.luidOf(0));
      assertThat(gpu.info().engines()).containsExactly(new EngineInfo(0, EngineType.OTHER, "compute0"),
          new EngineInfo(1, EngineType.COPY, "copy0"));
      assertThat(gpu.kernel("saxpy").kernargBytes()).isEqualTo(32);
      assertThat(gpu.memory()).isEqualTo(new MemoryInfo(1000, 200, 1000, 200));
      assertThat(gpu.state()).isEqualTo("ACTIVE");
      assertThatThrownBy(() -> gpu.kernel("none")).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("saxpy");
    }
    assertThat(host.messages()).endsWith(Message.DESTROYPAGINGQUEUE, Message.DESTROYDEVICE, Message.DESTROYPROCESS);
    assertThat(fixture.connection().memory().regionCount()).isZero();
  }

  @Test
  void saxpyOnMappedBuffers() {
    int count = 1000;
    try (Accelerator gpu = open(); Buffer x = gpu.mapped(4L * count); Buffer y = gpu.mapped(4L * count);
        Queue queue = gpu.queue()) {
      for (int i = 0; i < count; i++) {
        x.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, i);
        y.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, 1);
      }
      queue.dispatch(gpu.kernel("saxpy"), new Saxpy(x.gpuAddress(), y.gpuAddress(), count, 2, 0), count).finish();
      for (int i = 0; i < count; i++) {
        assertThat(y.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(2f * i + 1);
      }
    }
  }

  @Test
  void sgemmWithArgumentsAsBytes() {
    try (Accelerator gpu = open(); Buffer matrices = gpu.mapped(3 * 16); Queue queue = gpu.queue();
        Arena arena = Arena.ofConfined()) {
      MemorySegment.copy(new float[]{1, 2, 3, 4, 5, 6, 7, 8}, 0, matrices.segment(), ValueLayout.JAVA_FLOAT, 0, 8);
      MemorySegment arguments = arena.allocate(48, 8);
      StructCodec.of(Sgemm.class).write(new Sgemm(matrices.gpuAddress(), matrices.gpuAddress(16),
          matrices.gpuAddress(32), 2, 2, 2, 1, 0, 0), arguments, 0);
      queue.dispatch(gpu.kernel("sgemm"), arguments, 4).finish();
      float[] c = matrices.segment().asSlice(32, 16).toArray(ValueLayout.JAVA_FLOAT);
      assertThat(c).containsExactly(19, 22, 43, 50);
      assertThatThrownBy(() -> queue.dispatch(gpu.kernel("sgemm"), arguments.asSlice(0, 40), 4))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> queue.dispatch(gpu.kernel("sgemm"), new Spin(1), 4))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void copiesAndFillsReachLocalMemory() {
    try (Accelerator gpu = open(); Buffer mapped = gpu.mapped(8192); Buffer local = gpu.local(8192);
        Queue queue = gpu.queue()) {
      queue.fill(local, 0, 8192, 0x01020304).copy(local, 4096, mapped, 0, 4096).finish();
      assertThat(mapped.segment().get(ValueLayout.JAVA_INT, 4092)).isEqualTo(0x01020304);
      assertThat(mapped.segment().get(ValueLayout.JAVA_INT, 4096)).isZero();
      assertThat(local.mapping()).isEmpty();
      assertThatThrownBy(local::segment).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> local.gpuAddress(8193)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void manyMorePacketsThanTheRingHoldsAreRun() {
    try (Accelerator gpu = open(); Buffer counter = gpu.mapped(4096); Buffer one = gpu.mapped(4096);
        Queue queue = gpu.queue()) {
      one.segment().set(ValueLayout.JAVA_FLOAT, 0, 1);
      Kernel saxpy = gpu.kernel("saxpy");
      Saxpy add = new Saxpy(one.gpuAddress(), counter.gpuAddress(), 1, 1, 0);
      for (int i = 1; i <= 10_000; i++) {
        queue.dispatch(saxpy, add, 1);
        if (i % 7 == 0) {
          queue.submit();
        }
      }
      queue.finish();
      assertThat(counter.segment().get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(10_000);
      assertThat(engine.executed()).isEqualTo(10_000);
    }
  }

  @Test
  void anEmptySubmissionIsTheLastOne() {
    try (Accelerator gpu = open(); Buffer buffer = gpu.mapped(4096); Queue queue = gpu.queue()) {
      assertThat(queue.submit()).isZero();
      long first = queue.fill(buffer, 0, 4, 1).submit();
      assertThat(first).isEqualTo(1);
      assertThat(queue.submit()).isEqualTo(1);
      queue.await(first);
      assertThat(queue.await(first, Duration.ofSeconds(1))).isTrue();
    }
  }

  @Test
  void aFaultIsAnExceptionWithTheReasonOfTheHost() {
    try (Accelerator gpu = open(); Buffer buffer = gpu.mapped(4096); Queue queue = gpu.queue()) {
      long good = queue.fill(buffer, 0, 4, 5).submit();
      queue.dispatch(gpu.kernel("spin"), new Spin(1), 1);
      engine.failNextCopy();
      queue.copy(buffer, 0, buffer, 2048, 64);
      long bad = queue.submit();
      Notifications.deviceStateChanged(fixture);
      queue.await(good);
      assertThatThrownBy(() -> queue.await(bad)).isInstanceOfSatisfying(AcceleratorException.class, e -> {
        assertThat(e.errno()).isEqualTo(Errno.EIO);
        assertThat(e.fault().orElseThrow().state()).isEqualTo("ERROR_DMAPAGEFAULT");
        assertThat(e.fault().orElseThrow().address()).isEqualTo(FakeEngine.FORBIDDEN);
        assertThat(e).hasMessageContaining("page fault: address=0xdead0000");
      });
      assertThat(buffer.segment().get(ValueLayout.JAVA_INT, 0)).isEqualTo(5);
    }
  }

  @Test
  void fencesAreSignalledByProgramsAndQueues() {
    try (Accelerator gpu = open(); Fence fence = gpu.fence(3); Queue queue = gpu.queue()) {
      fence.signal(4);
      assertThat(host.last(Message.SIGNALSYNCOBJECT, SignalSyncObjectCommand.class).fenceValues().get(0)).isEqualTo(4);
      queue.signal(fence, 5);
      assertThat(host.last(Message.SIGNALSYNCOBJECT, SignalSyncObjectCommand.class).contextCount()).isEqualTo(1);
      queue.await(fence, 6);
      assertThat(host.last(Message.WAITFORSYNCOBJECTFROMGPU, WaitForSyncObjectFromGpuCommand.class).fenceValues()
          .get(0)).isEqualTo(6);
      assertThat(fence.await(1, Duration.ofMillis(5))).isFalse();
      assertThat(fence.gpuAddress()).isEqualTo(0xfe4ce000L);
      assertThat(fence.value()).isZero();
    }
  }

  @Test
  void aWaitForWorkThatNeverEndsIsOverWithItsTimeOrTheHost() throws Exception {
    Accelerator gpu = open();
    Buffer buffer = gpu.mapped(4096);
    Queue queue = gpu.queue();
    engine.pause();
    long number = queue.fill(buffer, 0, 4, 1).submit();
    assertThat(queue.await(number, Duration.ofMillis(30))).isFalse();
    CompletableFuture<Errno> answer = new CompletableFuture<>();
    Thread waiter = Thread.ofPlatform().start(() -> {
      try {
        queue.await(number);
        answer.complete(Errno.EPERM);
      } catch (AcceleratorException e) {
        answer.complete(e.errno());
      }
    });
    while (!host.messages().contains(Message.WAITFORSYNCOBJECTFROMCPU)) {
      Thread.sleep(1);
    }
    fixture.connection().die();
    assertThat(answer.get(1, TimeUnit.SECONDS)).isEqualTo(Errno.ENODEV);
    waiter.join();
    assertThatThrownBy(() -> queue.fill(buffer, 0, 4, 1).submit()).isInstanceOfSatisfying(AcceleratorException.class,
        e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
    queue.close();
    buffer.close();
    gpu.close();
  }

  @Test
  void anOpenThatFailsClosesTheNode() {
    host.fail(Message.CREATEDEVICE, NtStatus.NO_MEMORY, "over budget");
    assertThatThrownBy(this::open).isInstanceOfSatisfying(AcceleratorException.class, e -> {
      assertThat(e.errno()).isEqualTo(Errno.ENOMEM);
      assertThat(e).hasMessageContaining("over budget").hasMessageContaining("LX_DXCREATEDEVICE");
    });
    assertThat(fixture.registry().census().openFiles()).isZero();
  }

  @Test
  void aBufferThatCannotBeMappedIsFreedAgain() {
    try (Accelerator gpu = open()) {
      host.fail(Message.LOCK2, NtStatus.NO_MEMORY, "no room");
      host.forget();
      assertThatThrownBy(() -> gpu.mapped(4096)).isInstanceOf(AcceleratorException.class)
          .hasMessageContaining("no room");
      assertThat(host.messages()).endsWith(Message.LOCK2, Message.FREEGPUVIRTUALADDRESS, Message.DESTROYALLOCATION);
    }
  }
}
