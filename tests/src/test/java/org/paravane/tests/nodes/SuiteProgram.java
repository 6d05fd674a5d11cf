package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program of the C suite, and which parts it is linked with.
 *
 * @param name of its source, without the ending
 * @param parts sources beside it, without the ending
 */
record SuiteProgram(String name, List<String> parts) {
  private static final Duration LIMIT = Duration.ofSeconds(170);

  /** A program about one node or two. */
  static SuiteProgram of(String name) {
    return new SuiteProgram(name, List.of("check", "world"));
  }

  NativeProgram compile() throws IOException, InterruptedException {
    return NativeProgram.compile(name, parts.stream().map(part -> part + ".c").toArray(String[]::new));
  }

  /** Runs all cases as this user; none may fail. Answers what was skipped. */
  List<String> passes(String... words) throws IOException, InterruptedException {
    return passes(List.of(), words);
  }

  /** As {@link #passes(String...)}, behind a command that runs a command. */
  List<String> passes(List<String> wrapper, String... words) throws IOException, InterruptedException {
    Path executable = compile().executable();
    List<String> cases = ProgramRun.of(List.of(executable.toString(), "--list"), LIMIT).output().lines().toList();

    ProgramRun run = ProgramRun.of(
        Stream.of(wrapper, List.of(executable.toString()), List.of(words)).flatMap(List::stream).toList(), LIMIT);

    assertThat(run.status()).as(name + ":\n" + run.output()).isZero();
    List<String> done = new ArrayList<>();
    Stream.of(run.lines("ok "), run.lines("skipped ")).flatMap(List::stream).map(line -> line.split(" ", -1)[1])
        .forEach(done::add);
    assertThat(done).as(name + ":\n" + run.output()).containsExactlyInAnyOrderElementsOf(cases);
    return run.lines("skipped ");
  }

  @Override
  public String toString() {
    return name;
  }
}
