package org.paravane.device.lifetime;

/** Something that threads go into and leave, and that may refuse them. */
public interface Section {

  /** Goes in; false when it is too late. Each true is paired with one {@link #exit}. */
  boolean enter();

  /** Leaves. */
  void exit();
}
