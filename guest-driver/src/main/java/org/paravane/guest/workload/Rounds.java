package org.paravane.guest.workload;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Random;
import org.paravane.abi.Errno;
import org.paravane.runtime.Accelerator;
import org.paravane.runtime.AcceleratorException;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.Queue;

/** One workload on one accelerator, as often as wanted. For one thread. */
public abstract class Rounds implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Accelerator accelerator;
  private final Queue queue;
  private final Random random;

  Rounds(RoundsSetting setting) {
    this.accelerator = setting.accelerator();
    this.random = new Random(setting.seed());
    this.queue = accelerator.createQueue();
  }

  /**
   * What a round was like.
   *
   * @param bytes that the kernel read and wrote
   * @param nanos from the submission until the result was there
   * @param verified whether the result is what plain Java computes
   */
  public record Outcome(long bytes, long nanos, boolean verified) {
  }

  /** Runs one round with new input. */
  public final Outcome run() {
    prepare(random);
    enqueue(queue);
    long begin = System.nanoTime();
    if (!queue.finish(PATIENCE)) {
      throw new AcceleratorException("run", Errno.ETIMEDOUT,
          "work does not end: node=" + accelerator.name() + ", timeout=" + PATIENCE);
    }
    long nanos = System.nanoTime() - begin;
    return new Outcome(bytes(), nanos, isRight());
  }

  /** Fills the buffers and computes what has to come out. */
  abstract void prepare(Random input);

  abstract void enqueue(Queue into);

  /** Compares what came out. */
  abstract boolean isRight();

  /** Bytes that the kernel reads and writes in a round. */
  abstract long bytes();

  final Accelerator accelerator() {
    return accelerator;
  }

  final Buffer floats(int count) {
    return accelerator.createBuffer(4L * count);
  }

  /** Floats that are easy to read in a debugger and still round: small, with a fraction. */
  static void fill(float[] floats, Random input) {
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (input.nextInt(4001) - 2000) / 16f + input.nextFloat();
    }
  }

  static void store(float[] floats, Buffer into) {
    MemorySegment.copy(MemorySegment.ofArray(floats), 0, into.memory(), 0, 4L * floats.length);
  }

  static boolean equal(float[] expected, Buffer actual) {
    MemorySegment wanted = MemorySegment.ofArray(expected);
    return wanted.mismatch(actual.memory().asSlice(0, wanted.byteSize())) == -1;
  }

  /** Ends the queue; buffers end with the accelerator. */
  @Override
  public void close() {
    queue.close();
  }
}
