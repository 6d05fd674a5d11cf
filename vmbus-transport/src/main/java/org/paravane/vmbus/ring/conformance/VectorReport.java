package org.paravane.vmbus.ring.conformance;

import java.util.List;

/** What became of each vector of a file, in the order of the file. */
public record VectorReport(List<Outcome> outcomes) {

  /**
   * One vector.
   *
   * @param kind member of the file that it stands in
   * @param name its name, or its number in a table without names
   * @param failure what differs, with the expected and the actual value; empty if nothing does
   */
  public record Outcome(String kind, String name, String failure) {
    public boolean passed() {
      return failure.isEmpty();
    }
  }

  public VectorReport {
    outcomes = List.copyOf(outcomes);
  }

  /** Whether there were vectors and all of them passed. */
  public boolean allPassed() {
    return !outcomes.isEmpty() && failures().isEmpty();
  }

  public List<Outcome> failures() {
    return outcomes.stream().filter(outcome -> !outcome.passed()).toList();
  }

  public long passed() {
    return outcomes.stream().filter(Outcome::passed).count();
  }

  /** Vectors of one kind. */
  public long count(String kind) {
    return outcomes.stream().filter(outcome -> outcome.kind().equals(kind)).count();
  }
}
