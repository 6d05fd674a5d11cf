package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.AllocationInfo2;
import org.paravane.abi.ioctl.CreateAllocation;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.CreateStandardAllocation;
import org.paravane.abi.ioctl.CreateStandardAllocationFlags;
import org.paravane.abi.ioctl.DestroyAllocation2;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.StandardAllocationExistingHeap;
import org.paravane.abi.wire.CreateAllocationCommand;
import org.paravane.abi.wire.DdiGetStandardAllocationDriverDataCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetExistingSysmemPagesCommand;
import org.paravane.abi.wire.SetExistingSysmemStoreCommand;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.FakeMemory;
import org.paravane.guest.fake.Fixture;
import org.paravane.guest.fake.StandardReply;
import org.paravane.linux.SharedMapping;

/** Allocations that consist of memory of the caller, and standard heaps. */
class LentMemoryTest {
  private static final long PAGES = 3 * 4096;
  private static final CreateAllocationFlags STANDARD = CreateAllocationFlags.NONE.withStandardAllocation();

  private final List<Fixture> fixtures = new ArrayList<>();
  private Fixture fixture = started(true);
  private FakeHost host = fixture.host();
  private Client client = Client.of(fixture);
  private Handle device = client.createDevice();

  private Fixture started(boolean mapGuestMemory) {
    Fixture made = Fixture.bare();
    fixtures.add(made);
    made.connection().add(made.connection().globalOffer());
    made.connection().add(made.connection().vgpuOffer(0,
        VgpuOfferData.of(FakeHost.luidOf(0), mapGuestMemory, VgpuOfferData.DEVICE_RENDER)));
    return made.load().start();
  }

  @AfterEach
  void close() {
    client.close();
    fixtures.forEach(Fixture::close);
  }

  private FakeMemory memory() {
    return fixture.connection().memory();
  }

