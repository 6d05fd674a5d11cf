package org.paravane.tests.bench.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.paravane.guest.GuestOptions;
import org.paravane.guest.GuestStack;
import org.paravane.host.Host;
import org.paravane.host.HostOptions;
import org.paravane.tests.bench.report.Measure;
import org.paravane.tests.bench.report.Report;
import org.paravane.tests.bench.report.ReportBuilder;
import org.paravane.vmbus.VmbusException;

/**
 * How long it takes until a host's simulated devices are nodes. Host and guest driver are in this process, over the in-process
 * connector: what is measured is offering, channels and probing, not the start of processes.
 */
public final class ProbeBench {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int WARM_UP_DEVICES = 4;
  /** Once is enough: closing so many takes longer than probing them, see the manual. */
  private static final int MANY = 1000;
  private static final long LOCAL_BYTES = 1 << 20;

  private ProbeBench() {
  }

  /**
   * Measures.
   *
   * @param counts of devices
   * @param rounds for each count, but one for the largest; a few devices come first to warm up
   * @throws VmbusException when a guest does not connect
   */
  public static Report run(List<Integer> counts, int rounds) throws VmbusException {
    ReportBuilder report = new ReportBuilder("probe");
    report.note("host and guest driver in one process, connected in process; until all devices are nodes");
    for (int count = 1; count <= WARM_UP_DEVICES; count++) {
      round(count);
    }
    for (int count : counts) {
      List<Double> connect = new ArrayList<>();
      List<Double> start = new ArrayList<>();
      for (int round = 0; round < (count >= MANY ? 1 : rounds); round++) {
        Times times = round(count);
        start.add(times.startNanos() / 1e6);
        connect.add(times.probeNanos() / 1e6);
      }
      report.add(Measure.of("host starts, " + count + " devices", "simulated", "ms", start));
      report.add(Measure.of("probe of " + count + " devices", "simulated", "ms", connect));
      report.add(Measure.single("probe of each of " + count, "simulated", "ms", Measure.median(connect) / count));
    }
    return report.build();
  }

  private record Times(long startNanos, long probeNanos) {
  }

  private static Times round(int count) throws VmbusException {
    long begin = System.nanoTime();
    try (Host host = Host.inProcess(HostOptions.defaults().withDevices(count).withMemoryBytes(LOCAL_BYTES))) {
      long up = System.nanoTime();
      return new Times(up - begin, probe(host, count) - up);
    }
  }

  /** When the last device was there. */
  private static long probe(Host host, int count) throws VmbusException {
    long begin = System.nanoTime();
    try (GuestStack guest = GuestStack.connect(host.connector(), GuestOptions.defaults())) {
      while (guest.accelerators().size() < count) {
        if (System.nanoTime() - begin > PATIENCE_NANOS) {
          throw new IllegalStateException(
              "devices do not come: wanted=" + count + ", there=" + guest.accelerators().size());
        }
        LockSupport.parkNanos(100_000);
      }
      return System.nanoTime();
    }
  }
}
