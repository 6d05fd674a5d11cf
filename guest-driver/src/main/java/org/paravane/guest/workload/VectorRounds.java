package org.paravane.guest.workload;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.paravane.runtime.Arguments;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.Grid;
import org.paravane.runtime.Kernel;
import org.paravane.runtime.Program;
import org.paravane.runtime.Queue;

/** Two vectors of floats go in, one comes out: multiplication and addition round each by itself. */
final class VectorRounds extends Rounds {
  /** Multiplication and addition round each by itself in OpenCL C too. */
  private static final String OPENCL_SAXPY = """
      #pragma OPENCL FP_CONTRACT OFF
      kernel void opencl_saxpy(global const float *x, global float *y, ulong count, float alpha) {
        size_t i = get_global_id(0);
        if (i < count) {
          y[i] = alpha * x[i] + y[i];
        }
      }
      """;

  private final boolean scaled;
  private final @Nullable Program program;
  private final int count;
  private final Kernel kernel;
  private final Arguments arguments;
  private final Grid grid;
  private final float[] x;
  private final float[] y;
  private final Buffer xBuffer;
  private final Buffer yBuffer;
  private final Buffer result;
  private float alpha;

  private VectorRounds(RoundsSetting setting, Workload workload) {
    super(setting);
    this.scaled = workload != Workload.VECTOR_ADD;
    this.count = setting.elements();
    this.program = workload.needsPrograms() ? accelerator().build(OPENCL_SAXPY) : null;
    this.kernel = program == null
        ? accelerator().kernel(workload.kernelName())
        : program.kernel(workload.kernelName());
    this.arguments = kernel.arguments();
    this.grid = Grid.of(count).roundedUp();
    this.x = new float[count];
    this.y = new float[count];
    this.xBuffer = floats(count);
    this.yBuffer = floats(count);
    this.result = scaled ? yBuffer : floats(count);
  }

  static VectorRounds saxpy(RoundsSetting setting) {
    return new VectorRounds(setting, Workload.SAXPY);
  }

  static VectorRounds openClSaxpy(RoundsSetting setting) {
    return new VectorRounds(setting, Workload.OPENCL_SAXPY);
  }

  static VectorRounds vectorAdd(RoundsSetting setting) {
    return new VectorRounds(setting, Workload.VECTOR_ADD);
  }

  @Override
  void prepare(Random input) {
    fill(x, input);
    fill(y, input);
    store(x, xBuffer);
    store(y, yBuffer);
    alpha = scaled ? 1 + input.nextFloat() : 1;
    for (int i = 0; i < count; i++) {
      y[i] = scaled ? alpha * x[i] + y[i] : x[i] + y[i];
    }
  }

  @Override
  void enqueue(Queue into) {
    arguments.rewind().buffer(xBuffer).buffer(yBuffer);
    if (scaled) {
      arguments.u64(count).f32(alpha);
    } else {
      arguments.buffer(result).u64(count);
    }
    into.dispatch(kernel, grid, arguments);
  }

  @Override
  boolean isRight() {
    return equal(y, result);
  }

  @Override
  long bytes() {
    return 12L * count;
  }

  @Override
  public void close() {
    super.close();
    if (program != null) {
      program.close();
    }
    xBuffer.close();
    yBuffer.close();
    result.close();
  }
}
