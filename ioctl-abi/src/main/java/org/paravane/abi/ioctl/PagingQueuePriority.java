package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Priority of a paging queue. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dddi_pagingqueue_priority", prefix = "D3DDDI_PAGINGQUEUE_PRIORITY_")
public enum PagingQueuePriority implements CEnum {
  BELOW_NORMAL(-1), //
  NORMAL(0), //
  ABOVE_NORMAL(1);

  private final int value;

  PagingQueuePriority(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
