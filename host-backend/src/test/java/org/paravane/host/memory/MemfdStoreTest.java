package org.paravane.host.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.linux.LinuxException;

class MemfdStoreTest {
  @Test
  void costsOnlyWhatIsTouchedAndGivesItBackScrubbed() throws LinuxException {
    try (MemfdStore store = MemfdStore.create("test store", 1L << 30)) {
      assertThat(ok(store.residentBytes())).isZero();
      store.hostView().set(JAVA_LONG, 512L << 20, 42);
      assertThat(ok(store.residentBytes())).isPositive().isLessThan(1 << 21);
      assertThat(ok(store.discard(512L << 20, 4096))).isEqualTo(4096);
      assertThat(ok(store.residentBytes())).isZero();
      assertThat(store.hostView().get(JAVA_LONG, 512L << 20)).isZero();
    }
  }

  @Test
  void cannotGrowBeyondItsCapacity() throws LinuxException {
    try (MemfdStore store = MemfdStore.create("test store", 8192)) {
      assertThat(ok(store.grow(8192))).isEqualTo(8192);
      assertThat(ok(store.grow(1))).isEqualTo(8192);
      assertThat(errno(store.grow(8193))).isEqualTo(Errno.ENOMEM);
      assertThat(store.capacityBytes()).isEqualTo(8192);
    }
  }

  @Test
  void aDiscardThatTheKernelRefusesIsAnError() throws LinuxException {
    try (MemfdStore store = MemfdStore.create("test store", 8192)) {
      assertThat(errno(store.discard(0, 0))).isEqualTo(Errno.EIO);
    }
  }
}
