package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.CL_QUEUE_PROFILING_ENABLE;
import static org.lwjgl.opencl.CL10.clReleaseContext;
import static org.lwjgl.opencl.CL10.nclCreateBuffer;
import static org.lwjgl.opencl.CL10.nclCreateCommandQueue;
import static org.lwjgl.opencl.CL10.nclCreateContext;

/** The OpenCL context of a worker: one device, and perhaps a second one that shares its memory and runs in the caller's thread. */
final class OpenClContext implements AutoCloseable {
  private final OpenClDevice device;
  private final Native block = new Native(64);
  private final long handle;

  OpenClContext(OpenClDevice device) {
    this.device = device;
    block.setLong(16, device.handle());
    block.setLong(24, device.inlineHandle());
    handle = nclCreateContext(0, devices(), block.address(16), 0, 0, block.address(0));
    OpenClException.check(block.getInt(0), "clCreateContext");
  }

  OpenClDevice device() {
    return device;
  }

  long handle() {
    return handle;
  }

  /** How many OpenCL devices it has. */
  int devices() {
    return device.inlineHandle() == 0 ? 1 : 2;
  }

  /** Address of an array of them. */
  long deviceList() {
    return block.address(16);
  }

  /** A device by its index; 1 is the inline one. */
  long deviceHandle(int index) {
    return index == 0 ? device.handle() : device.inlineHandle();
  }

  /** A new in-order command queue. */
  long newQueue(int deviceIndex, boolean profiling) {
    long queue = nclCreateCommandQueue(handle, deviceHandle(deviceIndex), profiling ? CL_QUEUE_PROFILING_ENABLE : 0,
        block.address(0));
    OpenClException.check(block.getInt(0), "clCreateCommandQueue");
    return queue;
  }

  /**
   * A new buffer.
   *
   * @param host address of host memory, 0 if the flags want none
   * @throws OpenClException if the device has no room
   */
  long newBuffer(long flags, long bytes, long host) {
    long buffer = nclCreateBuffer(handle, flags, bytes, host, block.address(0));
    OpenClException.check(block.getInt(0), "clCreateBuffer");
    return buffer;
  }

  @Override
  public void close() {
    clReleaseContext(handle);
    block.close();
  }
}
