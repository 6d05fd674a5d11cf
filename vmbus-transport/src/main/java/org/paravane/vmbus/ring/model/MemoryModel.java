package org.paravane.vmbus.ring.model;

/** When a store becomes visible to the other side. */
public enum MemoryModel {
  /** At once. */
  SEQUENTIAL("sequentially consistent"),
  /**
   * Some time later, in order; the own side sees it at once. This is x86. It is also all that Java allows our rings on any machine:
   * their loads acquire and their stores release, so that of all pairs only a store and a later load may change places.
   */
  STORE_BUFFERS("store buffers");

  private final String text;

  MemoryModel(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
