package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;
import static org.paravane.host.Results.reason;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.accel.SegmentChoice;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.ioctl.GdiSurfaceData;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.ioctl.Unlock2;
import org.paravane.abi.wire.AllocInfo;
import org.paravane.abi.wire.AllocInfoReply;
import org.paravane.abi.wire.CreateAllocationCommand;
import org.paravane.abi.wire.CreateAllocationReply;
import org.paravane.abi.wire.DdiGetStandardAllocationDriverDataCommand;
import org.paravane.abi.wire.DdiGetStandardAllocationDriverDataReply;
import org.paravane.abi.wire.DestroyAllocationCommand;
import org.paravane.abi.wire.Lock2Command;
import org.paravane.abi.wire.Lock2Reply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.Unlock2Command;
import org.paravane.host.memory.SegmentGroup;
import org.paravane.host.object.ObjectKind;

class AllocationCommandsTest {
  private static final AllocationDescription PAGE = AllocationDescription.of(4096, true);
  private static final CreateAllocationFlags RESOURCE = CreateAllocationFlags.NONE.withCreateResource();

  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.withProcess(1, host.adapter());
  private final Handle device = guest.device();

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  private int count(ObjectKind kind) {
    return guest.vsp().partition().counts().of(kind);
  }

  private long used(SegmentGroup group) {
    return host.adapter().memory().figures(group).usage();
  }

  private Result<CreateAllocationReply> create(AllocationDescription... descriptions) {
    return guest.createAllocations(device, Handle.NONE, CreateAllocationFlags.NONE, descriptions);
  }

  private Result<NtStatus> destroy(Handle of, Handle resource, Handle... allocations) {
    return guest.status(new DestroyAllocationCommand(guest.header(Message.DESTROYALLOCATION), of, resource,
        allocations.length, DestroyAllocation2Flags.NONE, HandleArray.of(allocations)));
  }

  private Result<Lock2Reply> lock(Handle allocation) {
    return guest
        .call(new Lock2Command(guest.header(Message.LOCK2), new Lock2(device, allocation, new Lock2Flags(0), 0, 0),
            false, 0, 0), Lock2Reply.class);
  }

  private Result<NtStatus> unlock(Handle allocation) {
    return guest.status(new Unlock2Command(guest.header(Message.UNLOCK2), new Unlock2(device, allocation), false));
  }

  @Test
  void cpuVisibleMemoryIsInTheApertureAndOtherMemoryIsLocal() {
    ok(create(AllocationDescription.of(8192, true), AllocationDescription.of(12288, false),
        AllocationDescription.of(4096, false).withSegment(SegmentChoice.NON_LOCAL)));

    assertThat(used(SegmentGroup.NON_LOCAL)).isEqualTo(8192 + 4096);
    assertThat(used(SegmentGroup.LOCAL)).isEqualTo(12288);
    assertThat(count(ObjectKind.ALLOCATION)).isEqualTo(3);
    assertThat(count(ObjectKind.RESOURCE)).isZero();
  }

  @Test
  void theReplySaysTheRealSizeTwice() {
    CreateAllocationReply reply = ok(create(AllocationDescription.of(1, true), AllocationDescription.of(5000, false)));

    assertThat(reply.allocationInfo()).extracting(AllocInfoReply::allocationSize).containsExactly(4096L, 8192L);
    assertThat(reply.allocationInfo()).extracting(AllocInfoReply::privDrvDataSize).containsExactly(32, 32);
    assertThat(reply.allocationData().stream().map(data -> data.as(AllocationDescription.class).sizeBytes()))
        .containsExactly(4096L, 8192L);
    assertThat(reply.allocationInfo().getFirst().allocationFlags().cached()).isTrue();
    assertThat(reply.resource()).isEqualTo(Handle.NONE);
    assertThat(reply.globalShare()).isEqualTo(Handle.NONE);
  }

