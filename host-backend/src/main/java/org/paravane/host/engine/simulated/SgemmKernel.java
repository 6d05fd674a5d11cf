package org.paravane.host.engine.simulated;

import static org.paravane.host.engine.packet.PacketFields.offset;

import java.util.Arrays;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.engine.packet.PacketFault;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.GpuSpan;

/**
 * {@code c = alpha * a * b + beta * c}. Each element of the product is summed in the order of k, each operation rounded by
 * itself; then scaled. With beta 0, c is not read. Blocked so that a panel of b and the sums stay in the second-level cache;
 * the inner loop runs along rows, which the JIT vectorises.
 */
final class SgemmKernel implements KernelCode {
  private static final int A = offset(KernelArguments.Sgemm.class, "a");
  private static final int B = offset(KernelArguments.Sgemm.class, "b");
  private static final int C = offset(KernelArguments.Sgemm.class, "c");
  private static final int M = offset(KernelArguments.Sgemm.class, "m");
  private static final int N = offset(KernelArguments.Sgemm.class, "n");
  private static final int K = offset(KernelArguments.Sgemm.class, "k");
  private static final int ALPHA = offset(KernelArguments.Sgemm.class, "alpha");
  private static final int BETA = offset(KernelArguments.Sgemm.class, "beta");

  private static final int ROWS = 64;
  private static final int COLUMNS = 512;
  private static final int DEPTH = 128;

  /** Arrays of an engine node that runs this kernel. */
  static final class Panels {
    private final float[][] sums = new float[ROWS][COLUMNS];
    private final float[][] b = new float[DEPTH][COLUMNS];
    private final float[] a = new float[DEPTH];
  }

  @Override
  public BuiltInKernel kernel() {
    return BuiltInKernel.SGEMM;
  }

  @Override
  public void run(KernelCall call) throws PacketFault {
    int m = call.side("m", call.u32(M));
    int n = call.side("n", call.u32(N));
    int k = call.side("k", call.u32(K));
    float beta = call.f32(BETA);
    GpuSpan a = call.words(0, "a", call.u64(A), call.count("a", (long) m * k), GpuAccess.READ);
    GpuSpan b = call.words(1, "b", call.u64(B), call.count("b", (long) k * n), GpuAccess.READ);
    GpuSpan c = call.words(2, "c", call.u64(C), call.count("c", (long) m * n), GpuAccess.WRITE);
    Panels work = call.panels();
    for (int column = 0; column < n; column += COLUMNS) {
      int columns = Math.min(COLUMNS, n - column);
      for (int row = 0; row < m; row += ROWS) {
        int rows = Math.min(ROWS, m - row);
        for (int i = 0; i < rows; i++) {
          Arrays.fill(work.sums[i], 0, columns, 0);
        }
        for (int depth = 0; depth < k; depth += DEPTH) {
          int depths = Math.min(DEPTH, k - depth);
          for (int p = 0; p < depths; p++) {
            b.readFloats(4 * ((long) (depth + p) * n + column), work.b[p], 0, columns);
          }
          for (int i = 0; i < rows; i++) {
            a.readFloats(4 * ((long) (row + i) * k + depth), work.a, 0, depths);
            multiply(work.a, work.b, depths, work.sums[i], columns);
          }
          if (call.stopped()) {
            return;
          }
        }
        for (int i = 0; i < rows; i++) {
          store(call, c, 4 * ((long) (row + i) * n + column), work.sums[i], columns, beta);
        }
      }
    }
    call.did(4 * ((long) m * k + (long) k * n + 2L * m * n), 2L * m * n * k);
  }

  private static void multiply(float[] a, float[][] b, int depths, float[] sums, int columns) {
    int p = 0;
    for (; p + 8 <= depths; p += 8) {
      multiplyEight(a, b, p, sums, columns);
    }
    for (; p < depths; p++) {
      multiplyOne(a[p], b[p], sums, columns);
    }
  }

  private static void multiplyOne(float a, float[] b, float[] sums, int columns) {
    for (int j = 0; j < columns; j++) {
      sums[j] = sums[j] + a * b[j];
    }
  }

  // Eight rows of b at once: one load and one store of the sum for eight products, still in the order of k.
  private static void multiplyEight(float[] a, float[][] b, int p, float[] sums, int columns) {
    float a0 = a[p];
    float a1 = a[p + 1];
    float a2 = a[p + 2];
    float a3 = a[p + 3];
    float a4 = a[p + 4];
    float a5 = a[p + 5];
    float a6 = a[p + 6];
    float a7 = a[p + 7];
    float[] b0 = b[p];
    float[] b1 = b[p + 1];
    float[] b2 = b[p + 2];
    float[] b3 = b[p + 3];
    float[] b4 = b[p + 4];
    float[] b5 = b[p + 5];
    float[] b6 = b[p + 6];
    float[] b7 = b[p + 7];
    for (int j = 0; j < columns; j++) {
      float sum = sums[j];
      sum = sum + a0 * b0[j];
      sum = sum + a1 * b1[j];
      sum = sum + a2 * b2[j];
      sum = sum + a3 * b3[j];
      sum = sum + a4 * b4[j];
      sum = sum + a5 * b5[j];
      sum = sum + a6 * b6[j];
      sum = sum + a7 * b7[j];
      sums[j] = sum;
    }
  }

  private static void store(KernelCall call, GpuSpan c, long offset, float[] sums, int columns, float beta) {
    float alpha = call.f32(ALPHA);
    float[] old = call.scratch(0);
    if (beta == 0) {
      for (int j = 0; j < columns; j++) {
        sums[j] = alpha * sums[j];
      }
    } else {
      c.readFloats(offset, old, 0, columns);
      for (int j = 0; j < columns; j++) {
        sums[j] = alpha * sums[j] + beta * old[j];
      }
    }
    c.writeFloats(offset, sums, 0, columns);
  }
}
