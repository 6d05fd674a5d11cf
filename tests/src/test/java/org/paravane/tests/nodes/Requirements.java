package org.paravane.tests.nodes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What tests on mounted nodes need of the machine, and what they must leave behind: nothing. */
public final class Requirements {
  private static final Path OPENCL_DRIVERS = Path.of("/etc/OpenCL/vendors");

  private Requirements() {
  }

  /** Skips the test, with the reason, where nodes cannot be mounted. */
  public static void assumeMounts() {
    assumeTrue(Files.isReadable(Path.of("/dev/fuse")) && Files.isWritable(Path.of("/dev/fuse")),
        "no nodes: /dev/fuse is absent or forbidden");
  }

  /** Skips the test, with the reason, where C programs cannot be built. */
  public static void assumeCompiler() {
    assumeTrue(NativeProgram.compiler().isPresent(), "no C programs: neither gcc nor cc in PATH");
  }

  /** Skips the test, with the reason, where there is no OpenCL. */
  public static void assumeOpenCl() throws IOException {
    assumeTrue(hasOpenCl(), "no OpenCL: no driver is registered in " + OPENCL_DRIVERS);
  }

  /** Whether a driver is registered with the ICD loader. */
  static boolean hasOpenCl() throws IOException {
    if (!Files.isDirectory(OPENCL_DRIVERS)) {
      return false;
    }
    try (DirectoryStream<Path> drivers = Files.newDirectoryStream(OPENCL_DRIVERS, "*.icd")) {
      return drivers.iterator().hasNext();
    }
  }

  /** A directory for the temporary files of another process, with a name short enough for sockets in it. */
  public static Path privateFolder() throws IOException {
    return Files.createTempDirectory("pv",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** Mounts of ours below a folder. */
  public static Set<String> mountsBelow(Path folder) throws IOException {
    Set<String> mounts = new TreeSet<>();
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      lines.map(line -> line.split(" ", -1)[4]).filter(place -> Path.of(place).startsWith(folder)).forEach(mounts::add);
    }
    return mounts;
  }
}
