package org.paravane.guest.workload;

import java.util.Arrays;
import java.util.Random;
import org.paravane.runtime.Arguments;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.BufferKind;
import org.paravane.runtime.Grid;
import org.paravane.runtime.Kernel;
import org.paravane.runtime.Queue;

/** Bytes that are written or moved, by way of the accelerator's own memory. */
final class MoveRounds extends Rounds {
  private final boolean copying;
  private final int count;
  private final Kernel kernel;
  private final Arguments arguments;
  private final float[] expected;
  private final Buffer input;
  private final Buffer local;
  private final Buffer output;
  private int pattern;

  private MoveRounds(RoundsSetting setting, boolean copying) {
    super(setting);
    this.copying = copying;
    this.count = setting.elements();
    this.kernel = accelerator().kernel((copying ? Workload.COPY : Workload.FILL).kernelName());
    this.arguments = kernel.arguments();
    this.expected = new float[count];
    this.input = floats(count);
    this.local = accelerator().createBuffer(4L * count, BufferKind.LOCAL);
    this.output = floats(count);
  }

  static MoveRounds fill(RoundsSetting setting) {
    return new MoveRounds(setting, false);
  }

  static MoveRounds copy(RoundsSetting setting) {
    return new MoveRounds(setting, true);
  }

  @Override
  void prepare(Random random) {
    fill(expected, random);
    store(expected, input);
    if (!copying) {
      pattern = Float.floatToRawIntBits(expected[0]);
      Arrays.fill(expected, expected[0]);
    }
  }

  /** The kernel works in local memory; packets bring the bytes there and back. */
  @Override
  void enqueue(Queue into) {
    if (copying) {
      into.copy(input, local);
      into.dispatch(kernel, Grid.of(count), arguments.rewind().buffer(output).buffer(local).u64(4L * count));
    } else {
      into.dispatch(kernel, Grid.of(count), arguments.rewind().buffer(local).u64(count).u32(pattern));
      into.copy(local, output);
    }
  }

  @Override
  boolean isRight() {
    return equal(expected, output);
  }

  @Override
  long bytes() {
    return copying ? 8L * count : 4L * count;
  }

  @Override
  public void close() {
    super.close();
    input.close();
    local.close();
    output.close();
  }
}
