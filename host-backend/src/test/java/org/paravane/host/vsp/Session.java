package org.paravane.host.vsp;

import static org.paravane.host.Results.ok;

import java.util.ArrayList;
import java.util.List;
import org.paravane.abi.Bytes;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.U64Array;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelObjectTable;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.EvictFlags;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;
import org.paravane.abi.ioctl.MakeResidentFlags;
import org.paravane.abi.ioctl.ReserveGpuVirtualAddress;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.CpuNotification;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.Semaphore;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.SynchronizationMutex;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpuFlags;
import org.paravane.abi.wire.CreateAllocationReply;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.CreateSyncObjectReply;
import org.paravane.abi.wire.DestroyAllocationCommand;
import org.paravane.abi.wire.DestroyContextCommand;
import org.paravane.abi.wire.DestroyDeviceCommand;
import org.paravane.abi.wire.DestroyHwQueueCommand;
import org.paravane.abi.wire.EvictCommand;
import org.paravane.abi.wire.EvictReply;
import org.paravane.abi.wire.FreeGpuVirtualAddressCommand;
import org.paravane.abi.wire.MakeResidentCommand;
import org.paravane.abi.wire.MakeResidentReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.QueryAdapterInfoCommand;
import org.paravane.abi.wire.QueryAdapterInfoReply;
import org.paravane.abi.wire.QueryVideoMemoryInfoCommand;
import org.paravane.abi.wire.QueryVideoMemoryInfoReply;
import org.paravane.abi.wire.ReserveGpuVirtualAddressCommand;
import org.paravane.abi.wire.ReserveGpuVirtualAddressReply;
import org.paravane.abi.wire.SetExistingSysmemPagesCommand;
import org.paravane.abi.wire.WaitForSyncObjectFromCpuCommand;
import org.paravane.abi.wire.WaitForSyncObjectFromGpuCommand;
import org.paravane.host.vsp.WorkBench.Buffer;
import org.paravane.host.vsp.WorkBench.Commands;

/** A session of a guest that uses everything, step by step; each step sends a few messages and expects success. */
final class Session {
  private static final long EXISTING_GPA = 1L << 34;

  private final FakeGuest guest;
  private final List<Runnable> steps = new ArrayList<>();
  private WorkBench bench;
  private Handle context = Handle.NONE;
  private Handle resource = Handle.NONE;
  private Handle local = Handle.NONE;
  private Handle existing = Handle.NONE;
  private Handle semaphore = Handle.NONE;
  private CreateSyncObjectReply fence = new CreateSyncObjectReply(Handle.NONE, Handle.NONE, 0, 0, 0);
  private CreateHwQueueCommand queue;
  private Buffer target;

  @SuppressWarnings("NullAway.Init")
  Session(FakeGuest guest) {
    this.guest = guest;
    steps.add(guest::newProcess);
    steps.add(() -> bench = new WorkBench(guest));
    steps.add(() -> context = guest.context(bench.device()));
    steps.add(this::queries);
    steps.add(() -> queue = ok(guest.createHwQueue(context)));
    steps.add(() -> target = bench.buffer(2));
    steps.add(this::makeAllocations);
    steps.add(this::makeSyncObjects);
    steps.add(this::useMemory);
    steps.add(this::submit);
    steps.add(this::waitAndSignal);
    steps.add(this::submitToQueue);
    steps.add(() -> ok(guest.deviceState(bench.device(), DeviceStateType.EXECUTION)));
    steps.add(this::fault);
    steps.add(this::endSome);
    steps.add(this::endRest);
  }

  int length() {
    return steps.size();
  }

  /** The first steps, so many. */
  void run(int count) {
    steps.subList(0, count).forEach(Runnable::run);
  }

  private void queries() {
    ok(guest.call(new QueryAdapterInfoCommand(guest.header(Message.QUERYADAPTERINFO), 0, 1024,
        Bytes.of(KernelObjectTable.request(), 1024)), QueryAdapterInfoReply.class));
    ok(guest.call(
        new QueryVideoMemoryInfoCommand(guest.header(Message.QUERYVIDEOMEMORYINFO), guest.adapterHandle(), 0, 0),
        QueryVideoMemoryInfoReply.class));
  }

  private void makeAllocations() {
    CreateAllocationReply created = ok(guest.createAllocations(bench.device(), Handle.NONE,
        CreateAllocationFlags.NONE.withCreateResource(), AllocationDescription.of(4096, true),
        AllocationDescription.of(8192, false)));
    resource = created.resource();
    local = guest.allocation(bench.device(), 65536, false);
    guest.connection().share(EXISTING_GPA, 8192, 8192);
    existing = ok(guest.createAllocations(bench.device(), Handle.NONE, CreateAllocationFlags.NONE.withExistingSysmem(),
        AllocationDescription.of(8192, true))).allocationInfo().getFirst().allocation();
    ok(guest.status(
        new SetExistingSysmemPagesCommand(guest.header(Message.SETEXISTINGSYSMEMPAGES), bench.device(), existing,
            2, 0, U64Array.of(EXISTING_GPA / 4096, EXISTING_GPA / 4096 + 1))));
  }

