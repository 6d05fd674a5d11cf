package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.clReleaseKernel;
import static org.lwjgl.opencl.CL10.nclSetKernelArg;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.paravane.abi.CEnum;
import org.paravane.abi.accel.ArgumentKind;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.abi.accel.ProgramResult.Argument;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.packet.PacketFault;
import org.paravane.host.engine.packet.PacketFields;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.MemoryAccess;
import org.paravane.host.memory.StoreRun;

/**
 * A kernel of a loaded program. Remembers what its arguments were set to, and sets only those again that have changed: a launch like
 * the one before it makes no call for them, and no object.
 */
final class LoadedKernel implements AutoCloseable {
  private static final long NEVER_SET = Long.MIN_VALUE;

  private final LoadedProgram program;
  private final ProgramResult.Kernel facts;
  private final String name;
  private final LaunchTimes times = new LaunchTimes();
  private final ArgumentKind[] kinds;
  private final GpuAccess[] accesses;
  private final String[] argumentNames;
  private final int[] offsets;
  private final int[] sizes;
  private final long[] set; // what each argument was set to: address, bytes of local memory, or (values) 0
  private final long[] setUnder; // version of the mappings and of the buffers when it was
  private final byte[] previous; // all of the segment, for values
  private final MemorySegment previousSegment;
  private final Native cell = new Native(16);
  private final StoreRun run = new StoreRun();
  private long handle;

  LoadedKernel(LoadedProgram program, ProgramResult.Kernel facts, List<Argument> arguments) {
    int count = arguments.size();
    this.program = program;
    this.facts = facts;
    this.name = facts.name().text();
    this.kinds = new ArgumentKind[count];
    this.accesses = new GpuAccess[count];
    this.argumentNames = new String[count];
    this.offsets = new int[count];
    this.sizes = new int[count];
    this.set = new long[count];
    this.setUnder = new long[count];
    for (int i = 0; i < count; i++) {
      Argument argument = arguments.get(i);
      kinds[i] = CEnum.of(ArgumentKind.class, argument.kind()).orElseThrow();
      accesses[i] = (argument.access() & Argument.WRITES) != 0 ? GpuAccess.WRITE : GpuAccess.READ;
      argumentNames[i] = argument.name().text().isEmpty() ? Integer.toString(i) : argument.name().text();
      offsets[i] = argument.offset();
      sizes[i] = argument.sizeBytes();
      setUnder[i] = NEVER_SET;
    }
    this.previous = new byte[facts.kernargSizeBytes()];
    this.previousSegment = MemorySegment.ofArray(previous);
  }

  String name() {
    return name;
  }

  ProgramResult.Kernel facts() {
    return facts;
  }

  LaunchTimes times() {
    return times;
  }

  int kernargBytes() {
    return previous.length;
  }

  long handle() {
    if (handle == 0) {
      handle = program.newKernel(name);
    }
    return handle;
  }

  /**
   * Sets the arguments from a kernarg segment.
   *
   * @param kernarg native copy of the segment
   * @param version of the mappings and buffers: while it is the same, the same address means the same buffer
   * @throws PacketFault if an argument is refused; names it
   */
  void bind(Native kernarg, MemoryAccess access, DeviceMemory memory, long version, long localLimit)
      throws PacketFault {
    long localBytes = facts.localMemoryBytes();
    for (int i = 0; i < kinds.length; i++) {
      switch (kinds[i]) {
        case VALUE -> bindValue(i, kernarg);
        case LOCAL -> {
          long bytes = PacketFields.u64(kernarg.segment(), offsets[i]);
          localBytes += checkedLocal(i, bytes, localLimit - localBytes);
          bindLocal(i, bytes);
        }
        case GLOBAL, CONSTANT -> bindPointer(i, PacketFields.u64(kernarg.segment(), offsets[i]), access, memory,
            version);
      }
    }
  }

  /** Sets a buffer argument that is no guest's. */
  void setBuffer(int index, long buffer) {
    cell.setLong(0, buffer);
    set(index, 8, cell.address(0));
    setUnder[index] = NEVER_SET;
  }

  /** Sets a value of 4 bytes. */
  void setInt(int index, int value) {
    if (setUnder[index] == NEVER_SET || set[index] != value) {
      cell.setInt(0, value);
      set(index, 4, cell.address(0));
      set[index] = value;
      setUnder[index] = 0;
    }
  }

  /** Sets a value of 8 bytes. */
  void setLong(int index, long value) {
    if (setUnder[index] == NEVER_SET || set[index] != value) {
      cell.setLong(0, value);
      set(index, 8, cell.address(0));
      set[index] = value;
      setUnder[index] = 0;
    }
  }

  /** Sets a buffer argument to memory of a guest from an address on. */
  void bindPointer(int index, long address, MemoryAccess access, DeviceMemory memory, long version)
      throws PacketFault {
    if (set[index] == address && setUnder[index] == version) {
      return;
    }
    long buffer = 0;
    if (address != 0) {
      if (!access.resolveRun(address, accesses[index], run)) {
        throw pageFault(index, run.faultAddress(), run.faultCause());
      }
      String refusal = memory.refusal(run);
      if (refusal != null) {
        throw pageFault(index, address, refusal);
      }
      buffer = memory.buffer(run, accesses[index]);
    }
    cell.setLong(0, buffer);
    set(index, 8, cell.address(0));
    set[index] = address;
    setUnder[index] = version;
  }

  PacketFault pageFault(int index, long address, String cause) {
    return new PacketFault(FaultKind.PAGE_FAULT, address, "page fault",
        "address=0x%x, access=%s, kernel=%s, argument=%s, cause=%s".formatted(address, accesses[index], name,
            argumentNames[index], cause));
  }

  @Override
  public void close() {
    if (handle != 0) {
      clReleaseKernel(handle);
    }
    cell.close();
  }

  private void bindValue(int index, Native kernarg) {
    int offset = offsets[index];
    int end = offset + sizes[index];
    if (setUnder[index] == NEVER_SET
        || MemorySegment.mismatch(kernarg.segment(), offset, end, previousSegment, offset, end) >= 0) {
      set(index, sizes[index], kernarg.address(offset));
      MemorySegment.copy(kernarg.segment(), offset, previousSegment, offset, sizes[index]);
      setUnder[index] = 0;
    }
  }

  private long checkedLocal(int index, long bytes, long room) throws PacketFault {
    if (bytes <= 0 || bytes > room) {
      throw badArgument(index, "local memory=" + Long.toUnsignedString(bytes) + ", limit=" + room);
    }
    return bytes;
  }

  private void bindLocal(int index, long bytes) {
    if (setUnder[index] == NEVER_SET || set[index] != bytes) {
      set(index, bytes, 0);
      set[index] = bytes;
      setUnder[index] = 0;
    }
  }

  private PacketFault badArgument(int index, String details) {
    return PacketFault.badKernarg(name, "argument=" + argumentNames[index] + ", " + details);
  }

  private void set(int index, long bytes, long address) {
    setUnder[index] = NEVER_SET;
    OpenClException.check(nclSetKernelArg(handle(), index, bytes, address), "clSetKernelArg");
  }
}
