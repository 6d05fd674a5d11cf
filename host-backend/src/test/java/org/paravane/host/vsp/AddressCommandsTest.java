package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.EvictFlags;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;
import org.paravane.abi.ioctl.GpuVaProtectionType;
import org.paravane.abi.ioctl.MakeResidentFlags;
import org.paravane.abi.ioctl.MapGpuVirtualAddress;
import org.paravane.abi.ioctl.ReserveGpuVirtualAddress;
import org.paravane.abi.wire.CreatePagingQueueReply;
import org.paravane.abi.wire.EvictCommand;
import org.paravane.abi.wire.EvictReply;
import org.paravane.abi.wire.FreeGpuVirtualAddressCommand;
import org.paravane.abi.wire.MakeResidentCommand;
import org.paravane.abi.wire.MakeResidentReply;
import org.paravane.abi.wire.MapGpuVirtualAddressCommand;
import org.paravane.abi.wire.MapGpuVirtualAddressReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.ReserveGpuVirtualAddressCommand;
import org.paravane.abi.wire.ReserveGpuVirtualAddressReply;
import org.paravane.host.object.HostAllocation;
import org.paravane.host.object.HostProcess;
import org.paravane.host.object.PartitionPolicy;

class AddressCommandsTest {
  private static final GpuVaProtectionType READ_WRITE = new GpuVaProtectionType(true, false, false, false, false, 0);

  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.withProcess(1, host.adapter());
  private final Handle device = guest.device();
  private final CreatePagingQueueReply queue = ok(guest.createPagingQueue(device));

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  private Result<ReserveGpuVirtualAddressReply> reserve(Handle by, long base, long minimum, long maximum, long size,
      int type) {
    return guest.call(new ReserveGpuVirtualAddressCommand(guest.header(Message.RESERVEGPUVIRTUALADDRESS),
        new ReserveGpuVirtualAddress(by, base, minimum, maximum, size, type, 0, 0, 0)),
        ReserveGpuVirtualAddressReply.class);
  }

  private Result<MapGpuVirtualAddressReply> map(Handle by, long base, Handle allocation, long offset, long pages,
      GpuVaProtectionType protection) {
    return guest.call(new MapGpuVirtualAddressCommand(guest.header(Message.MAPGPUVIRTUALADDRESS),
        new MapGpuVirtualAddress(by, base, 0, 0, allocation, offset, pages, protection, 0, 0, 0, 0, 0), Handle.NONE),
        MapGpuVirtualAddressReply.class);
  }

  private Result<NtStatus> free(Handle adapter, long base, long size) {
    return guest.status(new FreeGpuVirtualAddressCommand(guest.header(Message.FREEGPUVIRTUALADDRESS),
        new FreeGpuVirtualAddress(adapter, 0, base, size)));
  }

  private Result<MakeResidentReply> makeResident(Handle by, Handle... allocations) {
    return guest.call(new MakeResidentCommand(guest.header(Message.MAKERESIDENT), Handle.NONE, by,
        MakeResidentFlags.of(0), allocations.length, HandleArray.of(allocations)), MakeResidentReply.class);
  }

  private Result<EvictReply> evict(Handle of, Handle... allocations) {
    return guest.call(new EvictCommand(guest.header(Message.EVICT), of, EvictFlags.of(0), allocations.length,
        HandleArray.of(allocations)), EvictReply.class);
  }

  private long fenceValue() {
    host.settle();
    return guest.at(queue.fenceStoragePhysicalAddress()).get(ValueLayout.JAVA_LONG, 0);
  }

  @Test
  void addressesAreReservedByAdapterOrByPagingQueue() {
    ReserveGpuVirtualAddressReply byAdapter = ok(reserve(guest.adapterHandle(), 0, 0, 0, 1 << 20, 0));
    ReserveGpuVirtualAddressReply byQueue = ok(reserve(queue.pagingQueue(), 0, 0, 0, 1 << 20, 1));

    assertThat(byAdapter.virtualAddress()).isNotEqualTo(byQueue.virtualAddress());
    assertThat(byAdapter.pagingFenceValue()).isZero();
    assertThat(byQueue.pagingFenceValue()).isEqualTo(1);
    assertThat(fenceValue()).isEqualTo(1);
  }

