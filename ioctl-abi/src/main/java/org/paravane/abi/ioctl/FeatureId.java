package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Features that can be asked for. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "dxgk_feature_id", prefix = "DXGK_FEATURE_")
public enum FeatureId implements CEnum {
  HWSCH(0), //
  PAGE_BASED_MEMORY_MANAGER(32), //
  KERNEL_MODE_TESTING(33), //
  MAX(34);

  private final int value;

  FeatureId(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
