/* A few steps of bodies that attract each other, compared with plain arithmetic in double precision. */
#include "example.h"

#define BODIES 256u
#define STEPS 2
#define DT 0.01f
#define SOFTENING 0.05f

static void step(double (*place)[4], double (*velocity)[3]) {
  static double force[BODIES][3];
  for (size_t i = 0; i < BODIES; i++) {
    memset(force[i], 0, sizeof force[i]);
    for (size_t j = 0; j < BODIES; j++) {
      double way[3], square = SOFTENING;
      for (int k = 0; k < 3; k++) {
        way[k] = place[j][k] - place[i][k];
        square += way[k] * way[k];
      }
      double inverse = 1 / sqrt(square);
      for (int k = 0; k < 3; k++) {
        force[i][k] += way[k] * place[j][3] * inverse * inverse * inverse;
      }
    }
  }
  for (size_t i = 0; i < BODIES; i++) {
    for (int k = 0; k < 3; k++) {
      velocity[i][k] += force[i][k] * (double)DT;
      place[i][k] += velocity[i][k] * (double)DT;
    }
  }
}

int main(int count, char **words) {
  static struct example example;
  int status = example_open(&example, count, words, "nbody", "nbody.cl", "nbody_step");
  if (status) {
    return status;
  }
  size_t bytes = BODIES * 4 * sizeof(float);
  struct pv_buffer bodies[2] = {example_buffer(&example, bytes), example_buffer(&example, bytes)};
  struct pv_buffer velocities = example_buffer(&example, bytes);
  static double place[BODIES][4], velocity[BODIES][3];
  static float expected[BODIES * 4];
  example_floats((float *)bodies[0].memory, BODIES * 4, 6);
  for (size_t i = 0; i < BODIES * 4; i++) {
    place[i / 4][i % 4] = ((float *)bodies[0].memory)[i];
  }
  for (int i = 0; i < STEPS; i++) {
    step(place, velocity);
    pv_args_init(&example.args, &example.kernel);
    pv_arg_buffer(&example.args, &bodies[i % 2]);
    pv_arg_buffer(&example.args, &bodies[(i + 1) % 2]);
    pv_arg_buffer(&example.args, &velocities);
    pv_arg_f32(&example.args, DT);
    pv_arg_f32(&example.args, SOFTENING);
    pv_arg_u32(&example.args, BODIES);
    if (pv_dispatch(&example.queue, &example.kernel, pv_grid_1d(BODIES, 64), &example.args) < 0) {
      return example_fail("nbody", &example.device);
    }
  }
  if (example_finish(&example) < 0) {
    return example_fail("nbody", &example.device);
  }
  for (size_t i = 0; i < BODIES * 4; i++) {
    expected[i] = (float)place[i / 4][i % 4];
  }
  const struct pv_buffer *last = &bodies[STEPS % 2];
  int right = example_close("nbody", (float *)last->memory, expected, BODIES * 4, 1e-4f);
  return example_end(&example, right, example_digest(EXAMPLE_DIGEST, last->memory, bytes));
}
