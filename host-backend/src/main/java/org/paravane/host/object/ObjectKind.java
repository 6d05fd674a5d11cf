package org.paravane.host.object;

import java.util.Locale;

/** The kinds of object that are counted and limited per partition. */
public enum ObjectKind {
  PROCESS, DEVICE, CONTEXT, HW_QUEUE, PAGING_QUEUE, ALLOCATION, RESOURCE, SYNC_OBJECT;

  /** The name in statistics and reasons: {@code hw-queue}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
