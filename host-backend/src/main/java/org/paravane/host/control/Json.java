package org.paravane.host.control;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object in the making; members keep their order. Values: text, numbers, booleans, null, objects, lists of these. */
public final class Json {
  private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

  /** Adds a member. */
  public Json put(String name, @Nullable Object value) {
    members.put(name, value);
    return this;
  }

  /** An object that says that all went well. */
  public static Json ok() {
    return new Json().put("ok", true);
  }

  /** An object that says what went wrong. */
  public static Json error(String reason) {
    return new Json().put("ok", false).put("error", reason);
  }

  /** On one line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(128);
    write(text, this);
    return text.toString();
  }

  private static void write(StringBuilder text, @Nullable Object value) {
    switch (value) {
      case null -> text.append("null");
      case Json object -> writeObject(text, object);
      case List<?> list -> writeList(text, list);
      case Number number -> text.append(number);
      case Boolean bool -> text.append(bool);
      default -> quote(text, value.toString());
    }
  }

  private static void writeObject(StringBuilder text, Json object) {
    String comma = "";
    text.append('{');
    for (Map.Entry<String, @Nullable Object> member : object.members.entrySet()) {
      text.append(comma);
      quote(text, member.getKey());
      text.append(':');
      write(text, member.getValue());
      comma = ",";
    }
    text.append('}');
  }

  private static void writeList(StringBuilder text, List<?> list) {
    text.append('[');
    for (Iterator<?> elements = list.iterator(); elements.hasNext();) {
      write(text, elements.next());
      text.append(elements.hasNext() ? "," : "");
    }
    text.append(']');
  }

  private static void quote(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
            text.append("\\u%04x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
