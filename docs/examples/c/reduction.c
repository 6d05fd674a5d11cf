/* The sum of a vector: each work-group adds up its part in local memory, the program adds the sums of the groups. */
#include "example.h"

#define COUNT 65536u
#define GROUP 64u
#define GROUPS 16u

int main(int count, char **words) {
  static struct example example;
  int status = example_open(&example, count, words, "reduction", "reduction.cl", "reduce_sum");
  if (status) {
    return status;
  }
  struct pv_buffer input = example_buffer(&example, COUNT * sizeof(float));
  struct pv_buffer sums = example_buffer(&example, GROUPS * sizeof(float));
  double exact = 0, got = 0;
  example_floats((float *)input.memory, COUNT, 5);
  for (size_t i = 0; i < COUNT; i++) {
    exact += ((float *)input.memory)[i];
  }
  pv_arg_buffer(&example.args, &input);
  pv_arg_buffer(&example.args, &sums);
  pv_arg_local(&example.args, GROUP * sizeof(float));
  pv_arg_u32(&example.args, COUNT);
  if (example_run(&example, pv_grid_1d(GROUP * GROUPS, GROUP)) < 0) {
    return example_fail("reduction", &example.device);
  }
  for (size_t i = 0; i < GROUPS; i++) {
    got += ((float *)sums.memory)[i];
  }
  float sum = (float)got, expected = (float)exact;
  int right = example_close("reduction", &sum, &expected, 1, 1e-5f);
  return example_end(&example, right, example_digest(EXAMPLE_DIGEST, sums.memory, GROUPS * sizeof(float)));
}
