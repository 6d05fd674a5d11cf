package org.paravane.vmbus;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for answers of the peer. */
final class Answers {
  private Answers() {
  }

  /**
   * The answer; what goes wrong instead is told as a {@link VmbusException} that says what was waited for. An interrupt is kept
   * until then: the peer has got the request, and what it does about it has to be known.
   */
  static <T> T await(CompletableFuture<T> answer, Duration timeout, String what) throws VmbusException {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return get(answer, deadline - System.nanoTime(), what, timeout);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> T get(CompletableFuture<T> answer, long nanos, String what, Duration timeout)
      throws VmbusException, InterruptedException {
    try {
      return answer.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new CallTimeoutException(what + ": no answer in time: timeout=" + timeout);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ChannelClosedException closed) {
        throw new ChannelClosedException(closed.reason());
      }
      throw new VmbusException(what + ": " + (e.getCause() == null ? e : e.getCause().getMessage()), e);
    }
  }
}
