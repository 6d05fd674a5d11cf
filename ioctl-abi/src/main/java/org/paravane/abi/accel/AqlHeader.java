package org.paravane.abi.accel;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;

/** First two bytes of each packet. Source: HSA runtime specification, AQL packet header. */
@CStruct(name = "paravane_aql_header", size = 2)
public record AqlHeader(
    @Bits(value = 8, in = short.class) int type,
    @Bits(value = 1, in = short.class) boolean barrier,
    @Bits(value = 2, in = short.class) int acquireFenceScope,
    @Bits(value = 2, in = short.class) int releaseFenceScope,
    @Bits(value = 3, in = short.class) int reserved) {
  public static final int SCOPE_NONE = 0;
  public static final int SCOPE_AGENT = 1;
  public static final int SCOPE_SYSTEM = 2;

  /** A packet of a type that starts when it comes to it and makes its effects visible to everybody. */
  public static AqlHeader of(AqlType type) {
    return new AqlHeader(type.value(), false, SCOPE_SYSTEM, SCOPE_SYSTEM, 0);
  }

  /** As {@link #of}, but all earlier packets of the queue must have completed before it starts. */
  public static AqlHeader barrier(AqlType type) {
    return new AqlHeader(type.value(), true, SCOPE_SYSTEM, SCOPE_SYSTEM, 0);
  }
}
