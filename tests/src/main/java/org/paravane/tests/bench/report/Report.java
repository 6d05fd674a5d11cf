package org.paravane.tests.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a benchmark found.
 *
 * @param benchmark its name
 * @param machine that it ran on
 * @param versions of what took part: devices, drivers, libraries
 * @param measures all figures
 * @param comparisons those that there are goals for
 * @param notes what could not be measured and why, and what a reader has to know
 */
public record Report(String benchmark, Machine machine, SequencedMap<String, String> versions, List<Measure> measures,
    List<Comparison> comparisons, List<String> notes) {

  /** The measure of a subject. */
  public Optional<Measure> find(String what, String subject) {
    return measures.stream().filter(row -> row.what().equals(what) && row.subject().equals(subject)).findFirst();
  }

  /** The median of a subject as a multiple of another's; empty if one was not measured. */
  public static Optional<Double> ratio(List<Measure> measures, String what, String subject, String peer) {
    return median(measures, what, subject).flatMap(ours -> median(measures, what, peer).map(theirs -> ours / theirs));
  }

  /** The median of a subject; empty if it was not measured. */
  public static Optional<Double> median(List<Measure> measures, String what, String subject) {
    return measures.stream().filter(row -> row.what().equals(what) && row.subject().equals(subject))
        .map(Measure::median).findFirst();
  }

  /** Tables for people. */
  public String toTable() {
    int what = widest("what", measures.stream().map(Measure::what).toList());
    int subject = widest("subject", measures.stream().map(Measure::subject).toList());
    List<String> lines = new ArrayList<>();
    lines.add("bench " + benchmark);
    String row = "%-" + what + "s  %-" + subject + "s %9s %11s %11s %11s %11s  %s";
    lines.add(String.format(Locale.ROOT, row, "what", "subject", "samples", "least", "median", "p99", "most", "unit"));
    for (Measure measure : measures) {
      lines.add(String.format(Locale.ROOT, row, measure.what(), measure.subject(), measure.count(),
          number(measure.least()), number(measure.median()), number(measure.p99()), number(measure.most()),
          measure.unit()));
    }
    comparisons.forEach(comparison -> lines.add(comparison.toLine()));
    notes.forEach(note -> lines.add("note: " + note));
    versions.forEach((name, version) -> lines.add(name + ": " + version));
    lines.add("machine: " + machine.describe() + ", load average " + machine.loadAverage());
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  private static int widest(String title, List<String> words) {
    return Math.max(title.length(), words.stream().mapToInt(String::length).max().orElse(0));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%.0f" : "%.3f", value);
  }

  /** The same for programs. */
  public String toJson() {
    return JsonMapper.shared().writeValueAsString(this);
  }

  /** Writes {@code BENCHMARK.json} into a folder, and adds the table to {@code summary.txt} there. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(benchmark + ".json"), toJson() + "\n");
    Path summary = folder.resolve("summary.txt");
    String before = Files.exists(summary) ? Files.readString(summary) + "\n" : "";
    Files.writeString(summary, before + toTable());
  }
}
