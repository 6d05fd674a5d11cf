/* The product of two matrices of floats, compared with plain arithmetic. */
#include "example.h"

#define M 64u
#define N 48u
#define K 56u

int main(int count, char **words) {
  static struct example example;
  int status = example_open(&example, count, words, "sgemm", "sgemm.cl", "sgemm");
  if (status) {
    return status;
  }
  struct pv_buffer a = example_buffer(&example, M * K * sizeof(float));
  struct pv_buffer b = example_buffer(&example, K * N * sizeof(float));
  struct pv_buffer c = example_buffer(&example, M * N * sizeof(float));
  static float expected[M * N];
  example_floats((float *)a.memory, M * K, 3);
  example_floats((float *)b.memory, K * N, 4);
  for (size_t row = 0; row < M; row++) {
    for (size_t column = 0; column < N; column++) {
      double sum = 0;
      for (size_t p = 0; p < K; p++) {
        sum += (double)((float *)a.memory)[row * K + p] * ((float *)b.memory)[p * N + column];
      }
      expected[row * N + column] = (float)sum;
    }
  }
  pv_arg_buffer(&example.args, &a);
  pv_arg_buffer(&example.args, &b);
  pv_arg_buffer(&example.args, &c);
  pv_arg_u32(&example.args, M);
  pv_arg_u32(&example.args, N);
  pv_arg_u32(&example.args, K);
  if (example_run(&example, pv_grid(N, M, 1, 8, 8, 1)) < 0) {
    return example_fail("sgemm", &example.device);
  }
  int right = example_close("sgemm", (float *)c.memory, expected, M * N, 1e-5f);
  return example_end(&example, right, example_digest(EXAMPLE_DIGEST, c.memory, M * N * sizeof(float)));
}
