package org.paravane.abi.render;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Our own tables in the columns and kinds of the reference files, derived from the records. */
public final class AbiCsv {
  private AbiCsv() {
  }

  /** Ioctls, structs, enums, constants, statuses: the kinds of {@code d3dkmt-abi.csv}. */
  public static String ioctls() {
    return csv(Facts.ioctls());
  }

  /** Messages and their numbers: the kinds of {@code dxg-vmbus.csv}. Our own messages are not in it. */
  public static String wire() {
    return csv(Facts.wire());
  }

  /** The structs as libdxg sees them: the kinds of {@code d3dkmt-libdxg.csv}. */
  public static String libdxg() {
    return csv(Facts.libdxg());
  }

  /** Our own ioctls, their structs, enums and constants, in the same columns. */
  public static String extension() {
    return csv(Facts.extension());
  }

  private static String csv(List<FactRow> rows) {
    return Stream.concat(Stream.of(FactRow.HEADER), rows.stream().map(FactRow::toString))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
