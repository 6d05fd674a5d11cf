package org.paravane.abi.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.FactsFile;
import org.paravane.abi.render.FactsComparison.Report;

/** The acceptance line "every row of all three files, 0 mismatches", and that nothing wrong slips through. */
class FactsComparisonTest {
  private static final String HEADER = "kind,name,number,struct,size,field,offset,fieldsize,bits";

  @ParameterizedTest
  @EnumSource(FactsFile.class)
  void everyRowOfTheReferenceIsComparedAndAgrees(FactsFile file) {
    Report report = FactsComparison.compare(file.text());
    assertThat(report.mismatches()).isEmpty();
    assertThat(report.rows()).isEqualTo(file.rows().size());
    assertThat(report.passed()).isTrue();
  }

  @Test
  void theCountsAreThoseOfTheReference() {
    assertThat(FactsComparison.compare(FactsFile.IOCTL.text()).compared())
        .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
            Map.entry("ioctl", 65), Map.entry("ioctl_request", 65), Map.entry("ioctl_unimplemented", 8),
            Map.entry("libdxg_request", 69), Map.entry("struct", 112), Map.entry("field", 908), Map.entry("enum", 112),
            Map.entry("enum_libdxg", 77), Map.entry("const", 9), Map.entry("const_driver", 12),
            Map.entry("ntstatus", 17),
            Map.entry("driver_status_to_result", 18), Map.entry("libdxg_errno_to_status", 20)));
    assertThat(FactsComparison.compare(FactsFile.WIRE.text()).compared()).containsExactlyInAnyOrderEntriesOf(
        Map.of("wire_struct", 105, "wire_field", 1226, "wire_enum", 97, "driver_enum", 31));
    assertThat(FactsComparison.compare(FactsFile.LIBDXG.text()).compared())
        .containsExactlyInAnyOrderEntriesOf(Map.of("libdxg_struct", 99, "libdxg_field", 1337));
  }

  /** One row of each kind of each file, with each of its nine columns. */
  static Stream<Arguments> rowsAndColumns() {
    return Stream.of(FactsFile.values()).flatMap(file -> {
      Map<String, String> lastOfKind = new LinkedHashMap<>();
      file.rows().forEach(row -> lastOfKind.put(row.substring(0, row.indexOf(',')), row));
      return lastOfKind.values().stream();
    }).flatMap(row -> IntStream.range(0, 9).mapToObj(column -> Arguments.of(row, column)));
  }

  @ParameterizedTest(name = "column {1} of {0}")
  @MethodSource("rowsAndColumns")
  void aWrongValueInAnyColumnFails(String row, int column) {
    String[] cells = row.split(",", -1);
    cells[column] = cells[column] + "7";
    String wrong = String.join(",", cells);
    Report report = FactsComparison.compare(HEADER + "\n" + row + "\n" + wrong + "\n");
    assertThat(report.passed()).isFalse();
    assertThat(report.rows()).isEqualTo(2);
    assertThat(report.mismatches()).singleElement().satisfies(mismatch -> {
      assertThat(mismatch.line()).isEqualTo(3);
      assertThat(mismatch.text()).isEqualTo(wrong);
      assertThat(mismatch.reason()).isNotEmpty();
    });
  }

  @ParameterizedTest(name = "column {1} of {0}")
  @MethodSource("rowsAndColumns")
  void anEmptiedColumnFails(String row, int column) {
    String[] cells = row.split(",", -1);
    if (cells[column].isEmpty()) {
      return; // nothing to take away
    }
    cells[column] = "";
    assertThat(FactsComparison.compare(HEADER + "\n" + String.join(",", cells)).passed()).isFalse();
  }

  @Test
  void everySingleFieldOffsetIsCompared() {
    List<String> wrong = new ArrayList<>();
    for (FactsFile file : FactsFile.values()) {
      for (String row : file.rows()) {
        String[] cells = row.split(",", -1);
        if (cells[0].equals(file.kindOfFields())) {
          cells[6] = String.valueOf(Integer.parseInt(cells[6]) + 1);
          wrong.add(String.join(",", cells));
        }
      }
    }
    Report report = FactsComparison.compare(HEADER + "\n" + String.join("\n", wrong));
    assertThat(wrong).hasSize(908 + 1226 + 1337);
    assertThat(report.mismatches()).hasSameSizeAs(wrong);
  }

  @Test
  void theReasonSaysWhatTheRecordsSay() {
    Report report = FactsComparison.compare(HEADER + "\nfield,u32,,d3dkmt_createdevice,64,device,13,4,1-2\n");
    assertThat(report.mismatches()).singleElement().satisfies(mismatch -> assertThat(mismatch.reason()).isEqualTo(
        "differs: name=u32 (records say handle), offset=13 (records say 12), bits=1-2 (records say )"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"struct,d3dkmt_nothing,,d3dkmt_nothing,4,,,,",
      "field,u32,,d3dkmt_createdevice,64,nothing,0,4,",
      "wire_field,u32,,d3dkmt_createdevice,64,reserved,28,4,", "const,NOTHING,1,,,,,,", "nothing,a,1,b,4,c,0,4,",
      "kind,name,number,struct,size,field,offset,fieldsize,bits"})
  void aRowThatNobodyKnowsFails(String row) {
    Report report = FactsComparison.compare(HEADER + "\n" + row + "\n");
    assertThat(report.mismatches()).singleElement()
        .satisfies(mismatch -> assertThat(mismatch.reason()).startsWith("unknown row: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "struct", "struct,d3dkmt_lock2,,d3dkmt_lock2,24,,,",
      "struct,d3dkmt_lock2,,d3dkmt_lock2,24,,,,,", "  "})
  void aLineThatIsNoRowFails(String line) {
    Report report = FactsComparison.compare(HEADER + "\nstruct,d3dkmt_lock2,,d3dkmt_lock2,24,,,,\n" + line + "\n");
    assertThat(report.passed()).isFalse();
    assertThat(report.rows()).isEqualTo(2);
    assertThat(report.compared()).containsEntry("?", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "kind,name,number",
      "struct,d3dkmt_lock2,,d3dkmt_lock2,24,,,,\nstruct,d3dkmt_lock2,,d3dkmt_lock2,24,,,,"})
  void aFileWithoutItsFirstLineFails(String text) {
    assertThat(FactsComparison.compare(text).passed()).isFalse();
  }

  @Test
  void aFileWithoutRowsFails() {
    Report report = FactsComparison.compare(HEADER + "\n");
    assertThat(report.mismatches()).isEmpty();
    assertThat(report.passed()).isFalse();
  }

  @Test
  void linesMayEndInCrLf() {
    assertThat(FactsComparison.compare(FactsFile.LIBDXG.text().replace("\n", "\r\n")).passed()).isTrue();
  }
}
