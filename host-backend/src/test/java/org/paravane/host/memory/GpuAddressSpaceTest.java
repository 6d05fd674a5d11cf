package org.paravane.host.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;
import static org.paravane.host.Results.reason;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.host.ArenaStore;

class GpuAddressSpaceTest {
  private static final long PAGE = 4096;
  private static final long LOWEST = 0x10000;
  private static final long LIMIT = 1L << 32;

  private final GpuAddressSpace space = new GpuAddressSpace("p1", LOWEST, LIMIT, 1000);
  private final AdapterMemory memory = new AdapterMemory(new ArenaStore(1 << 20), 1 << 20);
  private final ProcessMemory process = memory.openPartition("guest", new MemoryBudget(1 << 20, 1 << 20))
      .openProcess("p1", space);
  private final MemoryAccess access = space.newAccess();
  private final GpuSpan span = new GpuSpan();

  @BeforeEach
  void enter() {
    access.begin();
  }

  @Test
  void choosesAlignedPlacesFromTheBottom() {
    assertThat(ok(space.reserve(AddressRequest.anywhere(PAGE), ReservationKind.NO_ACCESS))).isEqualTo(LOWEST);
    assertThat(ok(space.reserve(AddressRequest.anywhere(PAGE), ReservationKind.NO_ACCESS))).isEqualTo(LOWEST + 65536);
    assertThat(space.reservedBytes()).isEqualTo(2 * PAGE);
  }

  @Test
  void honoursMinimumAndMaximum() {
    AddressRequest high = new AddressRequest(0, 0x4000_0000L, 0x4002_0000L, 65536);
    assertThat(ok(space.reserve(high, ReservationKind.NO_ACCESS))).isEqualTo(0x4000_0000L);
    assertThat(ok(space.reserve(high, ReservationKind.NO_ACCESS))).isEqualTo(0x4001_0000L);
    assertThat(errno(space.reserve(high, ReservationKind.NO_ACCESS))).isEqualTo(Errno.ENOMEM);
  }

  @Test
  void anExactPlaceThatIsTakenIsACollision() {
    ok(space.reserve(AddressRequest.at(0x20000, 4 * PAGE), ReservationKind.NO_ACCESS));
    assertThat(errno(space.reserve(AddressRequest.at(0x23000, PAGE), ReservationKind.NO_ACCESS)))
        .isEqualTo(Errno.EEXIST);
    assertThat(errno(space.reserve(AddressRequest.at(0x1f000, 2 * PAGE), ReservationKind.NO_ACCESS)))
        .isEqualTo(Errno.EEXIST);
    ok(space.reserve(AddressRequest.at(0x24000, PAGE), ReservationKind.NO_ACCESS));
  }

  @Test
  void badRequestsAreRefused() {
    for (AddressRequest request : List.of(AddressRequest.anywhere(0), AddressRequest.anywhere(-PAGE),
        AddressRequest.anywhere(100), AddressRequest.at(0x20001, PAGE), AddressRequest.at(PAGE, PAGE),
        AddressRequest.at(LIMIT, PAGE), AddressRequest.at(LIMIT - PAGE, 2 * PAGE), AddressRequest.anywhere(LIMIT),
        new AddressRequest(0, 0x20000, 0x20000, PAGE), new AddressRequest(0, -PAGE, 0, PAGE),
        new AddressRequest(0, 0x20001, 0, PAGE), AddressRequest.at(Long.MIN_VALUE, PAGE))) {
      assertThat(errno(space.reserve(request, ReservationKind.NO_ACCESS))).as("%s", request).isEqualTo(Errno.EINVAL);
    }
    assertThat(space.reservedBytes()).isZero();
  }

  @Test
  void mapsAnAllocationAnywhereAndFreesItAgain() {
    Allocation allocation = ok(process.allocate(AllocationRequest.local(3 * PAGE)));
    long base = ok(space.map(MapRequest.of(allocation)));
    assertThat(access.resolve(base, 3 * PAGE, GpuAccess.WRITE, span)).isTrue();
    assertThat(span.sizeBytes()).isEqualTo(3 * PAGE);
    assertThat(span.pieces()).isOne();
    assertThat(span.offsetInSegment(0)).isEqualTo(allocation.runs().getFirst().offset());
    assertThat(space.mappedAllocations()).containsExactly(allocation);
    assertThat(ok(space.free(base, 3 * PAGE))).isEqualTo(3 * PAGE);
    assertThat(access.resolve(base, PAGE, GpuAccess.READ, span)).isFalse();
    assertThat(space.mappings()).isZero();
  }

