package org.paravane.tests.storm;

import java.util.List;
import java.util.Map;

/**
 * What a storm of requests found.
 *
 * @param requests that were made
 * @param answers how often each answer came: {@code 0}, a positive status, or the name of an errno
 * @param undocumented answers that no caller should see, each with the request that got it
 * @param interrupted requests that blocked and were interrupted, as a signal would
 * @param nanos duration
 */
public record StormReport(long requests, Map<String, Long> answers, List<String> undocumented, long interrupted,
    long nanos) {
  public boolean isClean() {
    return undocumented.isEmpty();
  }
}
