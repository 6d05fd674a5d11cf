package org.paravane.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.paravane.abi.Bytes;
import org.paravane.abi.CEnum;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.AdapterInfo;
import org.paravane.abi.ioctl.CloseAdapter;
import org.paravane.abi.ioctl.CreateDevice;
import org.paravane.abi.ioctl.CreateDeviceFlags;
import org.paravane.abi.ioctl.DestroyDevice;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.EnumAdapters3;
import org.paravane.abi.ioctl.EnumAdaptersFilter;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.runtime.AcceleratorException.Fault;

/**
 * An accelerator that a program works with: the way to buffers, queues, fences and kernels. Safe for use by many threads.
 * Close what was made from it first.
 */
public final class Accelerator implements AutoCloseable {
  private static final int FAULT_LOOKS = 100;
  private static final long FAULT_PAUSE_NANOS = 1_000_000;

  private final Calls calls;
  private final Handle adapter;
  private final Handle device;
  private final PagingQueue paging;
  private final Queries queries;
  private final AcceleratorInfo info;

  private Accelerator(Calls calls, AdapterInfo found, Handle device, PagingQueue paging) {
    this.calls = calls;
    this.adapter = found.adapterHandle();
    this.device = device;
    this.paging = paging;
    this.queries = new Queries(calls, adapter);
    this.info = queries.info(found.adapterLuid());
  }

  /**
   * Starts to work with the accelerator of a node. The node is closed with it, also when this fails.
   *
   * @throws AcceleratorException when the driver refuses
   */
  public static Accelerator open(NodeAccess node) {
    try {
      Calls calls = new Calls(node);
      AdapterInfo found = enumerate(calls);
      Handle device = calls.call(DxgIoctl.CREATEDEVICE, new CreateDevice(found.adapterHandle(), 0,
          CreateDeviceFlags.NONE, Handle.NONE, 0, 0, 0, 0, 0, 0, 0, 0, 0)).device();
      return new Accelerator(calls, found, device, PagingQueue.create(calls, device));
    } catch (AcceleratorException e) {
      node.close();
      throw e;
    }
  }

  private static AdapterInfo enumerate(Calls calls) {
    StructCodec<AdapterInfo> codec = StructCodec.of(AdapterInfo.class);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(codec.size(), Long.BYTES);
      EnumAdapters3 found = calls.call(DxgIoctl.ENUMADAPTERS3,
          new EnumAdapters3(new EnumAdaptersFilter(true, false, 0), 1, 0, list.address()));
      if (found.adapterCount() != 1) {
        throw AcceleratorException.of("enumerate", Errno.ENODEV, "node has no adapter");
      }
      return codec.read(list, 0);
    }
  }

  /** What the accelerator is, and which kernels it has. */
  public AcceleratorInfo info() {
    return info;
  }

  /** How much memory there is for this program now. */
  public MemoryInfo memory() {
    return queries.memory();
  }

  /** The kernel of a name; IllegalArgumentException when there is none. */
  public Kernel kernel(String name) {
    return info.kernels().stream().filter(kernel -> kernel.name().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such kernel: name=" + name + ", known="
            + info.kernels().stream().map(Kernel::name).toList()));
  }

  /** Memory that program and accelerator share, zeroed. */
  public Buffer mapped(long sizeBytes) {
    return Buffer.create(this, sizeBytes, true);
  }

  /** Memory of the accelerator alone, zeroed; filled and read by copies. */
  public Buffer local(long sizeBytes) {
    return Buffer.create(this, sizeBytes, false);
  }

  /** A queue of the first engine node. */
  public Queue queue() {
    return queue(0);
  }

  /** A queue of an engine node. */
  public Queue queue(int engineOrdinal) {
    return Queue.create(this, engineOrdinal);
  }

  /** A fence with an initial value. */
  public Fence fence(long initialValue) {
    return Fence.create(calls, device, initialValue);
  }

  /** The execution state, {@code ACTIVE} while all is well. */
  public String state() {
    int state = askState(DeviceStateType.EXECUTION).argument().executionState();
    return CEnum.of(DeviceExecutionState.class, state).map(Enum::name).orElse(Integer.toString(state));
  }

  private Calls.Outcome<GetDeviceState> askState(DeviceStateType type) {
    return calls.outcome(DxgIoctl.GETDEVICESTATE, new GetDeviceState(device, type.value(), Bytes.zero(48)));
  }

  /** Why work failed. The host says that the state changed by a message of its own, which may come a moment later. */
  Fault fault() {
    Calls.Outcome<GetDeviceState> answer = askState(DeviceStateType.PAGE_FAULT);
    String state = state();
    for (int i = 0; i < FAULT_LOOKS && state.equals(DeviceExecutionState.ACTIVE.name()); i++) {
      LockSupport.parkNanos(FAULT_PAUSE_NANOS);
      state = state();
    }
    String reason = answer.note();
    return new Fault(state, answer.argument().pageFaultState().faultedVirtualAddress(),
        reason == null ? "not told" : reason);
  }

  Calls calls() {
    return calls;
  }

  Handle adapter() {
    return adapter;
  }

  Handle device() {
    return device;
  }

  PagingQueue paging() {
    return paging;
  }

  /** Ends everything that this program has on the accelerator, and closes the node. */
  @Override
  public void close() {
    paging.close();
    calls.undo(DxgIoctl.DESTROYDEVICE, new DestroyDevice(device));
    calls.undo(DxgIoctl.CLOSEADAPTER, new CloseAdapter(adapter));
    calls.node().close();
  }
}
