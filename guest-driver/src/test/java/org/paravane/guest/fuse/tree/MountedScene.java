package org.paravane.guest.fuse.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.paravane.guest.fuse.NodeServer;
import org.paravane.guest.fuse.NodeServerOptions;

/** A scene at a mount point of its own, and the programs of the system that look at it. */
final class MountedScene implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  /** What a program said and how it ended. */
  record Said(int status, String out, String err) {
  }

  final Scene scene = new Scene();
  final Path root;
  final NodeServer server;
  private final Path directory;

  MountedScene() throws Exception {
    Path device = Path.of("/dev/fuse");
    assumeTrue(Files.isReadable(device) && Files.isWritable(device), "no FUSE device that we may use: " + device);
    scene.driver.mappable = false;
    directory = Files.createTempDirectory("paravane-tree");
    root = directory.resolve("mnt");
    server = NodeServer.mount(scene.registry, root, NodeServerOptions.defaults());
  }

  Path at(String path) {
    return root.resolve(path);
  }

  String text(String path) throws IOException {
    return Files.readString(at(path));
  }

  /** Runs a line of shell in the root; it is killed when it does not end. */
  Said sh(String line) throws Exception {
    return ended(start(root, List.of("/bin/sh", "-c", line)), line);
  }

  /** Runs a program that does not stand in the tree. */
  Said outside(List<String> command) {
    try {
      return ended(start(directory, command), String.join(" ", command));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Said ended(Process process, String command) throws Exception {
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("does not end: " + command);
      }
      return new Said(process.exitValue(), out, err);
    } finally {
      process.destroyForcibly();
    }
  }

  /** A program that goes on; its input and output are pipes. */
  Process start(String line) throws IOException {
    return start(root, List.of("/bin/sh", "-c", line));
  }

  private static Process start(Path place, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(place.toFile());
    builder.environment().putAll(Map.of("LC_ALL", "C"));
    return builder.start();
  }

  /** Waits for what the kernel does in its own time, a release after a close for instance. */
  static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("does not happen").isLessThan(deadline);
      Thread.sleep(1);
    }
  }

  /** Also when a test failed: no mount, no directory stays. */
  @Override
  public void close() throws IOException {
    server.close();
    scene.registry.close();
    Files.deleteIfExists(root);
    Files.deleteIfExists(directory);
  }
}
