package org.paravane.guest.cli;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A JSON object on one line, in the making. What is not known is null. */
final class JsonRow {
  private final ObjectNode node = JsonMapper.shared().createObjectNode();

  JsonRow put(String key, String value) {
    node.put(key, value);
    return this;
  }

  JsonRow put(String key, long value) {
    node.put(key, value);
    return this;
  }

  JsonRow put(String key, boolean value) {
    node.put(key, value);
    return this;
  }

  JsonRow put(String key, Optional<String> value) {
    node.put(key, value.orElse(null));
    return this;
  }

  JsonRow put(String key, OptionalLong value) {
    if (value.isPresent()) {
      node.put(key, value.getAsLong());
    } else {
      node.putNull(key);
    }
    return this;
  }

  JsonRow put(String key, OptionalDouble value) {
    if (value.isPresent()) {
      node.put(key, value.getAsDouble());
    } else {
      node.putNull(key);
    }
    return this;
  }

  /** An object of texts. */
  JsonRow put(String key, Map<String, String> values) {
    ObjectNode inner = node.putObject(key);
    values.forEach(inner::put);
    return this;
  }

  /** An object of numbers. */
  JsonRow putNumbers(String key, Map<String, Long> values) {
    ObjectNode inner = node.putObject(key);
    values.forEach(inner::put);
    return this;
  }

  /** A list of texts. */
  JsonRow putTexts(String key, Iterable<String> values) {
    ArrayNode list = node.putArray(key);
    values.forEach(list::add);
    return this;
  }

  /** A list of objects. */
  JsonRow putRows(String key, Iterable<JsonRow> rows) {
    ArrayNode list = node.putArray(key);
    rows.forEach(row -> list.add(row.node));
    return this;
  }

  @Override
  public String toString() {
    return JsonMapper.shared().writeValueAsString(node);
  }
}
