package org.paravane.tests.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the kernel says a process holds.
 *
 * @param descriptors how many of each kind: {@code memfd:paravane-aperture}, {@code socket}, {@code anon_inode:[eventfd]}
 * @param threads how many
 * @param mappings how many ranges of its address space
 */
public record ProcessFigures(Map<String, Integer> descriptors, int threads, int mappings) {
  /** Descriptors of threads that called: the guest driver keeps a bounded number of them for as long as it likes. */
  private static final String CALLERS = "anon_inode:[pidfd]";

  /** Programs that a host has built lately: it keeps a bounded number of them. */
  private static final String PROGRAMS = "memfd:paravane program";
  private static final int MOST_PROGRAMS = 128;

  public ProcessFigures {
    descriptors = Map.copyOf(descriptors);
  }

  /** The figures of a process now. */
  public static ProcessFigures of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Map<String, Integer> kinds = new TreeMap<>();
    for (Path descriptor : list(process.resolve("fd"))) {
      String target;
      try {
        target = Files.readSymbolicLink(descriptor).toString();
      } catch (IOException e) {
        continue; // closed meanwhile
      }
      kinds.merge(kind(target), 1, Integer::sum);
    }
    try (Stream<String> maps = Files.lines(process.resolve("maps"))) {
      return new ProcessFigures(kinds, list(process.resolve("task")).size(), (int) maps.count());
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  /** The target without what tells two of a kind apart. */
  private static String kind(String target) {
    return target.replaceFirst("^/(memfd:)", "$1").replaceFirst("^(socket|pipe):\\[\\d+]$", "$1")
        .replaceFirst(" \\(deleted\\)$", "").replaceAll("\\d+", "N");
  }

  /**
   * What there is more of than at another time.
   *
   * @param moreThreads how many more are no leak: waiting ones are kept for the next callers
   */
  public List<String> growthSince(ProcessFigures before, int moreThreads) {
    List<String> grown = new ArrayList<>();
    new TreeMap<>(descriptors).forEach((kind, count) -> {
      int was = before.descriptors.getOrDefault(kind, 0);
      int allowed = kind.equals(PROGRAMS) ? Math.max(was, MOST_PROGRAMS) : was;
      if (count > allowed && !kind.equals(CALLERS)) {
        grown.add("descriptors of " + kind + ": before=" + was + ", now=" + count);
      }
    });
    if (threads > before.threads + moreThreads) {
      grown.add("threads: before=" + before.threads + ", now=" + threads);
    }
    return grown;
  }
}
