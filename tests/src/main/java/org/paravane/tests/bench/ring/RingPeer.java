package org.paravane.tests.bench.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.paravane.tests.bench.ring.Contender.Role;
import org.paravane.tests.process.LifeLine;

/**
 * One of the two processes that exchange messages. Arguments: contender, role, the shared folder, and the steps. The one that sends
 * first prints a line per step: the nanoseconds that it took, and the file with the nanoseconds of each round trip.
 */
final class RingPeer {
  private static final int MOST_AT_ONCE = 64;

  private final End end;
  private final Path folder;

  private RingPeer(End end, Path folder) {
    this.end = end;
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    LifeLine.holdIfAsked();
    List<String> words = Arrays.asList(arguments);
    Contender contender = Contender.valueOf(words.get(0));
    Role role = Role.valueOf(words.get(1));
    Path folder = Path.of(words.get(2));
    List<RingStep> steps = RingStep.parse(words.subList(3, words.size()));
    try (End end = contender.open(folder, role)) {
      RingPeer peer = new RingPeer(end, folder);
      for (int i = 0; i < steps.size(); i++) {
        if (role == Role.PONG) {
          peer.answer(steps.get(i));
        } else {
          System.out.println(peer.measure(steps.get(i), i));
        }
      }
    }
    // What the contender's own threads still do does not matter.
    System.exit(0);
  }

  private String measure(RingStep step, int number) throws IOException {
    return switch (step.kind()) {
      case ROUND_TRIP -> roundTrips(step, folder.resolve("trips-" + number));
      case ONE_WAY -> oneWay(step);
    };
  }

  private String roundTrips(RingStep step, Path file) throws IOException {
    int[] nanos = new int[step.count()];
    long begin = System.nanoTime();
    for (int i = 0; i < nanos.length; i++) {
      long sent = System.nanoTime();
      end.send(i, step.bytes());
      end.flush();
      await(i);
      nanos[i] = (int) Math.min(System.nanoTime() - sent, Integer.MAX_VALUE);
    }
    long took = System.nanoTime() - begin;
    ByteBuffer bytes = ByteBuffer.allocate(nanos.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(nanos);
    Files.write(file, bytes.array());
    return took + " " + file;
  }

  private String oneWay(RingStep step) {
    long begin = System.nanoTime();
    for (int i = 0; i < step.count(); i++) {
      end.send(i, step.bytes());
    }
    end.flush();
    await(step.count() - 1L);
    return (System.nanoTime() - begin) + " -";
  }

  private void await(long number) {
    while (end.poll(1) == 0) {
      Thread.onSpinWait();
    }
    if (end.lastNumber() != number) {
      throw new IllegalStateException("wrong message: expected=" + number + ", actual=" + end.lastNumber());
    }
  }

  private void answer(RingStep step) {
    long last = step.count() - 1L;
    int most = step.kind() == RingStep.Kind.ROUND_TRIP ? 1 : MOST_AT_ONCE;
    long seen = -1;
    while (seen != last) {
      int taken = end.poll(most);
      if (taken == 0) {
        Thread.onSpinWait();
        continue;
      }
      seen += taken;
      if (end.lastNumber() != seen) {
        throw new IllegalStateException("wrong message: expected=" + seen + ", actual=" + end.lastNumber());
      }
      if (step.kind() == RingStep.Kind.ROUND_TRIP || seen == last) {
        end.send(seen, step.bytes());
        end.flush();
      }
    }
  }
}
