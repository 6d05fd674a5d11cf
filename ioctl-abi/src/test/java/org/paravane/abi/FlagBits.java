package org.paravane.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Says which bits of a flag word a name stands for. */
public final class FlagBits {
  private FlagBits() {
  }

  /** The flag is this bit, and no other bit makes it. */
  public static <T extends Record & FlagWord> void bit(int bit, IntFunction<T> of, Predicate<T> flag) {
    assertThat(of.apply(bit)).as("bit 0x%08x alone", bit).matches(flag);
    assertThat(of.apply(~bit)).as("all bits but 0x%08x", bit).matches(flag.negate());
    assertThat(of.apply(bit).value()).isEqualTo(bit);
    assertThat(of.apply(~bit).value()).isEqualTo(~bit);
  }

  /** The number is in these bits, and no other bit is part of it. */
  public static <T extends Record & FlagWord> void field(int mask, IntFunction<T> of, ToIntFunction<T> number) {
    int ones = mask >>> Integer.numberOfTrailingZeros(mask);
    assertThat(number.applyAsInt(of.apply(mask))).as("bits 0x%08x alone", mask).isEqualTo(ones);
    assertThat(number.applyAsInt(of.apply(~mask))).as("all bits but 0x%08x", mask).isZero();
    assertThat(of.apply(mask).value()).isEqualTo(mask);
    assertThat(of.apply(~mask).value()).isEqualTo(~mask);
  }
}
