package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.CL_INVALID_BINARY;
import static org.lwjgl.opencl.CL10.clReleaseProgram;
import static org.lwjgl.opencl.CL10.nclBuildProgram;
import static org.lwjgl.opencl.CL10.nclCreateKernel;
import static org.lwjgl.opencl.CL10.nclCreateProgramWithBinary;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.host.engine.worker.ProgramImage;

/** A program on this worker's device, made from an image. */
final class LoadedProgram implements AutoCloseable {
  private final LoadedKernel[] kernels;
  private final long handle;

  /**
   * Hands the image's binary to the driver.
   *
   * @throws OpenClException if the driver does not take it
   */
  LoadedProgram(OpenClContext context, ProgramImage image) {
    this.handle = load(context, DeviceBinary.split(image.binary()));
    this.kernels = new LoadedKernel[image.kernels().size()];
    for (int i = 0; i < kernels.length; i++) {
      ProgramResult.Kernel kernel = image.kernels().get(i);
      int first = kernel.firstArgument();
      kernels[i] = new LoadedKernel(this, kernel,
          List.copyOf(image.arguments().subList(first, first + kernel.argumentCount())));
    }
  }

  /** The kernel with this index, or null. */
  @Nullable
  LoadedKernel kernel(int index) {
    return index < kernels.length ? kernels[index] : null;
  }

  /** The kernel with this name, or null. */
  @Nullable
  LoadedKernel kernel(String name) {
    for (LoadedKernel kernel : kernels) {
      if (kernel.name().equals(name)) {
        return kernel;
      }
    }
    return null;
  }

  long newKernel(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(8, 8);
      long kernel = nclCreateKernel(handle, arena.allocateFrom(name).address(), error.address());
      OpenClException.check(error.get(ValueLayout.JAVA_INT, 0), "clCreateKernel");
      return kernel;
    }
  }

  /** Commands that are enqueued keep what they need. */
  @Override
  public void close() {
    for (LoadedKernel kernel : kernels) {
      kernel.close();
    }
    clReleaseProgram(handle);
  }

  private static long load(OpenClContext context, List<MemorySegment> binaries) {
    int devices = context.devices();
    if (binaries.size() != devices) {
      throw new OpenClException("clCreateProgramWithBinary", CL_INVALID_BINARY);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment lengths = arena.allocate(8L * devices, 8);
      MemorySegment pointers = arena.allocate(8L * devices, 8);
      MemorySegment codes = arena.allocate(8L * devices + 8, 8);
      for (int i = 0; i < devices; i++) {
        MemorySegment copy = arena.allocate(Math.max(1, binaries.get(i).byteSize()), 16);
        MemorySegment.copy(binaries.get(i), 0, copy, 0, binaries.get(i).byteSize());
        lengths.setAtIndex(ValueLayout.JAVA_LONG, i, binaries.get(i).byteSize());
        pointers.setAtIndex(ValueLayout.JAVA_LONG, i, copy.address());
      }
      long program = nclCreateProgramWithBinary(context.handle(), devices, context.deviceList(), lengths.address(),
          pointers.address(), codes.address() + 8, codes.address());
      OpenClException.check(codes.get(ValueLayout.JAVA_INT, 0), "clCreateProgramWithBinary");
      int built = nclBuildProgram(program, devices, context.deviceList(), 0, 0, 0);
      if (built != 0) {
        clReleaseProgram(program);
        throw new OpenClException("clBuildProgram", built);
      }
      return program;
    }
  }
}
