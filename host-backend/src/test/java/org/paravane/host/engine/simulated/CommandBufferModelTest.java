package org.paravane.host.engine.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.host.TestGuest.Buffer;
import org.paravane.host.TestGuest.Commands;
import org.paravane.host.engine.Outcome;

/**
 * Random command buffers, executed by the engine and by a dozen lines of plain Java on a byte array; with preemption at
 * random moments, and memory that is mapped in one piece or page by page.
 */
class CommandBufferModelTest {
  private static final int SIZE = 8 * 4096;

  /** The guest's memory twice: as the engine sees it, and as it should be. */
  private static final class World {
    final NodeHarness harness = new NodeHarness(
        SimulatedGpuOptions.defaults().withTiming(new TimingModel(10, 0.01, 0.01)));
    final Random random;
    final Buffer memory = harness.guest.buffer(SIZE);
    final Buffer signal = harness.guest.word(1000);
    final ByteBuffer model = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    final long base;
    long signals = 1000;

    World(Random random, boolean scattered) {
      this.random = random;
      byte[] start = new byte[SIZE];
      random.nextBytes(start);
      base = scattered ? harness.guest.mapReversed(memory) : memory.address();
      for (int page = 0; page < 8; page++) {
        int place = scattered ? 7 - page : page;
        MemorySegment.copy(start, page * 4096, memory.memory(), ValueLayout.JAVA_BYTE, place * 4096L, 4096);
      }
      model.put(0, start);
    }

    AqlPacket packet() {
      long done = random.nextInt(3) == 0 ? signal.address() : 0;
      signals -= done == 0 ? 0 : 1;
      int count = random.nextInt(600);
      // three ranges that do not overlap, in words
      int a = random.nextInt(2000);
      int b = 2700 + random.nextInt(2000);
      int c = 5400 + random.nextInt(2000);
      return switch (random.nextInt(6)) {
        case 0 -> {
          int pattern = random.nextInt();
          words(a, count, i -> pattern);
          yield AqlPacket.Fill.of(at(a), 4L * count, pattern, done);
        }
        case 1 -> {
          int shift = random.nextInt(4);
          byte[] bytes = new byte[3 * count];
          model.get(4 * a + shift, bytes);
          model.put(4 * b + 1, bytes);
          yield AqlPacket.Copy.of(at(a) + shift, at(b) + 1, bytes.length, done);
        }
        case 2 -> {
          words(c, count, i -> Float.floatToRawIntBits(word(a + i) + word(b + i)));
          yield harness.guest.dispatch("vector_add", new KernelArguments.VectorAdd(at(a), at(b), at(c), count), done);
        }
        case 3 -> {
          float alpha = random.nextInt(9) - 4;
          words(b, count, i -> Float.floatToRawIntBits(alpha * word(a + i) + word(b + i)));
          yield harness.guest.dispatch("saxpy", new KernelArguments.Saxpy(at(a), at(b), count, alpha, 0), done);
        }
        case 4 -> {
          int value = random.nextInt();
          words(c, count, i -> value);
          yield harness.guest.dispatch("fill", new KernelArguments.Fill(at(c), count, value, 0), done);
        }
        default -> {
          // small integers, so that no NaN payload depends on who computes it
          words(a, count, i -> Float.floatToRawIntBits(i % 17 - 8));
          yield harness.guest.dispatch("copy", new KernelArguments.Copy(at(a), ramp(count), 4L * count), done);
        }
      };
    }

    private long ramp(int count) {
      Buffer ramp = harness.guest.buffer(4L * count + 4);
      for (int i = 0; i < count; i++) {
        ramp.memory().set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, i % 17 - 8);
      }
      return ramp.address();
    }

    private long at(int word) {
      return base + 4L * word;
    }

    private float word(int index) {
      return model.getFloat(4 * index);
    }

    private void words(int from, int count, IntUnaryOperator value) {
      for (int i = 0; i < count; i++) {
        model.putInt(4 * (from + i), value.applyAsInt(i));
      }
    }

    void compare(boolean scattered) {
      for (int word = 0; word < SIZE / 4; word++) {
        int place = scattered ? (7 - word / 1024) * 1024 + word % 1024 : word;
        int found = memory.memory().get(ValueLayout.JAVA_INT_UNALIGNED, 4L * place);
        int expected = model.getInt(4 * word);
        boolean bothNaN = Float.isNaN(Float.intBitsToFloat(found)) && Float.isNaN(Float.intBitsToFloat(expected));
        if (found != expected && !bothNaN) {
          assertThat(found).as("word %d", word).isEqualTo(expected);
        }
      }
      assertThat(signal.word(0)).isEqualTo(signals);
    }
  }

  @Test
  void theEngineDoesWhatTheModelDoes() {
    long seed = System.nanoTime();
    System.out.println("CommandBufferModelTest seed " + seed);
    for (int round = 0; round < 30; round++) {
      Random random = new Random(seed + round);
      boolean scattered = random.nextBoolean();
      World world = new World(random, scattered);
      NodeHarness.Queue queue = world.harness.queue(0, "q");
      for (int buffer = 0; buffer < 4; buffer++) {
        List<AqlPacket> packets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          packets.add(world.packet());
        }
        runWithPreemptions(world, queue, buffer, world.harness.guest.commands(packets.toArray(AqlPacket[]::new)));
      }
      world.compare(scattered);
      world.harness.close();
    }
  }

  private static void runWithPreemptions(World world, NodeHarness.Queue queue, long sequence, Commands commands) {
    queue.resubmit(sequence, commands, 0);
    int seen = queue.ended.size();
    for (int guard = 0; guard < 10_000; guard++) {
      if (world.random.nextInt(4) == 0) {
        queue.engine.preempt();
      }
      world.harness.step(world.random.nextInt(40));
      if (queue.ended.size() > seen) {
        seen = queue.ended.size();
        if (queue.last() instanceof Outcome.Done) {
          return;
        }
        assertThat(queue.last()).isInstanceOf(Outcome.Preempted.class);
        queue.resubmit(sequence, commands, ((Outcome.Preempted) queue.last()).resumeOffset());
      }
    }
    throw new AssertionError("never done");
  }
}
