package org.paravane.host.worker;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.lwjgl.BufferUtils;
import org.lwjgl.PointerBuffer;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/** The shortest way through an OpenCL driver: opens the first device, builds a kernel, runs it, which links it, and reads the result. */
final class OpenClTrial {
  private static final String SOURCE = "kernel void twice(global float *x) { x[get_global_id(0)] *= 2; }";
  private static final int ITEMS = 1024;

  private OpenClTrial() {
  }

  /** "ok". Throws where something failed. */
  static String run() {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer error = stack.mallocInt(1);
      PointerBuffer platform = stack.mallocPointer(1);
      check("clGetPlatformIDs", CL10.clGetPlatformIDs(platform, (IntBuffer) null));
      PointerBuffer device = stack.mallocPointer(1);
      check("clGetDeviceIDs", CL10.clGetDeviceIDs(platform.get(0), CL10.CL_DEVICE_TYPE_ALL, device, (IntBuffer) null));
      PointerBuffer properties = stack.pointers(CL10.CL_CONTEXT_PLATFORM, platform.get(0), 0);
      long context = CL10.clCreateContext(properties, device.get(0), null, 0, error);
      check("clCreateContext", error.get(0));
      long queue = CL10.clCreateCommandQueue(context, device.get(0), 0, error);
      check("clCreateCommandQueue", error.get(0));
      long program = CL10.clCreateProgramWithSource(context, SOURCE, error);
      check("clCreateProgramWithSource", error.get(0));
      check("clBuildProgram", CL10.clBuildProgram(program, device.get(0), "", null, 0));
      long kernel = CL10.clCreateKernel(program, "twice", error);
      check("clCreateKernel", error.get(0));
      FloatBuffer numbers = BufferUtils.createFloatBuffer(ITEMS);
      for (int i = 0; i < ITEMS; i++) {
        numbers.put(i, i);
      }
      long buffer = CL10.clCreateBuffer(context, CL10.CL_MEM_COPY_HOST_PTR, numbers, error);
      check("clCreateBuffer", error.get(0));
      check("clSetKernelArg", CL10.clSetKernelArg1p(kernel, 0, buffer));
      check("clEnqueueNDRangeKernel", CL10.clEnqueueNDRangeKernel(queue, kernel, 1, null, stack.pointers(ITEMS),
          stack.pointers(64), null, null));
      check("clEnqueueReadBuffer", CL10.clEnqueueReadBuffer(queue, buffer, true, 0, numbers, null, null));
      check("clFinish", CL10.clFinish(queue));
      if (numbers.get(ITEMS - 1) != 2f * (ITEMS - 1)) {
        throw new IllegalStateException("wrong result: value=" + numbers.get(ITEMS - 1));
      }
      return "ok";
    }
  }

  private static void check(String call, int error) {
    if (error != CL10.CL_SUCCESS) {
      throw new IllegalStateException(call + " failed: error=" + error);
    }
  }
}
