package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.CL_MEM_READ_WRITE;
import static org.lwjgl.opencl.CL10.clReleaseMemObject;
import static org.paravane.host.engine.packet.PacketFields.offset;

import java.util.Objects;
import org.paravane.abi.CEnum;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.accel.ReduceOperation;
import org.paravane.host.engine.packet.ArgumentReader;
import org.paravane.host.engine.packet.PacketFault;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.MemoryAccess;
import org.paravane.host.memory.StoreRun;

/**
 * Launches the built-in kernels that compute. All arguments are checked before anything is launched. One for each queue: a reduction
 * keeps its lanes here.
 */
final class BuiltInLauncher implements AutoCloseable {
  private static final int ADD_A = offset(KernelArguments.VectorAdd.class, "a");
  private static final int ADD_B = offset(KernelArguments.VectorAdd.class, "b");
  private static final int ADD_RESULT = offset(KernelArguments.VectorAdd.class, "result");
  private static final int ADD_COUNT = offset(KernelArguments.VectorAdd.class, "count");
  private static final int SAXPY_X = offset(KernelArguments.Saxpy.class, "x");
  private static final int SAXPY_Y = offset(KernelArguments.Saxpy.class, "y");
  private static final int SAXPY_COUNT = offset(KernelArguments.Saxpy.class, "count");
  private static final int SAXPY_ALPHA = offset(KernelArguments.Saxpy.class, "alpha");
  private static final int SGEMM_A = offset(KernelArguments.Sgemm.class, "a");
  private static final int SGEMM_B = offset(KernelArguments.Sgemm.class, "b");
  private static final int SGEMM_C = offset(KernelArguments.Sgemm.class, "c");
  private static final int SGEMM_M = offset(KernelArguments.Sgemm.class, "m");
  private static final int SGEMM_N = offset(KernelArguments.Sgemm.class, "n");
  private static final int SGEMM_K = offset(KernelArguments.Sgemm.class, "k");
  private static final int SGEMM_ALPHA = offset(KernelArguments.Sgemm.class, "alpha");
  private static final int SGEMM_BETA = offset(KernelArguments.Sgemm.class, "beta");
  private static final int REDUCE_INPUT = offset(KernelArguments.Reduce.class, "input");
  private static final int REDUCE_OUTPUT = offset(KernelArguments.Reduce.class, "output");
  private static final int REDUCE_COUNT = offset(KernelArguments.Reduce.class, "count");
  private static final int REDUCE_OPERATION = offset(KernelArguments.Reduce.class, "operation");

  private static final int LANES = 256;
  private static final int LANES_OF_AN_ITEM = 128;
  private static final int LANES_OF_A_GROUP = 64;
  private static final int GROUP = 256;
  private static final int BLOCK_COLUMNS = 32;
  private static final int BLOCK_ROWS = 64;
  private static final int TILE = 16;

  private final Launcher launcher;
  private final DeviceMemory memory;
  private final MemoryAccess access;
  private final boolean cpu;
  private final long lanes;
  private final StoreRun run = new StoreRun();
  private ArgumentReader call = new ArgumentReader();
  private long version;

  BuiltInLauncher(OpenClContext context, Launcher launcher, DeviceMemory memory, MemoryAccess access, boolean cpu) {
    this.launcher = launcher;
    this.memory = memory;
    this.access = access;
    this.cpu = cpu;
    this.lanes = context.newBuffer(CL_MEM_READ_WRITE, 4L * LANES, 0);
  }

  /** How many commands a launch enqueues at most. */
  static int mostCommands() {
    return 2;
  }

  /** Prepares for the arguments of one dispatch. */
  void begin(ArgumentReader arguments, long newVersion) {
    call = arguments;
    version = newVersion;
  }

  void vectorAdd(LoadedProgram program) throws PacketFault {
    long count = call.count("count", call.u64(ADD_COUNT));
    check("a", call.u64(ADD_A), count, GpuAccess.READ);
    check("b", call.u64(ADD_B), count, GpuAccess.READ);
    check("result", call.u64(ADD_RESULT), count, GpuAccess.WRITE);
    if (count > 0) {
      LoadedKernel kernel = kernel(program, "vector_add");
      bind(kernel, 0, ADD_A);
      bind(kernel, 1, ADD_B);
      bind(kernel, 2, ADD_RESULT);
      kernel.setLong(3, count);
      launchLine(kernel, count);
    }
  }

  void saxpy(LoadedProgram program) throws PacketFault {
    long count = call.count("count", call.u64(SAXPY_COUNT));
    check("x", call.u64(SAXPY_X), count, GpuAccess.READ);
    check("y", call.u64(SAXPY_Y), count, GpuAccess.WRITE);
    if (count > 0) {
      LoadedKernel kernel = kernel(program, "saxpy");
      bind(kernel, 0, SAXPY_X);
      bind(kernel, 1, SAXPY_Y);
      kernel.setLong(2, count);
      kernel.setInt(3, call.u32(SAXPY_ALPHA));
      launchLine(kernel, count);
    }
  }

