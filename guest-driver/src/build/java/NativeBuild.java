import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.paravane.abi.render.AbiCHeader;

/**
 * Builds the preload library with this machine's compiler; started by the build, from its source. Where there is no compiler
 * it says so and makes nothing: everything else works without the library.
 *
 * <p>Arguments: the directory of the C files, and the one where header and library go.
 */
final class NativeBuild {
  private static final String LIBRARY = "libparavane-preload.so";
  private static final String HEADER = "paravane.h";
  private static final List<String> FLAGS = List.of("-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared",
      "-fvisibility=hidden", "-U_FORTIFY_SOURCE", "-pthread");

  private NativeBuild() {
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path sources = Path.of(arguments[0]);
    Path target = Path.of(arguments[1]);
    Optional<Path> compiler = compiler();
    if (compiler.isEmpty()) {
      System.out.println("no C compiler (gcc, cc) in PATH: " + LIBRARY + " is not built");
      return;
    }
    Files.createDirectories(target);
    boolean sameHeader = header(target.resolve(HEADER));
    List<Path> files = files(sources);
    Path library = target.resolve(LIBRARY);
    if (!sameHeader || !isNewer(library, files)) {
      build(compiler.get(), sources, target, library);
    }
  }

  private static Optional<Path> compiler() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    return Stream.of("gcc", "cc").flatMap(name -> Stream.of(path.split(":")).map(Path::of).map(at -> at.resolve(name)))
        .filter(Files::isExecutable).findFirst();
  }

  /** Writes the header, if it is another one; whether it was the same. */
  private static boolean header(Path file) throws IOException {
    String text = AbiCHeader.render();
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return true;
    }
    Files.writeString(file, text);
    return false;
  }

  private static List<Path> files(Path sources) throws IOException {
    try (Stream<Path> all = Files.list(sources)) {
      return all.sorted().toList();
    }
  }

  private static boolean isNewer(Path library, List<Path> files) throws IOException {
    if (!Files.exists(library)) {
      return false;
    }
    for (Path file : files) {
      if (Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(library)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Built aside and moved into place, so that nobody ever loads half a library. */
  private static void build(Path compiler, Path sources, Path target, Path library)
      throws IOException, InterruptedException {
    Path aside = target.resolve(LIBRARY + ".new");
    List<String> words = new ArrayList<>(List.of(compiler.toString()));
    words.addAll(FLAGS);
    words.addAll(List.of("-I" + target, "-I" + sources, "-o", aside.toString()));
    files(sources).stream().map(Path::toString).filter(name -> name.endsWith(".c")).forEach(words::add);
    words.add("-ldl");
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      System.err.println(said);
      throw new IOException("library does not compile: name=" + LIBRARY);
    }
    Files.move(aside, library, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
