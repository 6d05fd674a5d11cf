package org.paravane.guest.dxg.ioctl;

import java.util.List;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.wire.DestroyAllocationCommand;
import org.paravane.abi.wire.DestroyDeviceCommand;
import org.paravane.abi.wire.FlushDeviceCommand;
import org.paravane.abi.wire.FlushSchedulerReason;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.DxgAllocation;
import org.paravane.guest.dxg.object.DxgDevice;
import org.paravane.guest.dxg.object.DxgProcess.DeviceRemains;
import org.paravane.guest.dxg.object.DxgResource;
import org.paravane.guest.dxg.object.DxgSyncObject;
import org.paravane.guest.dxg.object.LentMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Destroys what was taken out of the tables: tells the host first, then lets go of what the guest holds
 * (dxg-behaviour.md 10). Works when the channel is
 * closed as well; then only the guest's own things are let go of.
 */
public final class DeviceTeardown {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceTeardown.class);

  private final DxgAdapter adapter;
  private final Handle hostProcess;

  /** For objects of a process, as the host calls it. */
  public DeviceTeardown(DxgAdapter adapter, Handle hostProcess) {
    this.adapter = adapter;
    this.hostProcess = hostProcess;
  }

  /** Waits until the device's work is through, then destroys it. */
  public void flushAndDestroy(DeviceRemains remains) {
    tell(new FlushDeviceCommand(header(Message.FLUSHDEVICE), remains.device().handle(),
        FlushSchedulerReason.DEVICE_TERMINATE.value()));
    destroy(remains);
  }

  /** Destroys a device: allocations and resources one by one, everything else goes with the device. */
  public void destroy(DeviceRemains remains) {
    DxgDevice device = remains.device();
    remains.syncObjects().forEach(DeviceTeardown::letGo);
    for (DxgAllocation allocation : remains.allocations()) {
      tell(destroyAllocations(device, List.of(allocation.handle()), DestroyAllocation2Flags.NONE));
    }
    for (DxgResource resource : remains.resources()) {
      tell(destroyResource(device, resource.handle(), DestroyAllocation2Flags.NONE));
    }
    tell(new DestroyDeviceCommand(header(Message.DESTROYDEVICE), device.handle()));
    letGo(remains.allocations());
    letGo(remains.members());
  }

  /** The command that destroys allocations which belong to no resource, or some of one. */
  public DestroyAllocationCommand destroyAllocations(DxgDevice device, List<Handle> handles,
      DestroyAllocation2Flags flags) {
    return new DestroyAllocationCommand(header(Message.DESTROYALLOCATION), device.handle(), Handle.NONE,
        handles.size(), flags, HandleArray.of(handles));
  }

  /** The command that destroys a resource with its allocations. */
  public DestroyAllocationCommand destroyResource(DxgDevice device, Handle resource, DestroyAllocation2Flags flags) {
    return new DestroyAllocationCommand(header(Message.DESTROYALLOCATION), device.handle(), resource, 0, flags,
        HandleArray.EMPTY);
  }

  /** Gives lent memory back to the caller, after the host has destroyed the allocations. */
  public static void letGo(List<DxgAllocation> allocations) {
    allocations.forEach(allocation -> allocation.lent().ifPresent(LentMemory::giveBack));
  }

  /** The host can signal a destroyed object no more. */
  public static void letGo(DxgSyncObject sync) {
    sync.event().ifPresent(DxgSyncObject.CpuEvent::end);
  }

  /** Sends a command whose failure changes nothing: the objects are gone here anyway. */
  public void tell(Record command) {
    if (adapter.port().isOpen() && adapter.port().acknowledged(command) instanceof Result.Failed<Integer> failed) {
      LOG.debug("host did not destroy: command={}, why={}", command.getClass().getSimpleName(), failed.reason());
    }
  }

  private VgpuToHostHeader header(Message message) {
    return VgpuToHostHeader.of(message, hostProcess);
  }
}
