package org.paravane.vmbus.ring.conformance;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The members of a JSON object, by name and type. A member that is missing or of another type fails the vector that needs it. */
final class Fields {

  /** A vector that does not hold, or cannot be read. */
  static final class Mismatch extends Exception {
    private static final long serialVersionUID = 1L;

    Mismatch(String message) {
      super(message);
    }
  }

  private final JsonNode object;

  Fields(JsonNode object) {
    this.object = object;
  }

  int integer(String name) throws Mismatch {
    JsonNode node = present(name);
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw new Mismatch("not an integer: member=" + name + ", value=" + node);
    }
    return node.intValue();
  }

  /** An unsigned 32-bit number as the int with the same bits. */
  int word(String name) throws Mismatch {
    long value = number(name);
    if (value < 0 || value > 0xffff_ffffL) {
      throw new Mismatch("not 32 bits: member=" + name + ", value=" + value);
    }
    return (int) value;
  }

  /** A 64-bit number, plain or as a hex string. */
  long number(String name) throws Mismatch {
    return number(present(name), name);
  }

  static long number(JsonNode node, String name) throws Mismatch {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    String text = node.isString() ? node.stringValue() : "";
    try {
      return Long.parseUnsignedLong(text.startsWith("0x") ? text.substring(2) : text, text.startsWith("0x") ? 16 : 10);
    } catch (NumberFormatException e) {
      throw new Mismatch("not a number: member=" + name + ", value=" + node);
    }
  }

  boolean flag(String name) throws Mismatch {
    JsonNode node = present(name);
    if (!node.isBoolean()) {
      throw new Mismatch("not true or false: member=" + name + ", value=" + node);
    }
    return node.booleanValue();
  }

  String text(String name) throws Mismatch {
    JsonNode node = present(name);
    if (!node.isString()) {
      throw new Mismatch("not a string: member=" + name + ", value=" + node);
    }
    return node.stringValue();
  }

  @Nullable
  String optionalText(String name) throws Mismatch {
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : text(name);
  }

  byte[] hex(String name) throws Mismatch {
    try {
      return HexFormat.of().parseHex(text(name));
    } catch (IllegalArgumentException e) {
      throw new Mismatch("not hex: member=" + name);
    }
  }

  Fields object(String name) throws Mismatch {
    JsonNode node = present(name);
    if (!node.isObject()) {
      throw new Mismatch("not an object: member=" + name);
    }
    return new Fields(node);
  }

  List<JsonNode> array(String name) throws Mismatch {
    JsonNode node = present(name);
    if (!node.isArray()) {
      throw new Mismatch("not an array: member=" + name);
    }
    return List.copyOf(node.values());
  }

  List<Fields> objects(String name) throws Mismatch {
    return array(name).stream().map(Fields::new).toList();
  }

  /** The first member that is none of these. */
  String nameOtherThan(List<String> names) throws Mismatch {
    for (String name : object.propertyNames()) {
      if (!names.contains(name)) {
        return name;
      }
    }
    throw new Mismatch("missing: a member beside " + names);
  }

  boolean has(String name) {
    return object.has(name);
  }

  /** Compares what the vector says with what our ring did. */
  void same(String name, long actual) throws Mismatch {
    check(name, number(name), actual);
  }

  static void check(String what, @Nullable Object expected, @Nullable Object actual) throws Mismatch {
    if (!Objects.equals(expected, actual)) {
      throw new Mismatch("differs: %s, expected=%s, actual=%s".formatted(what, expected, actual));
    }
  }

  /** Compares bytes; the message names the first that differs. */
  static void checkBytes(String what, byte[] expected, byte[] actual) throws Mismatch {
    int at = Arrays.mismatch(expected, actual);
    if (at >= 0) {
      throw new Mismatch("differs: %s, at=%d, expected=%s, actual=%s".formatted(what, at, excerpt(expected, at),
          excerpt(actual, at)));
    }
  }

  private static String excerpt(byte[] bytes, int at) {
    return at >= bytes.length ? "end" : HexFormat.of().formatHex(bytes, at, Math.min(bytes.length, at + 8));
  }

  private JsonNode present(String name) throws Mismatch {
    JsonNode node = object.get(name);
    if (node == null) {
      throw new Mismatch("missing: member=" + name);
    }
    return node;
  }
}
