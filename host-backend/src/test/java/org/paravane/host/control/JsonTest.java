package org.paravane.host.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Luid;

class JsonTest {
  @Test
  void membersKeepTheirOrder() {
    assertThat(Json.ok().put("b", 1).put("a", -2L)).hasToString("{\"ok\":true,\"b\":1,\"a\":-2}");
  }

  @Test
  void nestsObjectsAndLists() {
    Json inner = new Json().put("n", null);
    assertThat(new Json().put("list", List.of(1, inner, "x")).put("empty", List.of()).put("none", new Json()))
        .hasToString("{\"list\":[1,{\"n\":null},\"x\"],\"empty\":[],\"none\":{}}");
  }

  @Test
  void quotesWhatNeedsIt() {
    assertThat(Json.error("a\"b\\c\nd\te\u0001f\u007fgü")).hasToString(
        "{\"ok\":false,\"error\":\"a\\\"b\\\\c\\nd\\te\\u0001f\u007fg\\u00FC\"}");
    assertThat(new Json().put("lone", "\ud800")).hasToString("{\"lone\":\"\\uD800\"}");
  }

  @Test
  void whatIsNoJsonIsItsText() {
    assertThat(new Json().put("luid", new Luid(1, 2)).put("flag", true))
        .hasToString("{\"luid\":\"" + new Luid(1, 2) + "\",\"flag\":true}");
  }
}
