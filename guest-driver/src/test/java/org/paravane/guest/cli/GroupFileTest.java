package org.paravane.guest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class GroupFileTest {
  @Test
  void namesAreLookedUpAndNumbersAreThemselves(@TempDir Path directory) throws IOException {
    GroupFile file = new GroupFile(
        Files.writeString(directory.resolve("group"), "root:x:0:\nbad\nodd:x:nan:\nrender:x:105:a,b\n"));
    assertThat(file.id("render")).hasValue(105);
    assertThat(file.id("root")).hasValue(0);
    assertThat(file.id("44")).as("need not have a name").hasValue(44);
    assertThat(file.id("odd")).isEmpty();
    assertThat(file.id("bad")).isEmpty();
    assertThat(file.id("")).isEmpty();
    assertThat(new GroupFile(directory.resolve("none")).id("render")).isEmpty();
    assertThat(GroupFile.ofSystem().id("root")).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({"0666, 438", "660, 432", "0000, 0", "777, 511"})
  void modesAreOctal(String text, int mode) {
    assertThat(new NodeMode().convert(text)).isEqualTo(mode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "66", "0888", "4755", "rw-rw-rw-", "-666", "0x1b6"})
  void otherModesAreNone(String text) {
    assertThatThrownBy(() -> new NodeMode().convert(text)).isInstanceOf(TypeConversionException.class);
  }
}
