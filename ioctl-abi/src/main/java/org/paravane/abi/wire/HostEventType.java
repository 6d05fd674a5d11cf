package org.paravane.abi.wire;

import java.util.Locale;
import org.paravane.abi.CEnum;

/** What a notification from the host wakes. Source: dxg-vmbus.csv, driver enums. */
@CEnum.Spelling(name = "dxghosteventtype", prefix = "dxghostevent_")
public enum HostEventType implements CEnum {
  CPU_EVENT(1), //
  DMA_FENCE(2);

  private final int value;

  HostEventType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }

  @Override
  public String cName() {
    return "dxghostevent_" + name().toLowerCase(Locale.ROOT);
  }
}
