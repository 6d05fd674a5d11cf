package org.paravane.vmbus.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.EventFd;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.Seal;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.Region;
import org.paravane.vmbus.TransportLimits;

class RegionTableTest {
  private static final long BASE = 1L << 32;
  private static final long PAGE = 4096;

  private final RegionTable table = new RegionTable(TransportLimits.defaults().withRegions(3, 1L << 30));
  private final List<AutoCloseable> files = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    table.close();
    for (AutoCloseable file : files) {
      file.close();
    }
  }

  private Memfd file(long bytes, Seal... seals) throws LinuxException {
    Memfd memfd = Memfd.create("region", bytes);
    memfd.seal(seals);
    files.add(memfd);
    return memfd;
  }

  private Result<Region> share(long gpa, long reserved, Memfd memfd) throws LinuxException {
    return table.share(gpa, reserved, memfd.fd().duplicate());
  }

  private static <T> T ok(Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Failed<T> failed -> throw new AssertionError(failed.toString());
    };
  }

  private static Errno errno(Result<?> result) {
    return switch (result) {
      case Result.Ok<?> ok -> throw new AssertionError(ok.toString());
      case Result.Failed<?>(Errno errno, String reason) -> {
        assertThat(reason).isNotEmpty();
        yield errno;
      }
    };
  }

  @Test
  void bothSidesSeeTheSameMemory() throws LinuxException {
    Memfd memfd = file(2 * PAGE, Seal.SHRINK);
    ok(share(BASE, 2 * PAGE, memfd));
    try (SharedMapping guest = memfd.map(2 * PAGE)) {
      guest.segment().set(ValueLayout.JAVA_LONG, PAGE, 42);
      MemorySegment host = ok(table.resolve(BASE + PAGE, 8));
      assertThat(host.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(42);
      host.set(ValueLayout.JAVA_LONG, 0, 43);
      assertThat(guest.segment().get(ValueLayout.JAVA_LONG, PAGE)).isEqualTo(43);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1", "0,8192", "8191,1", "4096,4096", "1,8191"})
  void everyRangeInsideResolves(long offset, long bytes) throws LinuxException {
    ok(share(BASE, 2 * PAGE, file(2 * PAGE, Seal.SHRINK)));
    assertThat(ok(table.resolve(BASE + offset, bytes)).byteSize()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"-1,1", "0,8193", "8192,1", "8191,2", "0,0", "0,-1", "-4294967296,8", "9223372032559808511,8",
      "0,9223372036854775807"})
  void nothingOutsideResolves(long offset, long bytes) throws LinuxException {
    ok(share(BASE, 2 * PAGE, file(2 * PAGE, Seal.SHRINK)));
    assertThat(errno(table.resolve(BASE + offset, bytes))).isEqualTo(Errno.EFAULT);
  }

  @Test
  void aRangeOverTwoRegionsDoesNotResolve() throws LinuxException {
    ok(share(BASE, PAGE, file(PAGE, Seal.SHRINK)));
    ok(share(BASE + PAGE, PAGE, file(PAGE, Seal.SHRINK)));
    assertThat(errno(table.resolve(BASE, 2 * PAGE))).isEqualTo(Errno.EFAULT);
  }

  @Test
  void aSparseRegionResolvesAsFarAsItHasGrown() throws LinuxException {
    Memfd memfd = file(PAGE, Seal.SHRINK);
    Region region = ok(share(BASE, 1L << 28, memfd));
    assertThat(errno(table.resolve(BASE + PAGE, 1))).isEqualTo(Errno.EFAULT);
    memfd.grow(3 * PAGE);
    ok(table.resolve(BASE + 2 * PAGE, PAGE)).fill((byte) 1);
    assertThat(region.sizeBytes()).isEqualTo(3 * PAGE);
    assertThat(ok(region.grow(100 * PAGE))).isEqualTo(100 * PAGE);
    ok(table.resolve(BASE + 99 * PAGE, PAGE)).fill((byte) 1);
    assertThat(memfd.sizeBytes()).isEqualTo(100 * PAGE);
    assertThat(errno(region.grow((1L << 28) + 1))).isEqualTo(Errno.EINVAL);
    assertThat(errno(region.grow(-1))).isEqualTo(Errno.EINVAL);
    assertThat(ok(region.grow(0))).isEqualTo(100 * PAGE);
  }

  @Test
  void aRegionThatIsSealedAgainstGrowthDoesNotGrow() throws LinuxException {
    Region region = ok(share(BASE, 4 * PAGE, file(PAGE, Seal.SHRINK, Seal.GROW)));
    assertThat(errno(region.grow(2 * PAGE))).isEqualTo(Errno.EPERM);
    assertThat(errno(table.resolve(BASE, PAGE + 1))).isEqualTo(Errno.EFAULT);
  }

  @Test
  void aHoleReadsAsZeroAndGivesMemoryBack() throws LinuxException {
    Memfd memfd = file(4 * PAGE, Seal.SHRINK);
    Region region = ok(share(BASE, 4 * PAGE, memfd));
    region.segment().fill((byte) 7);
    assertThat(memfd.allocatedBytes()).isEqualTo(4 * PAGE);
    ok(region.punchHole(PAGE, 2 * PAGE));
    assertThat(memfd.allocatedBytes()).isEqualTo(2 * PAGE);
    assertThat(region.segment().get(ValueLayout.JAVA_BYTE, PAGE)).isZero();
    assertThat(region.segment().get(ValueLayout.JAVA_BYTE, PAGE - 1)).isEqualTo((byte) 7);
    for (long[] bad : new long[][]{{1, PAGE}, {0, 1}, {0, 0}, {-PAGE, PAGE}, {4 * PAGE, PAGE}, {0, 5 * PAGE}}) {
      assertThat(errno(region.punchHole(bad[0], bad[1]))).isEqualTo(Errno.EINVAL);
    }
  }

  @ParameterizedTest
  @CsvSource({"4294967297,4096", "4294967296,4095", "4294967296,0", "4294967296,-4096", "-4096,4096",
      "4503599627370496,4096", "4503599627366400,8192", "9223372036854771712,4096"})
  void regionsThatAreNotWholePagesOfTheAddressSpaceAreRefused(long gpa, long reserved) throws LinuxException {
    assertThat(errno(share(gpa, reserved, file(0, Seal.SHRINK)))).isEqualTo(Errno.EINVAL);
  }

  @ParameterizedTest
  @CsvSource({"0,4096", "4096,4096", "0,16384", "-4096,8192", "8192,4096", "-4096,40960"})
  void overlapsAreRefused(long offset, long reserved) throws LinuxException {
    ok(share(BASE, 3 * PAGE, file(PAGE, Seal.SHRINK)));
    assertThat(errno(share(BASE + offset, reserved, file(PAGE, Seal.SHRINK)))).isEqualTo(Errno.EEXIST);
    ok(share(BASE - PAGE, PAGE, file(PAGE, Seal.SHRINK)));
    ok(share(BASE + 3 * PAGE, PAGE, file(PAGE, Seal.SHRINK)));
  }

  @Test
  void filesThatCouldKillUsAreRefused() throws LinuxException {
    assertThat(errno(share(BASE, PAGE, file(PAGE)))).isEqualTo(Errno.EINVAL);
    assertThat(errno(share(BASE, PAGE, file(PAGE, Seal.GROW)))).isEqualTo(Errno.EINVAL);
    assertThat(errno(share(BASE, PAGE, file(PAGE, Seal.SHRINK, Seal.WRITE)))).isEqualTo(Errno.EINVAL);
    assertThat(errno(share(BASE, PAGE, file(PAGE, Seal.SHRINK, Seal.FUTURE_WRITE)))).isEqualTo(Errno.EINVAL);
    assertThat(errno(share(BASE, PAGE, file(2 * PAGE, Seal.SHRINK)))).isEqualTo(Errno.EINVAL);
    try (EventFd event = EventFd.create()) {
      assertThat(errno(table.share(BASE, PAGE, event.fd().duplicate()))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void limitsHoldAndAreGivenBack() throws LinuxException {
    for (int i = 0; i < 3; i++) {
      ok(share(BASE + i * PAGE, PAGE, file(PAGE, Seal.SHRINK)));
    }
    assertThat(errno(share(BASE + 3 * PAGE, PAGE, file(PAGE, Seal.SHRINK)))).isEqualTo(Errno.ENOSPC);
    ok(table.withdraw(BASE));
    assertThat(errno(share(1L << 40, 1L << 30, file(PAGE, Seal.SHRINK)))).isEqualTo(Errno.ENOSPC);
    ok(table.withdraw(BASE + PAGE));
    ok(table.withdraw(BASE + 2 * PAGE));
    ok(share(1L << 40, 1L << 30, file(PAGE, Seal.SHRINK)));
  }

  @Test
  void aWithdrawnRegionIsGoneForResolveAndStaysForWhoRetainsIt() throws LinuxException {
    Region region = ok(share(BASE, PAGE, file(PAGE, Seal.SHRINK)));
    ok(region.retain());
    MemorySegment memory = ok(table.resolve(BASE, PAGE));
    ok(table.withdraw(BASE));
    assertThat(errno(table.resolve(BASE, PAGE))).isEqualTo(Errno.EFAULT);
    assertThat(errno(table.region(BASE))).isEqualTo(Errno.EINVAL);
    assertThat(errno(table.withdraw(BASE))).isEqualTo(Errno.EINVAL);
    memory.fill((byte) 1);
    region.release();
    assertThatThrownBy(() -> memory.fill((byte) 1)).isInstanceOf(IllegalStateException.class);
    assertThat(errno(region.retain())).isEqualTo(Errno.EINVAL);
    assertThat(errno(region.grow(PAGE))).isEqualTo(Errno.EINVAL);
    assertThat(errno(region.punchHole(0, PAGE))).isEqualTo(Errno.EINVAL);
    assertThatThrownBy(region::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void regionsAreFoundByStartOrByContent() throws LinuxException {
    Region region = ok(share(BASE, 4 * PAGE, file(PAGE, Seal.SHRINK)));
    assertThat(ok(table.region(BASE))).isSameAs(region);
    assertThat(errno(table.region(BASE + PAGE))).isEqualTo(Errno.EINVAL);
    assertThat(ok(table.regionOf(BASE + 3 * PAGE, PAGE))).isSameAs(region);
    assertThat(errno(table.regionOf(BASE + 3 * PAGE, PAGE + 1))).isEqualTo(Errno.EFAULT);
    assertThat(region.gpaBase()).isEqualTo(BASE);
    assertThat(region.reservedBytes()).isEqualTo(4 * PAGE);
  }

  @Test
  void refusedAndWithdrawnRegionsLeaveNoDescriptorBehind() throws LinuxException, IOException {
    Memfd good = file(PAGE, Seal.SHRINK);
    Memfd bad = file(PAGE);
    long before = descriptors();
    for (int i = 0; i < 50; i++) {
      ok(share(BASE, PAGE, good));
      errno(share(BASE, PAGE, good));
      errno(share(BASE + PAGE, PAGE, bad));
      errno(share(BASE + 1, PAGE, good));
      ok(table.withdraw(BASE));
    }
    assertThat(descriptors()).isEqualTo(before);
  }

  private static long descriptors() throws IOException {
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      return entries.count();
    }
  }

  @Test
  void aClosedDescriptorIsNotShared() {
    assertThat(errno(table.share(BASE, PAGE, OwnedFd.of(1_000_000)))).isEqualTo(Errno.EBADF);
  }
}
