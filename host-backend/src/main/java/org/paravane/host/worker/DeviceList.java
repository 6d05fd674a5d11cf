package org.paravane.host.worker;

import org.paravane.host.engine.opencl.OpenClDevice;
import org.paravane.host.engine.opencl.OpenClDevices;

/**
 * Prints the OpenCL devices of this machine, a line each: platform index, device index, {@code cpu} or {@code other}, name; with tabs
 * between them. A program of its own, because a host does not load drivers.
 */
public final class DeviceList {
  private static final int NO_LOADER = 3;

  private DeviceList() {
  }

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    try {
      for (OpenClDevice device : OpenClDevices.list()) {
        System.out.println(String.join("\t", Integer.toString(device.platformIndex()),
            Integer.toString(device.deviceIndex()), device.facts().cpu() ? "cpu" : "other",
            device.facts().info().name().text().replace('\t', ' ')));
      }
    } catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
      System.err.println("no OpenCL ICD loader: " + e.getMessage());
      Runtime.getRuntime().halt(NO_LOADER);
    }
    Runtime.getRuntime().halt(0);
  }
}
