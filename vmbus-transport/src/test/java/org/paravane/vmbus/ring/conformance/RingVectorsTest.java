package org.paravane.vmbus.ring.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

final class RingVectorsTest {
  /** Members that say something about other implementations or to people; nothing of ours can contradict them. */
  private static final List<String> REMARKS = List.of("name", "why", "description", "note", "openVmmRingLayer");

  @TestFactory
  Stream<DynamicTest> everySharedVectorPasses() {
    VectorReport report = RingVectors.run(shared());
    assertThat(report.count("writeVectors")).isEqualTo(9);
    assertThat(report.count("rejectVectors")).isEqualTo(18);
    assertThat(report.count("writerSignalTable")).isEqualTo(4);
    assertThat(report.count("readerSignalTable")).isEqualTo(8);
    assertThat(report.outcomes()).hasSize(39);
    return report.outcomes().stream().map(outcome -> DynamicTest.dynamicTest(outcome.kind() + " " + outcome.name(),
        () -> assertThat(outcome.failure()).isEmpty()));
  }

  /** Changes every value of every vector, one at a time: nothing but remarks may change without a failure. */
  @Test
  void everyCorruptedValueIsNoticed() {
    List<String> unnoticed = new ArrayList<>();
    for (String kind : List.of("writeVectors", "rejectVectors", "writerSignalTable", "readerSignalTable")) {
      for (int i = 0; i < shared().get(kind).size(); i++) {
        ObjectNode file = (ObjectNode) shared();
        JsonNode vector = file.get(kind).get(i);
        ArrayNode only = file.putArray(kind).add(vector);
        for (String other : List.of("writeVectors", "rejectVectors", "writerSignalTable", "readerSignalTable")) {
          if (!other.equals(kind)) {
            file.remove(other);
          }
        }
        String name = kind + "/" + (vector.has("name") ? vector.get("name").stringValue() : Integer.toString(i));
        corruptEach(only.get(0), name, file, unnoticed);
      }
    }
    // A control case has bytes of which nothing is said (id and payload), and decisions do not depend on every input; what
    // matters of the inputs is corrupted in the next tests.
    assertThat(unnoticed)
        .allMatch(path -> path.startsWith("rejectVectors/") || path.startsWith("writerSignalTable/")
            || path.startsWith("readerSignalTable/") || path.contains("/initial/"))
        .noneMatch(
            path -> path.endsWith("/strictResult") || path.endsWith("/strictReason") || path.endsWith("/signal"));
  }

