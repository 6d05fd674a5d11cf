package org.paravane.tests.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * A figure that there is a goal for.
 *
 * @param what is compared, and with what
 * @param value measured
 * @param unit {@code x} for a ratio
 * @param bound that the value is to keep
 * @param limit at least or at most, as the bound says
 */
public record Comparison(String what, double value, String unit, Bound bound, double limit) {
  /** Which way a goal goes. */
  public enum Bound {
    AT_MOST, AT_LEAST
  }

  public static Comparison atMost(String what, double value, String unit, double limit) {
    return new Comparison(what, value, unit, Bound.AT_MOST, limit);
  }

  public static Comparison atLeast(String what, double value, String unit, double limit) {
    return new Comparison(what, value, unit, Bound.AT_LEAST, limit);
  }

  /** Whether the goal is reached. */
  @JsonProperty
  public boolean reached() {
    return switch (bound) {
      case AT_MOST -> value <= limit;
      case AT_LEAST -> value >= limit;
    };
  }

  String toLine() {
    return String.format(Locale.ROOT, "%s: %.3f %s (goal: %s %s, %s)", what, value, unit,
        bound == Bound.AT_MOST ? "at most" : "at least", plain(limit), reached() ? "reached" : "not reached");
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
