package org.paravane.abi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;
import java.util.Optional;

/** A C enumeration: each constant knows its number and its C spelling. */
public interface CEnum {

  /** C names of the enumeration and of its constants. */
  @Target(ElementType.TYPE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Spelling {
    /** C name of the type. */
    String name();

    /** What C puts before the name of each constant. */
    String prefix() default "";

    /** Windows name of the type; empty means the C name in upper case. */
    String windows() default "";
  }

  /** The number that travels; an unsigned 32-bit value is kept as its bits. */
  int value();

  /** Name of the Java constant. */
  String name();

  /** C name of the constant. */
  default String cName() {
    return getClass().getAnnotation(Spelling.class).prefix() + name();
  }

  /** Whether C reads the number as unsigned, which matters for values from 2^31. */
  default boolean unsigned() {
    return false;
  }

  /** C name of the type. */
  static String typeName(Class<? extends CEnum> type) {
    return type.getAnnotation(Spelling.class).name();
  }

  /** Windows name of the type. */
  static String windowsTypeName(Class<? extends CEnum> type) {
    Spelling spelling = type.getAnnotation(Spelling.class);
    return spelling.windows().isEmpty() ? spelling.name().toUpperCase(Locale.ROOT) : spelling.windows();
  }

  /** The constant with a number, or empty for a number that we do not know. */
  static <E extends Enum<E> & CEnum> Optional<E> of(Class<E> type, int value) {
    for (E constant : type.getEnumConstants()) {
      if (constant.value() == value) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }
}
