package org.paravane.host.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.host.ArenaStore;

class ApertureAllocatorTest {
  private final ArenaStore store = new ArenaStore(16 * 4096);
  private final ApertureAllocator aperture = new ApertureAllocator(store);

  @Test
  void neverGivesOutTheFirstPage() {
    assertThat(ok(aperture.allocate(4096, 4096))).isEqualTo(4096);
    assertThat(errno(aperture.allocate(15 * 4096, 4096))).isEqualTo(Errno.ENOMEM);
    assertThat(ok(aperture.allocate(14 * 4096, 4096))).isEqualTo(8192);
    assertThat(aperture.usedBytes()).isEqualTo(15 * 4096);
  }

  @Test
  void growsTheStoreOnlyAsFarAsNeeded() {
    ok(aperture.allocate(4096, 4096));
    ok(aperture.allocate(8192, 4096));
    long first = ok(aperture.allocate(4096, 4096));
    ok(aperture.free(first, 4096));
    ok(aperture.allocate(4096, 4096));
    assertThat(store.growths).containsExactly(8192L, 16384L, 20480L);
  }

  @Test
  void aRefusedGrowthChangesNothing() {
    store.refuseGrowth = true;
    assertThat(errno(aperture.allocate(4096, 4096))).isEqualTo(Errno.ENOMEM);
    assertThat(aperture.usedBytes()).isZero();
    store.refuseGrowth = false;
    assertThat(ok(aperture.allocate(4096, 4096))).isEqualTo(4096);
  }

  @Test
  void discardsWhatIsFreed() {
    long offset = ok(aperture.allocate(8192, 4096));
    store.hostView().asSlice(offset, 8192).fill((byte) 7);
    ok(aperture.free(offset, 8192));
    assertThat(store.discards).hasSize(1);
    assertThat(store.discards.getFirst()).containsExactly(offset, 8192);
    assertThat(ok(aperture.allocate(8192, 4096))).isEqualTo(offset);
    assertThat(store.hostView().asSlice(offset, 8192).mismatch(new ArenaStore(8192).hostView())).isEqualTo(-1);
  }

  @Test
  void overwritesWhatCannotBeDiscarded() {
    long offset = ok(aperture.allocate(4096, 4096));
    store.hostView().asSlice(offset, 4096).fill((byte) 7);
    store.refuseDiscard = true;
    ok(aperture.free(offset, 4096));
    assertThat(store.hostView().get(java.lang.foreign.ValueLayout.JAVA_BYTE, offset)).isZero();
    assertThat(ok(aperture.allocate(4096, 4096))).isEqualTo(offset);
  }

  @Test
  void honoursAlignment() {
    ArenaStore large = new ArenaStore(64 * 4096);
    ApertureAllocator allocator = new ApertureAllocator(large);
    ok(allocator.allocate(4096, 4096));
    assertThat(ok(allocator.allocate(4096, 65536))).isEqualTo(65536);
  }

  @Test
  void anApertureOfOnePageHoldsNothing() {
    ApertureAllocator tiny = new ApertureAllocator(new ArenaStore(4096));
    assertThat(errno(tiny.allocate(4096, 4096))).isEqualTo(Errno.ENOMEM);
    assertThat(tiny.usedBytes()).isZero();
  }
}
