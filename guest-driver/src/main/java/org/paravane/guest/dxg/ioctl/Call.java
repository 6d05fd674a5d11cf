package org.paravane.guest.dxg.ioctl;

import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.abi.wire.VmToHostHeader;
import org.paravane.device.io.CallerMemory;
import org.paravane.guest.dxg.host.CommandPort;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.DxgDevice;
import org.paravane.guest.dxg.object.DxgObject;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.dxg.object.ProcessAdapter;

/**
 * One ioctl under way on an adapter.
 *
 * @param file    who calls
 * @param adapter the one in sight, or the one that the ioctl was routed to
 */
public record Call(FileCall file, DxgAdapter adapter) {

  /** That of the open file. */
  public DxgProcess process() {
    return file.process();
  }

  /** Memory of the caller. */
  public CallerMemory memory() {
    return file.memory();
  }

  /** The same memory, as arrays and structs. */
  public CallerData data() {
    return file.data();
  }

  /** Who waits for events. */
  public ProcessAdapter waiter() {
    return new ProcessAdapter(process(), adapter);
  }

  /** Header of a command over the adapter's channel. */
  public VgpuToHostHeader vgpu(Message message) {
    return VgpuToHostHeader.of(message, process().hostHandle());
  }

  /** Header of a command over the global channel. */
  public VmToHostHeader global(Message message) {
    return VmToHostHeader.of(message, process().hostHandle());
  }

  /** The adapter's channel. */
  public CommandPort port() {
    return adapter.port();
  }

  /** An object by handle and kind, while the adapter is active. EINVAL for no such handle, then ENODEV. */
  public <K extends DxgObject> Result<K> find(Handle handle, Class<K> kind) {
    return process().find(handle, kind).flatMap(object -> object.device().adapter() == adapter
        ? adapter.requireActive().map(active -> object)
        : Result.failed(Errno.EINVAL, "object is on another adapter: handle=" + handle));
  }

  /** A device by handle, while the adapter is active. EINVAL for no such handle, then ENODEV. */
  public Result<DxgDevice> device(Handle handle) {
    return find(handle, DxgDevice.class);
  }

  /** Checks an adapter handle. EINVAL for no handle of this adapter, then ENODEV when it is not active. */
  public Result<DxgAdapter> requireAdapter(Handle handle) {
    return process().adapter(handle).flatMap(opened -> opened == adapter
        ? adapter.requireActive()
        : Result.failed(Errno.EINVAL, "handle of another adapter: handle=" + handle));
  }
}
