package org.paravane.device.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

class AttributeTest {

  private static Result<String> show(Attribute attribute) {
    return Objects.requireNonNull(attribute.show()).show();
  }

  @Test
  void kindsHaveTheirModes() {
    assertThat(Attribute.constant("c", 1).mode()).isEqualTo(0444);
    assertThat(Attribute.readOnly("r", () -> 1).mode()).isEqualTo(0444);
    assertThat(Attribute.readWrite("w", () -> 1, Result::ok).mode()).isEqualTo(0644);
    assertThat(Attribute.writeOnly("t", Result::ok).mode()).isEqualTo(0200);
    assertThat(Attribute.writeOnly("t", Result::ok).show()).isNull();
    assertThat(Attribute.constant("c", 1).store()).isNull();
  }

  @Test
  void aValueIsAskedForAtEachRead() {
    AtomicInteger value = new AtomicInteger(4);
    Attribute attribute = Attribute.readOnly("n", value::incrementAndGet);

    assertThat(show(attribute)).isEqualTo(Result.ok("5"));
    assertThat(show(attribute)).isEqualTo(Result.ok("6"));
  }

  @Test
  void anAttributeMayRefuse() {
    Attribute attribute = Attribute.answering("n", () -> Result.failed(Errno.EBUSY, "in reset: device=x"));

    assertThat(show(attribute)).isEqualTo(Result.failed(Errno.EBUSY, "in reset: device=x"));
  }

  @Test
  void aRefusalSaysWhat() {
    assertThat(Attribute.invalid("knob", "blue"))
        .isEqualTo(Result.failed(Errno.EINVAL, "attribute refuses value: name=knob, value=blue"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "new\nline", "nul\0"})
  void whatIsNoFileNameIsNoAttributeName(String name) {
    assertThatThrownBy(() -> Attribute.constant(name, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Names.isValid(name)).isFalse();
  }

  @Test
  void aNameHasAtMost255Characters() {
    assertThat(Names.isValid("x".repeat(255))).isTrue();
    assertThat(Names.isValid("x".repeat(256))).isFalse();
    assertThat(Names.check("temp1_input")).isEqualTo("temp1_input");
  }

  @Test
  void aGroupMayStandBelow() {
    AttributeGroup group = AttributeGroup.in("engines/0", Attribute.constant("kind", "copy"));

    assertThat(group.directory()).isEqualTo("engines/0");
    assertThat(AttributeGroup.of(Attribute.constant("kind", "copy")).directory()).isEmpty();
    assertThatThrownBy(() -> new AttributeGroup("/engines", List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AttributeGroup("engines/..", List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
