package org.paravane.guest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLineTest {

  @Test
  void membersKeepTheirOrder() {
    assertThat(new JsonLine().add("b", 1).add("a", true).add("c", "x").toString())
        .isEqualTo("{\"b\":1,\"a\":true,\"c\":\"x\"}");
    assertThat(new JsonLine().toString()).isEqualTo("{}");
  }

  @Test
  void textOfAnyKindStaysOnOneLineAndIsQuoted() {
    assertThat(new JsonLine().add("k\"\n", "a\"b\\c\nd\te\r\u0000\u001f\ud83d\ude00ü").toString())
        .isEqualTo("{\"k\\\"\\n\":\"a\\\"b\\\\c\\nd\\te\\r\\u0000\\u001f\\ud83d\\ude00ü\"}");
  }

  @Test
  void objectsOfTexts() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("x", "1");
    values.put("y", "\"");
    assertThat(new JsonLine().add("o", values).toString()).isEqualTo("{\"o\":{\"x\":\"1\",\"y\":\"\\\"\"}}");
    assertThat(new JsonLine().add("o", Map.of()).toString()).isEqualTo("{\"o\":{}}");
  }

  @Test
  void aRoundIsOneLine() {
    assertThat(new RoundResult("accel0", "saxpy", 3, 120, 45, true, null).json()).isEqualTo(
        "{\"device\":\"accel0\",\"kernel\":\"saxpy\",\"bytes\":120,\"micros\":45,\"verified\":true,\"round\":3}");
    assertThat(new RoundResult("accel0", "saxpy", 1, 0, 0, false, "open: EBUSY: \"held\"").json())
        .endsWith("\"verified\":false,\"round\":1,\"error\":\"open: EBUSY: \\\"held\\\"\"}");
  }
}
