package org.paravane.abi.extension;

import org.paravane.abi.CEnum;

/** What lies in the part of the aperture that a caller asks for. */
@CEnum.Spelling(name = "paravane_range_kind", prefix = "PARAVANE_RANGE_")
public enum RangeKind implements CEnum {
  /** A CPU-visible allocation, by its handle. */
  ALLOCATION(1), //
  /** The page whose first 64-bit word is the value of a monitored fence, by the handle of the fence. */
  MONITORED_FENCE(2), //
  /** The page of a hardware queue's progress fence, by the handle of the queue. */
  PROGRESS_FENCE(3), //
  /** The page of a paging queue's fence, by the handle of the queue. */
  PAGING_FENCE(4);

  private final int value;

  RangeKind(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
