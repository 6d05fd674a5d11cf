package org.paravane.host.engine.opencl;

import java.util.List;
import java.util.Map;

/** Sizes of OpenCL C's own types by name. */
final class TypeSizes {
  private static final Map<String, Integer> SCALARS = Map.ofEntries(Map.entry("char", 1), Map.entry("uchar", 1),
      Map.entry("unsigned char", 1), Map.entry("short", 2), Map.entry("ushort", 2), Map.entry("unsigned short", 2),
      Map.entry("half", 2), Map.entry("int", 4), Map.entry("uint", 4), Map.entry("unsigned int", 4),
      Map.entry("float", 4), Map.entry("long", 8), Map.entry("ulong", 8), Map.entry("unsigned long", 8),
      Map.entry("double", 8));
  private static final List<Integer> WIDTHS = List.of(16, 8, 4, 3, 2);

  private TypeSizes() {
  }

  /** Bytes of a scalar or vector, 0 for other names. A vector of three takes the room of four. */
  static int of(String type) {
    Integer scalar = SCALARS.get(type);
    if (scalar != null) {
      return scalar;
    }
    for (int width : WIDTHS) {
      String suffix = Integer.toString(width);
      Integer element = type.endsWith(suffix)
          ? SCALARS.get(type.substring(0, type.length() - suffix.length()))
          : null;
      if (element != null) {
        return element * (width == 3 ? 4 : width);
      }
    }
    return 0;
  }
}
