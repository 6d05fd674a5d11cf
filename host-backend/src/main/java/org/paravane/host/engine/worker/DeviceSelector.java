package org.paravane.host.engine.worker;

/**
 * Which OpenCL device a worker opens.
 *
 * @param platform name of the platform as it calls itself, or its index among all as a decimal number; empty for the first that has a
 *        device
 * @param device index among the devices of the platform
 */
public record DeviceSelector(String platform, int device) {
  /** The first device that there is. */
  public static final DeviceSelector FIRST = new DeviceSelector("", 0);
}
