package org.paravane.vmbus.message.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class MessageVectorsTest {
  private static final Path VECTORS = Path.of("src/test/resources/vectors/vmbus-messages.json");
  /** Every type in every layout, made by a script of its own from the offsets of the reference table. */
  private static final Path ALL_TYPES = Path.of("src/test/resources/vectors/vmbus-messages-all-types.json");
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir
  Path directory;

  @Test
  void allGoldenVectorsConform() throws IOException {
    MessageConformance report = MessageVectors.check(VECTORS);
    assertThat(report.outcomes()).hasSize(15).allMatch(outcome -> outcome.passed(), "conforms");
    assertThat(report.conforms()).isTrue();
    assertThat(report.passed()).isEqualTo(15);
    assertThat(report.failed()).isZero();
  }

  @Test
  void allTypesConform() throws IOException {
    MessageConformance report = MessageVectors.check(ALL_TYPES);
    assertThat(report.outcomes()).allSatisfy(outcome -> assertThat(outcome.differences()).isEmpty());
    Set<Integer> types = JSON.readTree(Files.readString(ALL_TYPES)).path("messages").valueStream()
        .map(vector -> vector.path("type").asInt()).collect(Collectors.toSet());
    assertThat(types).hasSize(29);
  }

  static Stream<ObjectNode> vectors() throws IOException {
    return Stream.of(VECTORS, ALL_TYPES).flatMap(MessageVectorsTest::vectorsOf);
  }

  private static Stream<ObjectNode> vectorsOf(Path file) {
    try {
      return JSON.readTree(Files.readString(file)).path("messages").valueStream().map(node -> (ObjectNode) node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyCorruptedByteIsFound(ObjectNode vector) {
    byte[] bytes = HexFormat.of().parseHex(vector.path("hex").asString());
    boolean listed = !vector.path("fields").has("pfnsInThisMessage");
    // Long vectors at every third byte: the whole of each is in the golden file above.
    int step = bytes.length > 100 ? 3 : 1;
    for (int i = 0; i < bytes.length; i += step) {
      if (!listed && bytes.length < 200 && i >= 16) {
        continue; // a few page numbers that the vector does not list: nothing says what they should be
      }
      byte[] corrupt = bytes.clone();
      corrupt[i] ^= 0x40;
      ObjectNode changed = vector.deepCopy().put("hex", HexFormat.of().formatHex(corrupt));
      assertThat(MessageVectors.check(changed).passed()).as("%s, byte %d", vector.path("name"), i).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyCorruptedFieldIsFound(ObjectNode vector) {
    for (Map.Entry<String, JsonNode> field : vector.path("fields").properties()) {
      ObjectNode changed = vector.deepCopy();
      if (field.getValue().isArray()) {
        continue;
      }
      String value = field.getValue().asString();
      String other = value.contains("-")
          ? "f8615163-df3e-46c5-913f-f2d2f965ed0f"
          : value.length() == 2 * 120 ? "00" : "79";
      ((ObjectNode) changed.path("fields")).put(field.getKey(), other);
      assertThat(MessageVectors.check(changed).passed()).as("%s, field %s", vector.path("name"), field.getKey())
          .isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void wrongLengthAndTypeAreFound(ObjectNode vector) {
    assertThat(MessageVectors.check(vector.deepCopy().put("length", 77)).passed()).isFalse();
    assertThat(MessageVectors.check(vector.deepCopy().put("type", vector.path("type").asInt() + 1)).passed()).isFalse();
    ObjectNode longer = vector.deepCopy();
    longer.put("hex", vector.path("hex").asString() + "00").put("length", vector.path("length").asInt() + 1);
    assertThat(MessageVectors.check(longer).passed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = { //
      "{'name':'n','type':7,'length':12,'fields':{'channelId':'0x5'},'hex':'070000000000000005000000'}", //
      "{'name':'n','type':7,'length':12,'fields':{'channelId':5},'hex':'070000000000000005000000'}", //
      "{'name':'n','type':12,'length':12,'fields':{'gpadl':'7'},'hex':'0c0000000000000007000000'}", //
      "{'name':'n','type':9,'length':32,'fields':{'gpadlId':7,'pfns':['0x10','0x11'],'messageNumber':1},"
          + "'hex':'09000000000000000100000007000000 1000000000000000 1100000000000000'}", //
      "{'name':'n','type':9,'length':32,'fields':{'reserved':1,'gpadlId':7,'pfnsInThisMessage':2},"
          + "'hex':'09000000000000000100000007000000 1000000000000000 1100000000000000'}", //
      "{'name':'n','type':8,'length':36,'fields':{'channelId':1,'gpadlId':7,'rangeBufferBytes':16,'rangeCount':1,"
          + "'pageNumbers':[16]},'hex':'08000000000000000100000007000000 10000100 0010000000000000 1000000000000000'}", //
      "{'name':'n','type':10,'length':20,'fields':{'channelId':1,'gpadlId':7,'status':'0x8000ffff'},"
          + "'hex':'0a00000000000000010000000700000 0ffff0080'}", //
      "{'name':'n','type':10,'length':20,'fields':{'channelId':1,'gpadlId':7,'status':-2147418113},"
          + "'hex':'0a0000000000000001000000070000 00ffff0080'}", //
      "{'name':'n','type':14,'length':40,'fields':{'version':'0x00040001','targetVp':1,'interruptPage':'0x3000',"
          + "'parentToChildMonitorPage':0,'childToParentMonitorPage':0},'hex':"
          + "'0e00000000000000 01000400 01000000 0030000000000000 0000000000000000 0000000000000000'}", //
      "{'name':'n','type':15,'length':40,'fields':{'supported':true,'connectionState':0,'connectionId':4,"
          + "'featureFlags':'0x40','parentToChildPage':'0x1000','childToParentMonitorPage':'0x2000'},'hex':"
          + "'0f00000000000000 01 00 0000 04000000 40000000 00000000 0010000000000000 0020000000000000'}", //
      "{'name':'n','type':21,'length':40,'fields':{'endpoint':'f8615163-df3e-46c5-913f-f2d2f965ed0e',"
          + "'serviceId':'00112233-4455-6677-8899-aabbccddeeff'},'hex':"
          + "'1500000000000000 635161f83edfc546913ff2d2f965ed0e 33221100554477668899aabbccddeeff'}", //
      "{'name':'n','type':26,'length':9,'fields':{'connectionState':2},'hex':'1a00000000000000 02'}", //
      "{'name':'n','type':3,'length':8,'fields':{},'hex':'0300000000000000'}"})
  void otherSpellingsOfTheFormatAreUnderstood(String text) {
    String joined = text.replace('\'', '"');
    ObjectNode vector = (ObjectNode) JSON.readTree(joined);
    vector.put("hex", vector.path("hex").asString().replace(" ", ""));
    assertThat(MessageVectors.check(vector).differences()).isEmpty();
  }

  @Test
  void rangeOfTheWrongSizeIsFound() {
    ObjectNode vector = (ObjectNode) JSON.readTree(
        """
            {"name":"n","type":8,"length":36,"fields":{"channelId":1,"gpadlId":7,"rangeBufferBytes":16,"rangeCount":1,
            "pfnsInThisMessage":1},"hex":"080000000000000001000000070000001000010000200000000000001000000000000000"}""");
    assertThat(MessageVectors.check(vector).differences()).anyMatch(text -> text.contains("range does not match"));
  }

  @Test
  void anUnknownFieldIsADifference() {
    ObjectNode vector = (ObjectNode) JSON
        .readTree("{\"name\":\"n\",\"type\":3,\"length\":8,\"fields\":{\"bogus\":1},\"hex\":\"0300000000000000\"}");
    assertThat(MessageVectors.check(vector).differences()).hasSize(1);
  }

  @Test
  void nonsenseInAVectorIsADifferenceNotACrash() {
    for (String text : List.of("{}", "{\"hex\":\"zz\",\"type\":3,\"length\":1}", "{\"hex\":\"0\"}", "[]", "7",
        "{\"name\":\"n\",\"type\":7,\"length\":12,\"fields\":{\"channelId\":\"five\"},\"hex\":\"070000000000000005000000\"}",
        "{\"name\":\"n\",\"type\":7,\"length\":12,\"fields\":{\"channelId\":99999999999},\"hex\":\"070000000000000005000000\"}")) {
      assertThat(MessageVectors.check(JSON.readTree(text)).passed()).as(text).isFalse();
    }
  }

  @Test
  void aFileThatIsNoneIsRefusedAndAnEmptyOneDoesNotConform() throws IOException {
    Path bad = Files.writeString(directory.resolve("bad.json"), "{ not json");
    Path other = Files.writeString(directory.resolve("other.json"), "{\"writeVectors\":[]}");
    Path empty = Files.writeString(directory.resolve("empty.json"), "{\"messages\":[]}");
    assertThatThrownBy(() -> MessageVectors.check(bad)).isInstanceOf(IOException.class)
        .hasMessageContaining("bad.json");
    assertThatThrownBy(() -> MessageVectors.check(other)).isInstanceOf(IOException.class)
        .hasMessageContaining("missing=messages");
    assertThatThrownBy(() -> MessageVectors.check(directory.resolve("absent.json"))).isInstanceOf(IOException.class);
    assertThat(MessageVectors.check(empty).conforms()).isFalse();
  }
}
