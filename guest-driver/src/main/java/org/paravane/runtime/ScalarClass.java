package org.paravane.runtime;

/** What is known of the type of a value by its name: enough to tell an integer from a floating-point number of the same size. */
enum ScalarClass {
  INTEGER, FLOATING, OTHER;

  static ScalarClass of(String typeName) {
    return switch (typeName) {
      case "char", "uchar", "short", "ushort", "int", "uint", "long", "ulong", "bool", "size_t" -> INTEGER;
      case "half", "float", "double" -> FLOATING;
      default -> OTHER;
    };
  }
}
