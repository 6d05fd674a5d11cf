package org.paravane.abi.render;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Compares a facts file, row by row and column by column, with what the records say. A row that says something else, that
 * nobody knows, or that is no row is a mismatch; no row is skipped.
 */
public final class FactsComparison {
  private final Set<FactRow> facts = new HashSet<>();
  private final Map<String, FactRow> byKey = new HashMap<>();

  private FactsComparison() {
    Stream.of(Facts.ioctls(), Facts.wire(), Facts.libdxg(), Facts.extension()).flatMap(List::stream).forEach(row -> {
      facts.add(row);
      byKey.putIfAbsent(row.key(), row);
    });
  }

  /**
   * A row that the records contradict.
   *
   * @param line number of the line, from 1
   * @param text the line itself
   * @param reason what the records say instead
   */
  public record Mismatch(int line, String text, String reason) {
  }

  /**
   * What came out.
   *
   * @param compared number of rows compared, by kind
   */
  public record Report(Map<String, Integer> compared, List<Mismatch> mismatches) {
    public int rows() {
      return compared.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether there were rows and all agree. */
    public boolean passed() {
      return rows() > 0 && mismatches.isEmpty();
    }
  }

  /** Compares the text of a facts file, of whichever of the formats. */
  public static Report compare(String csv) {
    return new FactsComparison().report(csv);
  }

  private Report report(String csv) {
    List<String> lines = csv.lines().toList();
    Map<String, Integer> compared = new TreeMap<>();
    List<Mismatch> mismatches = new ArrayList<>();
    if (lines.isEmpty() || !lines.getFirst().equals(FactRow.HEADER)) {
      mismatches.add(new Mismatch(1, lines.isEmpty() ? "" : lines.getFirst(), "first line is not: " + FactRow.HEADER));
    }
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      Optional<FactRow> row = FactRow.parse(line);
      compared.merge(row.map(FactRow::kind).orElse("?"), 1, Integer::sum);
      Optional<String> reason = row.isEmpty() ? Optional.of("not nine columns") : contradiction(row.get());
      int number = i + 1;
      reason.ifPresent(why -> mismatches.add(new Mismatch(number, line, why)));
    }
    return new Report(Collections.unmodifiableMap(compared), List.copyOf(mismatches));
  }

  private Optional<String> contradiction(FactRow row) {
    if (facts.contains(row)) {
      return Optional.empty();
    }
    FactRow known = byKey.get(row.key());
    return Optional.of(known == null
        ? "unknown row: " + row.key()
        : "differs: " + String.join(", ", row.differences(known)));
  }
}
