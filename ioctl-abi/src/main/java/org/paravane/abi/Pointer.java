package org.paravane.abi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An 8-byte address in the caller's memory. */
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Pointer {
  /** What it points to: {@code void} for bytes, {@code int} or {@code long}, {@link Handle}, a struct record or an enum. */
  Class<?> value() default void.class;
}
