package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.CL_KERNEL_COMPILE_WORK_GROUP_SIZE;
import static org.lwjgl.opencl.CL10.clReleaseKernel;
import static org.lwjgl.opencl.CL10.clReleaseProgram;
import static org.lwjgl.opencl.CL10.nclBuildProgram;
import static org.lwjgl.opencl.CL10.nclCreateKernel;
import static org.lwjgl.opencl.CL10.nclCreateProgramWithSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.host.engine.worker.ProgramSource;

/**
 * Sizes of the types that a program makes itself. OpenCL does not tell them, and drivers differ in which sizes they take; so the
 * compiler is asked: a kernel that demands a work-group of {@code sizeof(type)} is compiled behind the same source, and never run.
 */
final class StructSizes {
  private static final Pattern TYPE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_ ]{0,200}");
  private static final String KERNEL = "paravane_size_of";

  private final OpenClContext context;
  private final ProgramSource source;
  private final Map<String, Integer> known = new HashMap<>();

  StructSizes(OpenClContext context, ProgramSource source) {
    this.context = context;
    this.source = source;
  }

  /** Bytes of a type, 0 if it cannot be found out. */
  int of(String type) {
    return source.format() == CodeFormat.OPENCL_C && TYPE_NAME.matcher(type).matches()
        ? known.computeIfAbsent(type, this::ask)
        : 0;
  }

  private int ask(String type) {
    String question = "\nkernel __attribute__((reqd_work_group_size(sizeof(" + type + "), 1, 1))) void " + KERNEL
        + "(void) { }\n";
    byte[] tail = question.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      long length = source.code().byteSize();
      MemorySegment code = arena.allocate(length + tail.length);
      MemorySegment.copy(source.code(), 0, code, 0, length);
      MemorySegment.copy(MemorySegment.ofArray(tail), 0, code, length, tail.length);
      MemorySegment block = arena.allocate(24, 8);
      block.set(ValueLayout.JAVA_LONG, 8, code.address());
      block.set(ValueLayout.JAVA_LONG, 16, code.byteSize());
      long program = nclCreateProgramWithSource(context.handle(), 1, block.address() + 8, block.address() + 16,
          block.address());
      if (program == 0) {
        return 0;
      }
      try {
        return build(program, arena) ? answer(program, arena, block) : 0;
      } finally {
        clReleaseProgram(program);
      }
    }
  }

  private boolean build(long program, Arena arena) {
    MemorySegment options = arena.allocateFrom(source.options());
    return nclBuildProgram(program, 1, context.deviceList(), options.address(), 0, 0) == 0;
  }

  private int answer(long program, Arena arena, MemorySegment block) {
    long kernel = nclCreateKernel(program, arena.allocateFrom(KERNEL).address(), block.address());
    if (kernel == 0) {
      return 0;
    }
    long size = Query.workGroup(kernel, context.deviceHandle(0)).sizes(CL_KERNEL_COMPILE_WORK_GROUP_SIZE, 3)[0];
    clReleaseKernel(kernel);
    return size <= OpenClDevices.MAX_KERNARG_BYTES ? (int) size : 0;
  }
}
