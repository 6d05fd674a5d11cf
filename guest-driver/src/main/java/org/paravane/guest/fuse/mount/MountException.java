package org.paravane.guest.fuse.mount;

import java.io.Serial;

/** A mount that did not come about: what failed, and what repairs it. */
public final class MountException extends Exception {
  @Serial
  private static final long serialVersionUID = 1;
  private final String repair;

  /**
   * @param what   in {@code lower case: key=value} form
   * @param repair what the operator does about it, one sentence
   */
  public MountException(String what, String repair) {
    super(what);
    this.repair = repair;
  }

  /** As above, with the failure behind it. */
  public MountException(String what, String repair, Throwable cause) {
    super(what, cause);
    this.repair = repair;
  }

  /** What the operator does about it. */
  public String repair() {
    return repair;
  }
}
