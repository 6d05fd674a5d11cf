package org.paravane.host.engine.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.ReduceOperation;
import org.paravane.host.TestGuest;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.engine.KernelCatalog.KernelDescription;
import org.paravane.host.engine.Outcome;

/** Each kernel gives, bit for bit, what a few lines of plain Java give. */
class KernelsTest {
  private final NodeHarness harness = new NodeHarness();
  private final TestGuest guest = harness.guest;
  private final Random random = new Random(42);

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void theCatalogListsEachKernelOnceWithItsSize() {
    for (BuiltInKernel kernel : BuiltInKernel.values()) {
      KernelDescription description = harness.gpu.kernels().byName(kernel.kernelName()).orElseThrow();
      assertThat(description.kernargBytes()).isEqualTo(kernel.kernargSizeBytes())
          .isLessThanOrEqualTo(PacketExecutor.MAX_KERNARG_BYTES);
      assertThat(description.kernelObject()).isNotZero();
    }
    assertThat(harness.gpu.kernels().kernels()).hasSize(BuiltInKernel.values().length)
        .extracting(KernelDescription::kernelObject).doesNotHaveDuplicates();
    assertThat(harness.gpu.kernels().byName("nosuch")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 1024, 4097, 300_001})
  void fillWritesExactlyItsWords(int count) {
    Buffer buffer = guest.buffer(4L * count + 8);
    buffer.memory().fill((byte) 1);
    for (int value : new int[]{0x12345678, 0x7f7f7f7f, 0}) {
      done(guest.commands(guest.dispatch("fill", new KernelArguments.Fill(buffer.address() + 4, count, value, 0), 0)));
      assertThat(word(buffer, 0)).isEqualTo(0x01010101);
      assertThat(word(buffer, count + 1)).isEqualTo(0x01010101);
      for (int i = 1; i <= count; i++) {
        if (word(buffer, i) != value) {
          assertThat(word(buffer, i)).as("word %d", i).isEqualTo(value);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 4096, 100_003, 3_000_000})
  void copyMovesExactlyItsBytes(int size) {
    Buffer from = guest.buffer(size + 16);
    Buffer to = guest.buffer(size + 16);
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    MemorySegment.copy(bytes, 0, from.memory(), ValueLayout.JAVA_BYTE, 3, size);
    done(guest.commands(
        guest.dispatch("copy", new KernelArguments.Copy(to.address() + 5, from.address() + 3, size), 0)));
    assertThat(to.memory().asSlice(5, size).mismatch(from.memory().asSlice(3, size))).isEqualTo(-1);
    assertThat(to.memory().get(ValueLayout.JAVA_BYTE, 4)).isZero();
    assertThat(to.memory().get(ValueLayout.JAVA_BYTE, 5 + size)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4095, 4096, 4097, 100_000})
  void vectorAddAdds(int count) {
    float[] a = floats(count);
    float[] b = floats(count);
    Buffer bufferA = upload(a);
    Buffer bufferB = upload(b);
    Buffer result = guest.buffer(4L * count + 4);
    done(guest.commands(guest.dispatch("vector_add",
        new KernelArguments.VectorAdd(bufferA.address(), bufferB.address(), result.address(), count), 0)));
    float[] expected = new float[count];
    for (int i = 0; i < count; i++) {
      expected[i] = a[i] + b[i];
    }
    assertThat(Arrays.mismatch(result.floats(count), expected)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4097, 100_000})
  void saxpyScalesAndAdds(int count) {
    float[] x = floats(count);
    float[] y = floats(count);
    Buffer bufferX = upload(x);
    Buffer bufferY = upload(y);
    done(guest.commands(guest.dispatch("saxpy",
        new KernelArguments.Saxpy(bufferX.address(), bufferY.address(), count, 2.5f, 0), 0)));
    float[] expected = new float[count];
    for (int i = 0; i < count; i++) {
      expected[i] = 2.5f * x[i] + y[i];
    }
    assertThat(Arrays.mismatch(bufferY.floats(count), expected)).isEqualTo(-1);
    assertThat(Arrays.mismatch(bufferX.floats(count), x)).isEqualTo(-1);
  }

  @Test
  void memoryInManyPiecesGivesTheSameResult() {
    int count = 10 * 1024;
    float[] x = floats(count);
    float[] y = floats(count);
    Buffer bufferX = guest.buffer(4L * count);
    Buffer bufferY = guest.buffer(4L * count);
    bufferX.floats(x);
    bufferY.floats(y);
    long reversedX = guest.mapReversed(bufferX);
    long reversedY = guest.mapReversed(bufferY);
    done(guest.commands(guest.dispatch("saxpy",
        new KernelArguments.Saxpy(reversedX + 512, reversedY + 1536, count - 1024, 2, 0), 0)));
    float[] expected = y.clone();
    for (int i = 0; i < count - 1024; i++) {
      int to = reversed(i + 384);
      expected[to] = 2 * x[reversed(i + 128)] + y[to];
    }
    assertThat(Arrays.mismatch(bufferY.floats(count), expected)).isEqualTo(-1);
  }

  private static int reversed(int index) {
    return (9 - index / 1024) * 1024 + index % 1024;
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,1,0", "3,5,7,2,0", "64,64,64,1,1", "65,513,129,1.5,0.5", "130,31,300,-1,2", "2,600,1,1,0",
      "5,4,0,1,3",
      "0,4,4,1,0"})
  void sgemmMultiplies(int m, int n, int k, float alpha, float beta) {
    float[] a = floats(m * k);
    float[] b = floats(k * n);
    float[] c = floats(m * n);
    Buffer bufferA = upload(a);
    Buffer bufferB = upload(b);
    Buffer bufferC = upload(c);
    done(guest.commands(guest.dispatch("sgemm", new KernelArguments.Sgemm(bufferA.address(), bufferB.address(),
        bufferC.address(), m, n, k, alpha, beta, 0), 0)));
    float[] expected = new float[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float sum = 0;
        for (int p = 0; p < k; p++) {
          sum += a[i * k + p] * b[p * n + j];
        }
        expected[i * n + j] = beta == 0 ? alpha * sum : alpha * sum + beta * c[i * n + j];
      }
    }
    assertThat(Arrays.mismatch(bufferC.floats(m * n), expected)).isEqualTo(-1);
  }

