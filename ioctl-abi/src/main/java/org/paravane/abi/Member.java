package org.paravane.abi;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One member of a {@link Union}. Members with a width are bit fields: they follow each other from bit 0 and start again at bit
 * 0 after a member without width or when the unit is full.
 */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
public @interface Member {
  /** C name; empty for a member that only the Windows headers have. */
  String name() default "";

  /** {@code byte}, {@code short}, {@code int}, {@code long}, {@link Handle}, a {@link CStruct} or a {@link CEnum}. */
  Class<?> type() default long.class;

  /** The member is a pointer to this type; see {@link Pointer}. */
  Class<?>[] pointerTo() default {};

  /** Length of an array; 0 is no array. */
  int length() default 0;

  /** Width of a bit field; 0 is none. */
  int bits() default 0;

  boolean signed() default false;

  /** A byte that C spells {@code char}. */
  boolean character() default false;

  /** Windows view, as in {@link Win}. */
  String[] win() default {};
}
