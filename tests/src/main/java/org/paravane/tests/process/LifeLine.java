package org.paravane.tests.process;

import java.io.IOException;
import java.io.InputStream;

/**
 * Ends this process when its parent does: the parent holds the other end of the standard input, which the kernel closes
 * however the parent dies. Used where a command was started by another command of ours.
 */
public final class LifeLine {
  /** Environment variable that a parent sets in its children. */
  public static final String VARIABLE = "PARAVANE_LIFE_LINE";

  private LifeLine() {
  }

  /** Starts watching, if the parent asked for it. */
  public static void holdIfAsked() {
    if ("stdin".equals(System.getenv(VARIABLE))) {
      Thread.ofPlatform().daemon().name("life-line").start(() -> waitForEnd(System.in));
    }
  }

  private static void waitForEnd(InputStream input) {
    try {
      while (input.read() >= 0) {
        // Whatever the parent writes means that it lives.
      }
    } catch (IOException e) {
      // A broken pipe is an end as well.
    }
    System.exit(143);
  }
}
