package org.paravane.host.engine.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.ReduceOperation;
import org.paravane.host.TestGuest;
import org.paravane.host.engine.ManualClock;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.simulated.SimulatedGpu;
import org.paravane.host.engine.simulated.SimulatedGpuOptions;
import org.paravane.linux.LinuxException;

/** Built-in kernels give the same bits as on the simulated engine. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuiltInKernelsTest {
  private final Random random = new Random(4711);
  private final ManualClock clock = new ManualClock(1);
  private WorkerRig rig;
  private SimulatedGpu gpu;
  private TestGuest guest;

  @BeforeAll
  void open() throws LinuxException {
    rig = openRig();
    gpu = SimulatedGpu.create(SimulatedGpuOptions.defaults().withVirtualTime(clock));
    guest = new TestGuest(gpu, "guest");
  }

  WorkerRig openRig() {
    return WorkerRig.open();
  }

  @AfterAll
  void close() {
    if (rig != null) {
      rig.close();
      gpu.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 1024, 4097, 300_001, 3_000_000})
  void fill(int count) {
    WorkerRig.Buffer buffer = rig.buffer(4L * count + 8);
    buffer.memory().fill((byte) 1);
    rig.done(rig.dispatch(BuiltInKernel.FILL, new KernelArguments.Fill(buffer.address() + 4, count, 0x12345678, 0), 0));
    assertThat(buffer.word(0)).isEqualTo(0x01010101);
    assertThat(buffer.word(count + 1)).isEqualTo(0x01010101);
    for (int i = 1; i <= count; i++) {
      if (buffer.word(i) != 0x12345678) {
        assertThat(buffer.word(i)).as("word %d", i).isEqualTo(0x12345678);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 4096, 100_003, 3_000_000})
  void copy(int size) {
    byte[] bytes = new byte[size + 3];
    random.nextBytes(bytes);
    WorkerRig.Buffer from = rig.upload(bytes);
    WorkerRig.Buffer to = rig.buffer(size + 16);
    rig.done(
        rig.dispatch(BuiltInKernel.COPY, new KernelArguments.Copy(to.address() + 5, from.address() + 3, size), 0));
    assertThat(to.memory().asSlice(5, size).mismatch(from.memory().asSlice(3, size))).isEqualTo(-1);
    assertThat(to.memory().get(ValueLayout.JAVA_BYTE, 4)).isZero();
    assertThat(to.memory().get(ValueLayout.JAVA_BYTE, 5 + size)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 4096, 4097, 100_003})
  void vectorAdd(int count) {
    float[] a = floats(count);
    float[] b = floats(count);
    TestGuest.Buffer result = guest.buffer(4L * count + 4);
    simulate(BuiltInKernel.VECTOR_ADD,
        new KernelArguments.VectorAdd(upload(a).address(), upload(b).address(), result.address(), count));
    WorkerRig.Buffer mine = rig.buffer(4L * count + 4);
    rig.done(rig.dispatch(BuiltInKernel.VECTOR_ADD, new KernelArguments.VectorAdd(rig.upload(a).address(),
        rig.upload(b).address(), mine.address(), count), 0));
    assertSame(mine, result.memory(), count);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 4097, 1_000_001})
  void saxpy(int count) {
    float[] x = floats(count);
    float[] y = floats(count);
    TestGuest.Buffer result = upload(y);
    simulate(BuiltInKernel.SAXPY,
        new KernelArguments.Saxpy(upload(x).address(), result.address(), count, 1.1f, 0));
    WorkerRig.Buffer mine = rig.upload(y);
    rig.done(rig.dispatch(BuiltInKernel.SAXPY,
        new KernelArguments.Saxpy(rig.upload(x).address(), mine.address(), count, 1.1f, 0), 0));
    assertSame(mine, result.memory(), count);
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,1,0", "3,5,7,2,0", "64,64,64,1,1", "65,513,129,1.5,0.5", "130,31,300,-1,2", "2,600,1,1,0",
      "5,4,0,1,3", "0,4,4,1,0", "193,65,401,1,0", "7,33,192,1,1", "66,32,193,0.3,0.7"})
  void sgemm(int m, int n, int k, float alpha, float beta) {
    float[] a = floats(m * k);
    float[] b = floats(k * n);
    float[] c = floats(m * n);
    TestGuest.Buffer result = upload(c);
    simulate(BuiltInKernel.SGEMM, new KernelArguments.Sgemm(upload(a).address(), upload(b).address(),
        result.address(), m, n, k, alpha, beta, 0));
    WorkerRig.Buffer mine = rig.upload(c);
    rig.done(rig.dispatch(BuiltInKernel.SGEMM, new KernelArguments.Sgemm(rig.upload(a).address(),
        rig.upload(b).address(), mine.address(), m, n, k, alpha, beta, 0), 0));
    assertSame(mine, result.memory(), m * n);
  }

  @Test
  void sgemmWithBetaZeroDoesNotReadC() {
    WorkerRig.Buffer c = rig.upload(Float.NaN);
    rig.done(rig.dispatch(BuiltInKernel.SGEMM, new KernelArguments.Sgemm(rig.upload(2f).address(),
        rig.upload(3f).address(), c.address(), 1, 1, 1, 1, 0, 0), 0));
    assertThat(c.floats(1)).containsExactly(6);
  }

  @ParameterizedTest
  @EnumSource(ReduceOperation.class)
  void reduce(ReduceOperation operation) {
    for (int count : new int[]{0, 1, 127, 128, 129, 255, 256, 257, 4096, 5000, 100_003, 1_000_000}) {
      float[] values = floats(count);
      if (count > 100) {
        values[77] = Float.NaN;
        values[77] = operation == ReduceOperation.SUM ? 1 : Float.NaN;
      }
      TestGuest.Buffer result = guest.buffer(4);
      simulate(BuiltInKernel.REDUCE,
          new KernelArguments.Reduce(upload(values).address(), result.address(), count, operation.value(), 0));
      WorkerRig.Buffer mine = rig.buffer(4);
      rig.done(rig.dispatch(BuiltInKernel.REDUCE, new KernelArguments.Reduce(rig.upload(values).address(),
          mine.address(), count, operation.value(), 0), 0));
      assertSame(mine, result.memory(), 1);
    }
  }

  @Test
  void spinTakesItsTime() {
    long begin = System.nanoTime();
    Outcome outcome = rig.run(rig.dispatch(BuiltInKernel.SPIN, new KernelArguments.Spin(3_000_000), 0));
    assertThat(outcome).isInstanceOfSatisfying(Outcome.Done.class,
        done -> assertThat(done.endNanos() - done.startNanos()).isGreaterThanOrEqualTo(3_000_000));
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(3_000_000);
  }

  private static void assertSame(WorkerRig.Buffer mine, MemorySegment theirs, int count) {
    assertThat(mine.memory().asSlice(0, 4L * count).mismatch(theirs.asSlice(0, 4L * count))).isEqualTo(-1);
  }

  private <T extends Record> void simulate(BuiltInKernel kernel, T arguments) {
    TestGuest.Commands commands = guest.commands(guest.dispatch(kernel.kernelName(), arguments, 0));
    Outcome[] ended = new Outcome[1];
    gpu.nodes().getFirst().openQueue("test", guest.space())
        .submit(new SimulatedPacket(commands), (sequence, outcome) -> ended[0] = outcome);
    gpu.advance(clock.nanos());
    assertThat(ended[0]).isInstanceOf(Outcome.Done.class);
  }

  private record SimulatedPacket(TestGuest.Commands commands) implements org.paravane.host.engine.EnginePacket {
    @Override
    public long sequence() {
      return 0;
    }

    @Override
    public long address() {
      return commands.address();
    }

    @Override
    public int lengthBytes() {
      return commands.length();
    }

    @Override
    public int resumeOffset() {
      return 0;
    }

    @Override
    public long firstStartNanos() {
      return Long.MIN_VALUE;
    }
  }

  private TestGuest.Buffer upload(float[] values) {
    TestGuest.Buffer buffer = guest.buffer(4L * values.length + 4);
    buffer.floats(values);
    return buffer;
  }

  private float[] floats(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() * 20 - 10;
    }
    return values;
  }
}
