package org.paravane.abi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A union of C members. The component carries the bytes: {@link Bytes}, or {@code int} or {@code long} when that is as long as
 * the union. Size and alignment are those of the members; typed views are methods of the record.
 */
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Union {
  Member[] value();
}
