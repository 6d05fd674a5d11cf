package org.paravane.tests.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a measurement was made on, in a line. */
final class Machine {
  private Machine() {
  }

  static String describe() {
    return "%s, %d processors, Linux %s, Java %s".formatted(processor(), Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"), System.getProperty("java.version"));
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst().orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
