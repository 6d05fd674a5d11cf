package org.paravane.vmbus.message;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a record component does not say about its field on the wire. Without it, an int is 4 bytes, a long 8, a GUID 16, user data
 * 120, and nothing is reserved before it.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@interface Field {
  /** Bytes of an int component: 1, 2 or 4, unsigned. */
  int bytes() default 4;

  /** Reserved bytes before the field: written as zero, ignored on receipt. */
  int reservedBefore() default 0;

  /** Most values of a list component, which takes what is left of the message. */
  int mostValues() default 0;
}
