package org.paravane.abi.accel;

import org.paravane.abi.CEnum;

/** In which segment an allocation is wanted. */
@CEnum.Spelling(name = "paravane_segment", prefix = "PARAVANE_SEGMENT_")
public enum SegmentChoice implements CEnum {
  AUTO(0), //
  LOCAL(1), //
  NON_LOCAL(2);

  private final int value;

  SegmentChoice(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
