package org.paravane.tests.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an ioctl costs.
 *
 * @param machine what it was measured on
 * @param latencies of one caller
 * @param throughputs of several callers at once
 */
public record BenchReport(String machine, List<Latency> latencies, List<Throughput> throughputs) {
  /** How much more than the floor an ioctl may cost that the guest driver answers alone. */
  public static final double GOAL = 1.5;

  public BenchReport {
    latencies = List.copyOf(latencies);
    throughputs = List.copyOf(throughputs);
  }

  /** Who answers. */
  public enum Subject {
    /** The least FUSE server there is. */
    FLOOR,
    /** The guest driver alone. */
    LOCAL,
    /** The host in another process, by waiters that poll before they sleep. */
    HOST_SPINNING,
    /** The host in another process, by waiters that sleep at once. */
    HOST_SLEEPING;

    /** The word that the C program knows it by. */
    String kind() {
      return switch (this) {
        case FLOOR -> "floor";
        case LOCAL -> "local";
        case HOST_SPINNING, HOST_SLEEPING -> "host";
      };
    }
  }

  /** Where caller and server run. */
  public enum Placement {
    /** Both on one processor; a host has another. */
    ONE_CORE,
    /** Wherever the kernel puts them. */
    ANYWHERE
  }

  /** A caller's time for one call, in microseconds. */
  public record Latency(Subject subject, Placement placement, int samples, double least, double median, double p99) {
    static Latency of(Subject subject, Placement placement, Samples samples) {
      return new Latency(subject, placement, samples.count(), samples.micros(0), samples.micros(0.5),
          samples.micros(0.99));
    }
  }

  /** Calls a second of several processes together. */
  public record Throughput(Subject subject, int processes, double callsPerSecond) {
  }

  /** The median of the guest driver alone as a multiple of the floor's, in the same placement and run; empty if one is missing. */
  public Optional<Double> ratio(Placement placement) {
    return median(Subject.LOCAL, placement)
        .flatMap(local -> median(Subject.FLOOR, placement).map(floor -> local / floor));
  }

  private Optional<Double> median(Subject subject, Placement placement) {
    return latencies.stream().filter(row -> row.subject() == subject && row.placement() == placement)
        .map(Latency::median).findFirst();
  }

  /** Tables for people. */
  public String toTable() {
    StringBuilder out = new StringBuilder();
    out.append(String.format(Locale.ROOT, "%-14s %-9s %8s %9s %9s %9s%n", "answered by", "placement", "samples",
        "least us", "median us", "p99 us"));
    for (Latency row : latencies) {
      out.append(String.format(Locale.ROOT, "%-14s %-9s %8d %9.2f %9.2f %9.2f%n", word(row.subject()),
          word(row.placement()), row.samples(), row.least(), row.median(), row.p99()));
    }
    out.append(String.format(Locale.ROOT, "%n%-14s %9s %14s%n", "answered by", "processes", "calls/s"));
    for (Throughput row : throughputs) {
      out.append(String.format(Locale.ROOT, "%-14s %9d %14.0f%n", word(row.subject()), row.processes(),
          row.callsPerSecond()));
    }
    for (Placement placement : Placement.values()) {
      ratio(placement).ifPresent(ratio -> out.append(String.format(Locale.ROOT,
          "%s: guest driver alone is %.2f x the floor at the median (goal: %.1f)%n", word(placement), ratio, GOAL)));
    }
    return out.append("machine: ").append(machine).append(System.lineSeparator()).toString();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The same for programs. */
  public String toJson() {
    return JsonMapper.shared()
        .writeValueAsString(new Json(machine, latencies, throughputs, ratio(Placement.ONE_CORE).orElse(null),
            ratio(Placement.ANYWHERE).orElse(null), GOAL));
  }

  private record Json(String machine, List<Latency> latencies, List<Throughput> throughputs,
      @Nullable Double ratioOneCore, @Nullable Double ratioAnywhere,
      double goal) {
  }

  /** Writes the report, and the distribution of every latency, into a folder. */
  public void write(Path folder, SequencedMap<Latency, Samples> samples) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("ioctl.json"), toJson() + "\n");
    StringBuilder rows = new StringBuilder("subject,placement,nanos,count\n");
    for (Map.Entry<Latency, Samples> entry : samples.entrySet()) {
      Latency row = entry.getKey();
      entry.getValue().histogram().forEach((nanos, count) -> rows.append(row.subject()).append(',')
          .append(row.placement()).append(',').append(nanos).append(',').append(count).append('\n'));
    }
    Files.writeString(folder.resolve("ioctl-latency.csv"), rows);
  }
}
