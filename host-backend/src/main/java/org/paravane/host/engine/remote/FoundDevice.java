package org.paravane.host.engine.remote;

import org.paravane.host.engine.worker.DeviceSelector;

/**
 * An OpenCL device of this machine.
 *
 * @param selector how a worker opens it
 * @param cpu whether kernels run in the worker's own address space
 * @param name for people
 */
public record FoundDevice(DeviceSelector selector, boolean cpu, String name) {
}
