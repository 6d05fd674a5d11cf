package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.tests.examples.Example;

/** The examples in Java, C and Python on nodes of a mounted tree: right results, and the same bits from all of them. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ExamplesTest {
  private static final int SKIPPED = 77;

  private static String digestOfAll(Example example, Path node) throws IOException, InterruptedException {
    List<String> digests = new ArrayList<>();
    for (ExampleProgram language : ExampleProgram.values()) {
      ExampleProgram.Result result = language.run(example, node);
      assertThat(result.status()).as("%s in %s: %s", example.text(), language, result.output()).isZero();
      digests.add(result.digest());
    }
    assertThat(digests).as(example.text()).doesNotContain("").containsOnly(digests.getFirst());
    return digests.getFirst();
  }

  @Test
  void builtInKernelsGiveTheSameBitsInEveryLanguage() throws IOException, InterruptedException {
    try (EngineHouse house = EngineHouse.simulated()) {
      assertThat(digestOfAll(Example.BUILTINS, house.node())).isEqualTo("f9adeb9bb29d017a");
    }
  }

  @Test
  void builtInKernelsGiveTheSameBitsOnARealEngine() throws IOException, InterruptedException {
    try (EngineHouse house = EngineHouse.openCl()) {
      assertThat(digestOfAll(Example.BUILTINS, house.node())).isEqualTo("f9adeb9bb29d017a");
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
  void programsAreRightAndGiveTheSameBitsInEveryLanguage() throws IOException, InterruptedException {
    try (EngineHouse house = EngineHouse.openCl()) {
      for (Example example : Example.values()) {
        digestOfAll(example, house.node());
      }
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