  @Test
  void reservationsHonourTheirLimits() {
    long base = 1L << 32;
    assertThat(ok(reserve(guest.adapterHandle(), base, 0, 0, 65536, 0)).virtualAddress()).isEqualTo(base);
    assertThat(errno(reserve(guest.adapterHandle(), base, 0, 0, 4096, 0))).as("taken").isEqualTo(Errno.EEXIST);
    long minimum = 1L << 33;
    assertThat(ok(reserve(guest.adapterHandle(), 0, minimum, minimum + 65536, 65536, 0)).virtualAddress())
        .isEqualTo(minimum);
    assertThat(errno(reserve(guest.adapterHandle(), 0, minimum, minimum + 65536, 65536, 0))).as("full")
        .isEqualTo(Errno.ENOMEM);
  }

  @Test
  void reservationsThatMakeNoSenseAreRefused() {
    Handle adapter = guest.adapterHandle();
    long[][] bad = {{0, 0, 0, 0, 0}, {0, 0, 0, 1, 0}, {1, 0, 0, 4096, 0}, {0, 0, 0, -4096, 0}, {-4096, 0, 0, 4096, 0},
        {0, 8192, 4096, 4096, 0}, {0, 0, 0, Long.MIN_VALUE, 0}, {0, 0, 0, 4096, 3}, {0, 0, 0, 4096, -1},
        {Long.MAX_VALUE & -4096, 0, 0, 4096, 0}, {4096, 0, 0, 4096, 0}};
    for (long[] args : bad) {
      assertThat(errno(reserve(adapter, args[0], args[1], args[2], args[3], (int) args[4]))).isEqualTo(Errno.EINVAL);
    }
    assertThat(errno(reserve(device, 0, 0, 0, 4096, 0))).as("neither adapter nor queue").isEqualTo(Errno.EINVAL);
    assertThat(errno(reserve(new Handle(adapter.value() ^ 2), 0, 0, 0, 4096, 0))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void mappingsCountTheFenceUp() {
    Handle allocation = guest.allocation(device, 16384, true);

    MapGpuVirtualAddressReply first = ok(guest.map(queue.pagingQueue(), allocation, 0, 4, true));
    MapGpuVirtualAddressReply second = ok(guest.map(queue.pagingQueue(), allocation, 1, 2, false));

    assertThat(first.status()).isEqualTo(NtStatus.SUCCESS);
    assertThat(first.pagingFenceValue()).isEqualTo(1);
    assertThat(second.pagingFenceValue()).isEqualTo(2);
    assertThat(second.virtualAddress()).isNotEqualTo(first.virtualAddress());
    assertThat(fenceValue()).isEqualTo(2);
  }

  @Test
  void aMappingMayFillAReservation() {
    Handle allocation = guest.allocation(device, 8192, false);
    long base = ok(reserve(guest.adapterHandle(), 0, 0, 0, 65536, 0)).virtualAddress();

    assertThat(ok(map(queue.pagingQueue(), base + 4096, allocation, 0, 2, READ_WRITE)).virtualAddress())
        .isEqualTo(base + 4096);
    assertThat(errno(map(queue.pagingQueue(), base + 61440, allocation, 0, 2, READ_WRITE))).isEqualTo(Errno.EEXIST);
  }

  @Test
  void mappingsThatMakeNoSenseAreRefused() {
    Handle allocation = guest.allocation(device, 8192, true);
    Handle paging = queue.pagingQueue();
    long[][] bad = {{0, 0}, {0, -1}, {-1, 1}, {0, 3}, {2, 1}, {1, 2}, {Long.MAX_VALUE, 1}, {0, Long.MAX_VALUE},
        {Long.MAX_VALUE / 4096, 1}, {0, Long.MAX_VALUE / 4096}};
    for (long[] range : bad) {
      assertThat(errno(map(paging, 0, allocation, range[0], range[1], READ_WRITE))).isEqualTo(Errno.EINVAL);
    }
    assertThat(errno(map(device, 0, allocation, 0, 1, READ_WRITE))).as("no queue").isEqualTo(Errno.EINVAL);
    assertThat(errno(map(paging, 0, device, 0, 1, READ_WRITE))).as("no allocation").isEqualTo(Errno.EINVAL);
    assertThat(errno(map(paging, 0, Handle.NONE, 0, 1, READ_WRITE))).as("nothing").isEqualTo(Errno.EINVAL);
    assertThat(fenceValue()).isZero();
  }

  @Test
  void protectionIsChecked() {
    Handle allocation = guest.allocation(device, 8192, true);
    Handle paging = queue.pagingQueue();

    ok(map(paging, 0, Handle.NONE, 0, 1, new GpuVaProtectionType(false, false, true, false, false, 0)));
    ok(map(paging, 0, Handle.NONE, 0, 1, new GpuVaProtectionType(false, false, false, true, false, 0)));
    ok(map(paging, 0, allocation, 0, 1, new GpuVaProtectionType(false, true, false, false, false, 0)));
    for (GpuVaProtectionType bad : new GpuVaProtectionType[]{
        new GpuVaProtectionType(true, false, true, false, false, 0),
        new GpuVaProtectionType(false, false, true, true, false, 0),
        new GpuVaProtectionType(true, false, false, false, true, 0),
        new GpuVaProtectionType(true, false, false, false, false, 1)}) {
      assertThat(errno(map(paging, 0, allocation, 0, 1, bad))).as(bad.toString()).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void freeingNeedsAWholeReservation() {
    long base = ok(reserve(guest.adapterHandle(), 0, 0, 0, 65536, 0)).virtualAddress();

    assertThat(errno(free(guest.adapterHandle(), base, 4096))).isEqualTo(Errno.EINVAL);
    assertThat(errno(free(guest.adapterHandle(), base + 4096, 61440))).isEqualTo(Errno.EINVAL);
    assertThat(errno(free(queue.pagingQueue(), base, 65536))).as("adapter only").isEqualTo(Errno.EINVAL);
    ok(free(guest.adapterHandle(), base, 65536));
    assertThat(errno(free(guest.adapterHandle(), base, 65536))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void residencyIsCountedAndAtOnce() {
    Handle a = guest.allocation(device, 4096, true);
    Handle b = guest.allocation(device, 4096, false);

    MakeResidentReply reply = ok(makeResident(queue.pagingQueue(), a, b, a));

    assertThat(reply.status()).isEqualTo(NtStatus.SUCCESS);
    assertThat(reply.numBytesToTrim()).isZero();
    assertThat(fenceValue()).isEqualTo(reply.pagingFenceValue()).isEqualTo(1);
    HostProcess process = ok(guest.vsp().partition().process(guest.process()));
    assertThat(ok(process.find(a, HostAllocation.class)).residency()).isEqualTo(2);
    assertThat(ok(evict(device, a, a, a, b)).numBytesToTrim()).isZero();
    assertThat(ok(process.find(a, HostAllocation.class)).residency()).isZero();
  }

  @Test
  void residencyOfUnknownOrForeignAllocationsIsRefused() {
    Handle mine = guest.allocation(device, 4096, true);
    Handle foreign = guest.allocation(guest.device(), 4096, true);

    assertThat(errno(makeResident(queue.pagingQueue(), mine, foreign))).isEqualTo(Errno.EINVAL);
    assertThat(errno(makeResident(queue.pagingQueue(), mine, Handle.NONE))).isEqualTo(Errno.EINVAL);
    assertThat(errno(makeResident(queue.pagingQueue()))).isEqualTo(Errno.EINVAL);
    assertThat(errno(makeResident(device, mine))).isEqualTo(Errno.EINVAL);
    assertThat(errno(evict(device, mine, foreign))).isEqualTo(Errno.EINVAL);
    assertThat(errno(evict(device))).isEqualTo(Errno.EINVAL);
    assertThat(errno(evict(Handle.NONE, mine))).isEqualTo(Errno.EINVAL);
    assertThat(fenceValue()).isZero();
  }

  @Test
  void aGuestThatFreesTheAddressOfItsFenceHurtsOnlyItself() {
    long address = guest.fence(device, 1).fenceGpuVa();

    ok(free(guest.adapterHandle(), address, 4096));
    // destroyed with the device, in nothingIsLeft
  }

  @Test
  void mappingsAreLimited() {
    PartitionPolicy policy = new PartitionPolicy(1 << 20, 4, 4, 4, 4, 4, 4, 300, 4, 0, 100);
    FakeGuest limited = FakeGuest.started(2, host.adapter(), policy);
    limited.newProcess();
    Handle limitedDevice = limited.device();
    Handle paging = ok(limited.createPagingQueue(limitedDevice)).pagingQueue();
    Handle allocation = limited.allocation(limitedDevice, 4096, true);
    Result<MapGpuVirtualAddressReply> last = limited.map(paging, allocation, 0, 1, true);
    int mapped = 0;
    while (last instanceof Result.Ok) {
      mapped++;
      last = limited.map(paging, allocation, 0, 1, true);
    }

    assertThat(errno(last)).isEqualTo(Errno.ENOMEM);
    assertThat(mapped).isBetween(250, 300);
    Baseline.deathOf(limited, host);
  }
}
