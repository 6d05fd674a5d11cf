package org.paravane.vmbus.ring.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.paravane.vmbus.ring.conformance.Fields.Mismatch;
import tools.jackson.databind.json.JsonMapper;

final class FieldsTest {
  private static Fields fields(String json) {
    return new Fields(JsonMapper.shared().readTree(json.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "'''0x10''', 16", "'''0xffffffffffffffff''', -1",
      "'''0xdeadbeef00000001''', -2401053092612145151",
      "'''12''', 12", "-3, -3"})
  void numbersMayBePlainOrHex(String json, long expected) throws Mismatch {
    assertThat(fields("{'n': " + json + "}").number("n")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"'''0x'''", "'''zz'''", "1.5", "true", "null", "'''0x10000000000000000'''", "[]"})
  void whatIsNoNumberIsNamed(String json) {
    assertThatThrownBy(() -> fields("{'n': " + json + "}").number("n")).isInstanceOf(Mismatch.class)
        .hasMessageContaining("member=n");
  }

  @Test
  void wordsAreUnsigned() throws Mismatch {
    assertThat(fields("{'n': 4294967288}").word("n")).isEqualTo(-8);
    assertThatThrownBy(() -> fields("{'n': 4294967296}").word("n"))
        .hasMessage("not 32 bits: member=n, value=4294967296");
    assertThatThrownBy(() -> fields("{'n': -1}").word("n")).isInstanceOf(Mismatch.class);
    assertThatThrownBy(() -> fields("{'n': 4294967288}").integer("n")).isInstanceOf(Mismatch.class);
  }

  @Test
  void membersOfTheWrongKindAreNamed() {
    Fields fields = fields("{'a': 1, 't': 'x'}");
    assertThatThrownBy(() -> fields.text("a")).hasMessageContaining("not a string: member=a");
    assertThatThrownBy(() -> fields.flag("a")).hasMessageContaining("not true or false: member=a");
    assertThatThrownBy(() -> fields.hex("t")).hasMessage("not hex: member=t");
    assertThatThrownBy(() -> fields.object("a")).hasMessage("not an object: member=a");
    assertThatThrownBy(() -> fields.array("a")).hasMessage("not an array: member=a");
    assertThatThrownBy(() -> fields.integer("t")).hasMessageContaining("not an integer: member=t");
    assertThatThrownBy(() -> fields.integer("missing")).hasMessage("missing: member=missing");
    assertThatThrownBy(() -> fields.optionalText("a")).isInstanceOf(Mismatch.class);
  }

  @Test
  void textMayBeMissingWhereItIsOptional() throws Mismatch {
    assertThat(fields("{'reason': null}").optionalText("reason")).isNull();
    assertThat(fields("{}").optionalText("reason")).isNull();
    assertThat(fields("{'reason': 'x'}").optionalText("reason")).isEqualTo("x");
  }

  @Test
  void aDifferenceShowsBothSides() {
    assertThatThrownBy(() -> Fields.check("thing", 1, 2)).hasMessage("differs: thing, expected=1, actual=2");
    assertThatThrownBy(() -> Fields.checkBytes("bytes", new byte[]{1, 2, 3}, new byte[]{1, 2, 4, 5}))
        .hasMessage("differs: bytes, at=2, expected=03, actual=0405");
    assertThatThrownBy(() -> Fields.checkBytes("bytes", new byte[]{1}, new byte[]{1, 2}))
        .hasMessage("differs: bytes, at=1, expected=end, actual=02");
  }

  @Test
  void theOtherMemberIsFound() throws Mismatch {
    assertThat(fields("{'a': 1, 'b': 2, 'c': 3}").nameOtherThan(List.of("a", "c"))).isEqualTo("b");
    assertThatThrownBy(() -> fields("{'a': 1}").nameOtherThan(List.of("a"))).isInstanceOf(Mismatch.class);
    assertThat(fields("{'a': 1}").has("a")).isTrue();
    assertThat(fields("{'a': 1}").has("b")).isFalse();
  }

  @Test
  void ringsOfImpossibleSizeAreRefused() {
    for (int bytes : new int[]{-4096, 0, 8, 4095, 1 << 30}) {
      assertThatThrownBy(() -> VectorRing.of(bytes)).isInstanceOf(Mismatch.class)
          .hasMessage("bad ring size: ringSize=" + bytes);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "'flags': 2 | flags that no writer sets: flags=2", "'typeValue': 5 | no such type: type=inBand, typeValue=5",
      "'type': 'gpaDirect' | no such type: type=gpaDirect, typeValue=6",
      "'payloadHex': 'x' | not hex: member=payloadHex",
      "'ranges': [{}] | ranges in a packet that has none"})
  void aPacketThatNoWriterSendsFailsItsVector(String change, String message) {
    String name = change.substring(0, change.indexOf(':'));
    String packet = "{'type': 'inBand', 'typeValue': 6, 'flags': 0, 'transactionId': 0, 'payloadHex': ''}";
    String changed = packet.contains(name + ":")
        ? packet.replaceFirst(name + ": ('[^']*'|\\d+)", change)
        : packet.replace("}", ", " + change + "}");
    assertThatThrownBy(() -> VectorPacket.parse(fields(changed))).hasMessage(message);
  }

  @Test
  void rangesThatNoWriterSendsFailTheirVector() {
    for (String ranges : new String[]{"[]", "[{'byteCount': 1, 'byteOffset': 0, 'pfns': []}]",
        "[{'byteCount': 0, 'byteOffset': 0, 'pfns': []}]", "[{'byteCount': 1, 'byteOffset': 4096, 'pfns': [1, 2]}]"}) {
      assertThatThrownBy(() -> VectorPacket.parse(
          fields("{'type': 'gpaDirect', 'typeValue': 9, 'flags': 1, 'transactionId': 0, 'payloadHex': '', 'ranges': "
              + ranges + "}")))
          .hasMessageStartingWith("ranges that no writer sends: ");
    }
  }
}
