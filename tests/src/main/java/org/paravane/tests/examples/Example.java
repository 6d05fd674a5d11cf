package org.paravane.tests.examples;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.paravane.runtime.Accelerator;

/** The examples. */
public enum Example {
  BUILTINS, //
  SAXPY, //
  SGEMM, //
  REDUCTION, //
  NBODY, //
  HISTOGRAM, //
  SHA256, //
  STENCIL, //
  MANDELBROT;

  public static Optional<Example> named(String name) {
    return Arrays.stream(values()).filter(example -> example.text().equals(name)).findFirst();
  }

  /** Its name in the command line, and of its program in C. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the device has to take programs in OpenCL C. */
  public boolean needsPrograms() {
    return this != BUILTINS;
  }

  /**
   * Runs it.
   *
   * @param kernels folder of the kernel sources
   */
  public Outcome run(Accelerator accelerator, Path kernels) {
    ExampleRun run = new ExampleRun(accelerator, kernels);
    return switch (this) {
      case BUILTINS -> BuiltIns.run(run);
      case SAXPY -> Vectors.saxpy(run);
      case SGEMM -> Grids.sgemm(run);
      case REDUCTION -> Vectors.reduction(run);
      case NBODY -> Bodies.run(run);
      case HISTOGRAM -> Vectors.histogram(run);
      case SHA256 -> Vectors.sha256(run);
      case STENCIL -> Grids.stencil(run);
      case MANDELBROT -> Grids.mandelbrot(run);
    };
  }
}
