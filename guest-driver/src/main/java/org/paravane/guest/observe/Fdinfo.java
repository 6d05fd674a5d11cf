package org.paravane.guest.observe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * Usage of one open file in the text format that DRM drivers show in {@code /proc/PID/fdinfo}: a {@code key: value} a line.
 *
 * @param values by key, in the order of the text
 */
public record Fdinfo(SequencedMap<String, String> values) {
  private static final String ENGINE = "drm-engine-";
  private static final String CAPACITY = "drm-engine-capacity-";
  private static final String TOTAL = "drm-total-";
  private static final String RESIDENT = "drm-resident-";

  public Fdinfo {
    values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
  }

  /** Takes a text apart; lines without a colon are left out. */
  public static Fdinfo parse(String text) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    text.lines().forEach(line -> {
      int colon = line.indexOf(':');
      if (colon > 0) {
        values.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    });
    return new Fdinfo(values);
  }

  public Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
  }

  /** Busy nanoseconds by engine. */
  public SequencedMap<String, Long> engineNanos() {
    return numbers(ENGINE, CAPACITY);
  }

  /** Bytes of buffers by memory region, resident or not. */
  public SequencedMap<String, Long> totalBytes() {
    return numbers(TOTAL, "");
  }

  /** Bytes in memory by region. */
  public SequencedMap<String, Long> residentBytes() {
    return numbers(RESIDENT, "");
  }

  private SequencedMap<String, Long> numbers(String prefix, String except) {
    SequencedMap<String, Long> found = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String key = entry.getKey();
      if (key.startsWith(prefix) && (except.isEmpty() || !key.startsWith(except))) {
        quantity(entry.getValue()).ifPresent(number -> found.put(key.substring(prefix.length()), number));
      }
    }
    return found;
  }

  /** A number with its unit: {@code 12 ns}, {@code 4 KiB}, {@code 4096}. */
  private static OptionalLong quantity(String text) {
    String[] parts = text.split("\\s+", -1);
    try {
      long number = Long.parseLong(parts[0]);
      return OptionalLong.of(switch (parts.length > 1 ? parts[1] : "") {
        case "KiB" -> Math.multiplyExact(number, 1L << 10);
        case "MiB" -> Math.multiplyExact(number, 1L << 20);
        default -> number;
      });
    } catch (NumberFormatException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
