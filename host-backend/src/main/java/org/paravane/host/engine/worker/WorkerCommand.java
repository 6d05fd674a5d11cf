package org.paravane.host.engine.worker;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The program that a worker process runs: a small JVM of the same kind as this one.
 *
 * @param javaHome where the JVM lies
 * @param classPath absolute
 * @param mainClass gets the host's process id as its only argument, the link as descriptors {@link #MEMORY_FD} and {@link #SOCKET_FD}
 * @param options of the JVM, besides our own
 */
public record WorkerCommand(Path javaHome, List<Path> classPath, String mainClass, List<String> options) {
  /** The link's memory file. */
  public static final int MEMORY_FD = 3;
  /** The link's socket for descriptors. */
  public static final int SOCKET_FD = 4;

  private static final String MAIN_CLASS = "org.paravane.host.worker.WorkerMain";
  /**
   * A worker that crashes does so at once, by SIGABRT: the report that a JVM writes may take longer than a packet may on a busy machine, and
   * without core files a JVM would exit with 1 as if nothing had been. Workers are not dumpable, so that there are none.
   *
   * <p>The rest was measured: docs/performance.md. All compilers unless the host itself has fewer: the first is there at once, the second for the event loop.
   */
  private static final List<String> JVM_OPTIONS = List.of("--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=deny", "-Xms8m", "-Xmx96m", "-Xss512k", "-XX:+UseSerialGC", "-XX:-UsePerfData",
      "-XX:+SuppressFatalErrorMessage", "-XX:ReservedCodeCacheSize=32m",
      "-XX:+DisableAttachMechanism", "-Xlog:disable",
      "-XX:-UseContainerSupport");
  /** Variables that tell an OpenCL loader or driver where to look. */
  private static final List<String> PASSED_PREFIXES = List.of("OCL_ICD_", "POCL_", "CUDA_", "NVIDIA_", "ROCR_", "HSA_",
      "ZE_", "LD_LIBRARY_PATH=");

  public WorkerCommand {
    classPath = List.copyOf(classPath);
    options = List.copyOf(options);
  }

  /** With the JVM, the class path and the compilers of this process. */
  public static WorkerCommand ofThisProcess() {
    List<String> compilers = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:TieredStopAtLevel=")).toList();
    return new WorkerCommand(Path.of(System.getProperty("java.home")), classPathOfThisProcess(), MAIN_CLASS, compilers);
  }

  public WorkerCommand withMainClass(String name) {
    return new WorkerCommand(javaHome, classPath, name, options);
  }

  public WorkerCommand withOptions(List<String> more) {
    return new WorkerCommand(javaHome, classPath, mainClass, more);
  }

  WorkerCommand withOption(String more) {
    return withOptions(Stream.concat(options.stream(), Stream.of(more)).toList());
  }

  WorkerCommand withClassPath(List<Path> paths) {
    return new WorkerCommand(javaHome, paths, mainClass, options);
  }

  private static List<Path> classPathOfThisProcess() {
    Set<Path> paths = new LinkedHashSet<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry).toAbsolutePath();
      paths.add(path);
      paths.addAll(namedInManifest(path));
    }
    return List.copyOf(paths);
  }

  /** A jar may stand for others: build tools put long class paths into a manifest. */
  private static List<Path> namedInManifest(Path jar) {
    if (!jar.toString().endsWith(".jar") || !jar.toFile().isFile()) {
      return List.of();
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String names = manifest == null ? null : manifest.getMainAttributes().getValue("Class-Path");
      List<Path> paths = new ArrayList<>();
      for (String name : names == null ? new String[0] : names.split(" ", -1)) {
        if (!name.isBlank()) {
          paths.add(Path.of(jar.toUri().resolve(name)).normalize());
        }
      }
      return paths;
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The command line; the argument is the host's process id. */
  List<String> commandLine(Path directory, String argument) {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(JVM_OPTIONS);
    command.add("-Djava.io.tmpdir=" + directory);
    command.add("-Dorg.lwjgl.system.SharedLibraryExtractPath=" + directory);
    command.addAll(options);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
    command.add(mainClass);
    command.add(argument);
    return command;
  }

  /** The command line of a program that is no worker: the same JVM and class path, nothing else. */
  public List<String> plainCommandLine() {
    return List.of(javaHome.resolve("bin/java").toString(), "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=deny", "-Xmx96m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp",
        String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()), mainClass);
  }

  /** Variables that tell an OpenCL loader or driver where to look and what to be, by name. */
  public static Map<String, String> driverEnvironment() {
    Map<String, String> variables = new TreeMap<>();
    // PoCL's device without threads runs small launches in its caller's thread.
    variables.put("POCL_DEVICES", "pthread basic");
    for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
      String text = variable.getKey() + "=" + variable.getValue();
      if (PASSED_PREFIXES.stream().anyMatch(text::startsWith) && !text.startsWith("POCL_CACHE_DIR=")) {
        variables.put(variable.getKey(), variable.getValue());
      }
    }
    return variables;
  }

  /** The environment: what a driver needs to be found, and nothing that is the host's business. */
  static List<String> environment(Path directory) {
    List<String> environment = new ArrayList<>(List.of("PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=" + directory,
        "TMPDIR=" + directory, "XDG_CACHE_HOME=" + directory, "POCL_CACHE_DIR=" + directory));
    driverEnvironment().forEach((name, value) -> environment.add(name + "=" + value));
    return environment;
  }
}
