package org.paravane.linux;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The wish that a command in the foreground ends: SIGTERM, SIGINT, the end of the life line, or somebody who asks. After a
 * signal the process ends with 0 once the orderly end is done, which is when this is closed.
 */
public final class EndRequest implements AutoCloseable {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private EndRequest(Duration patience) {
    this.hook = new Thread(() -> endInOrder(patience), "end on signal");
  }

  /**
   * Begins to listen for signals.
   *
   * @param patience how long the orderly end may take after a signal; then the process just ends
   */
  public static EndRequest listen(Duration patience) {
    EndRequest request = new EndRequest(patience);
    Runtime.getRuntime().addShutdownHook(request.hook);
    return request;
  }

  private void endInOrder(Duration patience) {
    asked.countDown();
    try {
      if (ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks for the end. */
  public void ask() {
    asked.countDown();
  }

  /** Waits until somebody asks. */
  public void await() throws InterruptedException {
    asked.await();
  }

  /** Waits until somebody asks, or for so long; whether somebody did. */
  public boolean await(Duration timeout) throws InterruptedException {
    return asked.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The orderly end is done. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already, and ends this process.
    }
  }
}
