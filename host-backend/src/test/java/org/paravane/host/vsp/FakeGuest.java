package org.paravane.host.vsp;

import static org.paravane.host.Results.ok;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Bytes;
import org.paravane.abi.Guid;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.U64Array;
import org.paravane.abi.Utf16;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.CreateContextFlags;
import org.paravane.abi.ioctl.CreateDeviceFlags;
import org.paravane.abi.ioctl.CreateHwQueueFlags;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.CreateSynchronizationObject;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.ioctl.GpuVaProtectionType;
import org.paravane.abi.ioctl.MapGpuVirtualAddress;
import org.paravane.abi.ioctl.SignalFlags;
import org.paravane.abi.ioctl.SubmitCommand;
import org.paravane.abi.ioctl.SubmitCommandFlags;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.abi.wire.AllocInfo;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.CreateAllocationCommand;
import org.paravane.abi.wire.CreateAllocationReply;
import org.paravane.abi.wire.CreateContextVirtualCommand;
import org.paravane.abi.wire.CreateDeviceCommand;
import org.paravane.abi.wire.CreateDeviceReply;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.CreatePagingQueueCommand;
import org.paravane.abi.wire.CreatePagingQueueReply;
import org.paravane.abi.wire.CreateProcessCommand;
import org.paravane.abi.wire.CreateProcessReply;
import org.paravane.abi.wire.CreateSyncObjectCommand;
import org.paravane.abi.wire.CreateSyncObjectReply;
import org.paravane.abi.wire.GetDeviceStateCommand;
import org.paravane.abi.wire.GetDeviceStateReply;
import org.paravane.abi.wire.MapGpuVirtualAddressCommand;
import org.paravane.abi.wire.MapGpuVirtualAddressReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.OpenAdapterCommand;
import org.paravane.abi.wire.OpenAdapterReply;
import org.paravane.abi.wire.Replies;
import org.paravane.abi.wire.SetIoSpaceRegionCommand;
import org.paravane.abi.wire.SetProcessApertureCommand;
import org.paravane.abi.wire.SignalSyncObjectCommand;
import org.paravane.abi.wire.SubmitCommandCommand;
import org.paravane.abi.wire.SubmitCommandToHwQueueCommand;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.abi.wire.VgpuOpenData;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.abi.wire.VmToHostHeader;
import org.paravane.host.object.HostAdapter;
import org.paravane.host.object.PartitionPolicy;

/** What a guest driver does, message by message, against the host's end in the same thread. */
final class FakeGuest {
  static final Guid GLOBAL_INSTANCE = Guid.parse("11111111-2222-3333-4444-555555555555");
  static final long WINDOW_START = 1L << 40;
  static final long WINDOW_BYTES = 1L << 40;
  static final long APERTURE_BYTES = 1 << 20;
  static final long COOKIE = 0xC00C1E;

  private final FakeConnection connection;
  private final GuestVsp vsp;
  private final HostAdapter adapter;
  private FakeChannel global;
  private FakeChannel vgpu;
  private Luid luid = Luid.ZERO;
  private Handle adapterHandle = Handle.NONE;
  private Handle process = Handle.NONE;
  private long nextAperture = WINDOW_START;
  private @Nullable FakeRegion aperture;

  /** A guest that is offered one adapter and has opened nothing. */
  FakeGuest(long id, HostAdapter adapter, PartitionPolicy policy) {
    this.connection = new FakeConnection(id);
    this.adapter = adapter;
    this.vsp = new GuestVsp(connection, policy, new Random(id));
    this.global = new FakeChannel(1);
    this.vgpu = new FakeChannel(2);
    ok(vsp.offerGlobal(GLOBAL_INSTANCE));
    vsp.offer(adapter);
  }

  /** The same, with channels and adapter open and the I/O window set. */
  static FakeGuest started(long id, HostAdapter adapter) {
    return started(id, adapter, PartitionPolicy.defaults());
  }

  static FakeGuest started(long id, HostAdapter adapter, PartitionPolicy policy) {
    FakeGuest guest = new FakeGuest(id, adapter, policy);
    guest.openChannels(VgpuOpenData.current());
    guest.openAdapter();
    return guest;
  }

  /** The same, with a process that has an aperture. */
  static FakeGuest withProcess(long id, HostAdapter adapter) {
    FakeGuest guest = started(id, adapter);
    guest.newProcess();
    return guest;
  }

  void openChannels(VgpuOpenData data) {
    VgpuOfferData offered = StructCodec.of(VgpuOfferData.class)
        .decode(connection.offered(DxgInterfaces.VGPU).getFirst().userData());
    luid = offered.hostVgpuLuid();
    global = Objects.requireNonNull(connection.open(GLOBAL_INSTANCE, new byte[0]));
    vgpu = Objects.requireNonNull(
        connection.open(adapter.instanceId(), StructCodec.of(VgpuOpenData.class).encode(data)));
  }

