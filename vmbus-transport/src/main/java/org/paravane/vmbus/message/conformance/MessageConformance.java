package org.paravane.vmbus.message.conformance;

import java.util.List;

/** What a run over a file of message vectors found, in the order of the file. */
public record MessageConformance(List<VectorOutcome> outcomes) {
  public MessageConformance {
    outcomes = List.copyOf(outcomes);
  }

  /**
   * One vector.
   *
   * @param differences what differs, one per entry, readable; empty where it conforms
   */
  public record VectorOutcome(String name, List<String> differences) {
    public VectorOutcome {
      differences = List.copyOf(differences);
    }

    public boolean passed() {
      return differences.isEmpty();
    }
  }

  public long passed() {
    return outcomes.stream().filter(VectorOutcome::passed).count();
  }

  public long failed() {
    return outcomes.size() - passed();
  }

  /** True where there was something to compare and nothing differed. */
  public boolean conforms() {
    return !outcomes.isEmpty() && failed() == 0;
  }
}
