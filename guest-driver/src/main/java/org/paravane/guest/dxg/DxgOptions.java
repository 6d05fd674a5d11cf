package org.paravane.guest.dxg;

import java.time.Duration;
import org.paravane.device.OpenPolicy;

/**
 * How the driver is to be.
 *
 * @param apertureBytes address space that each open file can share with the host
 * @param apertures     open files that a connection has address space for
 * @param callTimeout   for each answer of the host
 * @param nodeMode      permission bits of the nodes
 * @param policy        how many may hold a node open
 */
public record DxgOptions(long apertureBytes, int apertures, Duration callTimeout, int nodeMode, OpenPolicy policy) {
  private static final long GIB = 1L << 30;

  public DxgOptions {
    if (apertureBytes <= 0 || apertureBytes % 4096 != 0 || apertures <= 0) {
      throw new IllegalArgumentException("bad apertures: bytes=" + apertureBytes + ", count=" + apertures);
    }
  }

  /** 16 GiB for each of 4096 files, 10 s, nodes for everybody. */
  public static DxgOptions defaults() {
    return new DxgOptions(16 * GIB, 4096, Duration.ofSeconds(10), 0666, OpenPolicy.SHARED);
  }

  public DxgOptions withApertures(long bytes, int count) {
    return new DxgOptions(bytes, count, callTimeout, nodeMode, policy);
  }

  public DxgOptions withCallTimeout(Duration timeout) {
    return new DxgOptions(apertureBytes, apertures, timeout, nodeMode, policy);
  }

  public DxgOptions withPolicy(OpenPolicy openPolicy) {
    return new DxgOptions(apertureBytes, apertures, callTimeout, nodeMode, openPolicy);
  }

  public DxgOptions withNodeMode(int mode) {
    return new DxgOptions(apertureBytes, apertures, callTimeout, mode, policy);
  }
}