  void openAdapter() {
    ok(global(new SetIoSpaceRegionCommand(vm(Message.SETIOSPACEREGION, Handle.NONE), WINDOW_START, WINDOW_BYTES, 0)));
    adapterHandle = ok(
        call(new OpenAdapterCommand(VgpuToHostHeader.of(Message.OPENADAPTER, Handle.NONE), 40, 16, Luid.ZERO),
            OpenAdapterReply.class))
        .hostAdapterHandle();
  }

  FakeConnection connection() {
    return connection;
  }

  GuestVsp vsp() {
    return vsp;
  }

  FakeChannel globalChannel() {
    return global;
  }

  FakeChannel vgpuChannel() {
    return vgpu;
  }

  Luid luid() {
    return luid;
  }

  Handle adapterHandle() {
    return adapterHandle;
  }

  /** The process that commands are sent for. */
  Handle process() {
    return process;
  }

  void useProcess(Handle other) {
    process = other;
  }

  FakeRegion aperture() {
    return Objects.requireNonNull(aperture);
  }

  /** The aperture's memory behind a guest physical address. */
  MemorySegment at(long gpa) {
    return aperture().segment().asSlice(gpa - aperture().gpaBase());
  }

  VgpuToHostHeader header(Message message) {
    return VgpuToHostHeader.of(message, process);
  }

  static VmToHostHeader vm(Message message, Handle process) {
    return VmToHostHeader.of(message, process);
  }

  /** A command on the vGPU channel. */
  <R extends Record> Result<R> call(Record command, Class<R> reply) {
    return call(command, reply, -1);
  }

  <R extends Record> Result<R> call(Record command, Class<R> reply, int elements) {
    byte[] completion = vgpu.send(ok(CommandMessage.encode(luid, command)), true);
    return Replies.parse(reply, Objects.requireNonNull(completion, "no completion"), elements);
  }

  /** A command on the vGPU channel that answers with a status only. */
  Result<NtStatus> status(Record command) {
    return Replies.status(Objects.requireNonNull(vgpu.send(ok(CommandMessage.encode(luid, command)), true)));
  }

  /** A command that nobody waits for. */
  void post(Record command) {
    vgpu.send(ok(CommandMessage.encode(luid, command)), false);
  }

  <R extends Record> Result<R> global(Record command, Class<R> reply) {
    return Replies.parse(reply,
        Objects.requireNonNull(global.send(ok(CommandMessage.encode(Luid.ZERO, command)), true)));
  }

  Result<NtStatus> global(Record command) {
    return Replies.status(Objects.requireNonNull(global.send(ok(CommandMessage.encode(Luid.ZERO, command)), true)));
  }

  Handle newProcess() {
    Result<Handle> made = createProcess();
    process = ok(made);
    giveAperture();
    return process;
  }

  Result<Handle> createProcess() {
    return global(
        new CreateProcessCommand(vm(Message.CREATEPROCESS, Handle.NONE), 1, 2, Utf16.of("test", 261), false, false,
            false, true, 0),
        CreateProcessReply.class).map(CreateProcessReply::hprocess);
  }

  /** Hands the process an aperture; answers where. */
  long giveAperture() {
    long gpa = nextAperture;
    nextAperture += 16 * APERTURE_BYTES;
    aperture = connection.share(gpa, APERTURE_BYTES, 0);
    ok(global(new SetProcessApertureCommand(vm(Message.SETPROCESSAPERTURE, process), gpa, APERTURE_BYTES)));
    return gpa;
  }

  Result<Handle> createDevice() {
    return call(new CreateDeviceCommand(header(Message.CREATEDEVICE), CreateDeviceFlags.NONE, false, COOKIE),
        CreateDeviceReply.class).map(CreateDeviceReply::device);
  }

  Handle device() {
    return ok(createDevice());
  }

  Result<Handle> createContext(Handle device, int node) {
    CreateContextVirtualCommand command = new CreateContextVirtualCommand(header(Message.CREATECONTEXTVIRTUAL),
        Handle.NONE, device, node, 0, CreateContextFlags.of(16), 0, 3, Bytes.of((byte) 1, (byte) 2, (byte) 3));
    return call(command, CreateContextVirtualCommand.class).map(CreateContextVirtualCommand::context);
  }

  Handle context(Handle device) {
    return ok(createContext(device, 0));
  }

