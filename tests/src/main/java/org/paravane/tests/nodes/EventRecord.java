package org.paravane.tests.nodes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A record of the tree's {@code events}: lines of {@code KEY=VALUE}, ended by an empty one. */
record EventRecord(Map<String, String> values) {
  EventRecord {
    values = Map.copyOf(values);
  }

  String action() {
    return values.getOrDefault("ACTION", "");
  }

  /** The node that it is about, if it is about one. */
  Optional<String> node() {
    return Optional.ofNullable(values.get("DEVNAME"));
  }

  /** Puts lines together. */
  static final class Reader {
    private final Map<String, String> values = new LinkedHashMap<>();

    /** Takes a line; a record at the end of one. */
    Optional<EventRecord> line(String line) {
      if (!line.isEmpty()) {
        int equals = line.indexOf('=');
        values.put(equals < 0 ? line : line.substring(0, equals), equals < 0 ? "" : line.substring(equals + 1));
        return Optional.empty();
      }
      Optional<EventRecord> record = values.isEmpty() ? Optional.empty() : Optional.of(new EventRecord(values));
      values.clear();
      return record;
    }
  }

  /** Checks that what was told is complete: every node comes once before it goes, and no number is missing. */
  static final class Ledger {
    private final Map<String, String> present = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private long lastNumber = -1;
    private int added;
    private int removed;

    void take(EventRecord record) {
      countNumber(record);
      String node = record.node().orElse("");
      switch (record.action()) {
        case "present" -> record.node().ifPresent(name -> present.put(name, "present"));
        case "add" -> {
          if (!node.isEmpty()) {
            added++;
            if (present.put(node, "add") != null) {
              problems.add("added twice: " + record);
            }
          }
        }
        case "remove" -> {
          if (!node.isEmpty()) {
            removed++;
            if (present.remove(node) == null) {
              problems.add("removed and never added: " + record);
            }
          }
        }
        case "overflow" -> problems.add("events were lost: " + record);
        default -> {
          // bind, unbind, change and the end of the snapshot are in no pairs.
        }
      }
    }

    private void countNumber(EventRecord record) {
      String number = record.values().get("SEQNUM");
      if (number == null || record.action().equals("present")) {
        return;
      }
      long now = Long.parseLong(number);
      if (lastNumber >= 0 && now != lastNumber + 1) {
        problems.add("number is missing: last=" + lastNumber + ", now=" + now);
      }
      lastNumber = now;
    }

    int added() {
      return added;
    }

    int removed() {
      return removed;
    }

    List<String> problems() {
      return problems;
    }
  }
}