  @Test
  void descriptionsThatMakeNoSenseAreRefused() {
    for (AllocationDescription bad : List.of(AllocationDescription.of(0, true), AllocationDescription.of(-1, true),
        AllocationDescription.of(Long.MAX_VALUE, false), PAGE.withAlignmentBytes(3), PAGE.withAlignmentBytes(1L << 40),
        PAGE.withSegment(SegmentChoice.LOCAL),
        new AllocationDescription(1, 1, 4096, 0, true, false, 0, 0),
        new AllocationDescription(AllocationDescription.MAGIC, 2, 4096, 0, true, false, 0, 0),
        new AllocationDescription(AllocationDescription.MAGIC, 1, 4096, 0, true, false, 1, 0),
        new AllocationDescription(AllocationDescription.MAGIC, 1, 4096, 0, true, false, 0, 3))) {
      assertThat(errno(create(PAGE, bad))).as(bad.toString()).isEqualTo(Errno.EINVAL);
    }
    assertThat(host.memoryInUse()).isZero();
    assertThat(count(ObjectKind.ALLOCATION)).isZero();
  }

  @Test
  void aRefusalNamesTheAllocation() {
    assertThat(reason(create(PAGE, PAGE, AllocationDescription.of(0, true)))).contains("allocation=2");
  }

  @Test
  void allocationsAreMadeAllOrNone() {
    assertThat(errno(create(PAGE, PAGE, AllocationDescription.of(SteppedAdapter.LOCAL_BYTES + 1, false))))
        .isEqualTo(Errno.ENOMEM);

    assertThat(host.memoryInUse()).isZero();
    assertThat(count(ObjectKind.ALLOCATION)).isZero();
  }

