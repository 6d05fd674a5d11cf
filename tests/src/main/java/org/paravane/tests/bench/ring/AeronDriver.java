package org.paravane.tests.bench.ring;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ShutdownSignalBarrier;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.paravane.tests.process.LifeLine;

/**
 * Aeron's media driver, in a JVM of its own. Its three parts share one thread that sleeps between looks: both processors belong to
 * the two processes that are measured, and over IPC the driver only moves the senders' limits.
 */
final class AeronDriver {
  private static final long IDLE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  /** Longer than any message, so that each is one fragment. */
  private static final int MTU_BYTES = 8192;

  private AeronDriver() {
  }

  static Path directory(Path folder) {
    return folder.resolve("aeron");
  }

  /** Argument: the shared folder. Runs until it is killed. */
  public static void main(String[] arguments) {
    LifeLine.holdIfAsked();
    MediaDriver.Context context = new MediaDriver.Context()
        .aeronDirectoryName(directory(Path.of(arguments[0])).toString())
        .dirDeleteOnStart(true)
        .dirDeleteOnShutdown(true)
        .threadingMode(ThreadingMode.SHARED)
        .sharedIdleStrategy(new SleepingIdleStrategy(IDLE_NANOS))
        .ipcMtuLength(MTU_BYTES)
        .ipcTermBufferLength(16 << 20);
    try (ShutdownSignalBarrier barrier = new ShutdownSignalBarrier(); MediaDriver _ = MediaDriver.launch(context)) {
      barrier.await();
    }
  }
}
