package org.paravane.tests.bench.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * A figure with its spread.
 *
 * @param what is measured
 * @param subject whose it is: ours, or a peer's
 * @param unit of the values
 * @param count of values
 */
public record Measure(String what, String subject, String unit, long count, double least, double median, double p99,
    double most) {

  /** Of a histogram of nanoseconds, in microseconds. */
  public static Measure micros(String what, String subject, Histogram nanos) {
    return new Measure(what, subject, "us", nanos.getTotalCount(), nanos.getMinValue() / 1e3,
        nanos.getValueAtPercentile(50) / 1e3, nanos.getValueAtPercentile(99) / 1e3, nanos.getMaxValue() / 1e3);
  }

  /** Of a few values. */
  public static Measure of(String what, String subject, String unit, Collection<Double> values) {
    double[] sorted = sorted(values);
    return new Measure(what, subject, unit, sorted.length, sorted[0], median(sorted),
        sorted[(int) Math.ceil(0.99 * sorted.length) - 1], sorted[sorted.length - 1]);
  }

  /** Of one value. */
  public static Measure single(String what, String subject, String unit, double value) {
    return new Measure(what, subject, unit, 1, value, value, value, value);
  }

  /** The median of some values; between two it is their mean. */
  public static double median(Collection<Double> values) {
    return median(sorted(values));
  }

  /** Jain's fairness index: 1 if all are equal, 1 / n if one has everything. */
  public static double fairness(Collection<Double> shares) {
    double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
    double squares = shares.stream().mapToDouble(share -> share * share).sum();
    return squares == 0 ? 1 : sum * sum / (shares.size() * squares);
  }

  /** Several histograms as one. */
  public static Histogram merged(Stream<Histogram> parts) {
    Histogram all = new Histogram(4);
    parts.forEach(all::add);
    return all;
  }

  private static double[] sorted(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
