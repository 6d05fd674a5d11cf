package org.paravane.abi.ioctl;

import org.paravane.abi.CEnum;

/** Kinds of synchronization objects. Source: d3dkmt-abi.md section 5. */
@CEnum.Spelling(name = "d3dddi_synchronizationobject_type", prefix = "D3DDDI_")
public enum SynchronizationObjectType implements CEnum {
  SYNCHRONIZATION_MUTEX(1), //
  SEMAPHORE(2), //
  FENCE(3), //
  CPU_NOTIFICATION(4), //
  MONITORED_FENCE(5), //
  PERIODIC_MONITORED_FENCE(6), //
  SYNCHRONIZATION_TYPE_LIMIT(7);

  private final int value;

  SynchronizationObjectType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
