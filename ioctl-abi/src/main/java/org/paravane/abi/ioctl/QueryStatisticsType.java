package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Kinds of statistics. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dkmt_querystatistics_type", prefix = "D3DKMT_QUERYSTATISTICS_")
public enum QueryStatisticsType implements CEnum {
  ADAPTER(0), //
  PROCESS(1), //
  PROCESS_ADAPTER(2), //
  SEGMENT(3), //
  PROCESS_SEGMENT(4), //
  NODE(5), //
  PROCESS_NODE(6), //
  VIDPNSOURCE(7), //
  PROCESS_VIDPNSOURCE(8), //
  PROCESS_SEGMENT_GROUP(9), //
  PHYSICAL_ADAPTER(10);

  private final int value;

  QueryStatisticsType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
