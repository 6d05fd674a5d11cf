package org.paravane.vmbus.ring.stress;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.paravane.linux.LinuxException;
import org.paravane.vmbus.ring.Doorbell;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.OutgoingRing.Room;
import org.paravane.vmbus.ring.OutgoingRing.Write;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingViolationException;
import org.paravane.vmbus.ring.Waiter;
import org.paravane.vmbus.ring.stress.StressReport.Counters;
import org.paravane.vmbus.ring.stress.StressSide.ReaderResult;

/**
 * A stress run: this process writes, another one reads and checks. Both sides publish in batches of random size, pause at
 * random, and park after a short spin.
 */
public final class RingStress implements Waiter.Source {
  private final StressOptions options;
  private final OutgoingRing ring;
  private final Waiter waiter;
  private final Doorbell doorbell;
  private final PacketStream stream;
  private final Random random;
  private int wanted;

  private RingStress(StressOptions options, SharedRings rings) throws RingViolationException {
    this.options = options;
    ring = OutgoingRing.attach(rings.rings().guestToHost());
    waiter = new Waiter(rings.parentEvent(), 0, options.spins());
    doorbell = rings.childEvent();
    stream = new PacketStream(options.seed(), options.maxPayload());
    random = new Random(options.seed());
  }

  /**
   * Runs it. The calling thread has to be a platform thread.
   *
   * @throws IOException if the other process could not be started, or died
   */
  public static StressReport run(StressOptions options) throws IOException, LinuxException, InterruptedException {
    try (SharedRings rings = SharedRings.create(options.ringBytes());
        PeerProcess reader = PeerProcess.start(StressReader.class, rings, options.toArguments())) {
      RingStress writer = new RingStress(options, rings);
      long start = System.nanoTime();
      writer.send(reader);
      ReaderResult result = StressSide.parse(reader.output());
      return writer.report(result, System.nanoTime() - start);
    } catch (RingViolationException e) {
      throw new IOException(e);
    }
  }

  /** Arguments: number of packets, optionally the seed. Exit status 0 if nothing was wrong. */
  public static void main(String[] arguments) throws IOException, LinuxException, InterruptedException {
    long packets = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000_000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    StressOptions options = StressOptions.of(packets, seed);
    System.out.println(options);
    StressReport report = run(options);
    System.out.println(report);
    List<String> problems = report.problems(options);
    System.out.printf("%.1f s, %.0f packets/s, problems: %s%n", report.nanos() / 1e9, report.rate(), problems);
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  private void send(PeerProcess reader) throws IOException {
    for (long sent = 0; sent < options.packets();) {
      long batch = Math.min(1 + random.nextInt(8), options.packets() - sent);
      for (int i = 0; i < batch; i++) {
        write(sent++, reader);
        if (random.nextInt(options.pauseEvery()) == 0) {
          LockSupport.parkNanos(1_000);
        }
      }
      publish();
    }
  }

  private void write(long i, PeerProcess reader) throws IOException {
    while (true) {
      Write write = stream.write(i, ring);
      if (write == Write.WRITTEN) {
        return;
      }
      if (write != Write.FULL || !reader.isAlive()) {
        throw new IOException("cannot write: packet=%d, result=%s, violation=%s, reader alive=%s".formatted(i, write,
            ring.violation(), reader.isAlive()));
      }
      publish();
      wanted = (int) RingLayout.packetBytes(stream.payloadBytes(i));
      waiter.await(this, StressSide.SAFETY_NANOS);
    }
  }

  private void publish() {
    if (ring.publish()) {
      doorbell.ring();
    }
  }

  @Override
  public boolean ready() {
    return ring.hasRoom(wanted) || ring.violation() != null;
  }

  @Override
  public boolean arm() {
    return ring.requestRoom(wanted) == Room.WAIT;
  }

  @Override
  public void disarm() {
    ring.cancelRoom();
  }

  private StressReport report(ReaderResult result, long nanos) {
    // The ring was empty at the start, which is one transition that no reader announced.
    Counters writer = new Counters(waiter.parks(), ring.signals(), result.drained() + 1, waiter.missedSignals());
    Counters reader = new Counters(result.parks(), result.signals(), ring.roomRequests(), result.missedSignals());
    return new StressReport(result.packets(), result.payloadBytes(), nanos, writer, reader, result.failure());
  }
}
