package org.paravane.abi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The reference files that lie beside the tests, compiled facts that the records know nothing of. */
public enum FactsFile {
  IOCTL("d3dkmt-abi.csv", "struct", "field"), //
  WIRE("dxg-vmbus.csv", "wire_struct", "wire_field"), //
  LIBDXG("d3dkmt-libdxg.csv", "libdxg_struct", "libdxg_field");

  private final String fileName;
  private final String structKind;
  private final String fieldKind;

  FactsFile(String fileName, String structKind, String fieldKind) {
    this.fileName = fileName;
    this.structKind = structKind;
    this.fieldKind = fieldKind;
  }

  /** A field as compiled; no bits means the whole. */
  public record Fact(String type, String path, int offset, int size, int firstBit, int lastBit) {
    public boolean isBits() {
      return firstBit >= 0;
    }
  }

  /** A struct as compiled, with all fields at all depths. */
  public record StructFact(String name, int size, List<Fact> fields) {
  }

  public String text() {
    try (InputStream in = FactsFile.class.getResourceAsStream("/facts/" + fileName)) {
      if (in == null) {
        throw new IllegalStateException("no such resource: " + fileName);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines without the first. */
  public List<String> rows() {
    List<String> lines = text().lines().toList();
    return lines.subList(1, lines.size());
  }

  public String kindOfFields() {
    return fieldKind;
  }

  /** All structs by name. */
  public Map<String, StructFact> structs() {
    Map<String, StructFact> structs = new LinkedHashMap<>();
    List<Fact> current = new ArrayList<>();
    for (String row : rows()) {
      String[] cells = row.split(",", -1);
      if (cells[0].equals(structKind)) {
        current = new ArrayList<>();
        structs.put(cells[3], new StructFact(cells[3], Integer.parseInt(cells[4]), current));
      } else if (cells[0].equals(fieldKind)) {
        String[] bits = cells[8].split("-", -1);
        boolean whole = cells[8].isEmpty();
        current.add(new Fact(cells[1], cells[5], Integer.parseInt(cells[6]),
            Integer.parseInt(cells[7]), whole ? -1 : Integer.parseInt(bits[0]),
            whole ? -1 : Integer.parseInt(bits[1])));
      }
    }
    return structs;
  }
}
