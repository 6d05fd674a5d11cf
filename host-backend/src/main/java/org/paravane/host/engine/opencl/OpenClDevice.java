package org.paravane.host.engine.opencl;

import org.paravane.host.engine.worker.DeviceFacts;

/**
 * A device that {@link OpenClDevices} found. The handles mean something in this process only.
 *
 * @param platformIndex in the order of the ICD loader
 * @param deviceIndex in the order of the platform
 * @param handle of the device
 * @param inlineHandle of a device of the same platform that runs kernels in the calling thread, 0 if there is none
 * @param inPlace whether kernels can use the mapped memory of guests itself
 * @param facts if it is used in its natural way
 */
public record OpenClDevice(int platformIndex, int deviceIndex, long handle, long inlineHandle, boolean inPlace,
    int baseAlignmentBytes, DeviceFacts facts) {
}
