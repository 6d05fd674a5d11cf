package org.paravane.abi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that a record is a C struct: components in C order, offsets and size derived by {@link StructCodec} with the natural
 * alignment of x86-64, little endian. The declared size is a check, not a source.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface CStruct {
  /** C name; empty for an anonymous struct or one that only the Windows headers know. */
  String name() default "";

  /** Windows name as libdxg spells it; empty means the C name in upper case. */
  String windows() default "";

  /** Size in bytes; a record whose derived size differs is a bug and refuses to load. */
  int size();

  /** Largest alignment of a member, as {@code #pragma pack} sets it. */
  int pack() default 8;

  /** C spells it {@code union}. */
  boolean union() default false;

  /** Only the Windows headers spell it {@code union}. */
  boolean windowsUnion() default false;

  /** One word that stands for the type in a field list, whose inside is then not listed: {@code handle}, {@code luid}. */
  String scalar() default "";

  /** The same for the Windows field list. */
  String windowsScalar() default "";

  /** Members of a union that lies over the whole struct. */
  Member[] overlay() default {};
}
