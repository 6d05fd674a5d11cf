package org.paravane.abi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On the first bit field of a storage unit: C also names the whole unit, through a union. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Whole {
  /** C name of the whole unit. */
  String value();

  /** Windows name; empty derives it, {@link Win#NONE} says that libdxg has none. */
  String win() default "";

  /** Whether the Windows headers alone name the unit. */
  boolean windowsOnly() default false;
}
