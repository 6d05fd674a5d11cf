package org.paravane.abi.accel;

import org.paravane.abi.CEnum;

/** What an argument of a kernel is. */
@CEnum.Spelling(name = "paravane_argument_kind", prefix = "PARAVANE_ARGUMENT_")
public enum ArgumentKind implements CEnum {
  /** 8 bytes: a GPU address, or 0 for a null pointer. */
  GLOBAL(1), //
  /** 8 bytes: a GPU address of memory that the kernel only reads. */
  CONSTANT(2), //
  /** 8 bytes: how many bytes of local memory the work-group gets. */
  LOCAL(3), //
  /** The value itself. */
  VALUE(4);

  private final int value;

  ArgumentKind(int value) {
    this.value = value;
  }

  @Override
  public int value() {
    return value;
  }
}
