/* Some steps of heat in a box of three dimensions, one command buffer for all of them, compared with plain arithmetic. */
#include "example.h"

#define SIDE 24u
#define CELLS (SIDE * SIDE * SIDE)
#define STEPS 4
#define RATE 0.125f

static void step(const float *from, float *to) {
  for (size_t i = 0; i < CELLS; i++) {
    size_t x = i % SIDE, y = i / SIDE % SIDE, z = i / (SIDE * SIDE);
    int border = x == 0 || y == 0 || z == 0 || x == SIDE - 1 || y == SIDE - 1 || z == SIDE - 1;
    to[i] = from[i];
    if (!border) {
      float around = from[i - 1] + from[i + 1] + from[i - SIDE] + from[i + SIDE] + from[i - SIDE * SIDE] +
                     from[i + SIDE * SIDE];
      to[i] = from[i] + RATE * (around - 6.0f * from[i]);
    }
  }
}

int main(int count, char **words) {
  static struct example example;
  static float expected[2][CELLS];
  int status = example_open(&example, count, words, "stencil", "stencil.cl", "stencil");
  if (status) {
    return status;
  }
  struct pv_buffer cells[2] = {example_buffer(&example, CELLS * sizeof(float)),
                               example_buffer(&example, CELLS * sizeof(float))};
  example_floats((float *)cells[0].memory, CELLS, 9);
  example_floats(expected[0], CELLS, 9);
  for (int i = 0; i < STEPS; i++) {
    step(expected[i % 2], expected[(i + 1) % 2]);
    pv_args_init(&example.args, &example.kernel);
    pv_arg_buffer(&example.args, &cells[i % 2]);
    pv_arg_buffer(&example.args, &cells[(i + 1) % 2]);
    pv_arg_f32(&example.args, RATE);
    if (pv_dispatch(&example.queue, &example.kernel, pv_grid(SIDE, SIDE, SIDE, 4, 4, 4), &example.args) < 0) {
      return example_fail("stencil", &example.device);
    }
  }
  if (example_finish(&example) < 0) {
    return example_fail("stencil", &example.device);
  }
  const struct pv_buffer *last = &cells[STEPS % 2];
  int right = example_close("stencil", (float *)last->memory, expected[STEPS % 2], CELLS, 1e-5f);
  return example_end(&example, right, example_digest(EXAMPLE_DIGEST, last->memory, CELLS * sizeof(float)));
}
