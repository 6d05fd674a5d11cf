package org.paravane.abi.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.paravane.abi.FactsFile;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.ioctl.DxgIoctl;

/** The texts that are derived from the records. */
class RenderingTest {
  private static List<String> sortedLines(String text) {
    return text.lines().sorted().toList();
  }

  @Test
  void ourTablesHaveExactlyTheRowsOfTheReference() {
    assertThat(sortedLines(AbiCsv.ioctls())).isEqualTo(sortedLines(FactsFile.IOCTL.text()));
    assertThat(sortedLines(AbiCsv.wire())).isEqualTo(sortedLines(FactsFile.WIRE.text()));
    assertThat(sortedLines(AbiCsv.libdxg())).isEqualTo(sortedLines(FactsFile.LIBDXG.text()));
  }

  @Test
  void ourTablesBeginWithTheColumnNamesAndPassTheirOwnComparison() {
    Stream.of(AbiCsv.ioctls(), AbiCsv.wire(), AbiCsv.libdxg(), AbiCsv.extension()).forEach(csv -> {
      assertThat(csv).startsWith("kind,name,number,struct,size,field,offset,fieldsize,bits\n").endsWith("\n");
      assertThat(FactsComparison.compare(csv).passed()).isTrue();
    });
  }

  @Test
  void theSupportTableHasARowForEachIoctl() {
    List<String> rows = AbiMarkdown.support().lines().skip(2).toList();
    assertThat(rows).hasSize(65);
    assertThat(rows).filteredOn(row -> row.contains("✓")).hasSize(34);
    assertThat(rows).filteredOn(row -> row.contains("✗")).hasSize(31).allMatch(row -> row.endsWith("| ENOTTY |"));
    assertThat(rows).contains("| 0x06 | LX_DXCREATEALLOCATION | 0xC0484706 | `d3dkmt_createallocation` | 72 | ✓ |  |",
        "| 0x49 | LX_ISFEATUREENABLED | 0xC00C4749 | `d3dkmt_isfeatureenabled` | 12 | ✗ | ENOTTY |");
  }

  @Test
  void theMessageTableShowsWhatIsSent() {
    List<String> rows = AbiMarkdown.messages().lines().skip(2).toList();
    assertThat(rows).contains(
        "| 20 | SUBMITCOMMAND | guest | vGPU | sync or async | SubmitCommandCommand | 408+ | StatusReply | 4 | 0x0f |",
        "| 50 | CREATEHWQUEUE | guest | vGPU | sync | CreateHwQueueCommand | 72+ | echo | 72+ | 0x18 |",
        "| 2000 | SETPROCESSAPERTURE (ours) | guest | global | sync | SetProcessApertureCommand | 40 | StatusReply | 4 |  |",
        "| 0 | SIGNALGUESTEVENT | host | global | notification | SignalGuestEventCommand | 48 |  |  |  |");
    assertThat(rows).noneMatch(row -> row.contains("DDIQUERYADAPTERINFO"));
  }

  @Test
  void ourOwnIoctlsHaveATableOfTheirOwn() {
    assertThat(AbiMarkdown.extension().lines().skip(2)).hasSize(ParavaneIoctl.values().length)
        .anyMatch(row -> row.startsWith("| 0x01 | PARAVANE_IOCTL_GETRANGE | 0xC0205001 | `paravane_getrange` | 32 | "));
    assertThat(AbiCsv.extension()).contains("ioctl_request,PARAVANE_IOCTL_LEND,0xc0185003,paravane_lend,24,,,,\n",
        "field,s32,,paravane_lend,24,fd,16,4,\n", "const,PARAVANE_COPY_MAX_BYTES,16777216,,,,,,\n");
  }

  @Test
  void theHeaderAssertsEachSizeEachOffsetAndEachRequestCode() {
    String header = AbiCHeader.render();
    assertThat(header).contains("PARAVANE_ASSERT(sizeof(struct d3dkmt_createdevice) == 64);",
        "PARAVANE_ASSERT(offsetof(struct d3dkmt_createallocation, allocation_info) == 48);",
        "PARAVANE_ASSERT(sizeof(union d3dkmt_enumadapters_filter) == 8);",
        "PARAVANE_ASSERT(sizeof(struct paravane_aql_kernel_dispatch) == 64);",
        "#define PARAVANE_IOCTL_COPY _IOWR(0x50, 0x02, struct paravane_copy)",
        "#define PARAVANE_FEATURE_LEND 0x00000004u",
        "#define LX_DXLOCK2 _IOWR(0x47, 0x25, struct d3dkmt_lock2)", "PARAVANE_ASSERT(LX_DXLOCK2 == 0xc0184725u);");
    for (DxgIoctl ioctl : DxgIoctl.values()) {
      assertThat(header).contains("#define " + ioctl.cName() + " _IOWR(");
    }
  }

  private static final String PROGRAM = """
      #include "paravane.h"
      #include <stdio.h>
      #include <string.h>

      int main(void) {
        struct d3dkmt_createallocation create;
        struct d3dddi_synchronizationobjectinfo2 info;
        struct d3dkmt_querystatistics statistics;
        struct paravane_allocation_description description;
        unsigned char bytes[sizeof(create)];
        memset(&create, 0, sizeof(create));
        memset(&info, 0, sizeof(info));
        memset(&statistics, 0, sizeof(statistics));
        memset(&description, 0, sizeof(description));
        create.flags.existing_sysmem = 1;
        create.device.index = 1;
        create.standard_allocation = 0x1122334455667788u;
        memcpy(bytes, &create, sizeof(bytes));
        info.type = D3DDDI_MONITORED_FENCE;
        info.monitored_fence.initial_fence_value = 7;
        statistics.size[24] = 3;
        description.magic = PARAVANE_ALLOCATION_MAGIC;
        description.cpu_visible = 1;
        description.segment = PARAVANE_SEGMENT_LOCAL;
        printf("%u %u %u %u %u %lu %lu\\n", bytes[0], bytes[56], bytes[32], (unsigned)info.fence.fence_value,
            (unsigned)statistics.result.size[0], (unsigned long)LX_DXCREATEALLOCATION,
            (unsigned long)D3DKMT_DEVICE_ERROR_REASON_GENERIC);
        return 0;
      }
      """;

  @ParameterizedTest
  @CsvSource({"gcc, c, -std=c11", "g++, cpp, -std=c++17"})
  @Timeout(60)
  void cProgramsCompileAgainstTheHeader(String compiler, String suffix, String standard, @TempDir Path directory)
      throws IOException, InterruptedException {
    assumeTrue(onPath(compiler), compiler + " is not installed");
    Files.writeString(directory.resolve("paravane.h"), AbiCHeader.render());
    Path source = Files.writeString(directory.resolve("program." + suffix), PROGRAM);
    run(directory, compiler, "-Wall", "-Wextra", "-Werror", standard, source.toString(), "-o", "program");
    assertThat(run(directory, directory.resolve("program").toString()))
        .isEqualTo("64 32 136 7 3 3225962246 2147483648\n");
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(":", -1)).anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }

  private static String run(Path directory, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
        .redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