  @Test
  void sgemmWithBetaZeroDoesNotReadC() {
    Buffer a = upload(new float[]{2});
    Buffer b = upload(new float[]{3});
    Buffer c = upload(new float[]{Float.NaN});
    done(guest.commands(guest.dispatch("sgemm",
        new KernelArguments.Sgemm(a.address(), b.address(), c.address(), 1, 1, 1, 1, 0, 0), 0)));
    assertThat(c.floats(1)).containsExactly(6);
  }

  @ParameterizedTest
  @EnumSource(ReduceOperation.class)
  void reduceFollowsItsDocumentedOrder(ReduceOperation operation) {
    for (int count : new int[]{0, 1, 255, 256, 257, 4096, 5000, 100_003}) {
      float[] values = floats(count);
      Buffer input = upload(values);
      Buffer output = guest.buffer(4);
      done(guest.commands(guest.dispatch("reduce",
          new KernelArguments.Reduce(input.address(), output.address(), count, operation.value(), 0), 0)));
      assertThat(output.floats(1)[0]).as("count %d", count).isEqualTo(reduced(operation, values));
    }
  }

  private static float reduced(ReduceOperation operation, float[] values) {
    float[] lanes = new float[256];
    for (int lane = 0; lane < 256; lane++) {
      lanes[lane] = switch (operation) {
        case SUM -> 0;
        case MINIMUM -> Float.POSITIVE_INFINITY;
        case MAXIMUM -> Float.NEGATIVE_INFINITY;
      };
      for (int i = lane; i < values.length; i += 256) {
        lanes[lane] = combined(operation, lanes[lane], values[i]);
      }
    }
    for (int half = 128; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] = combined(operation, lanes[i], lanes[i + half]);
      }
    }
    return lanes[0];
  }

  private static float combined(ReduceOperation operation, float a, float b) {
    return switch (operation) {
      case SUM -> a + b;
      case MINIMUM -> b < a ? b : a;
      case MAXIMUM -> b > a ? b : a;
    };
  }

  @Test
  void spinTakesItsTimeOnTheEnginesClock() {
    Outcome.Done outcome = done(guest.commands(guest.dispatch("spin", new KernelArguments.Spin(5_000_000), 0)));
    assertThat(outcome.endNanos() - outcome.startNanos()).isEqualTo(5_000_000);
  }

  private Outcome.Done done(TestGuest.Commands commands) {
    Outcome outcome = harness.run(commands);
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return (Outcome.Done) outcome;
  }

  private float[] floats(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() * 20 - 10;
    }
    return values;
  }

  private Buffer upload(float[] values) {
    Buffer buffer = guest.buffer(4L * values.length + 4);
    buffer.floats(values);
    return buffer;
  }

  private static int word(Buffer buffer, int index) {
    return buffer.memory().get(ValueLayout.JAVA_INT_UNALIGNED, 4L * index);
  }
}
