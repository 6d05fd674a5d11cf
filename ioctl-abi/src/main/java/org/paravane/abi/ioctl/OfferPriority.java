package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** How soon an offered allocation may be discarded. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dkmt_offer_priority", prefix = "D3DKMT_OFFER_PRIORITY_")
public enum OfferPriority implements CEnum {
  LOW(1), //
  NORMAL(2), //
  HIGH(3), //
  AUTO(4);

  private final int value;

  OfferPriority(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
