package org.paravane.vmbus.message.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.Direction;
import org.paravane.vmbus.message.MessageLayout;
import org.paravane.vmbus.message.MessageParser;
import org.paravane.vmbus.message.Negotiated;
import org.paravane.vmbus.message.ParseOutcome;
import org.paravane.vmbus.message.conformance.MessageConformance.VectorOutcome;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a file of message vectors ({@code messages}: name, type, length, fields, hex) and compares each with our records, both ways:
 * the bytes decode to the fields and encode to themselves; the fields alone encode to the bytes and decode to themselves. A field
 * that a vector does not name is zero.
 */
public final class MessageVectors {
  private MessageVectors() {
  }

  /**
   * Compares all vectors of a file.
   *
   * @throws IOException where the file cannot be read or is no such file
   */
  public static MessageConformance check(Path file) throws IOException {
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new IOException("not a file of message vectors: file=" + file + ", cause=" + e.getOriginalMessage(), e);
    }
    if (!root.path("messages").isArray()) {
      throw new IOException("not a file of message vectors: file=" + file + ", missing=messages");
    }
    List<VectorOutcome> outcomes = new ArrayList<>();
    for (JsonNode vector : root.path("messages")) {
      outcomes.add(check(vector));
    }
    return new MessageConformance(outcomes);
  }

  static VectorOutcome check(JsonNode vector) {
    String name = vector.path("name").asString("unnamed");
    try {
      return new VectorOutcome(name, differences(vector));
    } catch (IllegalArgumentException | JacksonException e) {
      return new VectorOutcome(name, List.of("not a vector: " + e.getMessage()));
    }
  }

  private static List<String> differences(JsonNode vector) {
    byte[] bytes = HexFormat.of().parseHex(vector.path("hex").asString(""));
    List<String> differences = new ArrayList<>();
    if (vector.path("length").asInt(-1) != bytes.length) {
      differences.add("length: vector=" + vector.path("length") + ", hex=" + bytes.length);
    }
    switch (parse(vector.path("type").asInt(-1), bytes)) {
      case ParseOutcome.Refused(var error) -> differences.add("hex does not parse: " + error);
      case ParseOutcome.Parsed(ControlMessage decoded) -> {
        if (decoded.layout().type() != vector.path("type").asInt(-1)) {
          differences.add("type: vector=" + vector.path("type") + ", hex=" + decoded.layout().type());
        }
        if (!Arrays.equals(decoded.encode(), bytes)) {
          differences.add("decoded and encoded again: " + hex(decoded.encode()));
        }
        differences.addAll(compareFields(decoded, vector.path("fields"), bytes));
      }
    }
    return differences;
  }

  private static List<String> compareFields(ControlMessage decoded, JsonNode fields, byte[] bytes) {
    VectorFields vector = VectorFields.of(decoded, fields);
    List<String> differences = new ArrayList<>(vector.differences());
    if (vector.complete()) {
      ControlMessage built = vector.build();
      if (!Arrays.equals(built.encode(), bytes)) {
        differences.add("encoded from the fields: " + hex(built.encode()));
      }
      if (!(parse(built.layout().type(), built.encode()) instanceof ParseOutcome.Parsed(var again)
          && again.equals(built))) {
        differences.add("does not decode to what was encoded: " + built);
      }
    }
    return differences;
  }

  private static ParseOutcome parse(int type, byte[] bytes) {
    Direction direction = Arrays.stream(MessageLayout.values()).filter(layout -> layout.type() == type).findFirst()
        .map(MessageLayout::direction).orElse(Direction.TO_HOST);
    return MessageParser.parse(bytes, direction, Negotiated.everything());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
