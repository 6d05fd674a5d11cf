package org.paravane.vmbus.ring.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.conformance.Fields.Mismatch;
import org.paravane.vmbus.ring.conformance.VectorReport.Outcome;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs a file of ring vectors against our rings (format: section 16 of the reference). */
public final class RingVectors {
  private static final int FORMAT = 1;

  private final List<Outcome> outcomes = new ArrayList<>();

  private RingVectors() {
  }

  /** One vector or table row: throws what differs. */
  private interface Check {
    void run(Fields vector) throws Mismatch;
  }

  /**
   * Runs all vectors of a file.
   *
   * @throws IOException if the file cannot be read or is no JSON
   */
  public static VectorReport run(Path file) throws IOException {
    try {
      return run(JsonMapper.shared().readTree(file.toFile()));
    } catch (JacksonException e) {
      throw new IOException("cannot read vectors: file=%s, why=%s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  /** Runs all vectors of a parsed file. Never throws: what cannot be run has failed. */
  public static VectorReport run(JsonNode root) {
    RingVectors vectors = new RingVectors();
    vectors.header(new Fields(root));
    for (String kind : root.propertyNames()) {
      vectors.members(kind, root.get(kind));
    }
    return new VectorReport(vectors.outcomes);
  }

  private void header(Fields file) {
    String failure = failure(file, fields -> {
      fields.same("format", FORMAT);
      Fields.check("endianness", fields.text("endianness"), "little");
      fields.same("controlPageBytes", RingLayout.PAGE);
    });
    if (!failure.isEmpty()) {
      outcomes.add(new Outcome("file", "header", failure));
    }
  }

  private void members(String kind, JsonNode member) {
    switch (kind) {
      case "writeVectors" -> all(kind, member, WriteVector::check);
      case "rejectVectors" -> all(kind, member, RejectVector::check);
      case "writerSignalTable" -> all(kind, member, SignalTables::checkWriter);
      case "readerSignalTable" -> all(kind, member, SignalTables::checkReader);
      default -> {
        if (member.isArray()) {
          outcomes.add(new Outcome(kind, "all", "unknown kind of vector: nothing was checked"));
        }
      }
    }
  }

  private void all(String kind, JsonNode rows, Check check) {
    if (!rows.isArray()) {
      outcomes.add(new Outcome(kind, "all", "not an array"));
      return;
    }
    int row = 0;
    for (JsonNode vector : rows.values()) {
      String name = vector.has("name") ? vector.get("name").asString("unnamed") : Integer.toString(row);
      outcomes.add(new Outcome(kind, name, failure(new Fields(vector), check)));
      row++;
    }
  }

  private static String failure(Fields vector, Check check) {
    try {
      check.run(vector);
      return "";
    } catch (Mismatch e) {
      return String.valueOf(e.getMessage());
    }
  }
}
