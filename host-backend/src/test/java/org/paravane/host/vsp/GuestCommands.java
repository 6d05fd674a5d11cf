package org.paravane.host.vsp;

import static org.paravane.host.Results.ok;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Bytes;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
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
import org.paravane.abi.wire.SignalSyncObjectCommand;
import org.paravane.abi.wire.SubmitCommandCommand;
import org.paravane.abi.wire.SubmitCommandToHwQueueCommand;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.abi.wire.VmToHostHeader;

/** The commands of a guest driver, one by one, over whatever carries them. */
public abstract class GuestCommands {
  static final long WINDOW_START = 1L << 40;
  static final long WINDOW_BYTES = 1L << 40;
  static final long APERTURE_BYTES = 1 << 20;
  static final long COOKIE = 0xC00C1E;

  private Handle adapterHandle = Handle.NONE;
  private Handle process = Handle.NONE;

  /** Sends a command on the global or the vGPU channel; the completion if one is wanted and came. */
  abstract byte @Nullable [] send(boolean global, Record command, boolean wantsCompletion);

  /** Hands the process an aperture; answers where. */
  abstract long giveAperture();

  /** The aperture's memory behind a guest physical address. */
  abstract MemorySegment at(long gpa);

  /** Opens the adapter, and before that sets the I/O window. */
  void openAdapter() {
    ok(global(new SetIoSpaceRegionCommand(vm(Message.SETIOSPACEREGION, Handle.NONE), WINDOW_START, WINDOW_BYTES, 0)));
    openAdapterAgain();
  }

  void openAdapterAgain() {
    adapterHandle = ok(
        call(new OpenAdapterCommand(VgpuToHostHeader.of(Message.OPENADAPTER, Handle.NONE), 40, 16, Luid.ZERO),
            OpenAdapterReply.class))
        .hostAdapterHandle();
  }

  Handle adapterHandle() {
    return adapterHandle;
  }

  void useAdapterHandle(Handle other) {
    adapterHandle = other;
  }

  /** The process that commands are sent for. */
  Handle process() {
    return process;
  }

  void useProcess(Handle other) {
    process = other;
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
    byte[] completion = send(false, command, true);
    return Replies.parse(reply, Objects.requireNonNull(completion, "no completion"), elements);
  }

  /** A command on the vGPU channel that answers with a status only. */
  Result<NtStatus> status(Record command) {
    return Replies.status(Objects.requireNonNull(send(false, command, true)));
  }

  /** A command that nobody waits for. */
  void post(Record command) {
    send(false, command, false);
  }

  <R extends Record> Result<R> global(Record command, Class<R> reply) {
    return Replies.parse(reply,
        Objects.requireNonNull(send(true, command, true)));
  }

  Result<NtStatus> global(Record command) {
    return Replies.status(Objects.requireNonNull(send(true, command, true)));
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
}
