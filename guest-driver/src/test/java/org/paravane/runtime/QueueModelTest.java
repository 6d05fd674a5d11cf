package org.paravane.runtime;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.runtime.fake.FakeNode;

/**
 * Random programs on several queues, beside a model in plain arrays. Each queue works on a part of the memory of its own, but
 * for hand-overs that a fence orders; work is held and let go at random, so that rings fill, wrap and drain at any moment.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class QueueModelTest {
  private static final int QUEUES = 3;
  private static final int WORDS = 16;
  private static final int STEPS = 1_500;

  private final FakeNode node = new FakeNode();
  private final List<Queue> queues = new ArrayList<>();
  private final List<Buffer> buffers = new ArrayList<>();
  private final int[][] model = new int[QUEUES][WORDS];
  private boolean held;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20261120})
  void memoryIsWhatTheModelSays(long seed) {
    Random random = new Random(seed);
    try (Accelerator accelerator = Accelerator.open(node); Fence fence = accelerator.createFence()) {
      for (int i = 0; i < QUEUES; i++) {
        queues.add(accelerator.createQueue(QueueOptions.defaults().withPackets(3 + random.nextInt(14))));
        buffers.add(accelerator.createBuffer(4L * WORDS, random.nextBoolean() ? BufferKind.LOCAL : BufferKind.MAPPED));
      }
      long handOvers = 0;
      for (int step = 0; step < STEPS; step++) {
        int queue = random.nextInt(QUEUES);
        switch (random.nextInt(12)) {
          case 0, 1, 2, 3 -> fill(random, queue);
          case 4, 5 -> copyInside(random, queue);
          case 6 -> kernel(accelerator, random, queue);
          case 7 -> {
            letGo();
            handOver(fence, ++handOvers, queue, (queue + 1) % QUEUES);
          }
          case 8 -> queues.get(queue).submit();
          case 9 -> hold(random);
          case 10 -> queues.get(queue).barrier();
          default -> check(accelerator, seed, step, queue);
        }
        if (held && random.nextInt(3) == 0) {
          letGo();
        }
      }
      for (int queue = 0; queue < QUEUES; queue++) {
        check(accelerator, seed, STEPS, queue);
      }
      assertThat(fence.value()).isEqualTo(handOvers);
    }
    assertThat(node.alive()).isEmpty();
  }

  private void fill(Random random, int queue) {
    int from = random.nextInt(WORDS);
    int to = from + 1 + random.nextInt(WORDS - from);
    int value = random.nextInt();
    makeSureOfProgress();
    queues.get(queue).fill(buffers.get(queue), 4L * from, 4L * (to - from), value);
    Arrays.fill(model[queue], from, to, value);
  }

  private void copyInside(Random random, int queue) {
    int half = WORDS / 2;
    int length = 1 + random.nextInt(half);
    int from = random.nextInt(half - length + 1);
    int to = half + random.nextInt(half - length + 1);
    makeSureOfProgress();
    queues.get(queue).copy(buffers.get(queue), 4L * from, buffers.get(queue), 4L * to, 4L * length);
    System.arraycopy(model[queue], from, model[queue], to, length);
  }

  private void kernel(Accelerator accelerator, Random random, int queue) {
    Kernel fill = accelerator.kernel("fill");
    int at = random.nextInt(WORDS);
    int value = random.nextInt();
    makeSureOfProgress();
    queues.get(queue).dispatch(fill, Grid.of(1),
        fill.arguments().buffer(buffers.get(queue), 4L * at, 4).u64(1).u32(value));
    model[queue][at] = value;
  }

  /** The whole of one queue's memory goes to another, which waits for it. */
  private void handOver(Fence fence, long value, int from, int to) {
    queues.get(from).signal(fence, value);
    queues.get(to).waitFor(fence, value).copy(buffers.get(from), buffers.get(to)).finish();
    System.arraycopy(model[from], 0, model[to], 0, WORDS);
  }

  private void hold(Random random) {
    if (random.nextBoolean()) {
      node.hold();
      held = true;
    }
  }

  private void letGo() {
    node.resume();
    held = false;
  }

  /** A full ring waits for its engine; in this test nobody else would let it go. */
  private void makeSureOfProgress() {
    if (held) {
      letGo();
    }
  }

  private void check(Accelerator accelerator, long seed, int step, int queue) {
    letGo();
    try (Buffer seen = accelerator.createBuffer(4L * WORDS)) {
      assertThat(queues.get(queue).copy(buffers.get(queue), seen).finish(Duration.ofSeconds(10))).isTrue();
      assertThat(seen.memory().toArray(JAVA_INT)).as("seed %d, step %d, queue %d", seed, step, queue)
          .isEqualTo(model[queue]);
    }
  }
}