  void sgemm(LoadedProgram program) throws PacketFault {
    int m = call.side("m", call.u32(SGEMM_M));
    int n = call.side("n", call.u32(SGEMM_N));
    int k = call.side("k", call.u32(SGEMM_K));
    check("a", call.u64(SGEMM_A), call.count("a", (long) m * k), GpuAccess.READ);
    check("b", call.u64(SGEMM_B), call.count("b", (long) k * n), GpuAccess.READ);
    check("c", call.u64(SGEMM_C), call.count("c", (long) m * n), GpuAccess.WRITE);
    if (m == 0 || n == 0) {
      return;
    }
    LoadedKernel kernel = kernel(program, cpu ? "sgemm_blocks" : "sgemm_tiles");
    // Without k there is nothing to read, and a and b may be anywhere.
    bindAddress(kernel, 0, k == 0 ? 0 : call.u64(SGEMM_A));
    bindAddress(kernel, 1, k == 0 ? 0 : call.u64(SGEMM_B));
    bind(kernel, 2, SGEMM_C);
    kernel.setInt(3, m);
    kernel.setInt(4, n);
    kernel.setInt(5, k);
    kernel.setInt(6, call.u32(SGEMM_ALPHA));
    kernel.setInt(7, call.u32(SGEMM_BETA));
    if (cpu) {
      launcher.shape().setPlane(parts(n, BLOCK_COLUMNS), 1, parts(m, BLOCK_ROWS), 1);
    } else {
      launcher.shape().setPlane(parts(n, TILE) * TILE, TILE, parts(m, TILE) * TILE, TILE);
    }
    launcher.launch(kernel);
  }

  void reduce(LoadedProgram program) throws PacketFault {
    long count = call.count("count", call.u64(REDUCE_COUNT));
    int operation = call.u32(REDUCE_OPERATION);
    if (CEnum.of(ReduceOperation.class, operation).isEmpty()) {
      throw PacketFault.badKernarg(call.kernel(), "argument=operation, value=" + operation);
    }
    check("input", call.u64(REDUCE_INPUT), count, GpuAccess.READ);
    check("output", call.u64(REDUCE_OUTPUT), 1, GpuAccess.WRITE);
    LoadedKernel each = kernel(program, cpu ? "reduce_rows" : "reduce_lanes");
    LoadedKernel combine = kernel(program, "reduce_combine");
    bindAddress(each, 0, count == 0 ? 0 : call.u64(REDUCE_INPUT));
    each.setBuffer(1, lanes);
    each.setLong(2, count);
    each.setInt(3, operation);
    combine.setBuffer(0, lanes);
    bind(combine, 1, REDUCE_OUTPUT);
    combine.setInt(2, operation);
    if (cpu) {
      launcher.shape().setLine(LANES / LANES_OF_AN_ITEM, 1);
    } else {
      launcher.shape().setLine(LANES, LANES_OF_A_GROUP);
    }
    launcher.launch(each);
    launcher.shape().setLine(1, 1);
    launcher.launch(combine);
  }

  @Override
  public void close() {
    clReleaseMemObject(lanes);
  }

  private void launchLine(LoadedKernel kernel, long count) {
    launcher.shape().setLine(parts(count, GROUP) * GROUP, GROUP);
    launcher.launch(kernel);
  }

  private void bind(LoadedKernel kernel, int index, int field) throws PacketFault {
    bindAddress(kernel, index, call.u64(field));
  }

  private void bindAddress(LoadedKernel kernel, int index, long address) throws PacketFault {
    kernel.bindPointer(index, address, access, memory, version);
  }

  /** All of it mapped, with the right, aligned to 4, and in one piece. */
  private void check(String argument, long address, long count, GpuAccess right) throws PacketFault {
    if ((address & 3) != 0) {
      throw PacketFault.badKernarg(call.kernel(),
          "argument=" + argument + ", misaligned address=0x" + Long.toHexString(address));
    }
    long bytes = 4 * count;
    boolean whole = true;
    for (long at = 0; at < bytes; at += run.sizeBytes()) {
      if (!access.resolveRun(address + at, right, run)) {
        throw call.pageFault(argument, run.faultAddress(), right, run.faultCause());
      } else if (run.store() == 0) {
        throw call.pageFault(argument, address + at, right, "zero pages have no memory");
      }
      whole = run.sizeBytes() >= bytes - at && at == 0;
    }
    if (!whole) {
      throw call.pageFault(argument, address, right, "not in one piece");
    }
  }

  private static LoadedKernel kernel(LoadedProgram program, String name) {
    return Objects.requireNonNull(program.kernel(name));
  }

  private static long parts(long count, int size) {
    return (count + size - 1) / size;
  }
}
