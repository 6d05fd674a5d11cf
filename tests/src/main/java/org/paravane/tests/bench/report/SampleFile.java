package org.paravane.tests.bench.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/** A file of times that another process measured: 32-bit nanoseconds, little-endian. */
public final class SampleFile {
  private SampleFile() {
  }

  /** Reads and removes it. Four digits of each value are kept. */
  public static Histogram take(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    Histogram histogram = new Histogram(4);
    while (bytes.remaining() >= Integer.BYTES) {
      histogram.recordValue(Integer.toUnsignedLong(bytes.getInt()));
    }
    Files.delete(file);
    return histogram;
  }
}
