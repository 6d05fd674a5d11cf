package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
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
import org.paravane.abi.ioctl.DestroyAllocation2;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.Rational;
import org.paravane.abi.wire.AllocFlags;
import org.paravane.abi.wire.AllocInfoReply;
import org.paravane.abi.wire.CreateAllocationCommand;
import org.paravane.abi.wire.CreateAllocationReply;
import org.paravane.abi.wire.DescribeAllocation;
import org.paravane.abi.wire.DestroyAllocationCommand;
import org.paravane.abi.wire.Message;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;

class AllocationCallsTest {
  private static final CreateAllocationFlags NEW_RESOURCE = CreateAllocationFlags.NONE.withCreateResource();
  private static final CreateAllocationFlags SHARED = NEW_RESOURCE.withCreateShared().withNtSecuritySharing();

  private final Fixture fixture = Fixture.started();
  private final FakeHost host = fixture.host();
  private final Client client = Client.of(fixture);
  private final Handle device = client.createDevice();

  AllocationCallsTest() {
    host.forget();
  }

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  private Client.Outcome<CreateAllocation> create(CreateAllocationFlags flags, AllocationInfo2... infos) {
    return client.call(DxgIoctl.CREATEALLOCATION,
        Client.allocationArgs(device, flags, infos.length, client.putAll(List.of(infos))));
  }

  private AllocationInfo2 plain() {
    return client.allocationInfo(4096, 0);
  }

  @Test
  void plainAllocationsGetHandlesAndPrivateData() {
    long data = client.putBytes(FakeHost.pattern(7));
    long infos = client.putAll(List.of(plain(), Client.info(0, data, 7)));
    CreateAllocation args = Client.allocationArgs(device, CreateAllocationFlags.NONE, 2, infos);

    assertThat(client.call(DxgIoctl.CREATEALLOCATION, args).ok()).isEqualTo(args);

    CreateAllocationCommand sent = host.last(Message.CREATEALLOCATION, CreateAllocationCommand.class);
    assertThat(sent.allocCount()).isEqualTo(2);
    assertThat(sent.allocationData().get(1)).isEqualTo(FakeHost.pattern(7));
    assertThat(sent.makeResident()).isFalse();
    assertThat(client.read(AllocationInfo2.class, infos, 0).allocation().isNone()).isFalse();
    assertThat(client.read(AllocationInfo2.class, infos, 1).allocation())
        .isNotEqualTo(client.read(AllocationInfo2.class, infos, 0).allocation());
    assertThat(host.messages()).containsExactly(Message.CREATEALLOCATION);
  }

