package org.paravane.guest.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How values stand in a table. What is not known stands there as such, never as 0. */
final class Cell {
  static final String UNKNOWN = "N/A";
  private static final String UNITS = "KMGTPE";

  private Cell() {
  }

  static String text(Optional<String> value) {
    return value.orElse(UNKNOWN);
  }

  static String number(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : UNKNOWN;
  }

  /** {@code 512}, {@code 4.0K}, {@code 1.5G}: powers of 1024. */
  static String bytes(OptionalLong value) {
    if (value.isEmpty()) {
      return UNKNOWN;
    }
    double amount = value.getAsLong();
    int unit = -1;
    while (amount >= 1024 && unit + 1 < UNITS.length()) {
      amount /= 1024;
      unit++;
    }
    return unit < 0
        ? Long.toString(value.getAsLong())
        : String.format(Locale.ROOT, "%.1f%c", amount, UNITS.charAt(unit));
  }

  /** A share of 1 in percent. */
  static String percent(OptionalDouble share) {
    return share.isPresent() ? String.format(Locale.ROOT, "%.1f", share.getAsDouble() * 100) : UNKNOWN;
  }

  static String decimal(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.1f", value.getAsDouble()) : UNKNOWN;
  }

  /** A whole number of a small unit in a bigger one. */
  static String scaled(OptionalLong value, double perUnit, int digits) {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%." + digits + "f", value.getAsLong() / perUnit)
        : UNKNOWN;
  }
}
