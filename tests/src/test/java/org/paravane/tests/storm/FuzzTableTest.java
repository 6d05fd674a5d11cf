package org.paravane.tests.storm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.ioctl.DxgIoctl;

class FuzzTableTest {
  private final String header = FuzzTable.render();

  private long rows(int code) {
    String row = "{0x%08xu, ".formatted(code);
    return header.lines().filter(line -> line.strip().startsWith(row)).count();
  }

  @Test
  void everyIoctlIsThereAndSupportedOnesMoreOften() {
    for (DxgIoctl ioctl : DxgIoctl.values()) {
      assertThat(rows(ioctl.requestCode())).as(ioctl.name()).isEqualTo(ioctl.isSupported() ? 8 : 1);
    }
    for (ParavaneIoctl ioctl : ParavaneIoctl.values()) {
      assertThat(rows(ioctl.requestCode())).as(ioctl.name()).isEqualTo(8);
    }
    long all = header.lines().filter(line -> line.contains(", fuzz_fields_")).count();
    assertThat(header).contains("#define FUZZ_REQUESTS " + all);
  }

  @Test
  void fieldsAreWhatTheyAre() {
    String fields = header.substring(header.indexOf("fuzz_fields_%08x[]".formatted(DxgIoctl.LOCK2.requestCode())));
    fields = fields.substring(0, fields.indexOf("};"));

    assertThat(fields).contains("{0, 4, FUZZ_DEVICE}", "{4, 4, FUZZ_MEMORY}", "FUZZ_FLAGS", "{16, 8, FUZZ_POINTER}");
  }
}
