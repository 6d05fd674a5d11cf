package org.paravane.tests.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a measurement was made on.
 *
 * @param processor as it calls itself
 * @param memoryBytes of the machine
 * @param kernel version of Linux
 * @param java version and maker of the JDK
 * @param commit of the sources, empty where there is none to be found
 * @param loadAverage of the last minute, when the measurement began: what else was going on
 */
public record Machine(String processor, int processors, long memoryBytes, String kernel, String java, String commit,
    String loadAverage) {

  /** This machine, now. */
  public static Machine here() {
    return new Machine(field("/proc/cpuinfo", "model name", System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(), readMemory(), System.getProperty("os.version"),
        System.getProperty("java.version") + " " + System.getProperty("java.vendor"), askGit(), readLoad());
  }

  /** In a line. */
  public String describe() {
    return "%s, %d processors, %d MiB, Linux %s, Java %s%s".formatted(processor, processors, memoryBytes >> 20, kernel,
        java, commit.isEmpty() ? "" : ", commit " + commit);
  }

  private static long readMemory() {
    String[] words = field("/proc/meminfo", "MemTotal", "0 kB").split(" ", -1);
    return Long.parseLong(words[0]) << 10;
  }

  private static String field(String file, String name, String otherwise) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines.filter(line -> line.startsWith(name)).map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst().orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }

  private static String readLoad() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
    } catch (IOException e) {
      return "";
    }
  }

  private static String askGit() {
    try {
      Process git = new ProcessBuilder("git", "-C", TestsFolder.path().toString(), "describe", "--always", "--dirty",
          "--abbrev=12").redirectError(ProcessBuilder.Redirect.DISCARD).start();
      git.getOutputStream().close();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? said : "";
    } catch (IOException e) {
      // No git, or no repository: the sources were unpacked.
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
