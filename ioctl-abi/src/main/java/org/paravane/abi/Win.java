package org.paravane.abi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How libdxg (the Windows headers) names a component. Without it a component {@code nodeOrdinal} is {@code NodeOrdinal}, a
 * handle {@code device} is {@code hDevice}, and a pointer {@code x} is the pair {@code pX_Align}, {@code pX}.
 */
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Win {
  /** Says that libdxg has no such field. */
  String NONE = "-";

  /**
   * What libdxg has at this place, each {@code "[type ]Name[:bits]"}; several lie over each other, or follow each other when
   * they are bit fields. Without a type it is the component's own.
   */
  String[] value();
}
