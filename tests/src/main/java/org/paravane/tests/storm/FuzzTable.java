package org.paravane.tests.storm;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.CField;
import org.paravane.abi.StructCodec;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.ioctl.DxgIoctl;

/** The tables of ioctls, the driver's and our own, for {@code tests/native/fuzz_ioctl.c}: what lies where in each argument, as a C header. */
public final class FuzzTable {
  /** The name under which the program includes it. */
  public static final String HEADER = "fuzz_table.h";

  /** What is supported comes so much more often, so that most requests get somewhere. */
  private static final int SUPPORTED_SHARE = 8;

  private final StringBuilder text = new StringBuilder(
      "/* Rendered from the ABI's records. */\n#include <stdint.h>\n\n");
  private final StringJoiner rows = new StringJoiner(",\n  ",
      "static const struct fuzz_request fuzz_requests[] = {\n  ", "\n};\n");
  private int requests;

  private FuzzTable() {
  }

  /** The header. */
  public static String render() {
    FuzzTable table = new FuzzTable();
    table.kinds();
    for (DxgIoctl ioctl : DxgIoctl.values()) {
      table.add(ioctl.requestCode(), ioctl.argument(), ioctl.isSupported() ? SUPPORTED_SHARE : 1);
    }
    for (ParavaneIoctl ioctl : ParavaneIoctl.values()) {
      table.add(ioctl.requestCode(), ioctl.argument(), SUPPORTED_SHARE);
    }
    return table.text.append("#define FUZZ_REQUESTS ").append(table.requests).append('\n').append(table.rows)
        .toString();
  }

  private void add(int code, Class<? extends Record> argument, int share) {
    String row = request(code, StructCodec.of(argument).layout().fields());
    for (int i = 0; i < share; i++) {
      rows.add(row);
      requests++;
    }
  }

  private void kinds() {
    text.append("enum {\n");
    for (HandlePool.Kind kind : HandlePool.Kind.values()) {
      text.append("  FUZZ_").append(kind.name().toUpperCase(Locale.ROOT)).append(",\n");
    }
    text.append("  FUZZ_HANDLE_KINDS,\n  FUZZ_POINTER,\n  FUZZ_FLAGS,\n  FUZZ_NUMBER\n};\n\n");
    text.append("struct fuzz_field {\n  uint16_t offset;\n  uint8_t size;\n  uint8_t kind;\n};\n\n");
    text.append("struct fuzz_request {\n  uint32_t code;\n  int count;\n  const struct fuzz_field *fields;\n};\n\n");
  }

  /** Writes the fields of a request and answers its row. */
  private String request(int code, List<CField> fields) {
    String name = "fuzz_fields_%08x".formatted(code);
    int count = 0;
    text.append("static const struct fuzz_field ").append(name).append("[] = {\n");
    for (CField field : fields) {
      String kind = kind(field);
      if (kind != null) {
        text.append("  {%d, %d, FUZZ_%s},\n".formatted(field.offset(), field.size(), kind));
        count++;
      }
    }
    text.append(count == 0 ? "  {0, 0, FUZZ_NUMBER},\n};\n" : "};\n");
    return "{0x%08xu, %d, %s}".formatted(code, count, name);
  }

  /** Null for a union or an array: its members are fields of their own. */
  private static @Nullable String kind(CField field) {
    if (field.bits() != null) {
      return "FLAGS";
    } else if (field.type().equals("handle")) {
      return HandlePool.Kind.of(field.name()).name();
    } else if (field.type().startsWith("ptr")) {
      return "POINTER";
    }
    boolean scalar = !field.type().startsWith("struct") && !field.type().startsWith("union")
        && !field.type().contains("[") && (field.size() == 1 || field.size() == 2 || field.size() == 4
            || field.size() == 8);
    return scalar ? "NUMBER" : null;
  }
}
