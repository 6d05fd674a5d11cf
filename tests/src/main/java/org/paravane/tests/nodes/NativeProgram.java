package org.paravane.tests.nodes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.paravane.abi.render.AbiCHeader;
import org.paravane.tests.bench.report.TestsFolder;

/**
 * A C program of {@code tests/native}, compiled with this machine's compiler against the header that
 * {@code paravane abi --c-header} prints. What was compiled from the same text before is used again.
 *
 * @param name the first source file without its ending, and the name of the process
 * @param executable where it lies
 */
public record NativeProgram(String name, Path executable) {
  /** The name under which programs include the rendered header. */
  public static final String HEADER = "paravane.h";
  /** The name under which the library for guests includes it. */
  private static final String ABI_HEADER = "paravane_abi.h";

  private static final List<String> FLAGS = List.of("-std=c11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror",
      "-pthread");
  private static final List<String> LIBRARIES = List.of("-lm", "-ldl");

  /** A compiler of this machine: gcc, or what cc is. */
  public static Optional<Path> compiler() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    return Stream.of("gcc", "cc").flatMap(name -> Stream.of(path.split(":")).map(Path::of).map(at -> at.resolve(name)))
        .filter(Files::isExecutable).findFirst();
  }

  /** Where the programs' texts are. */
  public static Path sources() throws IOException {
    return TestsFolder.path().resolve("native");
  }

  /**
   * Compiles a program, if it is not there yet.
   *
   * @param name of its first source file, without the ending
   * @param others source files beside it, with their endings
   * @throws IOException when there is no compiler, or when it says something; the message is what it says
   */
  public static NativeProgram compile(String name, String... others) throws IOException, InterruptedException {
    return compile(name, Map.of(), others);
  }

  /**
   * As {@link #compile(String, String...)}, with more rendered headers.
   *
   * @param rendered texts by the names under which the program includes them
   */
  public static NativeProgram compile(String name, Map<String, String> rendered, String... others)
      throws IOException, InterruptedException {
    Path gcc = compiler().orElseThrow(() -> new IOException("no C compiler: looked for gcc and cc in PATH"));
    Path sources = sources();
    List<Path> files = Stream.concat(Stream.of(name + ".c"), Stream.of(others)).map(sources::resolve).toList();
    SortedMap<String, String> headers = new TreeMap<>(rendered);
    headers.putIfAbsent(HEADER, AbiCHeader.render());
    Path built = TestsFolder.path().resolve("target/native").resolve(name + "-" + fingerprint(sources, files, headers));
    if (!Files.isExecutable(built.resolve(name))) {
      build(gcc, sources, files, headers, built, name);
    }
    return new NativeProgram(name, built.resolve(name));
  }

  /** Compiles a program of one file over the library for guests, {@code guest-driver/src/main/c/paravane.h}. */
  public static NativeProgram compileGuest(String name) throws IOException, InterruptedException {
    String library = Files.readString(sources().resolve("../../guest-driver/src/main/c").resolve(HEADER));
    return compile(name, Map.of(HEADER, library, ABI_HEADER, AbiCHeader.render()));
  }

  /** The program with arguments, not started yet. */
  public ProcessBuilder command(String... arguments) {
    return command(List.of(arguments));
  }

  /** The program with arguments, not started yet. */
  public ProcessBuilder command(List<String> arguments) {
    List<String> words = new ArrayList<>(arguments);
    words.addFirst(executable.toString());
    return new ProcessBuilder(words);
  }

  /** Built aside and moved into place: two that build at once harm each other as little as one that is killed. */
  private static void build(Path gcc, Path sources, List<Path> files, Map<String, String> headers, Path built,
      String name) throws IOException, InterruptedException {
    Files.createDirectories(built.getParent());
    Path aside = Files.createTempDirectory(built.getParent(), name + "-");
    try {
      for (Map.Entry<String, String> header : headers.entrySet()) {
        Files.writeString(aside.resolve(header.getKey()), header.getValue());
      }
      List<String> words = new ArrayList<>(List.of(gcc.toString()));
      words.addAll(FLAGS);
      words.addAll(List.of("-I" + aside, "-I" + sources, "-o", aside.resolve(name).toString()));
      files.forEach(file -> words.add(file.toString()));
      words.addAll(LIBRARIES);
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("program does not compile: name=" + name + System.lineSeparator() + said);
      }
      Files.createDirectories(built);
      Files.move(aside.resolve(name), built.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      remove(aside);
    }
  }

  /** Removes a folder and what is in it. */
  public static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Of everything that the program is made of: its files, all headers beside them, the rendered header, the flags. */
  private static String fingerprint(Path sources, List<Path> files, SortedMap<String, String> rendered)
      throws IOException {
    try (Stream<Path> beside = Files.list(sources)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((FLAGS + " " + rendered).getBytes(StandardCharsets.UTF_8));
      List<Path> headers = beside.filter(file -> file.toString().endsWith(".h")).sorted().toList();
      for (Path file : Stream.concat(files.stream(), headers.stream()).toList()) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
