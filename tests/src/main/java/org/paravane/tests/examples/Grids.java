package org.paravane.tests.examples;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import org.paravane.runtime.Arguments;
import org.paravane.runtime.Batch;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.Grid;
import org.paravane.runtime.Kernel;

/** Examples of two and three dimensions. */
final class Grids {
  private Grids() {
  }

  /** The product of two matrices. */
  static Outcome sgemm(ExampleRun run) {
    int m = 64;
    int n = 48;
    int k = 56;
    float[] a = Inputs.floats(m * k, 3);
    float[] b = Inputs.floats(k * n, 4);
    Kernel sgemm = run.kernel("sgemm.cl", "sgemm");
    Buffer c = run.zeros(m * n);
    run.run(sgemm, Grid.of(n, m), sgemm.arguments().buffer(run.of(a)).buffer(run.of(b)).buffer(c).u32(m).u32(n).u32(k));
    float[] expected = new float[m * n];
    for (int row = 0; row < m; row++) {
      for (int column = 0; column < n; column++) {
        double sum = 0;
        for (int p = 0; p < k; p++) {
          sum += (double) a[row * k + p] * b[p * n + column];
        }
        expected[row * n + column] = (float) sum;
      }
    }
    return Outcome.of(Outcome.close(c.memory(), expected, 1e-5f), c.memory());
  }

  /** Steps of heat in a box, one submission for all of them. */
  static Outcome stencil(ExampleRun run) {
    int side = 24;
    int steps = 4;
    float rate = 0.125f;
    float[] heat = Inputs.floats(side * side * side, 9);
    Kernel stencil = run.kernel("stencil.cl", "stencil");
    Buffer[] cells = {run.of(heat), run.zeros(heat.length)};
    Arguments arguments = stencil.arguments();
    try (Batch batch = run.queue().batch()) {
      for (int i = 0; i < steps; i++) {
        batch.dispatch(stencil, Grid.of(side, side, side),
            arguments.rewind().buffer(cells[i % 2]).buffer(cells[(i + 1) % 2]).f32(rate));
      }
    }
    run.queue().finish();
    for (int i = 0; i < steps; i++) {
      heat = warm(heat, side, rate);
    }
    MemorySegment last = cells[steps % 2].memory();
    return Outcome.of(Outcome.close(last, heat, 1e-5f), last);
  }

  private static float[] warm(float[] heat, int side, float rate) {
    float[] after = heat.clone();
    int plane = side * side;
    for (int i = 0; i < heat.length; i++) {
      if (isInside(i % side, side) && isInside(i / side % side, side) && isInside(i / plane, side)) {
        float around = heat[i - 1] + heat[i + 1] + heat[i - side] + heat[i + side] + heat[i - plane] + heat[i + plane];
        after[i] = heat[i] + rate * (around - 6 * heat[i]);
      }
    }
    return after;
  }

  private static boolean isInside(int at, int side) {
    return at > 0 && at < side - 1;
  }

  /** The Mandelbrot set; the programs in C and Python also write the image. */
  static Outcome mandelbrot(ExampleRun run) {
    int width = 192;
    int height = 128;
    int limit = 64;
    float scale = 0.015625f;
    Kernel mandelbrot = run.kernel("mandelbrot.cl", "mandelbrot");
    Buffer taken = run.zeros(width * height);
    run.run(mandelbrot, Grid.of(width, height),
        mandelbrot.arguments().buffer(taken).f32(-2).f32(-1).f32(scale).u32(limit));
    boolean right = true;
    for (int i = 0; i < width * height; i++) {
      int row = i / width;
      int expected = steps(-2 + scale * (i % width), -1 + scale * row, limit);
      right &= taken.memory().getAtIndex(JAVA_INT, i) == expected;
    }
    return Outcome.of(right, taken.memory());
  }

  private static int steps(float cx, float cy, int limit) {
    float x = 0;
    float y = 0;
    int taken = 0;
    while (taken < limit && x * x + y * y <= 4) {
      float next = x * x - y * y + cx;
      y = 2 * x * y + cy;
      x = next;
      taken++;
    }
    return taken;
  }
}
