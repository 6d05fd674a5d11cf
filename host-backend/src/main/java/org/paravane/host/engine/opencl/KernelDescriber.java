package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.CL_KERNEL_COMPILE_WORK_GROUP_SIZE;
import static org.lwjgl.opencl.CL10.CL_KERNEL_FUNCTION_NAME;
import static org.lwjgl.opencl.CL10.CL_KERNEL_NUM_ARGS;
import static org.lwjgl.opencl.CL10.CL_KERNEL_WORK_GROUP_SIZE;
import static org.lwjgl.opencl.CL10.nclSetKernelArg;
import static org.lwjgl.opencl.CL11.CL_KERNEL_LOCAL_MEM_SIZE;
import static org.lwjgl.opencl.CL11.CL_KERNEL_PREFERRED_WORK_GROUP_SIZE_MULTIPLE;
import static org.lwjgl.opencl.CL11.CL_KERNEL_PRIVATE_MEM_SIZE;
import static org.lwjgl.opencl.CL12.CL_KERNEL_ARG_ADDRESS_CONSTANT;
import static org.lwjgl.opencl.CL12.CL_KERNEL_ARG_ADDRESS_GLOBAL;
import static org.lwjgl.opencl.CL12.CL_KERNEL_ARG_ADDRESS_LOCAL;
import static org.lwjgl.opencl.CL12.CL_KERNEL_ARG_ADDRESS_QUALIFIER;
import static org.lwjgl.opencl.CL12.CL_KERNEL_ARG_NAME;
import static org.lwjgl.opencl.CL12.CL_KERNEL_ARG_TYPE_CONST;
import static org.lwjgl.opencl.CL12.CL_KERNEL_ARG_TYPE_NAME;
import static org.lwjgl.opencl.CL12.CL_KERNEL_ARG_TYPE_QUALIFIER;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Bytes;
import org.paravane.abi.accel.ArgumentKind;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.abi.accel.ProgramResult.Argument;
import org.paravane.host.engine.worker.ProgramImage;

/** Finds out what one kernel wants: its arguments' kinds and sizes, and the shape of its work-groups. */
final class KernelDescriber {
  private static final int ADDRESS_GLOBAL = CL_KERNEL_ARG_ADDRESS_GLOBAL;
  private static final int ADDRESS_CONSTANT = CL_KERNEL_ARG_ADDRESS_CONSTANT;
  private static final int ADDRESS_LOCAL = CL_KERNEL_ARG_ADDRESS_LOCAL;
  private static final int BOTH = Argument.READS | Argument.WRITES;

  private final long handle;
  private final OpenClContext context;
  private final StructSizes structs;
  private final String name;
  private final KernelLayout layout = new KernelLayout();
  private ProgramResult.@Nullable Kernel kernel;

  KernelDescriber(long handle, OpenClContext context, StructSizes structs) {
    this.handle = handle;
    this.context = context;
    this.structs = structs;
    this.name = Query.kernel(handle).text(CL_KERNEL_FUNCTION_NAME);
  }

  /** Asks about everything; why the kernel cannot be used, or null. */
  @Nullable
  String describe(int firstArgument) {
    int count = (int) Query.kernel(handle).number(CL_KERNEL_NUM_ARGS);
    if (count > ProgramImage.MAX_ARGUMENTS) {
      return "too many arguments: kernel=" + name + ", count=" + count;
    }
    if (name.length() >= ProgramResult.Kernel.NAME_BYTES) {
      return "kernel name too long: kernel=" + name;
    }
    for (int i = 0; i < count; i++) {
      String refusal = describeArgument(i, Query.argument(handle, i));
      if (refusal != null) {
        return refusal;
      }
    }
    if (layout.sizeBytes() > OpenClDevices.MAX_KERNARG_BYTES) {
      return "arguments too large: kernel=" + name + ", size=" + layout.sizeBytes();
    }
    Query group = Query.workGroup(handle, context.deviceHandle(0));
    long[] required = group.sizes(CL_KERNEL_COMPILE_WORK_GROUP_SIZE, 3);
    kernel = new ProgramResult.Kernel(0, group.number(CL_KERNEL_LOCAL_MEM_SIZE),
        group.number(CL_KERNEL_PRIVATE_MEM_SIZE), layout.sizeBytes(), count, firstArgument, maxWorkgroup(),
        (int) group.number(CL_KERNEL_PREFERRED_WORK_GROUP_SIZE_MULTIPLE), (int) required[0], (int) required[1],
        (int) required[2], 0, Bytes.text(name, ProgramResult.Kernel.NAME_BYTES));
    return null;
  }

  ProgramResult.Kernel kernel() {
    return Objects.requireNonNull(kernel);
  }

  List<Argument> arguments() {
    return layout.arguments();
  }

  private int maxWorkgroup() {
    long least = Integer.MAX_VALUE;
    for (int i = 0; i < context.devices(); i++) {
      least = Math.min(least, Query.workGroup(handle, context.deviceHandle(i)).number(CL_KERNEL_WORK_GROUP_SIZE));
    }
    return (int) Math.max(1, least);
  }

  private @Nullable String describeArgument(int index, Query query) {
    int address = (int) query.number(CL_KERNEL_ARG_ADDRESS_QUALIFIER);
    String argument = query.text(CL_KERNEL_ARG_NAME);
    String type = query.text(CL_KERNEL_ARG_TYPE_NAME);
    boolean constant = (query.number(CL_KERNEL_ARG_TYPE_QUALIFIER) & CL_KERNEL_ARG_TYPE_CONST) != 0;
    if (address == 0) {
      return "the driver says nothing about an argument: kernel=" + name + ", argument=" + index;
    } else if (type.startsWith("image") || type.startsWith("sampler") || type.startsWith("pipe")
        || type.startsWith("queue")) {
      return "argument of a type that is not supported: kernel=" + name + ", argument=" + argument + ", type=" + type;
    } else if (address == ADDRESS_GLOBAL) {
      layout.add(ArgumentKind.GLOBAL, constant ? Argument.READS : BOTH, KernelLayout.POINTER_BYTES, argument, type);
    } else if (address == ADDRESS_CONSTANT) {
      layout.add(ArgumentKind.CONSTANT, Argument.READS, KernelLayout.POINTER_BYTES, argument, type);
    } else if (address == ADDRESS_LOCAL) {
      layout.add(ArgumentKind.LOCAL, 0, KernelLayout.POINTER_BYTES, argument, type);
    } else {
      int size = valueSize(index, type);
      if (size == 0) {
        return "argument whose size cannot be found out: kernel=" + name + ", argument=" + argument + ", type=" + type;
      }
      layout.add(ArgumentKind.VALUE, 0, size, argument, type);
    }
    return null;
  }

  /** Size of a value; 0 if neither its name nor the compiler tells, or the driver does not take a value of that size. */
  private int valueSize(int index, String type) {
    int size = TypeSizes.of(type);
    if (size == 0) {
      size = structs.of(type);
    }
    if (size == 0) {
      return 0;
    }
    try (Native value = new Native(OpenClDevices.MAX_KERNARG_BYTES)) {
      return nclSetKernelArg(handle, index, size, value.address(0)) == 0 ? size : 0;
    }
  }
}
