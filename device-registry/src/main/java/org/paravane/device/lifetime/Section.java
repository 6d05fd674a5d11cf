package org.paravane.device.lifetime;

/** Something that threads go into and leave, and that may refuse them. */
public interface Section {
  /** Refuses nobody and knows of nobody. */
  Section UNGUARDED = new Section() {
    @Override
    public boolean enter() {
      return true;
    }

    @Override
    public void exit() {
      // Nobody waits.
    }
  };

  /** Goes in; false when it is too late. Each true is paired with one {@link #exit}. */
  boolean enter();

  /** Leaves. */
  void exit();
}
