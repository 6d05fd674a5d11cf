package org.paravane.guest.cli;

import java.util.Map;

/** A JSON object on one line, in the making. */
final class JsonLine {
  private final StringBuilder text = new StringBuilder("{");

  JsonLine add(String key, String value) {
    key(key);
    quote(value);
    return this;
  }

  JsonLine add(String key, long value) {
    key(key);
    text.append(value);
    return this;
  }

  JsonLine add(String key, boolean value) {
    key(key);
    text.append(value);
    return this;
  }

  /** An object of texts. */
  JsonLine add(String key, Map<String, String> values) {
    JsonLine inner = new JsonLine();
    values.forEach(inner::add);
    key(key);
    text.append(inner);
    return this;
  }

  private void key(String key) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(key);
    text.append(':');
  }

  private void quote(String value) {
    text.append('"');
    value.chars().forEach(character -> {
      switch (character) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (character < ' ' || Character.isSurrogate((char) character)) {
            text.append("\\u%04x".formatted(character));
          } else {
            text.append((char) character);
          }
        }
      }
    });
    text.append('"');
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
