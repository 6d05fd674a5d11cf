package org.paravane.abi.wire;

import org.paravane.abi.CEnum;

/** Kinds of objects that a handle can name. Source: dxg-vmbus.csv, driver enums. */
@CEnum.Spelling(name = "hmgrentry_type", prefix = "HMGRENTRY_TYPE_")
public enum HandleType implements CEnum {
  FREE(0), //
  DXGADAPTER(1), //
  DXGSHAREDRESOURCE(2), //
  DXGDEVICE(3), //
  DXGRESOURCE(4), //
  DXGALLOCATION(5), //
  DXGOVERLAY(6), //
  DXGCONTEXT(7), //
  DXGSYNCOBJECT(8), //
  DXGKEYEDMUTEX(9), //
  DXGPAGINGQUEUE(10), //
  DXGDEVICESYNCOBJECT(11), //
  DXGPROCESS(12), //
  DXGSHAREDVMOBJECT(13), //
  DXGPROTECTEDSESSION(14), //
  DXGHWQUEUE(15), //
  DXGREMOTEBUNDLEOBJECT(16), //
  DXGCOMPOSITIONSURFACEOBJECT(17), //
  DXGCOMPOSITIONSURFACEPROXY(18), //
  DXGTRACKEDWORKLOAD(19), //
  LIMIT(31), //
  MONITOREDFENCE(32);

  private final int value;

  HandleType(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
