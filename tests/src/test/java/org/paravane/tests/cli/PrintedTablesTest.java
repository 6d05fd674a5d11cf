package org.paravane.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables in the documentation are what the commands print. */
class PrintedTablesTest {

  @ParameterizedTest
  @CsvSource({"docs/nodes.md, --attributes", "docs/nodes.md, --extension", "README.md, --markdown"})
  void aPageHoldsTheTableAsItIsPrinted(String page, String option) throws IOException {
    Captured printed = Captured.run("abi", option);
    String table = printed.output().strip();
    assertThat(Files.readString(Path.of("..").resolve(page))).as(page + " against ./paravane abi " + option)
        .contains(table);
  }
}
