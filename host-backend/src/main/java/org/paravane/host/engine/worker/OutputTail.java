package org.paravane.host.engine.worker;

import java.nio.charset.StandardCharsets;
import org.paravane.linux.ChildProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last that a worker wrote to its outputs; what it writes is not trusted and never more than this. */
final class OutputTail implements ChildProcess.Output {
  private static final Logger LOG = LoggerFactory.getLogger(OutputTail.class);
  private static final int KEPT_BYTES = 4096;

  private final String name;
  private final byte[] kept = new byte[KEPT_BYTES];
  private long written;

  OutputTail(String name) {
    this.name = name;
  }

  @Override
  public void wrote(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      kept[(int) (written++ % KEPT_BYTES)] = bytes[i];
    }
    if (LOG.isDebugEnabled()) {
      LOG.debug("worker wrote: worker={}, text={}", name,
          printable(new String(bytes, 0, count, StandardCharsets.UTF_8)));
    }
  }

  /** As a text in which nothing but line ends controls a terminal. */
  String text() {
    int length = (int) Math.min(written, KEPT_BYTES);
    byte[] inOrder = new byte[length];
    for (int i = 0; i < length; i++) {
      inOrder[i] = kept[(int) ((written - length + i) % KEPT_BYTES)];
    }
    return printable(new String(inOrder, StandardCharsets.UTF_8)).strip();
  }

  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?");
  }
}
