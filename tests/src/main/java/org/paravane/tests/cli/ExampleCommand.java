package org.paravane.tests.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.paravane.runtime.Accelerator;
import org.paravane.runtime.AcceleratorException;
import org.paravane.runtime.BuildException;
import org.paravane.tests.examples.Example;
import org.paravane.tests.examples.Outcome;
import org.paravane.tests.nodes.NativeProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code paravane example}: the examples in Java on a device node, beside those in C and Python. */
@Command(name = "example", mixinStandardHelpOptions = true, description = {
    "Runs examples on a device node and verifies their results: builtins, saxpy, sgemm, reduction, nbody, histogram, sha256,",
    "stencil, mandelbrot, or all. The same in C and Python is in docs/examples."}, exitCodeListHeading = "%nExit status:%n", exitCodeList = {
        "0:all results are right", "1:a result is wrong", "2:a result was not computed",
        "77:the device takes no programs"})
final class ExampleCommand implements Callable<Integer> {
  private static final int NOT_COMPUTED = 2;
  private static final int SKIPPED = 77;

  @Parameters(index = "0", paramLabel = "NAME", description = "an example, or all")
  private String name = "";

  @Option(names = "--node", paramLabel = "PATH", description = "the device node (default: the first below $PARAVANE_ROOT or /run/paravane)")
  private @Nullable Path node;

  @Option(names = "--kernels", paramLabel = "DIR", description = "where the kernels' sources are (default: those of this project)")
  private @Nullable Path kernels;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<Example> chosen = name.equals("all")
        ? Arrays.asList(Example.values())
        : List.of(Example.named(name).orElseThrow(() -> new ParameterException(spec.commandLine(),
            "no such example: " + name + "; there are: "
                + Arrays.stream(Example.values()).map(Example::text).toList())));
    Path sources = kernels == null ? NativeProgram.sources().resolve("../../docs/examples/kernels") : kernels;
    try (Accelerator accelerator = node == null ? Accelerator.open() : Accelerator.open(node)) {
      int status = ExitStatus.OK;
      for (Example example : chosen) {
        status = Math.max(status, run(example, accelerator, sources));
      }
      return status;
    } catch (AcceleratorException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return NOT_COMPUTED;
    }
  }

  private int run(Example example, Accelerator accelerator, Path sources) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      String device = accelerator.device().name();
      if (example.needsPrograms() && !accelerator.device().openClC()) {
        out.printf("%s: skipped, device takes no OpenCL C, device=%s%n", example.text(), device);
        return SKIPPED;
      }
      long begin = System.nanoTime();
      Outcome outcome = example.run(accelerator, sources);
      out.printf("%s: %s, digest=%016x, micros=%d, device=%s%n", example.text(), outcome.right() ? "ok" : "WRONG",
          outcome.digest(), (System.nanoTime() - begin) / 1000, device);
      return outcome.right() ? ExitStatus.OK : ExitStatus.FAILED;
    } catch (AcceleratorException | BuildException e) {
      spec.commandLine().getErr().println(example.text() + ": " + e.getMessage());
      return NOT_COMPUTED;
    } finally {
      out.flush();
    }
  }
}
