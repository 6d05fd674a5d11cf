package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.device.TestBed.ok;
import static org.paravane.device.TestBed.open;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Result;
import org.paravane.device.io.IoctlResult;

/** The toy driver really sums, and its users do not see each other. */
class ChecksumDriverTest {
  private final TestBed bed = new TestBed();

  private static long sum(OpenFile file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(8, 8);
      assertThat(file.ioctl(ChecksumDriver.SUM, argument)).isEqualTo(IoctlResult.ok());
      return argument.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  private static void feed(OpenFile file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
      assertThat(file.write(buffer, 0)).isEqualTo(Result.ok(bytes.length));
    }
  }

  private static long crc(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  @Test
  void eachOpenFileHasItsOwnSumAndTheDeviceCountsThemAll() {
    ok(bed.bus.addDriver(new ChecksumDriver(bed.nodes)));
    Device device = ok(bed.bus.add(DeviceSpec.named("engine", ChecksumDriver.ID)));
    DeviceNode node = device.nodes().getFirst();
    try (OpenFile first = open(node); OpenFile second = open(node)) {
      feed(first, "123456789");
      feed(second, "para");
      feed(second, "vane");

      assertThat(sum(first)).isEqualTo(0xCBF43926L).isEqualTo(crc("123456789"));
      assertThat(sum(second)).isEqualTo(crc("paravane"));
      assertThat(bed.read(node.path() + "/bytes_summed")).isEqualTo("17\n");
      assertThat(bed.read(node.path() + "/algorithm")).isEqualTo("crc32\n");
    }
    try (OpenFile third = open(node)) {
      assertThat(sum(third)).isZero();
    }
    assertThat(node.mode()).isEqualTo(0666);
  }
}
