package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.tests.examples.Example;

/** The examples in Java, C and Python on nodes of a mounted tree: right results, and the same bits from all of them. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ExamplesTest {
  private static final int SKIPPED = 77;
  /** The digest of the built-in kernels, on any engine. */
  private static final Map.Entry<Example, String> BUILTINS = Map.entry(Example.BUILTINS, "f9adeb9bb29d017a");

  /** What the examples came to: right, and the same in all languages. */
  private static Map<Example, String> digests(List<Example> examples, Path node)
      throws IOException, InterruptedException {
    Map<Example, String> digests = new EnumMap<>(Example.class);
    for (ExampleProgram language : ExampleProgram.values()) {
      Map<Example, ExampleProgram.Result> results = language.run(examples, node);
      for (Example example : examples) {
        ExampleProgram.Result result = Objects.requireNonNull(results.get(example));
        assertThat(result.status()).as("%s in %s: %s", example.text(), language, result.output()).isZero();
        assertThat(result.digest()).as("%s in %s", example.text(), language).isNotEmpty()
            .isEqualTo(digests.getOrDefault(example, result.digest()));
        digests.put(example, result.digest());
      }
    }
    return digests;
  }

  @Test
  void builtInKernelsGiveTheSameBitsInEveryLanguageOnASimulatedEngine() throws IOException, InterruptedException {
    try (EngineHouse house = EngineHouse.simulated()) {
      assertThat(digests(List.of(Example.BUILTINS), house.node())).containsOnly(BUILTINS);
    }
  }

  @Test
  void programsAreSkippedWhereTheDeviceTakesNone() throws IOException, InterruptedException {
    Requirements.assumeCompiler();
    try (EngineHouse house = EngineHouse.simulated()) {
      for (ExampleProgram language : List.of(ExampleProgram.C, ExampleProgram.PYTHON)) {
        ExampleProgram.Result result = language.run(Example.SAXPY, house.node());
        assertThat(result.status()).as(result.output()).isEqualTo(SKIPPED);
        assertThat(result.output()).contains("saxpy: skipped, device takes no OpenCL C");
      }
    }
  }

  @Test
  void allAreRightAndGiveTheSameBitsInEveryLanguageOnARealEngine() throws IOException, InterruptedException {
    try (EngineHouse house = EngineHouse.openCl()) {
      assertThat(digests(List.of(Example.values()), house.node())).hasSameSizeAs(Example.values()).contains(BUILTINS);
    }
  }

  @Test
  void theImageIsTheSameFromCAndPython(@TempDir Path folder) throws IOException, InterruptedException {
    Requirements.assumeCompiler();
    try (EngineHouse house = EngineHouse.openCl()) {
      String kernels = ExampleProgram.FOLDER.resolve("kernels").toString();
      Path inC = folder.resolve("c.ppm");
      Path inPython = folder.resolve("python.ppm");
      assertThat(ExampleProgram.run(List.of(ExampleProgram.compile("mandelbrot").toString(), house.node().toString(),
          kernels, inC.toString())).status()).isZero();
      assertThat(
          ExampleProgram.run(List.of("python3", "-B", ExampleProgram.FOLDER.resolve("python/examples.py").toString(),
              "mandelbrot", house.node().toString(), kernels, inPython.toString())).status())
          .isZero();
      assertThat(inC).hasSameBinaryContentAs(inPython);
      assertThat(new String(Files.readAllBytes(inC), 0, 15, StandardCharsets.ISO_8859_1))
          .isEqualTo("P6\n192 128\n255\n");
    }
  }

  @Test
  void everyExampleInCCompilesAgainstTheTwoHeadersAlone() throws IOException, InterruptedException {
    Requirements.assumeCompiler();
    for (Example example : Example.values()) {
      assertThat(ExampleProgram.compile(example.text())).isExecutable();
    }
  }
}
