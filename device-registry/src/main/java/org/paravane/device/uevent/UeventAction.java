package org.paravane.device.uevent;

import java.util.Locale;
import java.util.Optional;

/** What happened to a device (linux-accel.md 3). */
public enum UeventAction {
  ADD, REMOVE, CHANGE, MOVE, ONLINE, OFFLINE, BIND, UNBIND;

  /** As it stands in ACTION: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The action of that text, empty if there is none. */
  public static Optional<UeventAction> parse(String text) {
    for (UeventAction action : values()) {
      if (action.text().equals(text)) {
        return Optional.of(action);
      }
    }
    return Optional.empty();
  }
}
