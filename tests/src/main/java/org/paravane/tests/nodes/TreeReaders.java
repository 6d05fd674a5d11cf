package org.paravane.tests.nodes;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The system's own programs, reading a tree again and again while it changes. They may find that what they saw a moment ago is
 * gone, as on any system; nothing else may go wrong, and no directory may show a name twice.
 */
final class TreeReaders implements AutoCloseable {
  /** What a program says of something that went away between two of its calls. */
  private static final List<String> GONE = List.of("No such file or directory", "No such device");
  private static final int SHOWN = 20;
  /** Between two passes, so that readers are no burden where the tree is small. */
  private static final long PAUSE_NANOS = 1_000_000;

  private final Path root;
  private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
  private final AtomicLong passes = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  private TreeReaders(Path root) {
    this.root = root;
  }

  /** Starts reading. */
  static TreeReaders start(Path root) {
    TreeReaders readers = new TreeReaders(root);
    String top = root.toString();
    readers.loop("ls", () -> readers.run("ls", "-lR", top));
    readers.loop("find", () -> readers.run("find", top, "-exec", "stat", "-c", "%n %s %i", "{}", "+"));
    readers.loop("cat",
        () -> readers.run("find", top + "/sys", "-type", "f", "-perm", "-0400", "-exec", "cat", "{}", "+"));
    readers.loop("names", readers::lookForDoubles);
    return readers;
  }

  /** One pass over the tree. */
  private interface Pass {
    void run() throws IOException, InterruptedException;
  }

  private void loop(String name, Pass pass) {
    threads.add(Thread.ofPlatform().name("reader " + name).start(() -> {
      try {
        while (!over) {
          pass.run();
          passes.incrementAndGet();
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      } catch (IOException e) {
        problem(name + " failed: " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }));
  }

  private void run(String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    try (Stream<String> errors = process.errorReader().lines()) {
      errors.filter(line -> GONE.stream().noneMatch(line::contains)).forEach(line -> problem(words[0] + ": " + line));
    }
    process.waitFor();
  }

  private void lookForDoubles() throws IOException {
    for (String folder : List.of("dev/accel", "dev/by-id", "sys/class/accel", "sys/bus/vmbus/devices")) {
      Set<String> names = new HashSet<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(folder))) {
        for (Path entry : entries) {
          if (!names.add(entry.getFileName().toString())) {
            problem("name is there twice: " + entry);
          }
        }
      } catch (NoSuchFileException e) {
        // A directory may go with the last device in it.
      }
    }
  }

  private void problem(String what) {
    if (problems.size() < SHOWN) {
      problems.add(what);
    }
  }

  /** How often the tree was read, by all together. */
  long passes() {
    return passes.get();
  }

  /** What went wrong so far. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** Ends when every reader has come to the end of its pass. */
  @Override
  public void close() {
    over = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
