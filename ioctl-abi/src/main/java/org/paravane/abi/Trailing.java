package org.paravane.abi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A part of variable length behind (or at the end of) the C struct. Parts follow each other without padding. The type is
 * {@link Bytes}, {@link HandleArray}, {@link U32Array}, {@link U64Array}, a list of struct records, or a list of {@link Bytes}
 * with {@link #each()}.
 */
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Trailing {
  /**
   * Count of a part that the message itself does not tell: as many whole elements as there are bytes for, or as many as
   * {@link StructCodec#parse(java.lang.foreign.MemorySegment, int)} is told.
   */
  String REST = "*";

  /** Path of the component that says how many elements there are, such as {@code args.numPrimaries}. */
  String count() default "";

  /** For a list of {@link Bytes}: an earlier list, one entry for each of its records; {@link #count()} is a path in them. */
  String each() default "";

  /** The C struct declares one element of it, so the part begins inside the struct. */
  boolean inStruct() default false;

  /** How long the whole message is. */
  Tail tail() default Tail.C_ARRAY;

  /** A message always has room for this many elements; 0 has room for those that are there. */
  int capacity() default 0;

  /** How the length of a message follows from the struct of size s, element size e and parts of p bytes together. */
  enum Tail {
    /** s + p, or s - e + p when one element is inside the struct. */
    C_ARRAY,
    /** s + p although one element is inside the struct. */
    APPENDED,
    /** s - e + p, but at least s. */
    AT_LEAST_STRUCT,
    /** Exactly up to the end of the last part. */
    EXACT,
    /** As {@link #C_ARRAY}, rounded up to 8. */
    ROUNDED
  }
}
