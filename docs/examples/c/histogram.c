/* How often each byte is there, counted with atomics. */
#include "example.h"

#define COUNT 65536u

int main(int count, char **words) {
  static struct example example;
  int status = example_open(&example, count, words, "histogram", "histogram.cl", "histogram");
  if (status) {
    return status;
  }
  struct pv_buffer bytes = example_buffer(&example, COUNT);
  struct pv_buffer bins = example_buffer(&example, 256 * sizeof(uint32_t));
  uint32_t expected[256] = {0}, state = 7;
  for (size_t i = 0; i < COUNT; i++) {
    unsigned char byte = (unsigned char)(example_next(&state) >> 24);
    ((unsigned char *)bytes.memory)[i] = byte;
    expected[byte]++;
  }
  pv_arg_buffer(&example.args, &bytes);
  pv_arg_buffer(&example.args, &bins);
  pv_arg_u32(&example.args, COUNT);
  if (example_run(&example, pv_grid_1d(1024, 64)) < 0) {
    return example_fail("histogram", &example.device);
  }
  int right = memcmp(bins.memory, expected, sizeof expected) == 0;
  return example_end(&example, right, example_digest(EXAMPLE_DIGEST, bins.memory, sizeof expected));
}
