package org.paravane.tests.bench.micro;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.paravane.tests.bench.report.TestsFolder;
import org.paravane.tests.bench.ring.PeerLibraries;

/**
 * Runs the sources in {@code src/jmh/java} with JMH. Its processor writes code of its own, so they are compiled here and not by the build;
 * JMH and Agrona need what our JVMs are denied, so they run in another one.
 */
public final class MicroBench {
  private static final String MAIN = "org.openjdk.jmh.Main";
  private static final String PROCESSOR = "org.openjdk.jmh.generators.BenchmarkProcessor";

  private MicroBench() {
  }

  /**
   * Compiles and runs them; JMH prints to our output.
   *
   * @param results where its JSON goes; null for nowhere
   * @return its exit status
   * @throws IOException if something needed is not there; the message says what
   */
  public static int run(boolean brief, @Nullable Path results) throws IOException, InterruptedException {
    Path tests = TestsFolder.path();
    Path libraries = PeerLibraries.folder()
        .orElseThrow(() -> new IOException("no tests/target/bench-lib: build with 'mvn package'"));
    String classPath = System.getProperty("java.class.path") + File.pathSeparator + jars(libraries);
    Path classes = Files.createDirectories(tests.resolve("target/jmh"));
    compile(tests.resolve("src/jmh/java"), classes, classPath);
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
        "-cp", classes + File.pathSeparator + classPath, MAIN, "-f", "1"));
    command.addAll(brief
        ? List.of("-wi", "1", "-i", "1", "-w", "100ms", "-r", "100ms")
        : List.of("-wi", "3", "-i", "5",
            "-w", "1s", "-r", "1s"));
    if (results != null) {
      command.addAll(List.of("-rf", "json", "-rff", Files.createDirectories(results).resolve("micro.json").toString()));
    }
    Process jmh = new ProcessBuilder(command).inheritIO().start();
    try {
      return jmh.waitFor();
    } finally {
      jmh.destroy();
    }
  }

  private static String jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return String.join(File.pathSeparator,
          files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().toList());
    }
  }

  private static void compile(Path sources, Path classes, String classPath) throws IOException {
    JavaCompiler compiler = Optional.ofNullable(ToolProvider.getSystemJavaCompiler())
        .orElseThrow(() -> new IOException("this JVM has no compiler: a JDK is needed"));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Stream<Path> found = Files.walk(sources)) {
      List<Path> java = found.filter(file -> file.toString().endsWith(".java")).toList();
      boolean done = compiler.getTask(null, files, null,
          List.of("-d", classes.toString(), "-cp", classPath, "-processor", PROCESSOR), null,
          files.getJavaFileObjectsFromPaths(java)).call();
      if (!done) {
        throw new IOException("microbenchmarks do not compile: sources=" + sources);
      }
    }
  }
}
