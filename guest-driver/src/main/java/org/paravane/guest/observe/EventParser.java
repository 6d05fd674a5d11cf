package org.paravane.guest.observe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Takes a stream of events apart, however it is cut into pieces. */
public final class EventParser {
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private SequencedMap<String, String> variables = new LinkedHashMap<>();

  /** The records that these bytes complete. */
  public List<EventRecord> accept(byte[] bytes) {
    List<EventRecord> complete = new ArrayList<>();
    for (byte each : bytes) {
      if (each != '\n') {
        line.write(each);
      } else if (line.size() > 0) {
        endLine();
      } else if (!variables.isEmpty()) {
        complete.add(new EventRecord(variables));
        variables = new LinkedHashMap<>();
      }
    }
    return complete;
  }

  private void endLine() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    int equals = text.indexOf('=');
    if (equals > 0) {
      variables.put(text.substring(0, equals), text.substring(equals + 1));
    }
  }
}
