package org.paravane.host.engine.packet;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.paravane.abi.StructCodec;
import org.paravane.abi.StructLayout;

/**
 * Reads single fields of a C struct in a private buffer, without making a record. The offsets come from the record's layout.
 */
public final class PacketFields {
  private static final ValueLayout.OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private PacketFields() {
  }

  /** Offset of a field by its C name. */
  public static int offset(Class<? extends Record> struct, String field) {
    StructLayout layout = StructCodec.of(struct).layout();
    return layout.field(field).offset();
  }

  public static long u64(MemorySegment from, int offset) {
    return from.get(U64, offset);
  }

  public static int u32(MemorySegment from, int offset) {
    return from.get(U32, offset);
  }

  public static int u16(MemorySegment from, int offset) {
    return Short.toUnsignedInt(from.get(U16, offset));
  }

  public static float f32(MemorySegment from, int offset) {
    return Float.intBitsToFloat(from.get(U32, offset));
  }
}
