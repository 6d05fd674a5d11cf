package org.paravane.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConformanceCommandTest {
  @TempDir
  private Path directory = Path.of("");

  @Test
  void aMissingFileIsNamed() {
    Path missing = directory.resolve("missing");
    for (String[] command : new String[][]{{"abi", "--facts"}, {"ring", "--vectors"}, {"messages", "--vectors"}}) {
      Captured run = Captured.run("conformance", command[0], command[1], missing.toString());

      assertThat(run.status()).isEqualTo(ExitStatus.NO_INPUT);
      assertThat(run.errors()).contains(missing.toString());
    }
  }

  @Test
  void aFileOfAnotherFormatNeverPasses() throws IOException {
    Path other = directory.resolve("other");
    for (String text : new String[]{"", "{}", "[]", "not json", "{\"format\":1,\"messages\":[]}"}) {
      Files.writeString(other, text);
      assertThat(Captured.run("conformance", "ring", "--vectors", other.toString()).status()).as(text).isNotZero();
      assertThat(Captured.run("conformance", "messages", "--vectors", other.toString()).status()).as(text).isNotZero();
      assertThat(Captured.run("conformance", "abi", "--facts", other.toString()).status()).as(text).isNotZero();
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void aShortStressRunLosesNothing() {
    Captured stress = Captured.run("conformance", "stress", "--packets", "50000", "--seed", "7");

    assertThat(stress.status()).as(stress.output() + stress.errors()).isZero();
    assertThat(stress.output()).contains("none lost, none duplicated, signals <= transitions");
  }

  @Test
  void everyCommandHasHelp() {
    for (String command : new String[]{"demo", "host", "guest", "abi", "conformance"}) {
      Captured help = Captured.run(command, "--help");

      assertThat(help.status()).as(command).isZero();
      assertThat(help.output()).contains("Usage: paravane " + command);
    }
  }

  @Test
  void everyConformanceCommandIsReached() {
    for (String command : new String[]{"abi", "ring", "messages", "wakeup", "stress", "storm", "kills"}) {
      Captured help = Captured.run("conformance", command, "--help");

      assertThat(help.status()).as(command).isZero();
      assertThat(help.output()).contains("Usage: paravane conformance " + command);
    }
  }

  @Test
  void anUnknownCommandIsAUsageError() {
    assertThat(Captured.run("dance").status()).isEqualTo(ExitStatus.USAGE);
  }
}
