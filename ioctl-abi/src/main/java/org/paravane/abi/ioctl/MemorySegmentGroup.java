package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Groups of memory segments. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dkmt_memory_segment_group", prefix = "D3DKMT_MEMORY_SEGMENT_GROUP_")
public enum MemorySegmentGroup implements CEnum {
  LOCAL(0), //
  NON_LOCAL(1);

  private final int value;

  MemorySegmentGroup(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
