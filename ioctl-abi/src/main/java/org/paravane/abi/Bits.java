package org.paravane.abi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A bit field. Successive bit fields of one unit type share a storage unit, lowest bit first; the one that does not fit starts
 * the next unit.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Bits {
  /** Width in bits. */
  int value();

  /** Unsigned storage unit: {@code byte}, {@code short}, {@code int} or {@code long}. */
  Class<?> in() default int.class;
}
