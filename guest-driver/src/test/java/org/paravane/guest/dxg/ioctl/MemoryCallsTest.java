package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.Evict;
import org.paravane.abi.ioctl.EvictFlags;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;
import org.paravane.abi.ioctl.GpuVaProtectionType;
import org.paravane.abi.ioctl.MakeResident;
import org.paravane.abi.ioctl.MakeResidentFlags;
import org.paravane.abi.ioctl.MapGpuVirtualAddress;
import org.paravane.abi.ioctl.ReserveGpuVirtualAddress;
import org.paravane.abi.wire.EvictCommand;
import org.paravane.abi.wire.FreeGpuVirtualAddressCommand;
import org.paravane.abi.wire.MakeResidentCommand;
import org.paravane.abi.wire.MakeResidentReply;
import org.paravane.abi.wire.MapGpuVirtualAddressCommand;
import org.paravane.abi.wire.MapGpuVirtualAddressReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.ReserveGpuVirtualAddressCommand;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;

class MemoryCallsTest {
  private static final Handle HOST_ADAPTER = new Handle(0x0ada_0001);

  private final Fixture fixture = Fixture.started();
  private final FakeHost host = fixture.host();
  private final Client client = Client.of(fixture);
  private final Handle adapter = client.openAdapter();
  private final Handle device = client.createDevice();
  private final CreatePagingQueue queue = client.createPagingQueue(device);
  private final Handle allocation = client.createAllocation(device, 4096);

  MemoryCallsTest() {
    host.forget();
  }

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  private static ReserveGpuVirtualAddress reserve(Handle owner) {
    return new ReserveGpuVirtualAddress(owner, 0, 0x1000, 0x7fff_ffff_f000L, 0x10000, 0, 5, 3, 4);
  }

  @Test
  void aReservationIsOwnedByTheHostsAdapterOrByAPagingQueue() {
    ReserveGpuVirtualAddress after = client.call(DxgIoctl.RESERVEGPUVIRTUALADDRESS, reserve(adapter)).ok();
    assertThat(after).isEqualTo(reserve(adapter).withVirtualAddress(0x8000_0000L));
    assertThat(sent().args().adapter()).isEqualTo(HOST_ADAPTER);

    client.call(DxgIoctl.RESERVEGPUVIRTUALADDRESS, reserve(queue.pagingQueue())).ok();
    assertThat(sent().args().adapter()).isEqualTo(queue.pagingQueue());
  }

  private ReserveGpuVirtualAddressCommand sent() {
    return host.last(Message.RESERVEGPUVIRTUALADDRESS, ReserveGpuVirtualAddressCommand.class);
  }

  @Test
  void aReservationNeedsAnOwner() {
    client.call(DxgIoctl.RESERVEGPUVIRTUALADDRESS, reserve(device)).failed(Errno.EINVAL);
    client.call(DxgIoctl.RESERVEGPUVIRTUALADDRESS, reserve(Handle.NONE)).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
    host.on(Message.RESERVEGPUVIRTUALADDRESS, command -> new byte[8]);
    client.call(DxgIoctl.RESERVEGPUVIRTUALADDRESS, reserve(adapter)).failed(Errno.EOVERFLOW);
    host.fail(Message.RESERVEGPUVIRTUALADDRESS, NtStatus.NO_MEMORY, "address space is full");
    client.call(DxgIoctl.RESERVEGPUVIRTUALADDRESS, reserve(adapter)).failed(Errno.ENOMEM);
  }

  private MapGpuVirtualAddress map(Handle by) {
    return new MapGpuVirtualAddress(by, 0, 0, 0, allocation, 0, 1, new GpuVaProtectionType(true, false, false, false,
        false, 0), 0, 0, 0, 0xaaaa, 0xbbbb);
  }

  @Test
  void aMappingIsPending() {
    MapGpuVirtualAddress after = client.call(DxgIoctl.MAPGPUVIRTUALADDRESS, map(queue.pagingQueue())).answered(259);
    assertThat(after.virtualAddress()).isEqualTo(0x7000_0000L);
    assertThat(after.pagingFenceValue()).isEqualTo(11);
    MapGpuVirtualAddressCommand command = host.last(Message.MAPGPUVIRTUALADDRESS, MapGpuVirtualAddressCommand.class);
    assertThat(command.args().allocation()).isEqualTo(allocation);
    assertThat(command.device()).isEqualTo(Handle.NONE);
  }

  @Test
  void outputsAreWrittenForSuccessAndPendingOnly() {
    host.reply(Message.MAPGPUVIRTUALADDRESS, new MapGpuVirtualAddressReply(1, 2, NtStatus.SUCCESS));
    assertThat(client.call(DxgIoctl.MAPGPUVIRTUALADDRESS, map(queue.pagingQueue())).ok().virtualAddress()).isEqualTo(1);
    host.reply(Message.MAPGPUVIRTUALADDRESS, new MapGpuVirtualAddressReply(1, 2, NtStatus.TIMEOUT));
    assertThat(client.call(DxgIoctl.MAPGPUVIRTUALADDRESS, map(queue.pagingQueue())).answered(258).virtualAddress())
        .isEqualTo(0xaaaa);
    host.reply(Message.MAPGPUVIRTUALADDRESS, new MapGpuVirtualAddressReply(1, 2, NtStatus.INVALID_PARAMETER));
    assertThat(client.call(DxgIoctl.MAPGPUVIRTUALADDRESS, map(queue.pagingQueue())).failed(Errno.EINVAL)
        .pagingFenceValue()).isEqualTo(0xbbbb);
  }

