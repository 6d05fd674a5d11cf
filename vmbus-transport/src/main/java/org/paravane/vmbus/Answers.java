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

  /** The answer; what goes wrong instead is told as a {@link VmbusException} that says what was waited for. */
  static <T> T await(CompletableFuture<T> answer, Duration timeout, String what) throws VmbusException {
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new VmbusException(what + ": no answer in time: timeout=" + timeout, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ChannelClosedException closed) {
        throw new ChannelClosedException(closed.reason());
      }
      throw new VmbusException(what + ": " + (e.getCause() == null ? e : e.getCause().getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallInterruptedException(what + ": interrupted");
    }
  }
}
