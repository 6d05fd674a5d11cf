package org.paravane.device.uevent;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One announcement. The variables stand in the order of emission: ACTION, DEVPATH, SUBSYSTEM, the sender's extras, those
 * of device and bus, SEQNUM last.
 *
 * @param sequence  the number of the event in its registry, counted from 1
 * @param action    what happened
 * @param devpath   where the device is, below {@code /sys}: {@code /devices/…}
 * @param subsystem bus or class
 * @param variables all of them, including the four above
 */
public record Uevent(long sequence, UeventAction action, String devpath, String subsystem,
    SequencedMap<String, String> variables) {

  public Uevent {
    variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
  }

  /** The value of a variable, {@code ""} if there is none. */
  public String variable(String key) {
    return variables.getOrDefault(key, "");
  }

  /** One {@code KEY=VALUE} per line and an empty line at the end: one record of the {@code events} stream. */
  public String text() {
    return textAs(action.text());
  }

  /** The same with another ACTION. A value that goes over lines stands in one, so that nobody can forge a record. */
  String textAs(String actionText) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      String value = variable.getKey().equals("ACTION") ? actionText : variable.getValue();
      text.append(variable.getKey()).append('=').append(value.replace('\n', ' ')).append('\n');
    }
    return text.append('\n').toString();
  }
}
