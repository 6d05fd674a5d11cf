package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.nclGetDeviceInfo;
import static org.lwjgl.opencl.CL10.nclGetKernelInfo;
import static org.lwjgl.opencl.CL10.nclGetKernelWorkGroupInfo;
import static org.lwjgl.opencl.CL10.nclGetPlatformInfo;
import static org.lwjgl.opencl.CL10.nclGetProgramBuildInfo;
import static org.lwjgl.opencl.CL10.nclGetProgramInfo;
import static org.lwjgl.opencl.CL12.nclGetKernelArgInfo;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Asks an OpenCL object about itself. What it does not know is empty or 0. */
@FunctionalInterface
interface Query {
  /** A clGet…Info call. */
  int ask(int name, long room, long to, long size);

  static Query platform(long platform) {
    return (name, room, to, size) -> nclGetPlatformInfo(platform, name, room, to, size);
  }

  static Query device(long device) {
    return (name, room, to, size) -> nclGetDeviceInfo(device, name, room, to, size);
  }

  static Query program(long program) {
    return (name, room, to, size) -> nclGetProgramInfo(program, name, room, to, size);
  }

  static Query build(long program, long device) {
    return (name, room, to, size) -> nclGetProgramBuildInfo(program, device, name, room, to, size);
  }

  static Query kernel(long kernel) {
    return (name, room, to, size) -> nclGetKernelInfo(kernel, name, room, to, size);
  }

  static Query workGroup(long kernel, long device) {
    return (name, room, to, size) -> nclGetKernelWorkGroupInfo(kernel, device, name, room, to, size);
  }

  static Query argument(long kernel, int index) {
    return (name, room, to, size) -> nclGetKernelArgInfo(kernel, index, name, room, to, size);
  }

  /** A number of 4 or 8 bytes. */
  default long number(int name) {
    try (Native answer = new Native(32)) {
      int code = ask(name, 16, answer.address(0), answer.address(16));
      if (code != 0) {
        return 0;
      }
      return answer.getLong(16) == 4 ? Integer.toUnsignedLong(answer.getInt(0)) : answer.getLong(0);
    }
  }

  /** An array of size_t; zeros where there is nothing. */
  default long[] sizes(int name, int count) {
    long[] found = new long[count];
    byte[] bytes = bytes(name);
    for (int i = 0; i < count && 8 * (i + 1) <= bytes.length; i++) {
      found[i] = MemorySegment.ofArray(bytes).get(ValueLayout.JAVA_LONG_UNALIGNED, 8L * i);
    }
    return found;
  }

  /** Text without its zero. */
  default String text(int name) {
    byte[] bytes = bytes(name);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8).strip();
  }

  private byte[] bytes(int name) {
    try (Native size = new Native(8)) {
      if (ask(name, 0, 0, size.address(0)) != 0 || size.getLong(0) <= 0) {
        return new byte[0];
      }
      int bytes = Math.toIntExact(size.getLong(0));
      try (Native answer = new Native(bytes)) {
        return ask(name, bytes, answer.address(0), 0) == 0
            ? answer.segment().toArray(ValueLayout.JAVA_BYTE)
            : new byte[0];
      }
    }
  }
}
