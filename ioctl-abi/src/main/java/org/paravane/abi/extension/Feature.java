package org.paravane.abi.extension;

/** What an open file can do, a bit each in {@link GetVersion}. */
public enum Feature {
  /** Offsets of {@link GetRange} can be mapped through the open file. */
  MMAP(1), //
  /** {@link ParavaneIoctl#COPY} works. */
  COPY(2), //
  /** {@link ParavaneIoctl#LEND} works. */
  LEND(4), //
  /** The node shows the adapters of all devices, not one. */
  LEGACY(8);

  private final long bit;

  Feature(long bit) {
    this.bit = bit;
  }

  public long bit() {
    return bit;
  }

  /** Whether it is among the bits of an answer. */
  public boolean in(long features) {
    return (features & bit) != 0;
  }
}
