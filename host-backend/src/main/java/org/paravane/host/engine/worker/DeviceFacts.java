package org.paravane.host.engine.worker;

import org.paravane.abi.accel.DeviceInfo;

/**
 * What a worker found its device to be.
 *
 * @param info what guests are told
 * @param cpu whether the device is a CPU, so that kernels are native code in the worker's address space
 * @param identity device, driver and version in one line: what a compiled program depends on
 */
public record DeviceFacts(DeviceInfo info, boolean cpu, String identity) {
}
