package org.paravane.tests.engine;

import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a soak of an engine found.
 *
 * @param soak its name
 * @param figures counts and rates by their names, with units
 * @param problems empty when all was well
 * @param seconds duration
 */
public record EngineReport(String soak, SequencedMap<String, Object> figures, List<String> problems, double seconds) {
  public EngineReport {
    problems = List.copyOf(problems);
  }

  public boolean isWell() {
    return problems.isEmpty();
  }

  /** A line for each figure and problem. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    figures.forEach((name, value) -> text.append(name).append(": ").append(value).append(System.lineSeparator()));
    problems.forEach(problem -> text.append("FAIL ").append(problem).append(System.lineSeparator()));
    return text.append(String.format(Locale.ROOT, "%s in %.1f s%n", isWell() ? "all well" : "not all right", seconds))
        .toString();
  }

  /** One object on one line. */
  public String toJson() {
    return JsonMapper.shared().writeValueAsString(this);
  }
}
