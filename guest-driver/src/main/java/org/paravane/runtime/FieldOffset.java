package org.paravane.runtime;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.paravane.abi.StructCodec;

/** Where single fields of a C struct lie, for paths that write them without making a record each time. */
final class FieldOffset {
  static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static final ValueLayout.OfByte U8 = ValueLayout.JAVA_BYTE;
  static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private FieldOffset() {
  }

  /** Offset of a field by its C name. */
  static int of(Class<? extends Record> struct, String field) {
    return StructCodec.of(struct).layout().field(field).offset();
  }
}
