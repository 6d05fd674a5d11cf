package org.paravane.guest.observe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * Values of attributes at one time. What could not be read has none: unknown is never 0.
 *
 * @param values value by path below the device, {@code memory/local_used_bytes}
 */
public record Attributes(SequencedMap<String, String> values) {

  public Attributes {
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  /** A text; one that is empty is unknown. */
  public Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
  }

  /** An attribute that is a whole number; one that is none is unknown. */
  public OptionalLong numberAt(String key) {
    return number(values.getOrDefault(key, ""));
  }

  /** A text as a whole number, if it is one. */
  static OptionalLong number(String value) {
    try {
      return OptionalLong.of(Long.parseLong(value));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
