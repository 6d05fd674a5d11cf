package org.paravane.guest.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Text in columns as wide as their widest cell; a column whose heading begins with {@code >} is set to the right. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> right;

  Table(String... headings) {
    this.right = Arrays.stream(headings).map(heading -> heading.startsWith(">")).toList();
    rows.add(Arrays.stream(headings).map(heading -> heading.startsWith(">") ? heading.substring(1) : heading).toList());
  }

  /** One cell for each heading. */
  Table add(Object... cells) {
    if (cells.length != right.size()) {
      throw new IllegalArgumentException("wrong number of cells: headings=" + right.size() + ", cells=" + cells.length);
    }
    rows.add(Arrays.stream(cells).map(String::valueOf).toList());
    return this;
  }

  /** The lines, headings first. */
  List<String> lines() {
    int[] widths = new int[right.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - row.get(i).length());
      cells.add(right.get(i) ? padding + row.get(i) : row.get(i) + padding);
    }
    return cells.stream().collect(Collectors.joining("  ")).stripTrailing();
  }
}