  @Test
  void kindsThatAreNotSupportedAreRefused() {
    for (CreateAllocationFlags flags : List.of(RESOURCE.withCreateShared(), CreateAllocationFlags.of(1 << 3),
        CreateAllocationFlags.of(1 << 17))) {
      assertThat(errno(guest.createAllocations(device, Handle.NONE, flags, PAGE))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void noneAndTooManyAllocationsAreRefused() {
    assertThat(errno(create())).isEqualTo(Errno.EINVAL);
    AllocationDescription[] many = Stream.generate(() -> PAGE).limit(1025).toArray(AllocationDescription[]::new);
    assertThat(errno(create(many))).isEqualTo(Errno.EINVAL);
    assertThat(count(ObjectKind.ALLOCATION)).isZero();
  }

  @Test
  void privateDataThatIsNoDescriptionIsRefused() {
    for (int size : new int[]{0, 1, 31}) {
      CreateAllocationCommand command = new CreateAllocationCommand(guest.header(Message.CREATEALLOCATION), device,
          Handle.NONE, 0, 0, 1, CreateAllocationFlags.NONE, 0, false, List.of(new AllocInfo(0, size, 0)), Bytes.EMPTY,
          Bytes.EMPTY, List.of(Bytes.zero(size)));
      assertThat(errno(guest.call(command, CreateAllocationReply.class))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void aReplyThatWouldBeTooLongIsRefusedBeforeAnythingIsMade() {
    List<AllocInfo> infos = Stream.generate(() -> new AllocInfo(0, 100, 0)).limit(1000).toList();
    List<Bytes> data = Stream.generate(() -> Bytes.of(PAGE, 100)).limit(1000).toList();
    CreateAllocationCommand command = new CreateAllocationCommand(guest.header(Message.CREATEALLOCATION), device,
        Handle.NONE, 0, 0, 1000, CreateAllocationFlags.NONE, 0, false, infos, Bytes.EMPTY, Bytes.EMPTY, data);

    assertThat(reason(guest.call(command, CreateAllocationReply.class))).contains("reply would be too long");
    assertThat(count(ObjectKind.ALLOCATION)).isZero();
  }

  @Test
  void aResourceGathersAllocations() {
    CreateAllocationReply first = ok(guest.createAllocations(device, Handle.NONE, RESOURCE, PAGE, PAGE));
    assertThat(first.resource().isNone()).isFalse();

    ok(guest.createAllocations(device, first.resource(), CreateAllocationFlags.NONE, PAGE));

    assertThat(count(ObjectKind.ALLOCATION)).isEqualTo(3);
    assertThat(count(ObjectKind.RESOURCE)).isEqualTo(1);
    ok(destroy(device, first.resource()));
    assertThat(count(ObjectKind.ALLOCATION)).isZero();
    assertThat(count(ObjectKind.RESOURCE)).isZero();
    assertThat(host.memoryInUse()).isZero();
  }

  @Test
  void aResourceOfAnotherDeviceOrOfNoneIsRefused() {
    Handle resource = ok(guest.createAllocations(device, Handle.NONE, RESOURCE, PAGE)).resource();
    Handle other = guest.device();

    assertThat(errno(guest.createAllocations(other, resource, CreateAllocationFlags.NONE, PAGE)))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.createAllocations(device, device, CreateAllocationFlags.NONE, PAGE)))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.createAllocations(device, resource, RESOURCE, PAGE))).isEqualTo(Errno.EINVAL);
    assertThat(errno(destroy(other, resource))).isEqualTo(Errno.EINVAL);
    assertThat(count(ObjectKind.ALLOCATION)).isEqualTo(1);
  }

  @Test
  void destroyingIsAllOrNothing() {
    Handle first = guest.allocation(device, 4096, true);
    Handle second = guest.allocation(device, 4096, true);
    Handle other = guest.device();
    Handle foreign = guest.allocation(other, 4096, true);
    Handle inResource = ok(guest.createAllocations(device, Handle.NONE, RESOURCE, PAGE)).allocationInfo().getFirst()
        .allocation();

    assertThat(errno(destroy(device, Handle.NONE, first, first))).as("twice").isEqualTo(Errno.EINVAL);
    assertThat(errno(destroy(device, Handle.NONE, first, foreign))).as("foreign").isEqualTo(Errno.EINVAL);
    assertThat(errno(destroy(device, Handle.NONE, first, inResource))).as("in resource").isEqualTo(Errno.EINVAL);
    assertThat(errno(destroy(device, Handle.NONE, first, new Handle(77)))).as("unknown").isEqualTo(Errno.EINVAL);
    assertThat(errno(destroy(device, Handle.NONE, device))).as("no allocation").isEqualTo(Errno.EINVAL);
    assertThat(errno(destroy(device, Handle.NONE))).as("nothing").isEqualTo(Errno.EINVAL);
    assertThat(errno(destroy(device, first, second))).as("both").isEqualTo(Errno.EINVAL);
    assertThat(count(ObjectKind.ALLOCATION)).isEqualTo(4);

    ok(destroy(device, Handle.NONE, first, second));
    assertThat(count(ObjectKind.ALLOCATION)).isEqualTo(2);
  }

  @Test
  void freedMemoryIsZeroWhenItComesBack() {
    Handle allocation = guest.allocation(device, 4096, true);
    long gpa = ok(lock(allocation)).cpuVisibleBufferOffset();
    guest.at(gpa).asSlice(0, 4096).fill((byte) 0x5A);
    ok(destroy(device, Handle.NONE, allocation));
    host.settle();

    long again = ok(lock(guest.allocation(device, 4096, true))).cpuVisibleBufferOffset();

    assertThat(again).isEqualTo(gpa);
    assertThat(guest.at(again).asSlice(0, 4096).mismatch(
        MemorySegment.ofArray(new byte[4096]))).isEqualTo(-1);
  }

  @Test
  void theFirstPageOfAnApertureIsNeverGivenOut() {
    assertThat(ok(lock(guest.allocation(device, 4096, true))).cpuVisibleBufferOffset())
        .isGreaterThanOrEqualTo(guest.aperture().gpaBase() + 4096);
  }

  @Test
  void locksAreCounted() {
    Handle allocation = guest.allocation(device, 8192, true);

    Lock2Reply first = ok(lock(allocation));
    assertThat(first.status()).isEqualTo(NtStatus.SUCCESS);
    assertThat(ok(lock(allocation)).cpuVisibleBufferOffset()).isEqualTo(first.cpuVisibleBufferOffset());

    ok(unlock(allocation));
    ok(unlock(allocation));
    assertThat(errno(unlock(allocation))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void memoryThatIsNotCpuVisibleCannotBeLocked() {
    Handle local = guest.allocation(device, 4096, false);
    Handle nonLocal = ok(create(AllocationDescription.of(4096, false).withSegment(SegmentChoice.NON_LOCAL)))
        .allocationInfo().getFirst().allocation();

    assertThat(errno(lock(local))).isEqualTo(Errno.EOPNOTSUPP);
    assertThat(errno(lock(nonLocal))).isEqualTo(Errno.EOPNOTSUPP);
    assertThat(errno(lock(device))).isEqualTo(Errno.EINVAL);
    assertThat(errno(unlock(local))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void lockingNeedsTheRightDevice() {
    Handle foreign = guest.allocation(guest.device(), 4096, true);

    assertThat(errno(lock(foreign))).isEqualTo(Errno.EINVAL);
    assertThat(errno(unlock(foreign))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void withoutApertureCpuVisibleMemoryIsNotSupportedAndOtherMemoryIs() {
    guest.useProcess(ok(guest.createProcess()));
    Handle bare = guest.device();

    assertThat(errno(guest.createAllocations(bare, Handle.NONE, CreateAllocationFlags.NONE, PAGE)))
        .isEqualTo(Errno.EOPNOTSUPP);
    assertThat(guest.allocation(bare, 4096, false).isNone()).isFalse();
  }

  @Test
  void anApertureThatIsFullIsOutOfMemory() {
    assertThat(errno(create(AllocationDescription.of(FakeGuest.APERTURE_BYTES, true)))).isEqualTo(Errno.ENOMEM);
    ok(create(AllocationDescription.of(FakeGuest.APERTURE_BYTES - 4096, true)));
    assertThat(errno(create(PAGE))).isEqualTo(Errno.ENOMEM);
    assertThat(used(SegmentGroup.NON_LOCAL)).isEqualTo(FakeGuest.APERTURE_BYTES - 4096);
  }

  private DdiGetStandardAllocationDriverDataCommand standard(int type, int width, int height, int room) {
    return new DdiGetStandardAllocationDriverDataCommand(guest.header(Message.DDIGETSTANDARDALLOCATIONDRIVERDATA), type,
        room, 0, 0, Bytes.zero(24)).withGdiSurface(new GdiSurfaceData(width, height, 0, 7, 0, 0));
  }

  @Test
  void aStandardHeapIsDescribedInTwoSteps() {
    DdiGetStandardAllocationDriverDataReply sizes = ok(
        guest.call(standard(4, 65536, 1, 0), DdiGetStandardAllocationDriverDataReply.class));
    assertThat(sizes.status()).isEqualTo(NtStatus.SUCCESS);
    assertThat(sizes.privDriverDataSize()).isEqualTo(32);
    assertThat(sizes.privDriverResourceSize()).isZero();

    DdiGetStandardAllocationDriverDataReply data = ok(
        guest.call(standard(4, 65536, 1, 32), DdiGetStandardAllocationDriverDataReply.class));
    AllocationDescription description = data.allocationData().as(AllocationDescription.class);
    assertThat(description.sizeBytes()).isEqualTo(65536);
    assertThat(ok(create(description)).allocationInfo().getFirst().allocationSize()).isEqualTo(65536);
  }

  @Test
  void otherStandardAllocationsAreRefused() {
    assertThat(errno(guest.call(standard(1, 4096, 1, 0), DdiGetStandardAllocationDriverDataReply.class)))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.call(standard(4, 0, 1, 0), DdiGetStandardAllocationDriverDataReply.class)))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.call(standard(4, 4096, 1, 31), DdiGetStandardAllocationDriverDataReply.class)))
        .isEqualTo(Errno.EOVERFLOW);
    assertThat(errno(guest.call(standard(4, -1, -1, 31), DdiGetStandardAllocationDriverDataReply.class)))
        .isEqualTo(Errno.EINVAL);
  }
}
