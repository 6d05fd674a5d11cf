package org.paravane.host.engine.opencl;

import org.paravane.abi.accel.DeviceInfo;
import org.paravane.host.engine.worker.DeviceFacts;

/**
 * A device that {@link OpenClDevices} found. The handles mean something in this process only.
 *
 * @param platformIndex in the order of the ICD loader
 * @param deviceIndex in the order of the platform
 * @param handle of the device
 * @param inlineHandle of a device of the same platform that runs kernels in the calling thread, 0 if there is none
 * @param inPlace whether kernels can use the mapped memory of guests itself
 * @param baseAlignmentBytes where in a buffer of the device an argument may begin: at multiples of this
 * @param facts what guests and the host are told
 */
public record OpenClDevice(int platformIndex, int deviceIndex, long handle, long inlineHandle, boolean inPlace,
    int baseAlignmentBytes, DeviceFacts facts) {
  /** The same device, but memory of guests is copied to it and back. */
  public OpenClDevice staged() {
    DeviceInfo i = facts.info();
    DeviceInfo info = new DeviceInfo(i.magic(), i.version(), i.engine(), false, i.openClC(), i.spirV(), 0,
        i.computeUnits(), i.maxWorkgroupSize(), i.maxWorkItemsX(), i.maxWorkItemsY(), i.maxWorkItemsZ(),
        baseAlignmentBytes, i.maxKernargBytes(), i.maxPrograms(), i.localMemoryBytes(), i.globalMemoryBytes(),
        i.maxAllocationBytes(), i.codeLimitBytes(), i.name(), i.vendor(), i.driverVersion(), i.deviceVersion(),
        i.languageVersion());
    return new OpenClDevice(platformIndex, deviceIndex, handle, inlineHandle, false, baseAlignmentBytes,
        new DeviceFacts(info, facts.cpu(), facts.identity()));
  }
}
