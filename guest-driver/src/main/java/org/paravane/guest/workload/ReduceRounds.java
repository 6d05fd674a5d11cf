package org.paravane.guest.workload;

import java.util.Random;
import org.paravane.abi.accel.ReduceOperation;
import org.paravane.runtime.Arguments;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.Grid;
import org.paravane.runtime.Kernel;
import org.paravane.runtime.Queue;

/** The sum of a vector: 256 lanes take every 256th element, then lanes are added in halves. */
final class ReduceRounds extends Rounds {
  private static final int LANES = 256;

  private final int count;
  private final Kernel kernel;
  private final Arguments arguments;
  private final float[] values;
  private final float[] sum = new float[1];
  private final Buffer input;
  private final Buffer output;

  ReduceRounds(RoundsSetting setting) {
    super(setting);
    this.count = setting.elements();
    this.kernel = accelerator().kernel(Workload.REDUCE.kernelName());
    this.arguments = kernel.arguments();
    this.values = new float[count];
    this.input = floats(count);
    this.output = floats(1);
  }

  @Override
  void prepare(Random random) {
    fill(values, random);
    store(values, input);
    float[] lanes = new float[LANES];
    for (int i = 0; i < count; i++) {
      lanes[i % LANES] += values[i];
    }
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] += lanes[i + half];
      }
    }
    sum[0] = lanes[0];
  }

  @Override
  void enqueue(Queue into) {
    into.dispatch(kernel, Grid.of(count),
        arguments.rewind().buffer(input).buffer(output).u64(count).u32(ReduceOperation.SUM.value()));
  }

  @Override
  boolean isRight() {
    return equal(sum, output);
  }

  @Override
  long bytes() {
    return 4L * count + 4;
  }

  @Override
  public void close() {
    super.close();
    input.close();
    output.close();
  }
}
