package org.paravane.tests.engine;

import java.util.Locale;

/** A way to do wrong. */
public enum Attack {
  /** Source that does not compile. */
  BUILDS,
  /** Packets and arguments that make no sense. */
  ARGUMENTS,
  /** Kernels that write where nothing is. */
  WILD,
  /** Kernels that do not end. */
  ENDLESS,
  /** Barriers that nobody satisfies. */
  BARRIER;

  /** The word of the C program. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
