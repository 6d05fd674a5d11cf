package org.paravane.tests.examples;

import org.paravane.runtime.Arguments;
import org.paravane.runtime.Buffer;
import org.paravane.runtime.Grid;
import org.paravane.runtime.Kernel;

/** Bodies that attract each other. */
final class Bodies {
  private static final int COUNT = 256;
  private static final int STEPS = 2;
  private static final float DT = 0.01f;
  private static final float SOFTENING = 0.05f;

  private final double[] places = new double[4 * COUNT];
  private final double[] speeds = new double[3 * COUNT];

  private Bodies(float[] start) {
    for (int i = 0; i < start.length; i++) {
      places[i] = start[i];
    }
  }

  static Outcome run(ExampleRun run) {
    float[] start = Inputs.floats(4 * COUNT, 6);
    Kernel step = run.kernel("nbody.cl", "nbody_step");
    Buffer[] bodies = {run.of(start), run.zeros(4 * COUNT)};
    Buffer velocities = run.zeros(4 * COUNT);
    Arguments arguments = step.arguments();
    Bodies expected = new Bodies(start);
    for (int i = 0; i < STEPS; i++) {
      run.queue().dispatch(step, Grid.of(COUNT), arguments.rewind().buffer(bodies[i % 2]).buffer(bodies[(i + 1) % 2])
          .buffer(velocities).f32(DT).f32(SOFTENING).u32(COUNT));
      expected.step();
    }
    run.queue().finish();
    Buffer last = bodies[STEPS % 2];
    return Outcome.of(Outcome.close(last.memory(), expected.floats(), 1e-4f), last.memory());
  }

  private void step() {
    for (int i = 0; i < COUNT; i++) {
      for (int j = 0; j < COUNT; j++) {
        double x = places[4 * j] - places[4 * i];
        double y = places[4 * j + 1] - places[4 * i + 1];
        double z = places[4 * j + 2] - places[4 * i + 2];
        double pull = DT * places[4 * j + 3] / Math.pow(x * x + y * y + z * z + SOFTENING, 1.5);
        speeds[3 * i] += x * pull;
        speeds[3 * i + 1] += y * pull;
        speeds[3 * i + 2] += z * pull;
      }
    }
    for (int i = 0; i < COUNT; i++) {
      for (int k = 0; k < 3; k++) {
        places[4 * i + k] += speeds[3 * i + k] * DT;
      }
    }
  }

  private float[] floats() {
    float[] floats = new float[places.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) places[i];
    }
    return floats;
  }
}
