package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.accel.CodeFormat;

/**
 * What a program is built from.
 *
 * @param options of the compiler, as the guest wrote them
 * @param code source or module; only valid during the call that it is an argument of
 */
public record ProgramSource(CodeFormat format, String options, MemorySegment code) {
  /** Longest code. */
  public static final int MAX_CODE_BYTES = 4 << 20;
  /** Longest options, in UTF-8 bytes. */
  public static final int MAX_OPTIONS_BYTES = 4096;
}
