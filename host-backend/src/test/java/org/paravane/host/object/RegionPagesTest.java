package org.paravane.host.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.vmbus.Region;

class RegionPagesTest {
  /** A region of 8 pages, of which the first 2 are there. */
  private static final class EightPages implements Region {
    private final MemorySegment segment = MemorySegment.ofArray(new byte[8 * 4096]);
    private long size = 2 * 4096;
    private int retained;
    private boolean gone;

    @Override
    public long gpaBase() {
      return 0x10000;
    }

    @Override
    public long reservedBytes() {
      return segment.byteSize();
    }

    @Override
    public long sizeBytes() {
      return size;
    }

    @Override
    public MemorySegment segment() {
      return segment;
    }

    @Override
    public Result<Long> grow(long bytes) {
      size = Math.max(size, bytes);
      return Result.ok(size);
    }

    @Override
    public Result<Long> residentBytes() {
      return Result.ok(size);
    }

    @Override
    public Result<Region> punchHole(long offset, long bytes) {
      segment.asSlice(offset, bytes).fill((byte) 0);
      return Result.ok(this);
    }

    @Override
    public Result<Region> retain() {
      retained++;
      return gone ? Result.failed(Errno.EINVAL, "gone") : Result.ok(this);
    }

    @Override
    public void release() {
      retained--;
    }
  }

  private final EightPages region = new EightPages();

  @Test
  void anApertureGrowsUpToItsLength() {
    RegionPages pages = ok(RegionPages.aperture(region, 4 * 4096));

    assertThat(pages.capacityBytes()).isEqualTo(4 * 4096);
    assertThat(ok(pages.grow(3 * 4096))).isEqualTo(3 * 4096);
    assertThat(errno(pages.grow(5 * 4096))).isEqualTo(Errno.ENOMEM);
    assertThat(region.size).isEqualTo(3 * 4096);
  }

  @Test
  void existingMemoryDoesNotGrow() {
    RegionPages pages = ok(RegionPages.existing(region));

    assertThat(pages.capacityBytes()).isEqualTo(2 * 4096);
    ok(pages.grow(2 * 4096));
    assertThat(errno(pages.grow(3 * 4096))).isEqualTo(Errno.ENOMEM);
    assertThat(region.size).isEqualTo(2 * 4096);
  }

  @Test
  void lengthsThatDoNotFitAreRefusedAndKeepNothing() {
    for (long bytes : new long[]{0, -4096, 1, 4097, 9 * 4096}) {
      assertThat(errno(RegionPages.aperture(region, bytes))).isEqualTo(Errno.EINVAL);
    }
    region.size = 4095;
    assertThat(errno(RegionPages.existing(region))).isEqualTo(Errno.EINVAL);
    assertThat(region.retained).isZero();
  }

  @Test
  void aRegionIsKeptUntilReleased() {
    RegionPages pages = ok(RegionPages.aperture(region, 4096));
    assertThat(region.retained).isEqualTo(1);

    pages.release();

    assertThat(region.retained).isZero();
  }

  @Test
  void aRegionThatIsGoneIsRefused() {
    region.gone = true;

    assertThat(errno(RegionPages.aperture(region, 4096))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void discardedPagesReadAsZero() {
    RegionPages pages = ok(RegionPages.aperture(region, 4 * 4096));
    pages.hostView().fill((byte) 1);

    assertThat(ok(pages.discard(4096, 4096))).isEqualTo(4096);

    assertThat(region.segment.get(ValueLayout.JAVA_BYTE, 4096)).isZero();
    assertThat(region.segment.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 1);
  }
}
