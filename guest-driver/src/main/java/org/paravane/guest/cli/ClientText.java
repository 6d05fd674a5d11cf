package org.paravane.guest.cli;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.paravane.guest.observe.Client;

/** How a client is shown. */
final class ClientText {
  private ClientText() {
  }

  /** Everything that is known of it. */
  static SequencedMap<String, String> values(Client client) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    values.put("pid", Cell.number(client.pid()));
    values.put("command", Cell.text(client.command()));
    values.putAll(client.fdinfo().values());
    return values;
  }

  static JsonRow row(Client client) {
    return new JsonRow().put("client", client.id()).put("pid", client.pid()).put("command", client.command())
        .put("engine_ns", client.engineNanos()).put("memory_bytes", client.memoryBytes())
        .put("fdinfo", client.fdinfo().values());
  }
}
