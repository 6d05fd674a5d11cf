package org.paravane.host.engine.simulated;

import static org.paravane.host.engine.packet.PacketFields.offset;
import static org.paravane.host.engine.simulated.KernelCall.CHUNK;

import java.util.Arrays;
import org.paravane.abi.CEnum;
import org.paravane.abi.accel.BuiltInKernel;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.ReduceOperation;
import org.paravane.host.engine.packet.PacketFault;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.GpuSpan;

/**
 * Kernels over vectors of floats. They work on chunks copied into arrays: the copy runs at memory speed, the arithmetic is
 * vectorised by the JIT, and it does not matter in how many pieces the memory is. Each operation rounds by itself (no fused
 * multiply-add), so that every engine gives the same bits.
 */
final class VectorKernels {
  private VectorKernels() {
  }

  /** {@code result[i] = a[i] + b[i]}. */
  static final class VectorAdd implements KernelCode {
    private static final int A = offset(KernelArguments.VectorAdd.class, "a");
    private static final int B = offset(KernelArguments.VectorAdd.class, "b");
    private static final int RESULT = offset(KernelArguments.VectorAdd.class, "result");
    private static final int COUNT = offset(KernelArguments.VectorAdd.class, "count");

    @Override
    public BuiltInKernel kernel() {
      return BuiltInKernel.VECTOR_ADD;
    }

    @Override
    public void run(KernelCall call) throws PacketFault {
      long count = call.count("count", call.u64(COUNT));
      GpuSpan a = call.words(0, "a", call.u64(A), count, GpuAccess.READ);
      GpuSpan b = call.words(1, "b", call.u64(B), count, GpuAccess.READ);
      GpuSpan result = call.words(2, "result", call.u64(RESULT), count, GpuAccess.WRITE);
      float[] left = call.scratch(0);
      float[] right = call.scratch(1);
      for (long at = 0; at < count && !call.stopped(); at += CHUNK) {
        int n = (int) Math.min(CHUNK, count - at);
        a.readFloats(4 * at, left, 0, n);
        b.readFloats(4 * at, right, 0, n);
        add(left, right, n);
        result.writeFloats(4 * at, left, 0, n);
      }
      call.did(12 * count, count);
    }
  }

  /** {@code y[i] = alpha * x[i] + y[i]}. */
  static final class Saxpy implements KernelCode {
    private static final int X = offset(KernelArguments.Saxpy.class, "x");
    private static final int Y = offset(KernelArguments.Saxpy.class, "y");
    private static final int COUNT = offset(KernelArguments.Saxpy.class, "count");
    private static final int ALPHA = offset(KernelArguments.Saxpy.class, "alpha");

    @Override
    public BuiltInKernel kernel() {
      return BuiltInKernel.SAXPY;
    }

    @Override
    public void run(KernelCall call) throws PacketFault {
      long count = call.count("count", call.u64(COUNT));
      GpuSpan x = call.words(0, "x", call.u64(X), count, GpuAccess.READ);
      GpuSpan y = call.words(1, "y", call.u64(Y), count, GpuAccess.WRITE);
      float alpha = call.f32(ALPHA);
      float[] left = call.scratch(0);
      float[] right = call.scratch(1);
      for (long at = 0; at < count && !call.stopped(); at += CHUNK) {
        int n = (int) Math.min(CHUNK, count - at);
        x.readFloats(4 * at, left, 0, n);
        y.readFloats(4 * at, right, 0, n);
        scaleAndAdd(alpha, left, right, n);
        y.writeFloats(4 * at, right, 0, n);
      }
      call.did(12 * count, 2 * count);
    }
  }

  /**
   * Reduces floats to one. The order is fixed: lane l of {@link #LANES} takes elements l, l + LANES, … in order; then lanes
   * are combined in halves, lane i with lane i + half.
   */
  static final class Reduce implements KernelCode {
    static final int LANES = 256;

    private static final int INPUT = offset(KernelArguments.Reduce.class, "input");
    private static final int OUTPUT = offset(KernelArguments.Reduce.class, "output");
    private static final int COUNT = offset(KernelArguments.Reduce.class, "count");
    private static final int OPERATION = offset(KernelArguments.Reduce.class, "operation");

    @Override
    public BuiltInKernel kernel() {
      return BuiltInKernel.REDUCE;
    }

    @Override
    public void run(KernelCall call) throws PacketFault {
      long count = call.count("count", call.u64(COUNT));
      int code = call.u32(OPERATION);
      ReduceOperation operation = CEnum.of(ReduceOperation.class, code)
          .orElseThrow(() -> PacketFault.badKernarg(call.kernel(), "argument=operation, value=" + code));
      GpuSpan input = call.words(0, "input", call.u64(INPUT), count, GpuAccess.READ);
      GpuSpan output = call.words(1, "output", call.u64(OUTPUT), 1, GpuAccess.WRITE);
      float[] lanes = call.scratch(0);
      float[] chunk = call.scratch(1);
      Arrays.fill(lanes, 0, LANES, neutral(operation));
      for (long at = 0; at < count && !call.stopped(); at += CHUNK) {
        int n = (int) Math.min(CHUNK, count - at);
        input.readFloats(4 * at, chunk, 0, n);
        for (int row = 0; row < n; row += LANES) {
          System.arraycopy(chunk, row, call.scratch(2), 0, Math.min(LANES, n - row));
          combine(operation, lanes, call.scratch(2), Math.min(LANES, n - row));
        }
      }
      for (int half = LANES / 2; half > 0; half /= 2) {
        System.arraycopy(lanes, half, chunk, 0, half);
        combine(operation, lanes, chunk, half);
      }
      output.writeFloats(0, lanes, 0, 1);
      call.did(4 * count, count);
    }

    private static float neutral(ReduceOperation operation) {
      return switch (operation) {
        case SUM -> 0;
        case MINIMUM -> Float.POSITIVE_INFINITY;
        case MAXIMUM -> Float.NEGATIVE_INFINITY;
      };
    }

    private static void combine(ReduceOperation operation, float[] lanes, float[] values, int n) {
      switch (operation) {
        case SUM -> add(lanes, values, n);
        case MINIMUM -> {
          for (int i = 0; i < n; i++) {
            lanes[i] = values[i] < lanes[i] ? values[i] : lanes[i];
          }
        }
        case MAXIMUM -> {
          for (int i = 0; i < n; i++) {
            lanes[i] = values[i] > lanes[i] ? values[i] : lanes[i];
          }
        }
      }
    }
  }

  /** Does nothing for a time of the engine's clock. */
  static final class Spin implements KernelCode {
    private static final int NANOS = offset(KernelArguments.Spin.class, "nanos");

    @Override
    public BuiltInKernel kernel() {
      return BuiltInKernel.SPIN;
    }

    @Override
    public void run(KernelCall call) throws PacketFault {
      long nanos = call.u64(NANOS);
      if (nanos < 0) {
        throw PacketFault.badKernarg(call.kernel(), "argument=nanos, value=" + Long.toUnsignedString(nanos));
      }
      call.takes(nanos);
    }
  }

  private static void add(float[] to, float[] from, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = to[i] + from[i];
    }
  }

  private static void scaleAndAdd(float alpha, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = alpha * x[i] + y[i];
    }
  }
}
