package org.paravane.runtime;

/**
 * What a queue is like.
 *
 * @param engine ordinal of the engine that runs it, or {@link #ANY_COMPUTE}
 * @param packets how many packets it holds: written, or submitted and not done; at least 2
 * @param argumentBytes room for kernel arguments of each packet; 0 for what the accelerator's kernels need
 */
public record QueueOptions(int engine, int packets, int argumentBytes) {
  /** The first engine that runs kernels. */
  public static final int ANY_COMPUTE = -1;
  private static final int MAX_PACKETS = 1 << 16;
  private static final int MAX_ARGUMENT_BYTES = 1 << 16;

  public QueueOptions {
    if (engine < ANY_COMPUTE || packets < 2 || packets > MAX_PACKETS || argumentBytes < 0
        || argumentBytes > MAX_ARGUMENT_BYTES) {
      throw new IllegalArgumentException(
          "bad queue options: engine=%d, packets=%d, argumentBytes=%d".formatted(engine, packets, argumentBytes));
    }
  }

  /** 256 packets on the first engine that runs kernels. */
  public static QueueOptions defaults() {
    return new QueueOptions(ANY_COMPUTE, 256, 0);
  }

  public QueueOptions withEngine(int ordinal) {
    return new QueueOptions(ordinal, packets, argumentBytes);
  }

  public QueueOptions withPackets(int count) {
    return new QueueOptions(engine, count, argumentBytes);
  }

  public QueueOptions withArgumentBytes(int bytes) {
    return new QueueOptions(engine, packets, bytes);
  }
}
