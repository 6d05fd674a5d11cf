package org.paravane.guest.fake;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.StructCodec;
import org.paravane.abi.U64Array;
import org.paravane.abi.accel.AllocationDescription;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.ioctl.AllocationInfo2;
import org.paravane.abi.ioctl.CreateAllocation;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.CreateContextFlags;
import org.paravane.abi.ioctl.CreateContextVirtual;
import org.paravane.abi.ioctl.CreateDevice;
import org.paravane.abi.ioctl.CreateDeviceFlags;
import org.paravane.abi.ioctl.CreateHwQueue;
import org.paravane.abi.ioctl.CreateHwQueueFlags;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.CreateSynchronizationObject;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.OpenAdapterFromLuid;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.MonitoredFence;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.device.io.IoctlResult;
import org.paravane.guest.node.LocalFile;

/** A program that uses a device node as a C program would: structs in native memory, pointers between them. */
public final class Client implements AutoCloseable {
  /** An address that nobody may use. */
  public static final long BAD = 0x10;

  private final LocalFile file;
  /** Never given back: a call of another thread may still write its answer when a test is over, and the memory is this JVM's own. */
  private final Arena arena = Arena.global();
  private final int number;

  /** What a call did: the number that ioctl answers, and the argument afterwards. */
  public record Outcome<A>(int value, @Nullable String reason, A argument) {
    /** The call answered this. */
    public A answered(int expected) {
      assertThat(value).as("reason: %s", reason).isEqualTo(expected);
      return argument;
    }

    /** The call answered 0. */
    public A ok() {
      return answered(0);
    }

    /** The call failed with that errno and said why. */
    public A failed(Errno errno) {
      assertThat(value).as("reason: %s", reason).isEqualTo(-errno.number());
      assertThat(reason).isNotBlank();
      return argument;
    }
  }

  /** A client of the first adapter of a fixture. */
  public static Client of(Fixture fixture) {
    return new Client(fixture.open("accel/accel0"), 0);
  }

  /** A client of the n-th adapter. */
  public Client(LocalFile file, int number) {
    this.file = file;
    this.number = number;
  }

  public LocalFile file() {
    return file;
  }

  /** Makes a call with an argument. */
  public <A extends Record> Outcome<A> call(DxgIoctl ioctl, A argument) {
    return call(ioctl.requestCode(), argument);
  }

  /** Makes a call of our own with an argument. */
  public <A extends Record> Outcome<A> call(ParavaneIoctl ioctl, A argument) {
    return call(ioctl.requestCode(), argument);
  }

  private <A extends Record> Outcome<A> call(int request, A argument) {
    StructCodec<A> codec = StructCodec.ofValue(argument);
    long address = put(argument);
    IoctlResult result = file.ioctl(request, address);
    return new Outcome<>(result.value(), result.reason(), codec.read(at(address, codec.size()), 0));
  }

  /** Puts a struct into memory; answers its address. */
  public <A extends Record> long put(A struct) {
    StructCodec<A> codec = StructCodec.ofValue(struct);
    MemorySegment segment = arena.allocate(codec.size(), 8);
    codec.write(struct, segment, 0);
    return segment.address();
  }

  /** Puts structs in a row. */
  public <A extends Record> long putAll(List<A> structs) {
    StructCodec<A> codec = StructCodec.ofValue(structs.getFirst());
    MemorySegment segment = arena.allocate((long) codec.size() * structs.size(), 8);
    for (int i = 0; i < structs.size(); i++) {
      codec.write(structs.get(i), segment, (long) i * codec.size());
    }
    return segment.address();
  }

  /** Reads structs in a row. */
  public <A extends Record> A read(Class<A> type, long address, int index) {
    StructCodec<A> codec = StructCodec.of(type);
    return codec.read(at(address + (long) index * codec.size(), codec.size()), 0);
  }

  public long putHandles(Handle... handles) {
    return arena.allocateFrom(ValueLayout.JAVA_INT, Arrays.stream(handles).mapToInt(Handle::value).toArray()).address();
  }

  public long putLongs(long... values) {
    return arena.allocateFrom(ValueLayout.JAVA_LONG, values).address();
  }

  public long putBytes(Bytes content) {
    return arena.allocateFrom(ValueLayout.JAVA_BYTE, content.toArray()).address();
  }

