package org.paravane.guest.workload;

import java.util.Arrays;
import java.util.Random;
import org.paravane.runtime.Arguments;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.Grid;
import org.paravane.runtime.Kernel;
import org.paravane.runtime.Queue;

/** The product of two square matrices: each element is summed in the order of the inner index, then scaled. */
final class MatrixRounds extends Rounds {
  private final int size;
  private final Kernel kernel;
  private final Arguments arguments;
  private final float[] a;
  private final float[] b;
  private final float[] c;
  private final Buffer aBuffer;
  private final Buffer bBuffer;
  private final Buffer cBuffer;
  private float alpha;
  private float beta;

  MatrixRounds(RoundsSetting setting) {
    super(setting);
    this.size = (int) Math.sqrt(setting.elements());
    this.kernel = accelerator().kernel(Workload.SGEMM.kernelName());
    this.arguments = kernel.arguments();
    int elements = size * size;
    this.a = new float[elements];
    this.b = new float[elements];
    this.c = new float[elements];
    this.aBuffer = floats(elements);
    this.bBuffer = floats(elements);
    this.cBuffer = floats(elements);
  }

  @Override
  void prepare(Random input) {
    fill(a, input);
    fill(b, input);
    fill(c, input);
    store(a, aBuffer);
    store(b, bBuffer);
    store(c, cBuffer);
    alpha = 1 + input.nextFloat();
    beta = input.nextBoolean() ? 0 : input.nextFloat() + 0.5f;
    float[] sums = new float[size];
    for (int row = 0; row < size; row++) {
      Arrays.fill(sums, 0);
      for (int inner = 0; inner < size; inner++) {
        addScaled(a[row * size + inner], b, inner * size, sums);
      }
      for (int column = 0; column < size; column++) {
        int at = row * size + column;
        c[at] = beta == 0 ? alpha * sums[column] : alpha * sums[column] + beta * c[at];
      }
    }
  }

  private static void addScaled(float factor, float[] from, int offset, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += factor * from[offset + i];
    }
  }

  @Override
  void enqueue(Queue into) {
    arguments.rewind().buffer(aBuffer).buffer(bBuffer).buffer(cBuffer).u32(size).u32(size).u32(size).f32(alpha)
        .f32(beta);
    into.dispatch(kernel, Grid.of(size, size), arguments);
  }

  @Override
  boolean isRight() {
    return equal(c, cBuffer);
  }

  @Override
  long bytes() {
    return (beta == 0 ? 12L : 16L) * size * size;
  }

  @Override
  public void close() {
    super.close();
    aBuffer.close();
    bBuffer.close();
    cBuffer.close();
  }
}
