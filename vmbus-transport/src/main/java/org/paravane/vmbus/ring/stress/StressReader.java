package org.paravane.vmbus.ring.stress;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Processes;
import org.paravane.vmbus.ring.Doorbell;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.IncomingRing.Idle;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.RingViolationException;
import org.paravane.vmbus.ring.Waiter;

/** The reading process of a stress run: checks every packet and prints what it counted. */
final class StressReader implements Waiter.Source {
  private final StressOptions options;
  private final IncomingRing ring;
  private final Waiter waiter;
  private final Doorbell doorbell;
  private final PacketStream stream;
  private final Random random;
  private long received;
  private long payloadBytes;
  private String failure = "";

  private StressReader(StressOptions options, SharedRings rings) throws RingViolationException {
    this.options = options;
    ring = IncomingRing.attach(rings.rings().guestToHost());
    waiter = new Waiter(rings.childEvent(), 0, options.spins());
    doorbell = rings.parentEvent();
    stream = new PacketStream(options.seed(), options.maxPayload());
    random = new Random(options.seed() + 1);
  }

  /** Arguments: process id of the writer, its descriptor of the memory, and the options. */
  public static void main(String[] arguments) throws LinuxException, RingViolationException {
    List<String> list = Arrays.asList(arguments);
    int parent = Integer.parseInt(list.get(0));
    if (!Processes.dieWithParent(parent)) {
      throw new IllegalStateException("writer is gone: pid=" + parent);
    }
    try (SharedRings rings = SharedRings.open(parent, Integer.parseInt(list.get(1)))) {
      StressReader reader = new StressReader(StressOptions.parse(list.subList(2, list.size())), rings);
      reader.run();
      System.out.print(reader.result());
    }
  }

  private void run() {
    while (received < options.packets() && failure.isEmpty()) {
      waiter.await(this, StressSide.SAFETY_NANOS);
      int batch = 1 + random.nextInt(8);
      for (int i = 0; i < batch && failure.isEmpty() && take(); i++) {
        if (random.nextInt(options.pauseEvery()) == 0) {
          LockSupport.parkNanos(1_000);
        }
      }
      release();
    }
    if (failure.isEmpty() && ring.poll() != Poll.EMPTY) {
      failure = "more packets than were sent";
    }
  }

  private boolean take() {
    Poll poll = ring.poll();
    if (poll == Poll.PACKET) {
      failure = stream.check(received, ring.packet());
      payloadBytes += stream.payloadBytes(received);
      received++;
      return true;
    }
    if (poll == Poll.CORRUPT) {
      failure = String.valueOf(ring.violation());
    }
    return false;
  }

  private void release() {
    if (ring.release()) {
      doorbell.ring();
    }
  }

  @Override
  public boolean ready() {
    return ring.hasData();
  }

  @Override
  public boolean arm() {
    return ring.goIdle() == Idle.SLEEP;
  }

  private String result() {
    return StressSide.format(received, payloadBytes, waiter.parks(), ring.signals(), ring.timesDrained(),
        waiter.missedSignals(), failure);
  }
}
