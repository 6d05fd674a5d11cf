package org.paravane.guest.dxg.ioctl;

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

/**
 * One ioctl under way: who calls, on which adapter.
 *
 * @param adapter that of the node
 * @param process that of the open file
 * @param memory  of the caller
 * @param data     the same memory, as arrays and structs
 * @param features what the open file can do: bits of {@link org.paravane.abi.extension.Feature}
 */
public record Call(DxgAdapter adapter, DxgProcess process, CallerMemory memory, CallerData data, long features) {

  public Call(DxgAdapter adapter, DxgProcess process, CallerMemory memory, long features) {
    this(adapter, process, memory, new CallerData(memory), features);
  }

  /** Header of a command over the adapter's channel. */
  public VgpuToHostHeader vgpu(Message message) {
    return VgpuToHostHeader.of(message, process.hostHandle());
  }

  /** Header of a command over the global channel. */
  public VmToHostHeader global(Message message) {
    return VmToHostHeader.of(message, process.hostHandle());
  }

  /** The adapter's channel. */
  public CommandPort port() {
    return adapter.port();
  }

  /** An object by handle and kind, while the adapter is active. EINVAL for no such handle, then ENODEV. */
  public <K extends DxgObject> Result<K> find(Handle handle, Class<K> kind) {
    return process.find(handle, kind).flatMap(object -> adapter.requireActive().map(active -> object));
  }

  /** A device by handle, while the adapter is active. EINVAL for no such handle, then ENODEV. */
  public Result<DxgDevice> device(Handle handle) {
    return find(handle, DxgDevice.class);
  }

  /** Checks an adapter handle. EINVAL for no such handle, then ENODEV when the adapter is not active. */
  public Result<DxgAdapter> requireAdapter(Handle handle) {
    return process.requireAdapter(handle).flatMap(known -> adapter.requireActive());
  }
}
