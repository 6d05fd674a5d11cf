package org.paravane.vmbus.ring;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Where everything lies in a ring. All numbers are little-endian, all indices are byte offsets into the data area.
 *
 * <pre>
 *  control page (4096)                                    data area (N, a multiple of 4096)
 * ┌────┬────────────────────┬─────────┐                  ┌──────────────────────────────────────────────┐
 * │  0 │ writeIndex     u32 │ writer  │      readIndex ──▶ packet │ packet │ packet │                    │
 * │  4 │ readIndex      u32 │ reader  │                  └──────────────────────────▲───────────────────┘
 * │  8 │ interruptMask  u32 │ reader  │                                             └── writeIndex
 * │ 12 │ pendingSend    u32 │ writer  │       packet
 * │ 64 │ featureBits    u32 │ writer  │      ┌────────────┬──────────────┬─────────────┬───────────┬─────────┐
 * │    │ all else zero      │         │      │ descriptor │ type header  │ payload     │ 0 … 7 pad │ trailer │
 * └────┴────────────────────┴─────────┘      │ 16         │ types 7, 9   │             │           │ 8       │
 *                                            └────────────┴──────────────┴─────────────┴───────────┴─────────┘
 *  descriptor: type u16 │ dataOffset8 u16 │ length8 u16 │ flags u16 │ transactionId u64
 *  trailer:    0 u32 │ offset of this packet's own start u32
 * </pre>
 *
 * <p>{@code length8} counts descriptor, type header and padded payload in units of 8 bytes, not the trailer. A packet may
 * continue at offset 0 after any unit; a unit is never split.
 */
public final class RingLayout {
  /** Bytes of the control page, and the unit of the data area's size. */
  public static final int PAGE = 4096;

  static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  // Control page.
  public static final int WRITE_INDEX = 0;
  public static final int READ_INDEX = 4;
  public static final int INTERRUPT_MASK = 8;
  public static final int PENDING_SEND_SIZE = 12;
  public static final int FEATURE_BITS = 64;
  /** Feature bit 0: the writer uses pendingSendSize when it blocks, and looks at it in the other ring. */
  public static final int FEATURE_PENDING_SEND_SIZE = 1;

  // Packet.
  static final int UNIT = 8;
  static final int DESCRIPTOR = 16;
  static final int TRAILER = 8;
  /** In-band without payload: the smallest packet, trailer included. */
  static final int SMALLEST_PACKET = DESCRIPTOR + TRAILER;
  /** Largest value of dataOffset8 and length8. */
  static final int MAX_UNITS = 0xffff;
  static final int FLAG_COMPLETION_REQUESTED = 1;

  // Type header of packets with ranges, from the start of the packet.
  static final int TRANSFER_SET_ID = 16;
  static final int RANGE_COUNT = 20;
  static final int RANGES = 24;
  static final int RANGE_HEADER = 8;

  private RingLayout() {
  }

  /** The first unit of a descriptor. */
  static long descriptor(int type, int dataOffset8, int length8, int flags) {
    return type | (long) dataOffset8 << 16 | (long) length8 << 32 | (long) flags << 48;
  }

  static int type(long descriptor) {
    return (int) (descriptor & 0xffff);
  }

  static int dataOffset8(long descriptor) {
    return (int) (descriptor >>> 16 & 0xffff);
  }

  static int length8(long descriptor) {
    return (int) (descriptor >>> 32 & 0xffff);
  }

  static int flags(long descriptor) {
    return (int) (descriptor >>> 48);
  }

  static long trailer(int packetStart) {
    return (long) packetStart << 32;
  }

  static long roundUp8(long bytes) {
    return bytes + 7 & -8L;
  }

  /** Bytes that an in-band packet or a completion occupies in a ring, trailer included. */
  public static long packetBytes(long payloadBytes) {
    return DESCRIPTOR + roundUp8(payloadBytes) + TRAILER;
  }
}
