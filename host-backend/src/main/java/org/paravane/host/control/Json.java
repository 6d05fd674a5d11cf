package org.paravane.host.control;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object in the making; members keep their order. Values: text, numbers, booleans, null, objects, lists of these; anything
 * else is its text.
 */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

  /** Adds a member. */
  public Json put(String name, @Nullable Object value) {
    members.put(name, switch (value) {
      case null -> null;
      case Number number -> number;
      case Boolean bool -> bool;
      case Json object -> object;
      case List<?> list -> list;
      default -> value.toString();
    });
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

  @JsonValue
  Map<String, @Nullable Object> members() {
    return members;
  }

  /** On one line. */
  @Override
  public String toString() {
    return MAPPER.writeValueAsString(this);
  }
}
