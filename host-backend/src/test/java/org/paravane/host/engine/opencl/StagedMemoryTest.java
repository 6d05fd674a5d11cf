package org.paravane.host.engine.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.opencl.WorkerRig.Buffer;
import org.paravane.host.engine.opencl.WorkerRig.Program;

/** Memory of the device, and copies of the guest's. */
@Timeout(120)
class StagedMemoryTest {
  private static final String TWICE = """
      kernel void twice(global const int *in, global int *out) {
        size_t i = get_global_id(0);
        out[i] = 2 * in[i];
      }
      """;

  private WorkerRig rig;

  @BeforeEach
  void open() {
    rig = WorkerRig.open(WorkerRig.device().staged());
  }

  @AfterEach
  void close() {
    if (rig != null) {
      rig.close();
    }
  }

  private Buffer filled(int words) {
    Buffer buffer = rig.buffer(4L * words);
    for (int i = 0; i < words; i++) {
      buffer.word(i, i);
    }
    return buffer;
  }

  private AqlPacket twice(Program program, long in, long out, int words) {
    return Packets.line(program.kernel("twice"), 64, words, Packets.arguments(rig, a -> a.u64(0, in).u64(8, out)));
  }

  @Test
  void visibleMemoryIsCopiedThereAndBackAndCounted() {
    Program program = rig.built(TWICE);
    int words = 1 << 20;
    Buffer in = filled(words);
    Buffer out = rig.buffer(4L * words);
    Buffer signal = rig.buffer(8);
    rig.copiedBytes = 0;
    rig.done(Packets.line(program.kernel("twice"), 64, words,
        Packets.arguments(rig, a -> a.u64(0, in.address()).u64(8, out.address())), signal.address()));
    for (int i = 0; i < words; i++) {
      if (out.word(i) != 2 * i) {
        assertThat(out.word(i)).as("word %d", i).isEqualTo(2 * i);
      }
    }
    assertThat(signal.word64(0)).isEqualTo(-1);
    assertThat(rig.copiedBytes).isEqualTo(3 * 4L * words);
  }

  @Test
  void anArgumentMayBothBeReadAndWrittenUnderTwoNames() {
    Program program = rig.built(TWICE);
    Buffer both = filled(256);
    rig.done(twice(program, both.address(), both.address(), 256));
    assertThat(both.word(255)).isEqualTo(510);
  }

  @Test
  void localMemoryStaysOnTheDevice() {
    Program program = rig.built(TWICE);
    int words = 300_000;
    Buffer in = filled(words);
    Buffer out = rig.buffer(4L * words);
    long a = rig.buffer(WorkerRig.LOCAL, 4L * words).address();
    long b = rig.buffer(WorkerRig.LOCAL, 4L * words).address();
    long c = rig.buffer(WorkerRig.LOCAL, 4L * words).address();
    rig.done(AqlPacket.Copy.of(in.address(), a, 4L * words, 0));
    rig.copiedBytes = 0;
    rig.done(twice(program, a, b, words / 64 * 64), twice(program, b, c, words / 64 * 64),
        AqlPacket.Copy.of(c, b, 4L * words, 0));
    assertThat(rig.copiedBytes).isZero();
    rig.done(AqlPacket.Copy.of(b, out.address(), 4L * words, 0));
    assertThat(rig.copiedBytes).isEqualTo(4L * words);
    assertThat(out.word(1000)).isEqualTo(4000);
    assertThat(out.word(words / 64 * 64 - 1)).isEqualTo(4 * (words / 64 * 64 - 1));
    assertThat(out.word(words - 1)).isZero(); // behind what the kernels wrote: never touched
  }

  @Test
  void localMemoryIsZeroAtFirstAndAfterItWasForgotten() {
    Buffer local = rig.buffer(WorkerRig.LOCAL, 8192);
    Buffer out = rig.buffer(8192);
    rig.done(AqlPacket.Fill.of(local.address(), 4096, 0x01020304, 0),
        AqlPacket.Copy.of(local.address(), out.address(), 8192, 0));
    assertThat(out.word(0)).isEqualTo(0x01020304);
    assertThat(out.word(1024)).isZero();
    rig.worker.forgetRange(WorkerRig.LOCAL, local.storeOffset(), 4096);
    rig.done(AqlPacket.Copy.of(local.address(), out.address(), 8192, 0));
    assertThat(out.word(0)).isZero();
    rig.done(AqlPacket.Fill.of(local.address(), 8192, -1, 0));
    rig.unmap(local.address(), 8192);
    rig.worker.forgetRange(WorkerRig.LOCAL, local.storeOffset(), 8192);
    rig.map(local.address(), 8192, WorkerRig.LOCAL, local.storeOffset(),
        org.paravane.host.memory.GpuProtection.READ_WRITE);
    rig.done(AqlPacket.Copy.of(local.address(), out.address(), 8192, 0));
    assertThat(out.word(0)).isZero();
    assertThat(out.word(2047)).isZero();
  }

  @Test
  void misalignedArgumentsAreRefused() {
    Program program = rig.built(TWICE);
    Buffer in = filled(1024);
    WorkerRig.Queue queue = rig.queue("test");
    Outcome outcome = queue.run(rig.commands(twice(program, in.address() + 4, in.address(), 64)));
    assertThat(outcome).isInstanceOfSatisfying(Outcome.Fault.class,
        fault -> assertThat(fault.reason()).contains("kernel=twice", "argument=in", "misaligned for the device"));
    int alignment = WorkerRig.device().baseAlignmentBytes();
    rig.done(twice(program, in.address() + alignment, in.address() + 2048, 64));
    assertThat(in.word(512)).isEqualTo(2 * alignment / 4);
  }

  @Test
  void signalsInLocalMemoryAreFaults() {
    long local = rig.buffer(WorkerRig.LOCAL, 4096).address();
    assertThat(rig.fault(AqlPacket.BarrierAnd.of(local)).reason()).contains("not host memory");
  }

  @Test
  void movesOfEveryKindKeepTheBytes() {
    Random random = new Random(11);
    int size = 3_000_000;
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    Buffer from = rig.upload(bytes);
    Buffer to = rig.buffer(size);
    long a = rig.buffer(WorkerRig.LOCAL, size).address();
    long b = rig.buffer(WorkerRig.LOCAL, size).address();
    for (int i = 0; i < 20; i++) {
      int offset = random.nextInt(size);
      int length = random.nextInt(size - offset);
      rig.done(AqlPacket.Copy.of(from.address() + offset, a + offset, length, 0),
          AqlPacket.Copy.of(a + offset, b + offset, length, 0),
          AqlPacket.Copy.of(b + offset, to.address() + offset, length, 0));
      assertThat(to.memory().asSlice(offset, length).mismatch(from.memory().asSlice(offset, length))).isEqualTo(-1);
      to.memory().fill((byte) 0);
    }
    rig.done(rig.dispatch(BuiltInKernel.COPY, new KernelArguments.Copy(to.address(), from.address(), size), 0));
    assertThat(to.memory().get(ValueLayout.JAVA_BYTE, size - 1L)).isEqualTo(bytes[size - 1]);
  }
}