  /** Whole zeroed pages. */
  public long pages(long bytes) {
    return arena.allocate(bytes, 4096).address();
  }

  public Bytes readBytes(long address, int count) {
    return Bytes.copyOf(at(address, count), 0, count);
  }

  /** The memory at an address. */
  public MemorySegment at(long address, long bytes) {
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  public Handle openAdapter() {
    return call(DxgIoctl.OPENADAPTERFROMLUID, new OpenAdapterFromLuid(FakeHost.luidOf(number), Handle.NONE)).ok()
        .adapterHandle();
  }

  public static CreateDevice deviceArgs(Handle adapter) {
    return new CreateDevice(adapter, 0, CreateDeviceFlags.NONE, Handle.NONE, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  public Handle createDevice() {
    return call(DxgIoctl.CREATEDEVICE, deviceArgs(openAdapter())).ok().device();
  }

  public CreateContextVirtual contextArgs(Handle device, long data, int size) {
    return new CreateContextVirtual(device, 0, 1, CreateContextFlags.of(0x10), data, size, 0, Handle.NONE);
  }

  public Handle createContext(Handle device) {
    return call(DxgIoctl.CREATECONTEXTVIRTUAL, contextArgs(device, 0, 0)).ok().context();
  }

  public CreateHwQueue hwQueueArgs(Handle context, long data, int size) {
    return new CreateHwQueue(context, CreateHwQueueFlags.NONE, size, 0, data, Handle.NONE, Handle.NONE, 0, 0);
  }

  public CreateHwQueue createHwQueue(Handle context) {
    return call(DxgIoctl.CREATEHWQUEUE, hwQueueArgs(context, 0, 0)).ok();
  }

  public CreatePagingQueue createPagingQueue(Handle device) {
    return call(DxgIoctl.CREATEPAGINGQUEUE, new CreatePagingQueue(device, 0, Handle.NONE, Handle.NONE, 0, 0)).ok();
  }

  public static CreateSynchronizationObject syncArgs(Handle device, SynchronizationObjectType type, int flags) {
    return new CreateSynchronizationObject(device, 0, new SynchronizationObjectInfo2(type.value(),
        SynchronizationObjectFlags.of(flags), Bytes.zero(64), Handle.NONE), Handle.NONE, 0);
  }

  public static CreateSynchronizationObject fenceArgs(Handle device, long initial) {
    CreateSynchronizationObject plain = syncArgs(device, SynchronizationObjectType.MONITORED_FENCE, 0);
    return plain.withInfo(plain.info().withMonitoredFence(new MonitoredFence(initial, 0, 0, 3, 0)));
  }

  public Handle createFence(Handle device) {
    return call(DxgIoctl.CREATESYNCHRONIZATIONOBJECT, fenceArgs(device, 0)).ok().syncObject();
  }

  public Handle createSync(Handle device, SynchronizationObjectType type) {
    return call(DxgIoctl.CREATESYNCHRONIZATIONOBJECT, syncArgs(device, type, 0)).ok().syncObject();
  }

  /** Information of an allocation whose private data asks for so many bytes of CPU-visible memory. */
  public AllocationInfo2 allocationInfo(long sizeBytes, long sysmem) {
    AllocationDescription description = AllocationDescription.of(sizeBytes, true);
    int size = StructCodec.of(AllocationDescription.class).size();
    return info(sysmem, put(description), size);
  }

  public static AllocationInfo2 info(long sysmem, long data, int size) {
    return new AllocationInfo2(Handle.NONE, sysmem, data, size, 0, AllocationInfo2.Flags.NONE, 0, 0, U64Array.zero(5));
  }

  public static CreateAllocation allocationArgs(Handle device, CreateAllocationFlags flags, int count, long infos) {
    return new CreateAllocation(device, Handle.NONE, new Handle(0x77), 0, 0, 0, 0, 0, 0, count, infos, flags, 0, 0);
  }

  public Handle createAllocation(Handle device, long sizeBytes) {
    long infos = put(allocationInfo(sizeBytes, 0));
    call(DxgIoctl.CREATEALLOCATION, allocationArgs(device, CreateAllocationFlags.NONE, 1, infos)).ok();
    return read(AllocationInfo2.class, infos, 0).allocation();
  }

  @Override
  public void close() {
    file.close();
  }
}
