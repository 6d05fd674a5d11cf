package org.paravane.vmbus.ring;

/**
 * Index arithmetic of a ring with a data area of {@code dataBytes} (section 3). Everything is a multiple of 8, and the ring
 * is never quite full, because that would look empty.
 */
public record RingSize(int dataBytes) {
  public RingSize {
    if (dataBytes < 2 * RingLayout.SMALLEST_PACKET || dataBytes % RingLayout.UNIT != 0) {
      throw new IllegalArgumentException("bad ring size: dataBytes=" + dataBytes);
    }
  }

  /** Whether a loaded word may be an index at all. */
  boolean isIndex(int word) {
    return word >= 0 && word < dataBytes && (word & RingLayout.UNIT - 1) == 0;
  }

  /** Published bytes that were not read yet. */
  public int used(int writeIndex, int readIndex) {
    int distance = writeIndex - readIndex;
    return distance >= 0 ? distance : dataBytes + distance;
  }

  /** Bytes that a writer may still fill. */
  public int free(int writeIndex, int readIndex) {
    return dataBytes - used(writeIndex, readIndex) - RingLayout.UNIT;
  }

  int advance(int index, int bytes) {
    int sum = index + bytes - dataBytes;
    return sum >= 0 ? sum : sum + dataBytes;
  }

  /** Largest packet that a reader accepts, trailer included; also the largest pending send size that makes sense. */
  public int maxReceive() {
    return dataBytes - RingLayout.UNIT;
  }

  /**
   * Largest packet that we write, trailer included: one unit less than we accept, because another implementation refuses the
   * last unit (section 9).
   */
  public int maxSend() {
    return dataBytes - 2 * RingLayout.UNIT;
  }
}
