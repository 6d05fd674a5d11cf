package org.paravane.vmbus;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.paravane.abi.Result;

/**
 * Measures a call between two processes: one after the other, with pauses (so that both sides sleep), and without spinning. Run by hand:
 * {@code java -cp … org.paravane.vmbus.CallLatency}. Prints microseconds.
 */
public final class CallLatency {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private CallLatency() {
  }

  /** Without arguments the guest, with "host SOCKET [spins]" the host. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      serve(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
      return;
    }
    System.setProperty("c2", "true");
    for (int spins : new int[]{1_000, 0}) {
      try (ChildJvm host = ChildJvm.start(CallLatency.class, "host", "/tmp/pv-latency-" + spins, "" + spins)) {
        host.line();
        measure(Path.of("/tmp/pv-latency-" + spins), spins);
        host.send("end");
        host.waitFor();
      }
    }
  }

  private static void serve(Path socket, int spins) throws Exception {
    Transport.Hosted hosted = new Transport.Hosted(1, (channel, _) -> Result.ok(new ChannelListener() {
      @Override
      public void onPacket(InboundPacket packet) {
        try {
          channel.complete(packet.transactionId(), MemorySegment.ofArray(packet.payload()));
        } catch (VmbusException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void onClosed(CloseReason reason) {
      }
    }));
    try (VmbusServer _ = VmbusServer.listen(socket, ServerOptions.defaults().withSpin(spin(spins)), hosted)) {
      System.out.println("listening");
      System.in.read();
    }
  }

  private static SpinThenPark spin(int spins) {
    return spins == 0 ? SpinThenPark.parkAtOnce() : new SpinThenPark(50, spins);
  }

  private static void measure(Path socket, int spins) throws Exception {
    try (VmbusClient client = VmbusClient.connect(Connector.local(socket),
        ClientOptions.defaults().withSpin(spin(spins)))) {
      Transport.Offers offers = new Transport.Offers();
      client.requestOffers(offers);
      VmbusChannel channel = client.open(offers.next(), OpenOptions.defaults(), new Transport.Heard());
      calls(channel, 200_000, 0);
      long before = client.receiverWakeUps();
      report("spins=" + spins + ", back to back", calls(channel, 200_000, 0));
      report("spins=" + spins + ", one per millisecond", calls(channel, 2_000, 1_000_000));
      System.out.println("  receiver wake-ups meanwhile: " + (client.receiverWakeUps() - before));
    }
  }

  private static long[] calls(VmbusChannel channel, int count, long pauseNanos) throws VmbusException {
    MemorySegment payload = MemorySegment.ofArray(new long[4]);
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      if (pauseNanos > 0) {
        LockSupport.parkNanos(pauseNanos);
      }
      long start = System.nanoTime();
      channel.call(payload, TIMEOUT);
      nanos[i] = System.nanoTime() - start;
    }
    return nanos;
  }

  private static void report(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf("%-36s us: p50 %.2f p90 %.2f p99 %.2f p99.9 %.2f max %.1f%n", what, at(nanos, 0.5),
        at(nanos, 0.9), at(nanos, 0.99), at(nanos, 0.999), at(nanos, 1));
  }

  private static double at(long[] sorted, double quantile) {
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * quantile)] / 1e3;
  }
}
