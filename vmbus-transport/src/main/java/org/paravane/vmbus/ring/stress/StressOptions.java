package org.paravane.vmbus.ring.stress;

import java.util.List;

/**
 * What a stress run does.
 *
 * @param packets how many
 * @param seed of sizes, contents, batches and pauses
 * @param ringBytes data area of the ring; small, so that it is full and empty often
 * @param maxPayload bytes of the longest packet
 * @param pauseEvery one pause per this many packets on average, on each side
 * @param spins polls before a side parks; few, so that it parks often
 */
public record StressOptions(long packets, long seed, int ringBytes, int maxPayload, int pauseEvery, int spins) {
  public StressOptions {
    if (packets <= 0 || pauseEvery <= 0 || maxPayload < 0 || maxPayload > ringBytes / 2) {
      throw new IllegalArgumentException("bad stress options: packets=%d, pauseEvery=%d, maxPayload=%d, ringBytes=%d"
          .formatted(packets, pauseEvery, maxPayload, ringBytes));
    }
  }

  /** 16 KiB ring, payloads of up to 512 bytes, a pause per 500 packets, 50 spins. */
  public static StressOptions of(long packets, long seed) {
    return new StressOptions(packets, seed, 16 * 1024, 512, 500, 50);
  }

  List<String> toArguments() {
    return List.of(Long.toString(packets), Long.toString(seed), Integer.toString(ringBytes),
        Integer.toString(maxPayload),
        Integer.toString(pauseEvery), Integer.toString(spins));
  }

  static StressOptions parse(List<String> arguments) {
    return new StressOptions(Long.parseLong(arguments.get(0)), Long.parseLong(arguments.get(1)),
        Integer.parseInt(arguments.get(2)), Integer.parseInt(arguments.get(3)), Integer.parseInt(arguments.get(4)),
        Integer.parseInt(arguments.get(5)));
  }
}
