package org.paravane.guest.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rounds added up by device and kernel. Safe for use by many threads. */
final class RunSummary {
  private record Key(String device, String kernel) {
  }

  private static final class Sum {
    private long rounds;
    private long verified;
    private long bytes;
    private long micros;
    private String error = "";
  }

  private final Map<Key, Sum> sums = new LinkedHashMap<>();
  private long total;
  private long right;

  synchronized void add(RoundResult result) {
    Sum sum = sums.computeIfAbsent(new Key(result.device(), result.kernel()), key -> new Sum());
    sum.rounds++;
    total++;
    if (result.verified()) {
      sum.verified++;
      right++;
    }
    sum.bytes += result.bytes();
    sum.micros += result.micros();
    if (result.error() != null) {
      sum.error = result.error();
    }
  }

  /** Whether there was a round and every one was right. */
  synchronized boolean allVerified() {
    return total > 0 && right == total;
  }

  /** The table, then what went wrong, then one line for all. */
  synchronized List<String> lines() {
    Table table = new Table("DEVICE", "KERNEL", ">ROUNDS", ">BYTES", ">MICROS", "VERIFIED");
    List<String> errors = new ArrayList<>();
    sums.entrySet().stream()
        .sorted((a, b) -> a.getKey().device().compareTo(b.getKey().device()))
        .forEach(entry -> {
          Sum sum = entry.getValue();
          table.add(entry.getKey().device(), entry.getKey().kernel(), sum.rounds, sum.bytes / sum.rounds,
              sum.micros / sum.rounds, sum.verified == sum.rounds ? "yes" : "NO");
          if (!sum.error.isEmpty()) {
            errors.add(entry.getKey().device() + ": " + sum.error);
          }
        });
    List<String> lines = new ArrayList<>(table.lines());
    lines.addAll(errors);
    lines.add(allVerified() ? "all verified: rounds=" + total : "NOT verified: rounds=" + total + ", right=" + right);
    return lines;
  }
}
