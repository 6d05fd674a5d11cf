package org.paravane.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbiCommandTest {
  @TempDir
  private Path directory = Path.of("");

  @Test
  void everyPrintedRowAgreesWithTheRecords() throws IOException {
    for (String option : List.of("--csv", "--wire-csv", "--libdxg-csv", "--extension-csv")) {
      Path file = directory.resolve(option.substring(2));
      Files.writeString(file, Captured.run("abi", option).output());

      Captured compared = Captured.run("conformance", "abi", "--facts", file.toString());

      assertThat(compared.status()).as(compared.output()).isZero();
      assertThat(compared.output()).contains(" rows compared, 0 mismatches");
    }
  }

  @Test
  void oneWrongRowFailsAndIsNamed() throws IOException {
    Path file = directory.resolve("wrong.csv");
    String right = Captured.run("abi", "--csv").output();
    String wrong = right.replaceFirst("LX_DXCREATEDEVICE,0x02,d3dkmt_createdevice,64",
        "LX_DXCREATEDEVICE,0x02,d3dkmt_createdevice,72");
    assertThat(wrong).isNotEqualTo(right);
    Files.writeString(file, wrong);

    Captured compared = Captured.run("conformance", "abi", "--facts", file.toString());

    assertThat(compared.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(compared.output()).contains("MISMATCH line ").contains("d3dkmt_createdevice,72")
        .contains(", 1 mismatches");
  }

  @Test
  void markdownListsEveryIoctlOnce() {
    Captured markdown = Captured.run("abi", "--markdown");

    assertThat(markdown.status()).isZero();
    assertThat(markdown.output().lines().filter(line -> line.contains("LX_"))).hasSize(65);
  }

  @Test
  void ourOwnIoctlsAreInATableAndInTheHeader() {
    assertThat(Captured.run("abi", "--extension").output()).contains("| PARAVANE_IOCTL_GETVERSION | 0xC0105000 |");
    assertThat(Captured.run("abi", "--c-header").output()).contains("#define PARAVANE_IOCTL_GETVERSION ");
  }

  @Test
  void attributesAreATable() {
    assertThat(Captured.run("abi", "--attributes").output()).startsWith("| attribute | mode | unit | meaning |")
        .contains("| `sys/class/accel/accel<n>/uuid` | 0444 |");
  }

  @Test
  void nothingToPrintIsAUsageError() {
    assertThat(Captured.run("abi").status()).isEqualTo(ExitStatus.USAGE);
    assertThat(Captured.run("abi", "--csv", "--markdown").status()).isEqualTo(ExitStatus.USAGE);
  }
}
