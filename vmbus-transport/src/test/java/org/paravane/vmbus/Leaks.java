package org.paravane.vmbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What the process holds: open descriptors, mappings of shared memory files, and threads of the transport. */
record Leaks(long descriptors, long mappings, long threads) {
  private static final List<String> OURS = List.of("-receiver", "-offers", "-sockets", "-guest-");

  static Leaks now() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"));
        Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return new Leaks(descriptors.count(), maps.filter(line -> line.contains("memfd:")).count(),
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> OURS.stream().anyMatch(part -> thread.getName().contains(part))).count());
    }
  }

  /** Everything is back to this; what ends in the background gets a moment. */
  void awaitSame() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    Leaks now = now();
    while (!now.equals(this) && System.nanoTime() < deadline) {
      Thread.sleep(10);
      now = now();
    }
    assertThat(now).isEqualTo(this);
  }
}
