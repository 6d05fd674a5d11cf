package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.CL_DEVICE_NOT_FOUND;
import static org.lwjgl.opencl.CL10.CL_PROGRAM_BINARIES;
import static org.lwjgl.opencl.CL10.CL_PROGRAM_BINARY_SIZES;
import static org.lwjgl.opencl.CL10.CL_PROGRAM_BUILD_LOG;
import static org.lwjgl.opencl.CL10.clReleaseKernel;
import static org.lwjgl.opencl.CL10.clReleaseProgram;
import static org.lwjgl.opencl.CL10.nclBuildProgram;
import static org.lwjgl.opencl.CL10.nclCreateKernelsInProgram;
import static org.lwjgl.opencl.CL10.nclCreateProgramWithSource;
import static org.lwjgl.opencl.CL10.nclGetProgramInfo;
import static org.lwjgl.opencl.CL21.nclCreateProgramWithIL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.abi.accel.ProgramStatus;
import org.paravane.host.engine.worker.KernelObjects;
import org.paravane.host.engine.worker.ProgramImage;
import org.paravane.host.engine.worker.ProgramSource;

/**
 * Compiles programs and describes their kernels. Runs in a worker that has no guest: a compiler reads what strangers wrote, and takes
 * its time.
 */
final class ProgramBuilder {
  private static final String OWN_OPTIONS = " -cl-kernel-arg-info";
  /** Where a driver keeps the source while it compiles is no business of the guest's, which gave it without a name. */
  private static final Pattern SOURCE_FILE = Pattern.compile("(?<![\\w.])/[^\\s:]+\\.cl(?=:)");

  private final OpenClContext context;

  ProgramBuilder(OpenClContext context) {
    this.context = context;
  }

  ProgramImage build(ProgramSource source) {
    String refusal = refusal(source);
    if (refusal != null) {
      return ProgramImage.without(ProgramStatus.REFUSED, refusal);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate(source.code().byteSize() + 1);
      MemorySegment.copy(source.code(), 0, code, 0, source.code().byteSize());
      MemorySegment block = arena.allocate(24, 8);
      long program = create(source.format(), code, source.code().byteSize(), block);
      if (program == 0) {
        return ProgramImage.without(ProgramStatus.REFUSED,
            "the driver does not take this code: code=" + block.get(ValueLayout.JAVA_INT, 0));
      }
      try {
        MemorySegment options = arena.allocateFrom(source.options().strip() + OWN_OPTIONS);
        int result = nclBuildProgram(program, context.devices(), context.deviceList(), options.address(), 0, 0);
        return result == 0
            ? describe(program, new StructSizes(context, source))
            : ProgramImage.without(ProgramStatus.BUILD_FAILED, log(program, result));
      } finally {
        clReleaseProgram(program);
      }
    }
  }

  private @Nullable String refusal(ProgramSource source) {
    if (source.code().byteSize() == 0 || source.code().byteSize() > ProgramSource.MAX_CODE_BYTES) {
      return "bad code size: size=" + source.code().byteSize();
    }
    return switch (source.format()) {
      case OPENCL_C -> BuildOptions.refusal(source.options());
      case SPIR_V -> context.device().facts().info().spirV()
          ? BuildOptions.refusal(source.options())
          : "this device takes no spir-v: device=" + context.device().facts().info().name().text();
    };
  }

  private long create(CodeFormat format, MemorySegment code, long bytes, MemorySegment block) {
    block.set(ValueLayout.JAVA_LONG, 8, code.address());
    block.set(ValueLayout.JAVA_LONG, 16, bytes);
    return switch (format) {
      case OPENCL_C -> nclCreateProgramWithSource(context.handle(), 1, block.address() + 8, block.address() + 16,
          block.address());
      case SPIR_V -> nclCreateProgramWithIL(context.handle(), code.address(), bytes, block.address());
    };
  }

  private String log(long program, int code) {
    String log = driverLog(program);
    return log.isEmpty() ? "the compiler failed and says nothing: code=" + code : log;
  }

  private String driverLog(long program) {
    String log = Query.build(program, context.deviceHandle(0)).text(CL_PROGRAM_BUILD_LOG);
    return SOURCE_FILE.matcher(log).replaceAll("program.cl");
  }

  private ProgramImage describe(long program, StructSizes structs) {
    long[] kernels = kernels(program);
    try {
      if (kernels.length > KernelObjects.MAX_KERNELS) {
        return ProgramImage.without(ProgramStatus.REFUSED, "too many kernels: count=" + kernels.length);
      }
      List<ProgramResult.Kernel> described = new ArrayList<>();
      List<ProgramResult.Argument> arguments = new ArrayList<>();
      for (long kernel : kernels) {
        KernelDescriber describer = new KernelDescriber(kernel, context, structs);
        String refusal = describer.describe(arguments.size());
        if (refusal != null) {
          return ProgramImage.without(ProgramStatus.REFUSED, refusal);
        }
        described.add(describer.kernel());
        arguments.addAll(describer.arguments());
      }
      return new ProgramImage(ProgramStatus.BUILT, driverLog(program), described, arguments, binary(program));
    } finally {
      for (long kernel : kernels) {
        clReleaseKernel(kernel);
      }
    }
  }

  private long[] kernels(long program) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(8, 8);
      int result = nclCreateKernelsInProgram(program, 0, 0, count.address());
      int kernels = result == 0 ? count.get(ValueLayout.JAVA_INT, 0) : 0;
      if (kernels == 0) {
        return new long[0];
      }
      MemorySegment handles = arena.allocate(8L * kernels, 8);
      OpenClException.check(nclCreateKernelsInProgram(program, kernels, handles.address(), 0),
          "clCreateKernelsInProgram");
      return handles.toArray(ValueLayout.JAVA_LONG);
    }
  }

  private MemorySegment binary(long program) {
    int devices = context.devices();
    long[] sizes = Query.program(program).sizes(CL_PROGRAM_BINARY_SIZES, devices);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointers = arena.allocate(8L * devices, 8);
      List<MemorySegment> binaries = new ArrayList<>();
      for (int i = 0; i < devices; i++) {
        if (sizes[i] <= 0 || sizes[i] > ProgramImage.MAX_BYTES / 2) {
          throw new OpenClException("clGetProgramInfo(CL_PROGRAM_BINARY_SIZES)", CL_DEVICE_NOT_FOUND);
        }
        MemorySegment room = arena.allocate(sizes[i], 16);
        pointers.setAtIndex(ValueLayout.JAVA_LONG, i, room.address());
        binaries.add(room);
      }
      OpenClException.check(nclGetProgramInfo(program, CL_PROGRAM_BINARIES, 8L * devices, pointers.address(), 0),
          "clGetProgramInfo(CL_PROGRAM_BINARIES)");
      return DeviceBinary.join(binaries);
    }
  }
}
