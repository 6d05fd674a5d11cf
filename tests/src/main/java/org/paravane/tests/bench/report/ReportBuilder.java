package org.paravane.tests.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** A report while it is measured. One thread at a time. */
public final class ReportBuilder {
  private final String benchmark;
  private final Machine machine = Machine.here();
  private final SequencedMap<String, String> versions = new LinkedHashMap<>();
  private final List<Measure> measures = new ArrayList<>();
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  public ReportBuilder(String benchmark) {
    this.benchmark = benchmark;
  }

  public ReportBuilder version(String of, String version) {
    versions.put(of, version);
    return this;
  }

  public ReportBuilder add(Measure measure) {
    measures.add(measure);
    return this;
  }

  public ReportBuilder note(String note) {
    notes.add(note);
    return this;
  }

  /** A goal for the median of a subject. */
  public ReportBuilder goal(String what, String subject, Comparison.Bound bound, double limit) {
    measures.stream().filter(row -> row.what().equals(what) && row.subject().equals(subject)).findFirst()
        .ifPresent(row -> comparisons
            .add(new Comparison(what + ", " + subject, row.median(), row.unit(), bound, limit)));
    return this;
  }

  /** A goal for the ratio of the medians of a subject and its peer. */
  public ReportBuilder ratio(String what, String subject, String peer, Comparison.Bound bound, double limit) {
    Optional<Double> ratio = Report.ratio(measures, what, subject, peer);
    ratio.ifPresent(value -> comparisons
        .add(new Comparison(what + ", " + subject + " over " + peer, value, "x", bound, limit)));
    return this;
  }

  public Report build() {
    return new Report(benchmark, machine, versions, List.copyOf(measures), List.copyOf(comparisons),
        List.copyOf(notes));
  }
}
