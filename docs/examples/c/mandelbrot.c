/* The Mandelbrot set, written to an image file (PPM) if a third argument names one; compared with plain arithmetic. */
#include "example.h"

#define WIDTH 192u
#define HEIGHT 128u
#define LIMIT 64u
#define LEFT (-2.0f)
#define TOP (-1.0f)
#define SCALE 0.015625f

static uint32_t steps(float cx, float cy) {
  float x = 0, y = 0;
  uint32_t taken = 0;
  for (;;) {
    float xx = x * x, yy = y * y;
    if (taken == LIMIT || !(xx + yy <= 4.0f)) {
      return taken;
    }
    float next = xx - yy;
    float twice = 2.0f * x;
    float product = twice * y;
    x = next + cx;
    y = product + cy;
    taken++;
  }
}

static int write_image(const char *path, const uint32_t *taken) {
  FILE *file = fopen(path, "wb");
  if (!file) {
    return 0;
  }
  fprintf(file, "P6\n%u %u\n255\n", WIDTH, HEIGHT);
  for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
    uint32_t shade = taken[i] == LIMIT ? 0 : 255 - taken[i] * 3;
    unsigned char pixel[3] = {(unsigned char)shade, (unsigned char)(shade / 2), (unsigned char)(255 - shade)};
    fwrite(pixel, 1, sizeof pixel, file);
  }
  return fclose(file) == 0;
}

int main(int count, char **words) {
  static struct example example;
  int status = example_open(&example, count, words, "mandelbrot", "mandelbrot.cl", "mandelbrot");
  if (status) {
    return status;
  }
  struct pv_buffer taken = example_buffer(&example, WIDTH * HEIGHT * sizeof(uint32_t));
  pv_arg_buffer(&example.args, &taken);
  pv_arg_f32(&example.args, LEFT);
  pv_arg_f32(&example.args, TOP);
  pv_arg_f32(&example.args, SCALE);
  pv_arg_u32(&example.args, LIMIT);
  if (example_run(&example, pv_grid(WIDTH, HEIGHT, 1, 8, 8, 1)) < 0) {
    return example_fail("mandelbrot", &example.device);
  }
  int right = 1;
  for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
    float column = SCALE * (float)(i % WIDTH), row = SCALE * (float)(i / WIDTH);
    right = right && ((uint32_t *)taken.memory)[i] == steps(LEFT + column, TOP + row);
  }
  if (count > 3 && !write_image(words[3], (uint32_t *)taken.memory)) {
    fprintf(stderr, "mandelbrot: cannot write %s\n", words[3]);
    return 2;
  }
  return example_end(&example, right, example_digest(EXAMPLE_DIGEST, taken.memory, WIDTH * HEIGHT * sizeof(uint32_t)));
}
