package org.paravane.host.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;
import static org.paravane.host.Results.reason;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.host.ArenaStore;
import org.paravane.host.memory.AllocationRequest.Placement;

class AdapterMemoryTest {
  private static final long PAGE = 4096;

  private final ArenaStore local = new ArenaStore(64 * PAGE);
  private final AdapterMemory memory = new AdapterMemory(local, 128 * PAGE);
  private final PartitionMemory guest = memory.openPartition("guest", new MemoryBudget(32 * PAGE, 16 * PAGE));
  private final PartitionMemory other = memory.openPartition("other", new MemoryBudget(64 * PAGE, 64 * PAGE));
  private final ProcessMemory process = process(guest, "p1");
  private final ProcessMemory neighbour = process(other, "p2");

  @AfterEach
  void booksAreRight() {
    assertThat(memory.violations()).isEmpty();
  }

  @Test
  void chargesProcessPartitionAndAdapter() {
    Allocation allocation = ok(process.allocate(AllocationRequest.local(PAGE + 1)));
    assertThat(allocation.sizeBytes()).isEqualTo(2 * PAGE);
    assertThat(process.figures(SegmentGroup.LOCAL).usage()).isEqualTo(2 * PAGE);
    assertThat(guest.figures(SegmentGroup.LOCAL).usage()).isEqualTo(2 * PAGE);
    assertThat(memory.figures(SegmentGroup.LOCAL).usage()).isEqualTo(2 * PAGE);
    assertThat(memory.figures(SegmentGroup.NON_LOCAL).usage()).isZero();
    ok(process.free(allocation));
    assertThat(memory.figures(SegmentGroup.LOCAL).usage()).isZero();
    assertThat(process.allocationCount()).isZero();
  }

  @Test
  void theLastByteOfABudgetSucceedsAndTheNextFails() {
    ok(process.allocate(AllocationRequest.local(31 * PAGE)));
    ok(process.allocate(AllocationRequest.local(PAGE)));
    MemoryFigures before = process.figures(SegmentGroup.LOCAL);
    assertThat(before.budget()).isEqualTo(before.usage());
    assertThat(reason(process.allocate(AllocationRequest.local(1)))).contains("over budget", "owner=guest",
        "segment=LOCAL");
    assertThat(errno(process.allocate(AllocationRequest.local(1)))).isEqualTo(Errno.ENOMEM);
    assertThat(process.figures(SegmentGroup.LOCAL)).isEqualTo(before);
  }

  @Test
  void theSegmentItselfIsALimit() {
    ok(neighbour.allocate(AllocationRequest.local(60 * PAGE)));
    assertThat(errno(process.allocate(AllocationRequest.local(5 * PAGE)))).isEqualTo(Errno.ENOMEM);
    assertThat(process.figures(SegmentGroup.LOCAL).budget()).isEqualTo(4 * PAGE);
    ok(process.allocate(AllocationRequest.local(4 * PAGE)));
  }

