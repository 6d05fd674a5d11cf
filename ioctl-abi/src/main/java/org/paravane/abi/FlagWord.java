package org.paravane.abi;

import java.lang.foreign.MemorySegment;

/** A record whose bit fields fill one 32-bit word: flags that can also be taken as a number. */
public interface FlagWord {

  /** All bits, reserved and unnamed ones too. */
  default int value() {
    return (int) word((Record) this);
  }

  /** The flags of a number. */
  static <T extends Record & FlagWord> T of(Class<T> type, int value) {
    byte[] bytes = new byte[4];
    Scalars.putInt(MemorySegment.ofArray(bytes), 0, value);
    return StructCodec.of(type).decode(bytes);
  }

  /** The same flags with one of them set. */
  static <T extends Record & FlagWord> T set(T flags, Class<T> type, String component) {
    CField.BitRange bits = StructCodec.of(type).layout().field(Names.snake(component)).bits();
    if (bits == null) {
      throw new IllegalArgumentException("no bit field: component=" + component);
    }
    return of(type, flags.value() | 1 << bits.first());
  }

  private static long word(Record flags) {
    byte[] bytes = new byte[4];
    StructCodec.ofValue(flags).write(flags, MemorySegment.ofArray(bytes), 0);
    return Scalars.get(MemorySegment.ofArray(bytes), 0, 4);
  }
}