  @Test
  void aMappingNeedsAPagingQueue() {
    client.call(DxgIoctl.MAPGPUVIRTUALADDRESS, map(device)).failed(Errno.EINVAL);
    client.call(DxgIoctl.MAPGPUVIRTUALADDRESS, map(queue.syncObject())).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void freeingNamesTheHostsAdapterAndPassesTheStatusOn() {
    host.status(Message.FREEGPUVIRTUALADDRESS, NtStatus.PENDING);
    client.call(DxgIoctl.FREEGPUVIRTUALADDRESS, new FreeGpuVirtualAddress(adapter, 0, 0x7000, 0x1000)).answered(259);
    FreeGpuVirtualAddressCommand command = host.last(Message.FREEGPUVIRTUALADDRESS, FreeGpuVirtualAddressCommand.class);
    assertThat(command.args()).isEqualTo(new FreeGpuVirtualAddress(HOST_ADAPTER, 0, 0x7000, 0x1000));
    client.call(DxgIoctl.FREEGPUVIRTUALADDRESS, new FreeGpuVirtualAddress(queue.pagingQueue(), 0, 0x7000, 0x1000))
        .failed(Errno.EINVAL);
  }

  private MakeResident resident(Handle by, int count, long list) {
    return new MakeResident(by, count, list, 0, MakeResidentFlags.of(1), 0xcccc, 0xdddd);
  }

  @Test
  void makingResidentTellsTheFenceToWaitFor() {
    long list = client.putHandles(allocation, allocation);
    MakeResident after = client.call(DxgIoctl.MAKERESIDENT, resident(queue.pagingQueue(), 2, list)).answered(259);
    assertThat(after.pagingFenceValue()).isEqualTo(12);
    assertThat(after.numBytesToTrim()).isZero();
    MakeResidentCommand command = host.last(Message.MAKERESIDENT, MakeResidentCommand.class);
    assertThat(command.allocations().list()).containsExactly(allocation, allocation);
    assertThat(command.device()).isEqualTo(Handle.NONE);

    host.reply(Message.MAKERESIDENT, new MakeResidentReply(1, 2, NtStatus.TIMEOUT));
    assertThat(client.call(DxgIoctl.MAKERESIDENT, resident(queue.pagingQueue(), 2, list)).answered(258)
        .numBytesToTrim()).isEqualTo(0xdddd);
    host.reply(Message.MAKERESIDENT, new MakeResidentReply(1, 2, NtStatus.NO_MEMORY));
    client.call(DxgIoctl.MAKERESIDENT, resident(queue.pagingQueue(), 2, list)).failed(Errno.ENOMEM);
  }

  @Test
  void makingResidentChecksInTheDocumentedOrder() {
    for (int count : new int[]{0, 10241, -1}) {
      client.call(DxgIoctl.MAKERESIDENT, resident(queue.pagingQueue(), count, Client.BAD)).failed(Errno.EINVAL);
    }
    client.call(DxgIoctl.MAKERESIDENT, resident(Handle.NONE, 1, Client.BAD)).failed(Errno.EINVAL);
    client.call(DxgIoctl.MAKERESIDENT, resident(device, 1, Client.BAD)).failed(Errno.EINVAL);
    client.call(DxgIoctl.MAKERESIDENT, resident(queue.pagingQueue(), 1, Client.BAD)).failed(Errno.EFAULT);
    assertThat(host.sent()).isEmpty();
    client.call(DxgIoctl.MAKERESIDENT, resident(queue.pagingQueue(), 10240, client.pages(1 << 16))).answered(259);
  }

  private Evict evict(Handle owner, int count, long list) {
    return new Evict(owner, count, list, EvictFlags.NONE, 0, 1);
  }

  @Test
  void evictingTellsTheBytesToTrim() {
    assertThat(client.call(DxgIoctl.EVICT, evict(device, 1, client.putHandles(allocation))).ok().numBytesToTrim())
        .isEqualTo(4096);
    EvictCommand command = host.last(Message.EVICT, EvictCommand.class);
    assertThat(command.device()).isEqualTo(device);
    assertThat(command.allocations().list()).containsExactly(allocation);
    client.call(DxgIoctl.EVICT, evict(device, 0, Client.BAD)).failed(Errno.EINVAL);
    client.call(DxgIoctl.EVICT, evict(device, 10241, Client.BAD)).failed(Errno.EINVAL);
    client.call(DxgIoctl.EVICT, evict(adapter, 1, Client.BAD)).failed(Errno.EINVAL);
    client.call(DxgIoctl.EVICT, evict(device, 1, Client.BAD)).failed(Errno.EFAULT);
  }
}
