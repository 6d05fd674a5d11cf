/* y = alpha * x + y, with a kernel in OpenCL C; the result is compared with plain arithmetic. */
#include "example.h"

#define COUNT 65536u
#define ALPHA 1.5f

int main(int count, char **words) {
  static struct example example;
  int status = example_open(&example, count, words, "saxpy", "saxpy.cl", "saxpy");
  if (status) {
    return status;
  }
  struct pv_buffer x = example_buffer(&example, COUNT * sizeof(float));
  struct pv_buffer y = example_buffer(&example, COUNT * sizeof(float));
  static float expected[COUNT];
  example_floats((float *)x.memory, COUNT, 1);
  example_floats((float *)y.memory, COUNT, 2);
  for (size_t i = 0; i < COUNT; i++) {
    expected[i] = ALPHA * ((float *)x.memory)[i] + ((float *)y.memory)[i];
  }
  pv_arg_buffer(&example.args, &x);
  pv_arg_buffer(&example.args, &y);
  pv_arg_f32(&example.args, ALPHA);
  pv_arg_u32(&example.args, COUNT);
  if (example_run(&example, pv_grid_1d(COUNT, 64)) < 0) {
    return example_fail("saxpy", &example.device);
  }
  int right = example_close("saxpy", (float *)y.memory, expected, COUNT, 1e-6f);
  return example_end(&example, right, example_digest(EXAMPLE_DIGEST, y.memory, COUNT * sizeof(float)));
}