  private Client.Outcome<CreateAllocation> lend(long infos) {
    return client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(device, CreateAllocationFlags.NONE, 1, infos));
  }

  private Client.Outcome<DestroyAllocation2> destroy(Handle allocation) {
    return client.call(DxgIoctl.DESTROYALLOCATION2,
        new DestroyAllocation2(device, Handle.NONE, client.putHandles(allocation), 1, DestroyAllocation2Flags.NONE));
  }

  @Test
  void callerAndHostUseTheVerySamePagesUntilTheAllocationEnds() {
    long address = client.pages(PAGES);
    MemorySegment callers = client.at(address, PAGES);
    callers.set(ValueLayout.JAVA_LONG, 0, 11);
    long infos = client.put(client.allocationInfo(PAGES, address));
    lend(infos).ok();
    Handle allocation = client.read(AllocationInfo2.class, infos, 0).allocation();

    SetExistingSysmemPagesCommand told = host.last(Message.SETEXISTINGSYSMEMPAGES, SetExistingSysmemPagesCommand.class);
    assertThat(told.allocation()).isEqualTo(allocation);
    assertThat(told.numPages()).isEqualTo(3);
    assertThat(told.pages().get(2)).isEqualTo(told.pages().get(0) + 2);
    assertThat(host.last(Message.CREATEALLOCATION, CreateAllocationCommand.class).flags().existingSysmem()).isTrue();
    try (SharedMapping hosts = memory().map(told.pages().get(0) * 4096, PAGES)) {
      assertThat(hosts.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(11);
      hosts.segment().set(ValueLayout.JAVA_LONG, 8192, 22);
      assertThat(callers.get(ValueLayout.JAVA_LONG, 8192)).isEqualTo(22);
      callers.set(ValueLayout.JAVA_LONG, 8200, 33);
      assertThat(hosts.segment().get(ValueLayout.JAVA_LONG, 8200)).isEqualTo(33);

      destroy(allocation).ok();
      hosts.segment().set(ValueLayout.JAVA_LONG, 8192, 44);
    }
    assertThat(callers.get(ValueLayout.JAVA_LONG, 8192)).isEqualTo(22);
    assertThat(callers.get(ValueLayout.JAVA_LONG, 8200)).isEqualTo(33);
    assertThat(memory().regionCount()).isEqualTo(1);
    assertThat(memory().reservationCount()).isEqualTo(1);
  }

  @Test
  void aHostThatCannotMapPagesGetsAGpadl() {
    client.close();
    fixture = started(false);
    host = fixture.host();
    client = Client.of(fixture);
    device = client.createDevice();
    long address = client.pages(PAGES);
    long infos = client.put(client.allocationInfo(PAGES, address));
    lend(infos).ok();

    SetExistingSysmemStoreCommand told = host.last(Message.SETEXISTINGSYSMEMSTORE, SetExistingSysmemStoreCommand.class);
    assertThat(told.gpadl()).isEqualTo(0x100);
    assertThat(memory().gpadlCount()).isEqualTo(1);
    destroy(client.read(AllocationInfo2.class, infos, 0).allocation()).ok();
    assertThat(memory().gpadlCount()).isZero();
  }

  @Test
  void manyPagesAreToldInBatches() {
    long bytes = 20_000L * 4096;
    long address = client.pages(bytes);
    lend(client.put(client.allocationInfo(bytes, address))).ok();

    List<SetExistingSysmemPagesCommand> batches = host.sent().stream()
        .filter(command -> command.message() == Message.SETEXISTINGSYSMEMPAGES)
        .map(command -> FakeHost.parsed(command, SetExistingSysmemPagesCommand.class)).toList();
    assertThat(batches).hasSize(2);
    assertThat(batches.get(0).numPages()).isEqualTo(15867);
    assertThat(batches.get(1).allocOffsetInPages()).isEqualTo(15867);
    assertThat(batches.get(1).numPages()).isEqualTo(20_000 - 15867);
    assertThat(batches.get(1).pages().get(0)).isEqualTo(batches.get(0).pages().get(0) + 15867);
  }

  @Test
  void addressesAreCheckedBeforeTheHostHearsOfThem() {
    long address = client.pages(PAGES);
    host.forget();
    lend(client.put(client.allocationInfo(PAGES, address + 8))).failed(Errno.EINVAL);
    long mixed = client.putAll(List.of(client.allocationInfo(4096, address), client.allocationInfo(4096, 0)));
    client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(device, CreateAllocationFlags.NONE, 2, mixed))
        .failed(Errno.EINVAL);
    long reverse = client.putAll(List.of(client.allocationInfo(4096, 0), client.allocationInfo(4096, address)));
    client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(device, CreateAllocationFlags.NONE, 2, reverse))
        .failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void memoryThatIsNotPrivateToTheCallerIsEfaultAndRolledBack() {
    long readOnly = ReadOnlyMemory.address();
    host.forget();
    lend(client.put(client.allocationInfo(4096, readOnly))).failed(Errno.EFAULT);
    assertThat(host.messages()).containsExactly(Message.CREATEALLOCATION, Message.DESTROYALLOCATION);
    assertThat(memory().regionCount()).isEqualTo(1);
  }

  @Test
  void aHostThatTakesNoMemoryGetsNoneAndTheCallerKeepsHis() {
    long address = client.pages(PAGES);
    client.at(address, PAGES).set(ValueLayout.JAVA_LONG, 0, 5);
    memory().refuse(true);
    lend(client.put(client.allocationInfo(PAGES, address))).failed(Errno.ENOMEM);
    memory().refuse(false);
    host.status(Message.SETEXISTINGSYSMEMPAGES, NtStatus.NO_MEMORY).forget();
    lend(client.put(client.allocationInfo(PAGES, address))).failed(Errno.ENOMEM);

    assertThat(host.messages()).containsExactly(Message.CREATEALLOCATION, Message.SETEXISTINGSYSMEMPAGES,
        Message.DESTROYALLOCATION);
    assertThat(client.at(address, PAGES).get(ValueLayout.JAVA_LONG, 0)).isEqualTo(5);
    assertThat(memory().regionCount()).isEqualTo(1);
    assertThat(memory().reservationCount()).isEqualTo(1);
  }

  @Test
  void lentMemoryGoesBackWhenTheFileIsClosed() {
    long address = client.pages(PAGES);
    MemorySegment callers = client.at(address, PAGES);
    lend(client.put(client.allocationInfo(PAGES, address))).ok();
    callers.set(ValueLayout.JAVA_LONG, 0, 77);
    client.file().close();
    assertThat(callers.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(77);
    assertThat(memory().regionCount()).isZero();
  }

  private Client.Outcome<CreateAllocation> standard(int type, long size, CreateAllocationFlags flags, long sysmem) {
    return standard(client.put(new CreateStandardAllocation(type, 0, new StandardAllocationExistingHeap(size),
        CreateStandardAllocationFlags.of(0), 0)), flags, 1, Client.info(sysmem, 0, 0), 0);
  }

  private Client.Outcome<CreateAllocation> standard(long description, CreateAllocationFlags flags, int count,
      AllocationInfo2 info, int resourceData) {
    List<AllocationInfo2> infos = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      infos.add(info);
    }
    return client.call(DxgIoctl.CREATEALLOCATION, new CreateAllocation(device, Handle.NONE, Handle.NONE, 0, 0, 0, 0,
        description, resourceData, count, client.putAll(infos), flags, 0, 0));
  }

  @Test
  void anExistingHeapIsDescribedToTheHostAndItsDriverDataAskedFor() {
    long address = client.pages(PAGES);
    host.on(Message.DDIGETSTANDARDALLOCATIONDRIVERDATA, StandardReply.heap(PAGES));

    standard(1, PAGES, STANDARD.withExistingSysmem(), address).ok();

    List<DdiGetStandardAllocationDriverDataCommand> asked = host.sent().stream()
        .filter(command -> command.message() == Message.DDIGETSTANDARDALLOCATIONDRIVERDATA)
        .map(command -> FakeHost.parsed(command, DdiGetStandardAllocationDriverDataCommand.class)).toList();
    assertThat(asked).extracting(DdiGetStandardAllocationDriverDataCommand::privDriverDataSize).containsExactly(0, 32);
    assertThat(asked.getFirst().gdiSurface().width()).isEqualTo((int) PAGES);
    CreateAllocationCommand sent = host.last(Message.CREATEALLOCATION, CreateAllocationCommand.class);
    assertThat(sent.privDrvDataSize()).isEqualTo(24);
    assertThat(sent.allocationData().getFirst().length()).isEqualTo(32);
    assertThat(host.messages()).endsWith(Message.CREATEALLOCATION, Message.SETEXISTINGSYSMEMPAGES);
  }

  @Test
  void aCrossAdapterHeapIsMadeByTheHost() {
    host.on(Message.DDIGETSTANDARDALLOCATIONDRIVERDATA, StandardReply.heap(8192));
    standard(2, 8192, STANDARD, 0).ok();
    assertThat(host.messages()).doesNotContain(Message.SETEXISTINGSYSMEMPAGES);
  }

  @Test
  void defect04StandardAllocationFailuresAreErrnos() {
    long address = client.pages(PAGES);
    CreateAllocationFlags existing = STANDARD.withExistingSysmem();
    host.forget();
    standard(1, PAGES, existing, 0).failed(Errno.EINVAL);
    standard(1, PAGES, existing, address + 1).failed(Errno.EINVAL);
    standard(1, PAGES, STANDARD, address).failed(Errno.EINVAL);
    standard(2, PAGES, existing, 0).failed(Errno.EINVAL);
    standard(2, PAGES, STANDARD, address).failed(Errno.EINVAL);
    standard(3, PAGES, STANDARD, 0).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void standardAllocationsAreCheckedInTheDocumentedOrder() {
    long address = client.pages(PAGES);
    CreateAllocationFlags existing = STANDARD.withExistingSysmem();
    host.forget();
    standard(0, existing, 1, Client.info(address, 0, 0), 0).failed(Errno.EINVAL);
    standard(Client.BAD, existing, 1, Client.info(address, 0, 0), 0).failed(Errno.EFAULT);
    standard(Client.BAD, existing, 1, Client.info(address, 0, 4), 0).failed(Errno.EINVAL);
    standard(1, 0, existing, address).failed(Errno.EINVAL);
    standard(1, 100, existing, address).failed(Errno.EINVAL);
    standard(1, -4096, existing, address).failed(Errno.EINVAL);
    standard(1, 1L << 32, existing, address).failed(Errno.EINVAL);
    long heap = client.put(new CreateStandardAllocation(1, 0, new StandardAllocationExistingHeap(PAGES),
        CreateStandardAllocationFlags.of(0), 0));
    standard(heap, existing, 2, Client.info(address, 0, 0), 0).failed(Errno.EINVAL);
    standard(heap, existing, 1, Client.info(address, 0, 0), 8).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void aHostWithoutStandardAllocationsIsAnErrno() {
    long address = client.pages(PAGES);
    host.on(Message.DDIGETSTANDARDALLOCATIONDRIVERDATA, StandardReply.sizes(0));
    standard(1, PAGES, STANDARD.withExistingSysmem(), address).failed(Errno.EINVAL);
    host.on(Message.DDIGETSTANDARDALLOCATIONDRIVERDATA, StandardReply.sizes(200_000));
    standard(1, PAGES, STANDARD.withExistingSysmem(), address).failed(Errno.EINVAL);
    host.fail(Message.DDIGETSTANDARDALLOCATIONDRIVERDATA, NtStatus.NOT_SUPPORTED, "never");
    standard(1, PAGES, STANDARD.withExistingSysmem(), address).failed(Errno.EPERM);
  }

  @Test
  void aHostThatAnswersWithALargerHeapIsNotBelieved() {
    long address = client.pages(PAGES);
    host.on(Message.DDIGETSTANDARDALLOCATIONDRIVERDATA, StandardReply.heap(2 * PAGES)).forget();
    standard(1, PAGES, STANDARD.withExistingSysmem(), address).failed(Errno.EINVAL);
    assertThat(host.messages()).endsWith(Message.CREATEALLOCATION, Message.DESTROYALLOCATION);
    assertThat(Bytes.copyOf(client.at(address, 8), 0, 8)).isEqualTo(Bytes.zero(8));
  }
}
