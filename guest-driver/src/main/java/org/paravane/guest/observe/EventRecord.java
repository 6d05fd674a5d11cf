package org.paravane.guest.observe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * One record of the stream of events.
 *
 * @param variables in the order of the stream
 */
public record EventRecord(SequencedMap<String, String> variables) {

  public EventRecord {
    variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
  }

  /** What happened: {@code add}, {@code remove}, {@code present} for a device that was there before, and others. */
  public String action() {
    return variable("ACTION");
  }

  /** Whether it tells of the stream itself and not of a device. */
  public boolean isMark() {
    return isOverflow() || action().equals("snapshot-end");
  }

  /** Whether records were lost before this one; a new snapshot follows. */
  public boolean isOverflow() {
    return action().equals("overflow");
  }

  /** A variable, {@code ""} if there is none. */
  public String variable(String key) {
    return variables.getOrDefault(key, "");
  }

  /** As it stands in the stream, without the empty line at the end. */
  public String text() {
    StringBuilder text = new StringBuilder();
    variables.forEach((key, value) -> text.append(text.isEmpty() ? "" : "\n").append(key).append('=').append(value));
    return text.toString();
  }
}