  @Test
  void countsAndSizesAreCheckedFirst() {
    for (int count : new int[]{0, 1025, -1}) {
      client.call(DxgIoctl.CREATEALLOCATION,
          Client.allocationArgs(device, CreateAllocationFlags.NONE, count, Client.BAD)).failed(Errno.EINVAL);
    }
    client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(device, CreateAllocationFlags.NONE, 1, Client.BAD))
        .failed(Errno.EFAULT);
    create(CreateAllocationFlags.NONE, Client.info(0, Client.BAD, 131072)).failed(Errno.EINVAL);
    create(CreateAllocationFlags.NONE, Client.info(0, Client.BAD, -1)).failed(Errno.EINVAL);
    create(CreateAllocationFlags.NONE, Client.info(0, Client.BAD, 1)).failed(Errno.EFAULT);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void unsupportedKindsAreRefused() {
    create(CreateAllocationFlags.of(1 << 17), plain()).failed(Errno.EINVAL);
    create(CreateAllocationFlags.of(1 << 3), plain()).failed(Errno.EINVAL);
    create(CreateAllocationFlags.NONE.withCreateShared(), plain()).failed(Errno.EINVAL);
    create(NEW_RESOURCE.withCreateShared(), plain()).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void theDeviceMustBeOne() {
    long infos = client.put(plain());
    client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(Handle.NONE, CreateAllocationFlags.NONE, 1, infos))
        .failed(Errno.EINVAL);
    Handle context = client.createContext(device);
    client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(context, CreateAllocationFlags.NONE, 1, infos))
        .failed(Errno.EINVAL);
  }

  @Test
  void dataOfRuntimeAndResourceIsSentAndChecked() {
    long runtime = client.putBytes(FakeHost.pattern(5));
    long driver = client.putBytes(FakeHost.pattern(3));
    client.call(DxgIoctl.CREATEALLOCATION, withData(runtime, 5, driver, 3)).ok();
    CreateAllocationCommand sent = host.last(Message.CREATEALLOCATION, CreateAllocationCommand.class);
    assertThat(sent.privateRuntimeData()).isEqualTo(FakeHost.pattern(5));
    assertThat(sent.privDrvData()).isEqualTo(FakeHost.pattern(3));
    assertThat(sent.privateRuntimeResourceHandle()).isEqualTo(0x1122334455667788L);

    client.call(DxgIoctl.CREATEALLOCATION, withData(Client.BAD, 5, driver, 3)).failed(Errno.EFAULT);
    client.call(DxgIoctl.CREATEALLOCATION, withData(runtime, 5, Client.BAD, 3)).failed(Errno.EFAULT);
    client.call(DxgIoctl.CREATEALLOCATION, withData(runtime, 131072, driver, 3)).failed(Errno.EOVERFLOW);
    client.call(DxgIoctl.CREATEALLOCATION, withData(runtime, -1, driver, 3)).failed(Errno.EOVERFLOW);
    long large = client.pages(1 << 18);
    client.call(DxgIoctl.CREATEALLOCATION, withData(large, 70000, large, 70000)).failed(Errno.EOVERFLOW);
    assertThat(host.sent()).hasSize(1);
  }

  private CreateAllocation withData(long runtime, int runtimeSize, long driver, int driverSize) {
    return new CreateAllocation(device, Handle.NONE, Handle.NONE, 0, runtime, runtimeSize, 0, driver, driverSize, 1,
        client.put(plain()), CreateAllocationFlags.NONE, 0, 0x1122334455667788L);
  }

  @Test
  void privateDataTogetherHasALimit() {
    long large = client.pages(1 << 18);
    create(CreateAllocationFlags.NONE, Client.info(0, large, 70000), Client.info(0, large, 70000))
        .failed(Errno.EOVERFLOW);
    AllocationInfo2[] many = Collections.nCopies(1000, Client.info(0, large, 60)).toArray(AllocationInfo2[]::new);
    create(CreateAllocationFlags.NONE, many).failed(Errno.EINVAL);
    create(CreateAllocationFlags.NONE, Client.info(0, large, 130980)).ok();
    create(CreateAllocationFlags.NONE, Client.info(0, large, 130981)).failed(Errno.EINVAL);
    create(CreateAllocationFlags.NONE, Client.info(0, large, 130997)).failed(Errno.EOVERFLOW);
  }

  @Test
  void aResourceIsMadeExtendedAndDestroyedWithItsMembers() {
    CreateAllocation made = create(NEW_RESOURCE, plain()).ok();
    assertThat(made.resource().isNone()).isFalse();
    long infos = client.put(plain());
    client.call(DxgIoctl.CREATEALLOCATION,
        Client.allocationArgs(device, CreateAllocationFlags.NONE, 1, infos).withResource(made.resource())).ok();
    Handle member = client.read(AllocationInfo2.class, infos, 0).allocation();
    host.forget();

    destroy(made.resource()).ok();
    DestroyAllocationCommand sent = host.last(Message.DESTROYALLOCATION, DestroyAllocationCommand.class);
    assertThat(sent.resource()).isEqualTo(made.resource());
    assertThat(sent.allocCount()).isZero();
    destroy(Handle.NONE, member).failed(Errno.EINVAL);
    destroy(made.resource()).failed(Errno.EINVAL);
  }

  @Test
  void aResourceOfAnotherDeviceIsRefused() {
    CreateAllocation made = create(NEW_RESOURCE, plain()).ok();
    Handle other = client.createDevice();
    client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(other, CreateAllocationFlags.NONE, 1,
        client.put(plain())).withResource(made.resource())).failed(Errno.EINVAL);
    client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(device, CreateAllocationFlags.NONE, 1,
        client.put(plain())).withResource(device)).failed(Errno.EINVAL);
  }

  private Client.Outcome<DestroyAllocation2> destroy(Handle resource, Handle... allocations) {
    return client.call(DxgIoctl.DESTROYALLOCATION2, new DestroyAllocation2(device, resource,
        allocations.length == 0 ? 0 : client.putHandles(allocations), allocations.length, DestroyAllocation2Flags.NONE));
  }

  @Test
  void allocationsAreDestroyedAndTheStatusIsPassedOn() {
    Handle first = client.createAllocation(device, 4096);
    Handle second = client.createAllocation(device, 4096);
    host.status(Message.DESTROYALLOCATION, NtStatus.PENDING).forget();

    destroy(Handle.NONE, first, second).answered(259);
    assertThat(host.last(Message.DESTROYALLOCATION, DestroyAllocationCommand.class).allocations().list())
        .containsExactly(first, second);
    destroy(Handle.NONE, first).failed(Errno.EINVAL);
  }

  @Test
  void aRefusedDestructionStillEndsTheHandles() {
    Handle allocation = client.createAllocation(device, 4096);
    host.status(Message.DESTROYALLOCATION, NtStatus.GRAPHICS_ALLOCATION_BUSY);
    destroy(Handle.NONE, allocation).failed(Errno.EINPROGRESS);
    destroy(Handle.NONE, allocation).failed(Errno.EINVAL);
  }

  @Test
  void defect23DuplicateHandlesAreRefusedAndNothingIsDestroyed() {
    Handle allocation = client.createAllocation(device, 4096);
    host.forget();
    destroy(Handle.NONE, allocation, allocation).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
    destroy(Handle.NONE, allocation).ok();
  }

  @Test
  void destroyChecksEverythingBeforeItDoesAnything() {
    Handle allocation = client.createAllocation(device, 4096);
    Handle resource = create(NEW_RESOURCE, plain()).ok().resource();
    Handle foreign = client.createAllocation(client.createDevice(), 4096);
    host.forget();

    destroy(Handle.NONE).failed(Errno.EINVAL);
    destroy(resource, allocation).failed(Errno.EINVAL);
    destroy(Handle.NONE, allocation, foreign).failed(Errno.EINVAL);
    destroy(Handle.NONE, allocation, device).failed(Errno.EINVAL);
    destroy(allocation).failed(Errno.EINVAL);
    client.call(DxgIoctl.DESTROYALLOCATION2,
        new DestroyAllocation2(device, Handle.NONE, Client.BAD, 1, DestroyAllocation2Flags.NONE)).failed(Errno.EFAULT);
    client.call(DxgIoctl.DESTROYALLOCATION2,
        new DestroyAllocation2(device, Handle.NONE, Client.BAD, 1025, DestroyAllocation2Flags.NONE))
        .failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
    destroy(Handle.NONE, allocation).ok();
  }

  @Test
  void membersOfDifferentResourcesAndOfASharedOneAreNotDestroyedOneByOne() {
    long shared = client.put(plain());
    client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(device, SHARED, 1, shared)).ok();
    long own = client.putAll(List.of(plain(), plain()));
    client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(device, NEW_RESOURCE, 2, own)).ok();
    Handle loose = client.createAllocation(device, 4096);
    Handle first = client.read(AllocationInfo2.class, own, 0).allocation();
    Handle second = client.read(AllocationInfo2.class, own, 1).allocation();

    destroy(Handle.NONE, client.read(AllocationInfo2.class, shared, 0).allocation()).failed(Errno.EINVAL);
    destroy(Handle.NONE, loose, first).failed(Errno.EINVAL);
    destroy(Handle.NONE, first, second).ok();
  }

  private static AllocInfoReply info(Handle handle, int dataSize, long size) {
    return new AllocInfoReply(handle, dataSize, AllocFlags.NONE, size,
        new DescribeAllocation(0, 0, 0, 0, 0, new Rational(0, 0), 0, 0, 0));
  }

  private void answerWith(Handle resource, AllocInfoReply... infos) {
    List<Bytes> data = new ArrayList<>();
    for (AllocInfoReply info : infos) {
      data.add(Bytes.zero(Math.max(0, info.privDrvDataSize())));
    }
    host.reply(Message.CREATEALLOCATION,
        new CreateAllocationReply(CreateAllocationFlags.NONE, resource, Handle.NONE, 0, List.of(infos), data));
  }

  @Test
  void badRepliesAreRolledBack() {
    Handle fresh = host.nextHandle();
    for (AllocInfoReply bad : List.of(info(Handle.NONE, 0, 4096), info(fresh, 33, 4096), info(fresh, 0, 0),
        info(fresh, 0, -4096), info(device, 0, 4096))) {
      answerWith(Handle.NONE, bad);
      host.forget();
      create(CreateAllocationFlags.NONE, plain()).failed(Errno.EINVAL);
      assertThat(host.messages()).containsExactly(Message.CREATEALLOCATION, Message.DESTROYALLOCATION);
      DestroyAllocationCommand undo = host.last(Message.DESTROYALLOCATION, DestroyAllocationCommand.class);
      assertThat(undo.flags().assumeNotInUse()).isTrue();
    }
    answerWith(Handle.NONE, info(fresh, 0, 4096), info(fresh, 0, 4096));
    create(CreateAllocationFlags.NONE, plain(), plain()).failed(Errno.EINVAL);
    answerWith(Handle.NONE, info(fresh, 0, 4096));
    create(CreateAllocationFlags.NONE, plain(), plain()).failed(Errno.EOVERFLOW);
    assertThat(client.file().file().data(DxgProcess.class).objectCount()).isEqualTo(1);
  }

  @Test
  void aResourceThatTheHostDoesNotNameIsAnErrno() {
    answerWith(Handle.NONE, info(host.nextHandle(), 0, 4096));
    create(NEW_RESOURCE, plain()).failed(Errno.EINVAL);
    host.fail(Message.CREATEALLOCATION, NtStatus.NO_MEMORY, "over budget");
    create(NEW_RESOURCE, plain()).failed(Errno.ENOMEM);
    assertThat(client.file().file().data(DxgProcess.class).objectCount()).isEqualTo(1);
  }

  @Test
  void outputsThatCannotBeWrittenAreRolledBack() {
    // The description lies in read-only memory: it can be read, but not written back.
    long readOnly = ReadOnlyMemory.address();
    create(NEW_RESOURCE, Client.info(0, readOnly, 8)).failed(Errno.EFAULT);
    assertThat(host.messages()).containsExactly(Message.CREATEALLOCATION, Message.DESTROYALLOCATION);
    assertThat(host.last(Message.DESTROYALLOCATION, DestroyAllocationCommand.class).resource().isNone()).isFalse();
    assertThat(client.file().file().data(DxgProcess.class).objectCount()).isEqualTo(1);
  }

  @Test
  void aThousandAllocationsAreMadeAtOnce() {
    List<AllocationInfo2> infos = new ArrayList<>(Collections.nCopies(1024, Client.info(0, 0, 0)));
    long address = client.putAll(infos);
    client.call(DxgIoctl.CREATEALLOCATION,
        Client.allocationArgs(device, CreateAllocationFlags.NONE, 1024, address)).ok();
    Handle[] handles = new Handle[1024];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = client.read(AllocationInfo2.class, address, i).allocation();
    }
    destroy(Handle.NONE, handles).ok();
  }
}
