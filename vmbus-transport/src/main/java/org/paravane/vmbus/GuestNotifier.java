package org.paravane.vmbus;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which a guest hears of offers. It is not the one that takes the host's answers, because what hears of an offer may open
 * it and wait.
 */
final class GuestNotifier implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(GuestNotifier.class);

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean stopping;

  GuestNotifier(String name) {
    thread = Thread.ofPlatform().daemon().name(name + "-offers").unstarted(this);
  }

  void start() {
    thread.start();
  }

  void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void run() {
    while (!stopping || !tasks.isEmpty()) {
      try {
        tasks.take().run();
      } catch (InterruptedException _) {
        // Nobody ends this thread but stop().
      } catch (RuntimeException e) {
        LOG.error("listener failed: thread={}", thread.getName(), e);
      }
    }
  }

  boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  /** Stops after what is queued, and waits for that unless called on this thread; false where it did not stop in time. */
  boolean stop(long timeoutMillis) {
    execute(() -> stopping = true);
    return Threads.join(thread, timeoutMillis);
  }
}
