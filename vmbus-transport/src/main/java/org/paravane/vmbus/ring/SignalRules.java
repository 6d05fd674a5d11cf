package org.paravane.vmbus.ring;

/** When a side of a ring has to signal the other (sections 8.1 and 8.2), as functions of what it loaded. */
public final class SignalRules {
  private SignalRules() {
  }

  /**
   * The writer signals empty → non-empty, as far as the reader has announced.
   *
   * @param writeIndexBefore the published write index before this batch
   * @param readIndex loaded after the batch was published, after a full fence, and after the mask
   */
  public static boolean afterPublish(int interruptMask, int writeIndexBefore, int readIndex) {
    return interruptMask == 0 && readIndex == writeIndexBefore;
  }

  /**
   * The reader signals not enough room → enough room.
   *
   * @param pendingSendSize as loaded; its low three bits are ignored, because a writer may say N − 1 for "all"
   * @param writeIndex loaded after pendingSendSize, valid
   * @param readIndexBefore published before this batch
   * @param readIndexAfter published with this batch
   */
  public static boolean afterRelease(RingSize size, int featureBits, int pendingSendSize, int writeIndex,
      int readIndexBefore, int readIndexAfter) {
    long wanted = Integer.toUnsignedLong(pendingSendSize & -RingLayout.UNIT);
    return (featureBits & RingLayout.FEATURE_PENDING_SEND_SIZE) != 0 && wanted != 0
        && size.free(writeIndex, readIndexBefore) < wanted && wanted <= size.free(writeIndex, readIndexAfter);
  }

  /** Watchdog: a reader that sleeps although there is data (section 8.6). */
  public static boolean readerOversleeps(int interruptMask, int writeIndex, int readIndex) {
    return interruptMask == 0 && writeIndex != readIndex;
  }

  /** Watchdog: a writer that sleeps although there is room (section 8.6). */
  public static boolean writerOversleeps(RingSize size, int pendingSendSize, int writeIndex, int readIndex) {
    long wanted = Integer.toUnsignedLong(pendingSendSize & -RingLayout.UNIT);
    return wanted != 0 && size.free(writeIndex, readIndex) >= wanted;
  }
}