  private void makeSyncObjects() {
    fence = guest.fence(bench.device(), 0);
    semaphore = ok(guest.createSync(bench.device(), SynchronizationObjectType.SEMAPHORE, 0, new Semaphore(4, 4)))
        .syncObject();
    ok(guest.createSync(bench.device(), SynchronizationObjectType.SYNCHRONIZATION_MUTEX, 0,
        new SynchronizationMutex(0)));
    ok(guest.createSync(bench.device(), SynchronizationObjectType.CPU_NOTIFICATION, 0, new CpuNotification(12)));
  }

  private void useMemory() {
    ok(guest.map(bench.pagingQueue(), existing, 0, 2, true));
    ok(guest.map(bench.pagingQueue(), local, 4, 8, true));
    ReserveGpuVirtualAddressReply reserved = ok(guest.call(new ReserveGpuVirtualAddressCommand(
        guest.header(Message.RESERVEGPUVIRTUALADDRESS),
        new ReserveGpuVirtualAddress(guest.adapterHandle(), 0, 0, 0, 65536, 1, 0, 0, 0)),
        ReserveGpuVirtualAddressReply.class));
    ok(guest.status(new FreeGpuVirtualAddressCommand(guest.header(Message.FREEGPUVIRTUALADDRESS),
        new FreeGpuVirtualAddress(guest.adapterHandle(), 0, reserved.virtualAddress(), 65536))));
    ok(guest.call(new MakeResidentCommand(guest.header(Message.MAKERESIDENT), Handle.NONE, bench.pagingQueue(),
        MakeResidentFlags.of(0), 2, HandleArray.of(local, existing)), MakeResidentReply.class));
    ok(guest.call(
        new EvictCommand(guest.header(Message.EVICT), bench.device(), EvictFlags.of(0), 1, HandleArray.of(local)),
        EvictReply.class));
  }

  private void submit() {
    Commands commands = bench.commands(AqlPacket.Fill.of(target.address(), 4096, 3, 0),
        AqlPacket.Copy.of(target.address(), target.address() + 4096, 4096, 0));
    guest.post(guest.submission(commands.address(), commands.length(), context));
  }

  private void waitAndSignal() {
    ok(guest
        .status(new WaitForSyncObjectFromGpuCommand(guest.header(Message.WAITFORSYNCOBJECTFROMGPU), context, 1, false,
            U64Array.of(0), HandleArray.of(semaphore))));
    ok(guest.status(new WaitForSyncObjectFromCpuCommand(guest.header(Message.WAITFORSYNCOBJECTFROMCPU), bench.device(),
        1,
        WaitForSynchronizationObjectFromCpuFlags.NONE, 31, false, HandleArray.of(fence.syncObject()), U64Array.of(5))));
    ok(guest.status(guest.signal(0, 0, new Handle[]{fence.syncObject()}, new Handle[]{context}, 4)));
    ok(guest.status(guest.signal(0, bench.device().value(), new Handle[]{semaphore}, new Handle[]{}, 0)));
  }

  private void submitToQueue() {
    Commands commands = bench.commands(AqlPacket.Fill.of(target.address(), 4096, 3, 0));
    guest.post(guest.queueSubmission(queue.hwqueue(), 1, commands.address(), commands.length()));
    guest.post(guest.queueSubmission(queue.hwqueue(), 2, commands.address(), commands.length()));
  }

  private void fault() {
    Handle doomed = guest.context(bench.device());
    Commands commands = bench.commands(AqlPacket.Fill.of(0x7000_0000_0000L, 4096, 3, 0));
    guest.post(guest.submission(commands.address(), commands.length(), doomed));
  }

  private void endSome() {
    ok(guest.status(new DestroyAllocationCommand(guest.header(Message.DESTROYALLOCATION), bench.device(), resource, 0,
        DestroyAllocation2Flags.NONE, HandleArray.EMPTY)));
    ok(guest.status(new DestroyHwQueueCommand(guest.header(Message.DESTROYHWQUEUE), queue.hwqueue())));
    ok(guest.global(ProcessCommandsTest.destroySync(guest, fence.syncObject())));
    ok(guest.status(new DestroyContextCommand(guest.header(Message.DESTROYCONTEXT), context)));
  }

  private void endRest() {
    ok(guest.status(new DestroyDeviceCommand(guest.header(Message.DESTROYDEVICE), bench.device())));
  }
}
