package org.paravane.tests.nodes;

import java.util.List;

/**
 * What a soak found.
 *
 * @param facts what was done, a line each
 * @param problems empty when all was well
 * @param nanos duration
 */
public record SoakReport(List<String> facts, List<String> problems, long nanos) {
  public SoakReport {
    facts = List.copyOf(facts);
    problems = List.copyOf(problems);
  }

  public boolean isWell() {
    return problems.isEmpty();
  }
}
