package org.paravane.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds the field list of libdxg's view while the layout grows: same bytes, Windows names. */
final class WindowsFields {
  private static final Pattern SPEC = Pattern.compile("(?:(.+) )?([A-Za-z0-9_]+)(?::([0-9]+))?");
  private static final Pattern ARRAY = Pattern.compile("(.+)\\[([0-9]+)]");

  private final List<CField> fields = new ArrayList<>();

  List<CField> fields() {
    return List.copyOf(fields);
  }

  /** A member or union member at an offset. */
  void member(String name, CType type, int offset, String[] specs) {
    if (specs.length == 0 && !name.isEmpty()) {
      addDefault(type instanceof CType.PointerTo ? "p" + Names.pascal(name) : defaultName(name, type), type, offset);
    }
    for (String text : specs) {
      if (!text.equals(Win.NONE)) {
        Matcher spec = parse(text);
        if (spec.group(1) == null) {
          addDefault(spec.group(2), type, offset);
        } else {
          fields.add(new CField(spec.group(2), spec.group(1), offset, sizeOf(spec.group(1)), null));
        }
      }
    }
  }

  /** A bit field of a unit at an offset; its specs follow each other from its first bit. */
  void bits(StructLayout.Bit bit, CType unit, int offset, String[] specs) {
    if (specs.length == 0 && !bit.name().isEmpty()) {
      addBits(Names.pascal(bit.name()), bit.type(), unit, offset, bit.first(), bit.width());
    }
    int first = bit.first();
    for (String text : specs) {
      if (!text.equals(Win.NONE)) {
        Matcher spec = parse(text);
        int width = spec.group(3) == null ? bit.width() : Integer.parseInt(spec.group(3));
        addBits(spec.group(2), bit.type(), unit, offset, first, width);
        first += width;
      }
    }
  }

  /** The name of a whole storage unit. */
  void whole(String name, String windowsName, CType unit, int offset) {
    if (!windowsName.equals(Win.NONE)) {
      String shown = windowsName.isEmpty() ? Names.pascal(name) : windowsName;
      fields.add(new CField(shown, unit.windowsSpelling(), offset, unit.size(), null));
    }
  }

  private void addBits(String name, CType type, CType unit, int offset, int first, int width) {
    fields
        .add(new CField(name, type.windowsSpelling(), offset, unit.size(),
            new CField.BitRange(first, first + width - 1)));
  }

  private void addDefault(String name, CType type, int offset) {
    if (type instanceof CType.PointerTo) {
      fields.add(new CField(name + "_Align", "u64", offset, 8, null));
    }
    fields.add(new CField(name, type.windowsSpelling(), offset, type.size(), null));
    if (type instanceof CType.Struct(StructLayout layout) && layout.windowsTransparent()) {
      layout.windowsFields().forEach(inner -> fields.add(inner.within(name, offset)));
    }
  }

  private static String defaultName(String name, CType type) {
    String pascal = Names.pascal(name);
    return type.spelling().equals("handle") ? "h" + pascal : pascal;
  }

  private static Matcher parse(String text) {
    Matcher spec = SPEC.matcher(text);
    if (!spec.matches()) {
      throw new IllegalStateException("unreadable windows field: text=" + text);
    }
    return spec;
  }

  private static int sizeOf(String type) {
    Matcher array = ARRAY.matcher(type);
    if (array.matches()) {
      return sizeOf(array.group(1)) * Integer.parseInt(array.group(2));
    }
    if (type.startsWith("ptr<")) {
      return 8;
    }
    if (type.startsWith("enum ")) {
      return 4;
    }
    return switch (type) {
      case "u8", "char" -> 1;
      case "u16" -> 2;
      case "u32", "s32" -> 4;
      case "u64", "s64" -> 8;
      default -> throw new IllegalStateException("unknown windows type: type=" + type);
    };
  }
}