  private static void corruptEach(JsonNode node, String path, ObjectNode file, List<String> unnoticed) {
    if (node instanceof ObjectNode object) {
      for (String name : List.copyOf(object.propertyNames())) {
        JsonNode value = object.get(name);
        String at = path + "/" + name;
        if (value.isObject() || value.isArray()) {
          corruptEach(value, at, file, unnoticed);
        } else if (!REMARKS.contains(name)) {
          object.set(name, corrupted(value));
          if (RingVectors.run(file).allPassed()) {
            unnoticed.add(at);
          }
          object.set(name, value);
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        JsonNode value = array.get(i);
        if (value.isObject() || value.isArray()) {
          corruptEach(value, path + "/" + i, file, unnoticed);
        } else {
          array.set(i, corrupted(value));
          if (RingVectors.run(file).allPassed()) {
            unnoticed.add(path + "/" + i);
          }
          array.set(i, value);
        }
      }
    }
    assertThat(RingVectors.run(file).failures()).isEmpty();
  }

  private static JsonNode corrupted(JsonNode value) {
    JsonMapper mapper = JsonMapper.shared();
    if (value.isIntegralNumber()) {
      return mapper.valueToTree(value.longValue() + 1);
    }
    if (value.isBoolean()) {
      return mapper.valueToTree(!value.booleanValue());
    }
    if (value.isNull()) {
      return StringNode.valueOf("badType");
    }
    String text = value.stringValue();
    if (text.isEmpty()) {
      return StringNode.valueOf("00");
    }
    char last = text.charAt(text.length() - 1);
    return StringNode.valueOf(text.substring(0, text.length() - 1) + (last == '1' ? '2' : '1'));
  }

  @Test
  void aRejectVectorWhoseBytesAreFineFails() {
    ObjectNode file = (ObjectNode) shared();
    ObjectNode unknownFlag = named(file, "r14-unknown-flag");
    unknownFlag.put("bytesHex", unknownFlag.get("bytesHex").stringValue().replaceFirst("03000200", "03000000"));
    assertThat(RingVectors.run(file).failures()).singleElement()
        .satisfies(failure -> assertThat(failure.name()).isEqualTo("r14-unknown-flag"))
        .satisfies(failure -> assertThat(failure.failure()).isEqualTo("accepted: expected=badFlags"));
  }

  @Test
  void aByteOfTheExpectedRingThatDiffersIsNamed() {
    ObjectNode file = (ObjectNode) shared();
    ObjectNode result = (ObjectNode) file.get("writeVectors").get(0).get("result");
    String data = result.get("dataHex").stringValue();
    result.put("dataHex", data.substring(0, 2 * 100) + "55" + data.substring(2 * 101));
    assertThat(RingVectors.run(file).failures()).singleElement()
        .satisfies(failure -> assertThat(failure.failure())
            .isEqualTo("differs: dataHex, at=100, expected=5500000000000000, actual=0000000000000000"));
  }

  @Test
  void transferPagesAreWrittenAndReadWhateverTheirIdIsCalled() {
    for (String name : List.of("transferPageSetId", "setId", "bufferId")) {
      String json = """
          {"format": 1, "endianness": "little", "controlPageBytes": 4096, "writeVectors": [{"name": "tp", "ringSize": 4096,
           "initial": {"writeIndex": 0, "readIndex": 0, "interruptMask": 0, "pendingSendSize": 0, "featureBits": 1, "dataFill": "aa"},
           "packets": [{"type": "transferPages", "typeValue": 7, "flags": 1, "transactionId": "0x9", "payloadHex": "ff", "%s": 51966,
             "ranges": [{"byteCount": 16, "byteOffset": 8192}], "packetStart": 0, "dataOffset8": 4, "length8": 5,
             "payloadBytesSeenByReader": 8, "padBytes": 7, "totalBytes": 48, "trailerAt": 40}],
           "result": {"writeIndex": 48, "readIndex": 0, "interruptMask": 0, "pendingSendSize": 0, "featureBits": 1, "usedBytes": 48,
             "freeBytes": 4040, "signalPeer": true, "controlFirst72Hex": "%s", "touchedBytes": 48, "padRanges": [[33, 7]],
             "dataHex": "%s"}}]}
          """
          .formatted(name, "30" + "00".repeat(63) + "0100000000000000", "0700040005000100" + "0900000000000000"
              + "feca000001000000" + "1000000000200000"
              + "ff00000000000000" + "0000000000000000" + "aa".repeat(4096 - 48));
      assertThat(RingVectors.run(JsonMapper.shared().readTree(json)).failures()).isEmpty();
    }
  }

  @Test
  void rulesWithoutANameInTheReferenceMayBeCalledAnything() {
    String emptyRange = "090005000500010000000000000000000000000001000000" + "00000000" + "00000000"
        + "0700000000000000";
    assertThat(reject(emptyRange, 48, "rangeEmpty")).isEmpty();
    assertThat(reject(emptyRange, 48, "zeroByteCount")).isEmpty();
    assertThat(reject(emptyRange, 48, "badFlags")).contains("differs: strictReason");
    String noRanges = "090003000300010000000000000000000000000000000000";
    assertThat(reject(noRanges, 32, "noRanges")).isEmpty();
    assertThat(reject(noRanges, 32, "badIndex:writeIndex")).contains("differs: strictReason");
    String missingPage = "090005000500010000000000000000000000000001000000" + "01200000" + "00000000"
        + "0700000000000000";
    assertThat(reject(missingPage, 48, "rangesTooShort")).isEmpty();
    assertThat(reject(missingPage, 48, "badLengths")).contains("differs: strictReason");
  }

  private static String reject(String hex, int writeIndex, String reason) {
    String json = """
        {"format": 1, "endianness": "little", "controlPageBytes": 4096, "rejectVectors": [{"name": "x", "ringSize": 4096, "writeIndex": %d,
         "readIndex": 0, "bytesAt": 0, "bytesHex": "%s", "strictResult": "reject", "strictReason": "%s"}]}
        """
        .formatted(writeIndex, hex, reason);
    return RingVectors.run(JsonMapper.shared().readTree(json)).outcomes().getFirst().failure();
  }

  @Test
  void aFileOfAnotherFormatOrWithoutVectorsDoesNotPass() {
    JsonMapper mapper = JsonMapper.shared();
    assertThat(RingVectors.run(mapper.readTree("{}")).allPassed()).isFalse();
    assertThat(RingVectors.run(mapper.readTree("[]")).allPassed()).isFalse();
    ObjectNode file = (ObjectNode) shared();
    assertThat(RingVectors.run(file.put("format", 2)).failures()).singleElement()
        .satisfies(failure -> assertThat(failure.failure()).isEqualTo("differs: format, expected=2, actual=1"));
    file.put("format", 1).putArray("pipeVectors").add("?");
    assertThat(RingVectors.run(file).failures()).singleElement()
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo("pipeVectors"));
    assertThat(RingVectors.run(mapper.readTree(
        "{\"format\": 1, \"endianness\": \"little\", \"controlPageBytes\": 4096, \"writeVectors\": [{\"name\": \"empty\"}, 5], \"rejectVectors\": 3}"))
        .failures()).hasSize(3);
  }

  @Test
  void aFileIsReadFromDisk(@TempDir Path directory) throws IOException {
    Path good = directory.resolve("ring.json");
    Files.writeString(good, shared().toString());
    assertThat(RingVectors.run(good).allPassed()).isTrue();
    assertThat(RingVectors.run(good).passed()).isEqualTo(39);
    Path bad = directory.resolve("bad.json");
    Files.writeString(bad, "{ not json");
    assertThatThrownBy(() -> RingVectors.run(bad)).isInstanceOf(IOException.class).hasMessageContaining("bad.json");
    assertThatThrownBy(() -> RingVectors.run(directory.resolve("missing.json"))).isInstanceOf(IOException.class);
  }

  private static ObjectNode named(ObjectNode file, String name) {
    for (JsonNode vector : file.get("rejectVectors").values()) {
      if (vector.get("name").stringValue().equals(name)) {
        return (ObjectNode) vector;
      }
    }
    throw new AssertionError("no such vector: name=" + name);
  }

  private static JsonNode shared() {
    try (InputStream file = Objects
        .requireNonNull(RingVectorsTest.class.getResourceAsStream("/vectors/vmbus-ring.json"))) {
      return JsonMapper.shared().readTree(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
