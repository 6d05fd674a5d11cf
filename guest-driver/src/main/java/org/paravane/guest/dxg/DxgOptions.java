package org.paravane.guest.dxg;

import java.time.Duration;
import org.paravane.device.OpenPolicy;

/**
 * How the driver is to be.
 *
 * @param apertureBytes address space that each open file can share with the host
 * @param apertures     open files that a connection has address space for
 * @param callTimeout   for each answer of the host
 * @param rights        who may open the nodes
 * @param policy        how many may hold a node open
 */
public record DxgOptions(long apertureBytes, int apertures, Duration callTimeout, NodeRights rights,
    OpenPolicy policy) {
  private static final long GIB = 1L << 30;

  public DxgOptions {
    if (apertureBytes <= 0 || apertureBytes % 4096 != 0 || apertures <= 0) {
      throw new IllegalArgumentException("bad apertures: bytes=" + apertureBytes + ", count=" + apertures);
    }
  }

  /** 16 GiB for each of 4096 files, 10 s, nodes for everybody. */
  public static DxgOptions defaults() {
    return new DxgOptions(16 * GIB, 4096, Duration.ofSeconds(10), NodeRights.everybody(), OpenPolicy.SHARED);
  }

  public DxgOptions withApertures(long bytes, int count) {
    return new DxgOptions(bytes, count, callTimeout, rights, policy);
  }

  public DxgOptions withCallTimeout(Duration timeout) {
    return new DxgOptions(apertureBytes, apertures, timeout, rights, policy);
  }

  public DxgOptions withPolicy(OpenPolicy openPolicy) {
    return new DxgOptions(apertureBytes, apertures, callTimeout, rights, openPolicy);
  }

  public DxgOptions withNodeMode(int mode) {
    return withRights(new NodeRights(mode, rights.userId(), rights.groupId()));
  }

  public DxgOptions withRights(NodeRights newRights) {
    return new DxgOptions(apertureBytes, apertures, callTimeout, newRights, policy);
  }

  /** Permission bits of the nodes. */
  public int nodeMode() {
    return rights.mode();
  }
}