  Result<CreateHwQueueCommand> createHwQueue(Handle context) {
    return call(
        new CreateHwQueueCommand(header(Message.CREATEHWQUEUE), NtStatus.SUCCESS, Handle.NONE, Handle.NONE, 0, 0,
            context, CreateHwQueueFlags.NONE, 0, Bytes.EMPTY),
        CreateHwQueueCommand.class);
  }

  Result<CreatePagingQueueReply> createPagingQueue(Handle device) {
    return call(new CreatePagingQueueCommand(header(Message.CREATEPAGINGQUEUE),
        new CreatePagingQueue(device, 0, Handle.NONE, Handle.NONE, 0, 0)), CreatePagingQueueReply.class);
  }

  Result<CreateAllocationReply> createAllocations(Handle device, Handle resource, CreateAllocationFlags flags,
      AllocationDescription... descriptions) {
    List<AllocInfo> infos = new ArrayList<>();
    List<Bytes> data = new ArrayList<>();
    for (AllocationDescription description : descriptions) {
      infos.add(new AllocInfo(0, 32, 0));
      data.add(Bytes.of(description, 32));
    }
    return call(
        new CreateAllocationCommand(header(Message.CREATEALLOCATION), device, resource, 0, 0, descriptions.length,
            flags, 0, false, infos, Bytes.EMPTY, Bytes.EMPTY, data),
        CreateAllocationReply.class, descriptions.length);
  }

  Handle allocation(Handle device, long bytes, boolean cpuVisible) {
    return ok(createAllocations(device, Handle.NONE, CreateAllocationFlags.NONE,
        AllocationDescription.of(bytes, cpuVisible))).allocationInfo().getFirst().allocation();
  }

  Result<MapGpuVirtualAddressReply> map(Handle pagingQueue, Handle allocation, long offsetPages, long pages,
      boolean write) {
    return call(new MapGpuVirtualAddressCommand(header(Message.MAPGPUVIRTUALADDRESS),
        new MapGpuVirtualAddress(pagingQueue, 0, 0, 0, allocation, offsetPages, pages,
            new GpuVaProtectionType(write, false, false, false, false, 0), 0, 0, 0, 0, 0),
        Handle.NONE), MapGpuVirtualAddressReply.class);
  }

  Result<CreateSyncObjectReply> createSync(Handle device, SynchronizationObjectType type, int flags, Record body) {
    SynchronizationObjectInfo2 info = new SynchronizationObjectInfo2(type.value(), SynchronizationObjectFlags.of(flags),
        Bytes.of(body, 64), Handle.NONE);
    return call(new CreateSyncObjectCommand(header(Message.CREATESYNCOBJECT),
        new CreateSynchronizationObject(device, 0, info, Handle.NONE, 0), 1), CreateSyncObjectReply.class);
  }

  CreateSyncObjectReply fence(Handle device, long initialValue) {
    return ok(createSync(device, SynchronizationObjectType.MONITORED_FENCE, 0,
        new SynchronizationObjectInfo2.MonitoredFence(initialValue, 0, 0, 0, 0)));
  }

  SubmitCommandCommand submission(long address, int length, Handle... contexts) {
    return new SubmitCommandCommand(header(Message.SUBMITCOMMAND),
        new SubmitCommand(address, length, SubmitCommandFlags.NONE, 0, contexts.length,
            HandleArray.padded(64, contexts), 0,
            0, 0, 0, HandleArray.padded(16), 0, 0, 0),
        HandleArray.EMPTY, Bytes.EMPTY);
  }

  SubmitCommandToHwQueueCommand queueSubmission(Handle queue, long progress, long address, int length) {
    return new SubmitCommandToHwQueueCommand(header(Message.SUBMITCOMMANDTOHWQUEUE),
        new SubmitCommandToHwQueue(queue, 0, progress, address, length, 0, 0, 0, 0, 0), HandleArray.EMPTY, Bytes.EMPTY);
  }

  SignalSyncObjectCommand signal(int flags, long offset48, Handle[] objects, Handle[] contexts, long... values) {
    return new SignalSyncObjectCommand(header(Message.SIGNALSYNCOBJECT), objects.length, SignalFlags.of(flags),
        contexts.length, 0, offset48, HandleArray.of(objects), HandleArray.of(contexts), U64Array.of(values));
  }

  Result<GetDeviceStateReply> deviceState(Handle device, DeviceStateType type) {
    return call(new GetDeviceStateCommand(header(Message.GETDEVICESTATE),
        new GetDeviceState(device, type.value(), Bytes.zero(48))), GetDeviceStateReply.class);
  }

  int executionState(Handle device) {
    return ok(deviceState(device, DeviceStateType.EXECUTION)).args().executionState();
  }

  /** The guest is killed. */
  void die() {
    connection.die(vsp);
  }
}