  @Test
  void mappingIntoAReservationReplacesWhatIsThereAndKeepsTheRest() {
    long base = ok(space.reserve(AddressRequest.anywhere(8 * PAGE), ReservationKind.NO_ACCESS));
    Allocation first = ok(process.allocate(AllocationRequest.local(8 * PAGE)));
    Allocation second = ok(process.allocate(AllocationRequest.local(2 * PAGE)));
    ok(space.map(new MapRequest(AddressRequest.at(base, 8 * PAGE), first, 0, GpuProtection.READ_WRITE)));
    ok(space.map(new MapRequest(AddressRequest.at(base + 3 * PAGE, 2 * PAGE), second, 0, GpuProtection.READ_WRITE)));
    assertThat(space.mappings()).isEqualTo(3);
    long firstOffset = first.runs().getFirst().offset();
    assertThat(offsetAt(base + 2 * PAGE)).isEqualTo(firstOffset + 2 * PAGE);
    assertThat(offsetAt(base + 3 * PAGE)).isEqualTo(second.runs().getFirst().offset());
    assertThat(offsetAt(base + 5 * PAGE)).isEqualTo(firstOffset + 5 * PAGE);
  }

  @Test
  void mapsAPartOfAnAllocation() {
    Allocation allocation = ok(process.allocate(AllocationRequest.local(4 * PAGE)));
    long base = ok(space.map(
        new MapRequest(AddressRequest.anywhere(2 * PAGE), allocation, PAGE, GpuProtection.READ_ONLY)));
    assertThat(offsetAt(base)).isEqualTo(allocation.runs().getFirst().offset() + PAGE);
    assertThat(errno(space.map(new MapRequest(AddressRequest.anywhere(4 * PAGE), allocation, PAGE,
        GpuProtection.READ_ONLY)))).isEqualTo(Errno.EINVAL);
    assertThat(
        errno(space.map(new MapRequest(AddressRequest.anywhere(PAGE), allocation, 100, GpuProtection.READ_ONLY))))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(space.map(new MapRequest(AddressRequest.anywhere(PAGE), allocation, -PAGE,
        GpuProtection.READ_ONLY)))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void aMappingThatSticksOutOfItsReservationIsRefused() {
    long base = ok(space.reserve(AddressRequest.anywhere(2 * PAGE), ReservationKind.NO_ACCESS));
    Allocation allocation = ok(process.allocate(AllocationRequest.local(4 * PAGE)));
    assertThat(errno(space.map(new MapRequest(AddressRequest.at(base + PAGE, 2 * PAGE), allocation, 0,
        GpuProtection.READ_WRITE)))).isEqualTo(Errno.EEXIST);
    assertThat(space.mappings()).isZero();
  }

  @Test
  void protectionDecidesWhatAnEngineMayDo() {
    Allocation allocation = ok(process.allocate(AllocationRequest.local(PAGE)));
    long base = ok(space.map(
        new MapRequest(AddressRequest.anywhere(PAGE), allocation, 0, GpuProtection.READ_ONLY)));
    assertThat(access.resolve(base, 8, GpuAccess.READ, span)).isTrue();
    assertThat(access.resolve(base + 8, 8, GpuAccess.WRITE, span)).isFalse();
    assertThat(span.faultAddress()).isEqualTo(base + 8);
    assertThat(span.faultCause()).isEqualTo("no right");
    ok(space.map(new MapRequest(AddressRequest.at(base, PAGE), null, 0, GpuProtection.NO_ACCESS)));
    assertThat(access.resolve(base, 8, GpuAccess.READ, span)).isFalse();
  }

  @Test
  void aReadOnlyAllocationCannotBeMappedWritable() {
    Allocation allocation = ok(
        process.allocate(new AllocationRequest(PAGE, 0, AllocationRequest.Placement.LOCAL, true)));
    assertThat(errno(space.map(MapRequest.of(allocation)))).isEqualTo(Errno.EINVAL);
    ok(space.map(new MapRequest(AddressRequest.anywhere(PAGE), allocation, 0, GpuProtection.READ_ONLY)));
  }

  @Test
  void zeroPagesReadAsZeroAndFaultWhenWritten() {
    long base = ok(space.reserve(AddressRequest.anywhere(100 * PAGE), ReservationKind.ZERO));
    assertThat(access.resolve(base, 100 * PAGE, GpuAccess.READ, span)).isTrue();
    float[] values = {1, 2, 3};
    span.readFloats(99 * PAGE, values, 0, 3);
    assertThat(values).containsOnly(0);
    assertThat(access.resolve(base, 4, GpuAccess.WRITE, span)).isFalse();
    Allocation allocation = ok(process.allocate(AllocationRequest.local(PAGE)));
    ok(space.map(new MapRequest(AddressRequest.at(base + PAGE, PAGE), allocation, 0, GpuProtection.READ_WRITE)));
    assertThat(access.resolve(base + PAGE, 4, GpuAccess.WRITE, span)).isTrue();
    ok(space.unmap(base + PAGE, PAGE));
    assertThat(access.resolve(base, 100 * PAGE, GpuAccess.READ, span)).isTrue();
  }

  @Test
  void zeroProtectionMapsNothing() {
    long base = ok(space.map(new MapRequest(AddressRequest.anywhere(2 * PAGE), null, 0, GpuProtection.ZERO)));
    assertThat(access.resolve(base, 2 * PAGE, GpuAccess.READ, span)).isTrue();
    Allocation allocation = ok(process.allocate(AllocationRequest.local(PAGE)));
    assertThat(errno(space.map(new MapRequest(AddressRequest.anywhere(PAGE), allocation, 0, GpuProtection.ZERO))))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(space.map(new MapRequest(AddressRequest.anywhere(PAGE), null, 0, GpuProtection.READ_WRITE))))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void aFaultNamesTheFirstAddressThatIsWrong() {
    Allocation allocation = ok(process.allocate(AllocationRequest.local(PAGE)));
    long base = ok(space.map(MapRequest.of(allocation)));
    assertThat(access.resolve(base + 100, PAGE, GpuAccess.READ, span)).isFalse();
    assertThat(span.faultAddress()).isEqualTo(base + PAGE);
    assertThat(span.faultCause()).isEqualTo("not mapped");
  }

  @Test
  void addressesOutsideTheSpaceAreFaultsNotErrors() {
    for (long address : new long[]{0, 1, LOWEST - 1, LIMIT, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
      assertThat(access.resolve(address, 8, GpuAccess.READ, span)).as("address %x", address).isFalse();
      assertThat(span.faultAddress()).isEqualTo(address);
    }
    assertThat(access.resolve(LOWEST, Long.MAX_VALUE, GpuAccess.READ, span)).isFalse();
    assertThat(access.resolve(LOWEST, -1, GpuAccess.READ, span)).isFalse();
  }

  @Test
  void onlyWholeReservationsAreFreed() {
    long base = ok(space.reserve(AddressRequest.anywhere(4 * PAGE), ReservationKind.NO_COMMIT));
    assertThat(errno(space.free(base, 2 * PAGE))).isEqualTo(Errno.EINVAL);
    assertThat(errno(space.free(base + PAGE, 3 * PAGE))).isEqualTo(Errno.EINVAL);
    assertThat(errno(space.free(0, 4 * PAGE))).isEqualTo(Errno.EINVAL);
    ok(space.free(base, 4 * PAGE));
    assertThat(errno(space.free(base, 4 * PAGE))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void unmappingNeedsAReservation() {
    assertThat(errno(space.unmap(0x20000, PAGE))).isEqualTo(Errno.EINVAL);
    long base = ok(space.reserve(AddressRequest.anywhere(PAGE), ReservationKind.NO_ACCESS));
    assertThat(errno(space.unmap(base, 2 * PAGE))).isEqualTo(Errno.EINVAL);
    assertThat(errno(space.unmap(base, -PAGE))).isEqualTo(Errno.EINVAL);
    assertThat(errno(space.unmap(base + 1, PAGE))).isEqualTo(Errno.EINVAL);
    ok(space.unmap(base, PAGE));
  }

  @Test
  void mappingsAreLimited() {
    GpuAddressSpace small = new GpuAddressSpace("small", LOWEST, LIMIT, 4);
    Allocation allocation = ok(process.allocate(AllocationRequest.local(PAGE)));
    ok(small.map(MapRequest.of(allocation)));
    ok(small.map(MapRequest.of(allocation)));
    ok(small.map(MapRequest.of(allocation)));
    assertThat(reason(small.map(MapRequest.of(allocation)))).contains("too many gpu mappings", "process=small",
        "limit=4");
    assertThat(small.mappings()).isEqualTo(3);
  }

  @Test
  void anAllocationIsUnmappedWhereverItIs() {
    Allocation allocation = ok(process.allocate(AllocationRequest.local(2 * PAGE)));
    long one = ok(space.map(MapRequest.of(allocation)));
    long two = ok(space.map(MapRequest.of(allocation)));
    space.unmapAll(allocation);
    assertThat(access.resolve(one, PAGE, GpuAccess.READ, span)).isFalse();
    assertThat(access.resolve(two, PAGE, GpuAccess.READ, span)).isFalse();
    assertThat(space.reservedBytes()).isEqualTo(4 * PAGE);
    ok(space.free(one, 2 * PAGE));
  }

  @Test
  void anAllocationWithoutPagesCannotBeMapped() {
    Allocation existing = ok(process.allocate(AllocationRequest.existing(2 * PAGE, false)));
    assertThat(errno(space.map(MapRequest.of(existing)))).isEqualTo(Errno.EINVAL);
    ArenaStore guestPages = new ArenaStore(8 * PAGE);
    ok(process.addExistingPages(existing, new MemoryRun(guestPages, 4 * PAGE, PAGE)));
    assertThat(errno(space.map(MapRequest.of(existing)))).isEqualTo(Errno.EINVAL);
    ok(process.addExistingPages(existing, new MemoryRun(guestPages, 0, PAGE)));
    long base = ok(space.map(MapRequest.of(existing)));
    assertThat(space.mappings()).isEqualTo(2);
    assertThat(access.resolve(base, 2 * PAGE, GpuAccess.WRITE, span)).isTrue();
    assertThat(span.pieces()).isEqualTo(2);
    assertThat(span.offsetInSegment(0)).isEqualTo(4 * PAGE);
    assertThat(span.offsetInSegment(PAGE)).isZero();
  }

  @Test
  void whatIsMappedBesideEachOtherInOneStoreIsOnePiece() {
    Allocation allocation = ok(process.allocate(AllocationRequest.local(2 * PAGE)));
    long base = ok(space.reserve(AddressRequest.anywhere(2 * PAGE), ReservationKind.NO_ACCESS));
    ok(space.map(new MapRequest(AddressRequest.at(base, PAGE), allocation, 0, GpuProtection.READ_ONLY)));
    ok(space.map(new MapRequest(AddressRequest.at(base + PAGE, PAGE), allocation, PAGE, GpuProtection.READ_WRITE)));
    assertThat(access.resolve(base, 2 * PAGE, GpuAccess.READ, span)).isTrue();
    assertThat(span.pieces()).isOne();
  }

  @Test
  void actionsWaitForReadersThatAreInside() {
    List<String> happened = new ArrayList<>();
    MemoryAccess other = space.newAccess();
    other.begin();
    space.afterReaders(() -> happened.add("done"));
    MemoryAccess late = space.newAccess();
    late.begin();
    access.end();
    assertThat(happened).isEmpty();
    other.end();
    assertThat(happened).containsExactly("done");
    late.end();
    space.afterReaders(() -> happened.add("at once"));
    assertThat(happened).containsExactly("done", "at once");
    assertThatThrownBy(late::end).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void impossibleSpacesAreOurBug() {
    assertThatThrownBy(() -> new GpuAddressSpace("x", 0, LIMIT, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GpuAddressSpace("x", LOWEST, LOWEST, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GpuAddressSpace("x", LOWEST, LIMIT + 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private long offsetAt(long address) {
    assertThat(access.resolve(address, 4, GpuAccess.READ, span)).isTrue();
    return span.offsetInSegment(0);
  }
}