  @Test
  void aFragmentedSegmentIsUsedToItsLastPage() {
    List<Allocation> small = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      small.add(ok(neighbour.allocate(AllocationRequest.local(PAGE))));
    }
    for (int i = 0; i < 64; i += 2) {
      ok(neighbour.free(small.get(i)));
    }
    Allocation scattered = ok(process.allocate(AllocationRequest.local(32 * PAGE)));
    assertThat(scattered.runs()).hasSize(32);
    long base = ok(process.addressSpace().map(MapRequest.of(scattered)));
    MemoryAccess access = process.addressSpace().newAccess();
    GpuSpan span = new GpuSpan();
    access.begin();
    assertThat(access.resolve(base, 32 * PAGE, GpuAccess.WRITE, span)).isTrue();
    assertThat(span.pieces()).isEqualTo(32);
    access.end();
    ok(process.free(scattered));
  }

  @Test
  void apertureMemoryNeedsAnAperture() {
    assertThat(errno(process.allocate(AllocationRequest.aperture(PAGE)))).isEqualTo(Errno.EOPNOTSUPP);
    assertThat(process.figures(SegmentGroup.NON_LOCAL).usage()).isZero();
    ok(process.attachAperture(new ArenaStore(8 * PAGE)));
    assertThat(errno(process.attachAperture(new ArenaStore(8 * PAGE)))).isEqualTo(Errno.EEXIST);
    Allocation allocation = ok(process.allocate(AllocationRequest.aperture(PAGE)));
    assertThat(allocation.cpuVisible()).isTrue();
    assertThat(allocation.apertureOffset()).isEqualTo(PAGE);
    assertThat(allocation.group()).isEqualTo(SegmentGroup.NON_LOCAL);
  }

  @Test
  void aFullApertureChargesNothing() {
    ok(process.attachAperture(new ArenaStore(4 * PAGE)));
    assertThat(errno(process.allocate(AllocationRequest.aperture(4 * PAGE)))).isEqualTo(Errno.ENOMEM);
    assertThat(process.figures(SegmentGroup.NON_LOCAL).usage()).isZero();
  }

  @Test
  void alignmentInTheApertureIsHonoured() {
    ok(process.attachAperture(new ArenaStore(64 * PAGE)));
    Allocation allocation = ok(process.allocate(new AllocationRequest(PAGE, 65536, Placement.APERTURE, false)));
    assertThat(allocation.apertureOffset()).isEqualTo(65536);
    assertThatThrownBy(() -> ok(process.allocate(AllocationRequest.local(PAGE))).apertureOffset())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void badRequestsAreRefused() {
    for (AllocationRequest request : List.of(AllocationRequest.local(0), AllocationRequest.local(-1),
        AllocationRequest.local(Long.MAX_VALUE), new AllocationRequest(PAGE, 3, Placement.LOCAL, false),
        new AllocationRequest(PAGE, -8, Placement.LOCAL, false),
        new AllocationRequest(PAGE, 4 << 20, Placement.LOCAL, false))) {
      assertThat(errno(process.allocate(request))).as("%s", request).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void existingMemoryIsChargedAndFilledInSteps() {
    Allocation existing = ok(process.allocate(AllocationRequest.existing(3 * PAGE, true)));
    assertThat(process.figures(SegmentGroup.NON_LOCAL).usage()).isEqualTo(3 * PAGE);
    assertThat(existing.isPopulated()).isFalse();
    ArenaStore pages = new ArenaStore(8 * PAGE);
    assertThat(ok(process.addExistingPages(existing, new MemoryRun(pages, 0, PAGE)))).isEqualTo(PAGE);
    assertThat(ok(process.addExistingPages(existing, new MemoryRun(pages, PAGE, PAGE)))).isEqualTo(2 * PAGE);
    assertThat(existing.runs()).hasSize(1);
    assertThat(errno(process.addExistingPages(existing, new MemoryRun(pages, 2 * PAGE, 2 * PAGE))))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(neighbour.addExistingPages(existing, new MemoryRun(pages, 2 * PAGE, PAGE))))
        .isEqualTo(Errno.EINVAL);
    ok(process.addExistingPages(existing, new MemoryRun(pages, 4 * PAGE, PAGE)));
    assertThat(existing.isPopulated()).isTrue();
    ok(process.free(existing));
    assertThat(errno(process.addExistingPages(existing, new MemoryRun(pages, 0, PAGE)))).isEqualTo(Errno.EINVAL);
    assertThat(pages.discards).isEmpty();
  }

  @Test
  void memoryIsZeroedBeforeItChangesOwner() {
    Allocation secret = ok(process.allocate(AllocationRequest.local(2 * PAGE)));
    long offset = secret.runs().getFirst().offset();
    local.hostView().asSlice(offset, 2 * PAGE).fill((byte) 0x5a);
    ok(process.free(secret));
    Allocation next = ok(neighbour.allocate(AllocationRequest.local(2 * PAGE)));
    assertThat(next.runs().getFirst().offset()).isEqualTo(offset);
    assertThat(local.hostView().get(JAVA_BYTE, offset)).isZero();
    assertThat(local.hostView().get(JAVA_BYTE, offset + 2 * PAGE - 1)).isZero();
  }

  @Test
  void memoryThatAPacketMayStillTouchIsHeldBack() {
    Allocation allocation = ok(process.allocate(AllocationRequest.local(PAGE)));
    ok(process.addressSpace().map(MapRequest.of(allocation)));
    MemoryAccess packet = process.addressSpace().newAccess();
    packet.begin();
    List<String> happened = new ArrayList<>();
    ok(process.free(allocation, () -> happened.add("released")));
    assertThat(process.addressSpace().mappings()).isZero();
    assertThat(memory.heldAllocations()).isOne();
    assertThat(memory.figures(SegmentGroup.LOCAL).usage()).isEqualTo(PAGE);
    assertThat(memory.violations()).isEmpty();
    assertThat(local.discards).isEmpty();
    Allocation next = ok(neighbour.allocate(AllocationRequest.local(PAGE)));
    assertThat(next.runs().getFirst().offset()).isNotEqualTo(allocation.runs().getFirst().offset());
    packet.end();
    assertThat(happened).containsExactly("released");
    assertThat(memory.heldAllocations()).isZero();
    assertThat(local.discards).hasSize(1);
    assertThat(process.figures(SegmentGroup.LOCAL).usage()).isZero();
  }

  @Test
  void anAllocationIsFreedOnceAndByItsOwnerOnly() {
    Allocation allocation = ok(process.allocate(AllocationRequest.local(PAGE)));
    assertThat(errno(neighbour.free(allocation))).isEqualTo(Errno.EINVAL);
    ok(process.free(allocation));
    assertThat(errno(process.free(allocation))).isEqualTo(Errno.EINVAL);
    assertThat(allocation.isFreed()).isTrue();
    assertThat(errno(process.addressSpace().map(MapRequest.of(allocation)))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void memoryThatCannotBeScrubbedIsNeverGivenOutAgain() {
    AdapterMemory broken = new AdapterMemory(new EngineOnlyStore(), 0);
    ProcessMemory owner = broken.openPartition("g", new MemoryBudget(8 * PAGE, 0)).openProcess("p", space("p"));
    ok(owner.free(ok(owner.allocate(AllocationRequest.local(PAGE)))));
    assertThat(broken.figures(SegmentGroup.LOCAL).usage()).isZero();
    assertThat(broken.violations()).isEmpty();
    assertThat(errno(owner.allocate(AllocationRequest.local(8 * PAGE)))).isEqualTo(Errno.ENOMEM);
    assertThat(ok(owner.allocate(AllocationRequest.local(7 * PAGE))).runs().getFirst().offset()).isEqualTo(PAGE);
  }

  @Test
  void memoryThatOnlyTheEngineReachesFaultsOnTheHost() {
    AdapterMemory device = new AdapterMemory(new EngineOnlyStore(), 0);
    ProcessMemory owner = device.openPartition("g", new MemoryBudget(8 * PAGE, 0)).openProcess("p", space("p"));
    long base = ok(owner.addressSpace().map(MapRequest.of(ok(owner.allocate(AllocationRequest.local(PAGE))))));
    MemoryAccess access = owner.addressSpace().newAccess();
    GpuSpan span = new GpuSpan();
    access.begin();
    assertThat(access.resolve(base, 8, GpuAccess.READ, span)).isFalse();
    assertThat(span.faultCause()).isEqualTo("not host memory");
  }

  @Test
  void reservationsAreLimitedToHalfOfTheBudget() {
    assertThat(process.figures(SegmentGroup.LOCAL).availableForReservation()).isEqualTo(16 * PAGE);
    assertThat(errno(process.setReservation(SegmentGroup.LOCAL, 17 * PAGE))).isEqualTo(Errno.EINVAL);
    assertThat(errno(process.setReservation(SegmentGroup.LOCAL, -1))).isEqualTo(Errno.EINVAL);
    ok(process.setReservation(SegmentGroup.LOCAL, 10 * PAGE));
    ProcessMemory second = process(guest, "p3");
    assertThat(second.figures(SegmentGroup.LOCAL).availableForReservation()).isEqualTo(6 * PAGE);
    assertThat(process.figures(SegmentGroup.LOCAL).availableForReservation()).isEqualTo(16 * PAGE);
    ok(process.setReservation(SegmentGroup.LOCAL, 16 * PAGE));
    ok(process.setReservation(SegmentGroup.LOCAL, 2 * PAGE));
    assertThat(process.figures(SegmentGroup.LOCAL).reservation()).isEqualTo(2 * PAGE);
  }

  @Test
  void aClosedProcessLeavesNothing() {
    ok(process.attachAperture(new ArenaStore(8 * PAGE)));
    ok(process.allocate(AllocationRequest.local(PAGE)));
    ok(process.allocate(AllocationRequest.aperture(PAGE)));
    ok(process.allocate(AllocationRequest.existing(PAGE, false)));
    ok(process.setReservation(SegmentGroup.LOCAL, PAGE));
    List<String> happened = new ArrayList<>();
    process.close(() -> happened.add("closed"));
    assertThat(happened).containsExactly("closed");
    assertThat(guest.figures(SegmentGroup.LOCAL)).isEqualTo(new MemoryFigures(32 * PAGE, 0, 0, 32 * PAGE));
    assertThat(guest.figures(SegmentGroup.NON_LOCAL).usage()).isZero();
    assertThat(errno(process.allocate(AllocationRequest.local(PAGE)))).isEqualTo(Errno.ENODEV);
    assertThatThrownBy(() -> process.close(() -> {
    })).isInstanceOf(IllegalStateException.class);
    guest.close();
  }

  @Test
  void closingWaitsForARunningPacket() {
    Allocation allocation = ok(process.allocate(AllocationRequest.local(PAGE)));
    ok(process.addressSpace().map(MapRequest.of(allocation)));
    MemoryAccess packet = process.addressSpace().newAccess();
    packet.begin();
    List<String> happened = new ArrayList<>();
    process.close(() -> happened.add("closed"));
    assertThat(happened).isEmpty();
    assertThatThrownBy(guest::close).isInstanceOf(IllegalStateException.class);
    packet.end();
    assertThat(happened).containsExactly("closed");
    guest.close();
  }

  @Test
  void aBudgetCannotBeNegative() {
    assertThatThrownBy(() -> new MemoryBudget(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MemoryRun(local, 0, 100)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MemoryRun(local, 60 * PAGE, 5 * PAGE)).isInstanceOf(IllegalArgumentException.class);
  }

  private static ProcessMemory process(PartitionMemory partition, String name) {
    return partition.openProcess(name, space(name));
  }

  private static GpuAddressSpace space(String name) {
    return new GpuAddressSpace(name, 0x10000, 1L << 40, 1000);
  }

  /** Memory that the host cannot see, and that fails to discard. */
  private static final class EngineOnlyStore implements PageStore {
    @Override
    public long capacityBytes() {
      return 8 * PAGE;
    }

    @Override
    public java.lang.foreign.@org.jspecify.annotations.Nullable MemorySegment hostView() {
      return null;
    }

    @Override
    public org.paravane.abi.Result<Long> grow(long bytes) {
      return org.paravane.abi.Result.ok(capacityBytes());
    }

    @Override
    public org.paravane.abi.Result<Long> discard(long offset, long bytes) {
      return org.paravane.abi.Result.failed(Errno.EIO, "cannot");
    }
  }
}
