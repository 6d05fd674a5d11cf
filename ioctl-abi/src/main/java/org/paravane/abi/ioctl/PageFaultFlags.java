package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Flags of a page fault, to be combined. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "dxgk_page_fault_flags", prefix = "DXGK_PAGE_FAULT_")
public enum PageFaultFlags implements CEnum {
  WRITE(1), //
  FENCE_INVALID(2), //
  ADAPTER_RESET_REQUIRED(4), //
  ENGINE_RESET_REQUIRED(8), //
  FATAL_HARDWARE_ERROR(16), //
  IOMMU(32), //
  HW_CONTEXT_VALID(64), //
  PROCESS_HANDLE_VALID(128);

  private final int value;

  PageFaultFlags(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
