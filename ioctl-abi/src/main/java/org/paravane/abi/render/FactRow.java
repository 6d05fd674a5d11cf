package org.paravane.abi.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One row of a facts file, all columns as text. Which columns a kind uses and what for is the file's convention. */
public record FactRow(
    String kind,
    String name,
    String number,
    String struct,
    String size,
    String field,
    String offset,
    String fieldSize,
    String bits) {
  /** First line of each facts file. */
  public static final String HEADER = "kind,name,number,struct,size,field,offset,fieldsize,bits";

  private static final List<String> COLUMNS = List.of(HEADER.split(",", -1));

  /** A row without field columns. */
  static FactRow of(String kind, String name, String number, String struct, String size) {
    return new FactRow(kind, name, number, struct, size, "", "", "", "");
  }

  /** The row of a line, or empty when it has another number of columns. */
  static Optional<FactRow> parse(String line) {
    String[] cells = line.split(",", -1);
    return cells.length != COLUMNS.size()
        ? Optional.empty()
        : Optional
            .of(new FactRow(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8]));
  }

  /** What names the fact, as opposed to what it says. */
  String key() {
    return switch (kind) {
      case "field", "wire_field", "libdxg_field" -> kind + "," + struct + "," + field;
      case "enum", "enum_libdxg", "wire_enum", "driver_enum" -> kind + "," + struct + "," + name;
      default -> kind + "," + name;
    };
  }

  /** Names of the columns in which another row differs, with both values. */
  List<String> differences(FactRow expected) {
    List<String> found = new ArrayList<>();
    List<String> mine = cells();
    List<String> theirs = expected.cells();
    for (int i = 0; i < COLUMNS.size(); i++) {
      if (!mine.get(i).equals(theirs.get(i))) {
        found.add(COLUMNS.get(i) + "=" + mine.get(i) + " (records say " + theirs.get(i) + ")");
      }
    }
    return found;
  }

  private List<String> cells() {
    return List.of(kind, name, number, struct, size, field, offset, fieldSize, bits);
  }

  /** The line. */
  @Override
  public String toString() {
    return String.join(",", cells());
  }
}
