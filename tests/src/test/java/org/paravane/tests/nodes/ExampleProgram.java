package org.paravane.tests.nodes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.paravane.abi.render.AbiCHeader;
import org.paravane.runtime.Accelerator;
import org.paravane.tests.examples.Example;
import org.paravane.tests.examples.Outcome;

/** An example in one of the languages of guests. */
enum ExampleProgram {
  JAVA {
    @Override
    Map<Example, Result> run(List<Example> examples, Path node) {
      Map<Example, Result> results = new EnumMap<>(Example.class);
      try (Accelerator accelerator = Accelerator.open(node)) {
        for (Example example : examples) {
          Outcome outcome = example.run(accelerator, FOLDER.resolve("kernels"));
          results.put(example, new Result(outcome.right() ? 0 : 1, String.format("digest=%016x", outcome.digest())));
        }
      }
      return results;
    }
  },
  C {
    @Override
    Map<Example, Result> run(List<Example> examples, Path node) throws IOException, InterruptedException {
      Requirements.assumeCompiler();
      Map<Example, Result> results = new EnumMap<>(Example.class);
      for (Example example : examples) {
        results.put(example,
            run(List.of(compile(example.text()).toString(), node.toString(), FOLDER.resolve("kernels").toString())));
      }
      return results;
    }
  },
  /** One program for all examples. */
  PYTHON {
    @Override
    Map<Example, Result> run(List<Example> examples, Path node) throws IOException, InterruptedException {
      assumeTrue(ProgramRun.of(List.of("sh", "-c", "command -v python3"), LIMIT).status() == 0, "no python3 in PATH");
      String names = examples.size() == 1 ? examples.getFirst().text() : "all";
      Result all = run(List.of("python3", "-B", FOLDER.resolve("python/examples.py").toString(), names, node.toString(),
          FOLDER.resolve("kernels").toString()));
      Map<Example, Result> results = new EnumMap<>(Example.class);
      for (Example example : examples) {
        String said = all.output().lines().filter(line -> line.startsWith(example.text() + ":")).findFirst()
            .orElseGet(all::output);
        results.put(example, new Result(all.status(), said));
      }
      return results;
    }
  };

  static final Path FOLDER = Path.of("..", "docs", "examples");
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern DIGEST = Pattern.compile("digest=([0-9a-f]{16})");
  private static final List<String> FLAGS = List.of("-std=c99", "-D_GNU_SOURCE", "-O2", "-ffp-contract=off", "-Wall",
      "-Wextra", "-Werror");

  /**
   * How a program ended.
   *
   * @param status 0 if its result is right
   */
  record Result(int status, String output) {
    /** The digest of its result; empty if it printed none. */
    String digest() {
      Matcher matcher = DIGEST.matcher(output);
      return matcher.find() ? matcher.group(1) : "";
    }
  }

  /** Runs these, or all. */
  abstract Map<Example, Result> run(List<Example> examples, Path node) throws IOException, InterruptedException;

  Result run(Example example, Path node) throws IOException, InterruptedException {
    return Objects.requireNonNull(run(List.of(example), node).get(example));
  }

  static Result run(List<String> words) throws IOException, InterruptedException {
    ProgramRun run = ProgramRun.of(words, Map.of(), LIMIT);
    return new Result(run.status(), run.output());
  }

  /** Compiles an example against nothing but the two headers that a user has. */
  static Path compile(String name) throws IOException, InterruptedException {
    return compile(FOLDER.resolve("c").resolve(name + ".c"), name);
  }

  /** Compiles a program in C that uses the library. */
  static Path compile(Path source, String name) throws IOException, InterruptedException {
    Path built = Files.createDirectories(Path.of("target", "examples"));
    Files.writeString(built.resolve("paravane_abi.h"), AbiCHeader.render());
    Path program = built.resolve(name).toAbsolutePath();
    List<String> words = new ArrayList<>(List.of(NativeProgram.compiler().orElseThrow().toString()));
    words.addAll(FLAGS);
    words.addAll(
        List.of("-I" + built, "-I" + Path.of("..", "guest-driver", "src", "main", "c"), "-o", program.toString(),
            source.toString(), "-lm"));
    Result compiled = run(words);
    if (compiled.status() != 0) {
      throw new IOException("example does not compile: name=" + name + System.lineSeparator() + compiled.output());
    }
    return program;
  }
}
