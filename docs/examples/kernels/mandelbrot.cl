// How many steps each point takes to leave, at most `limit`. Each operation rounds by itself: every device counts the same.
#pragma OPENCL FP_CONTRACT OFF

kernel void mandelbrot(global uint *steps, float left, float top, float scale, uint limit) {
  size_t column = get_global_id(0);
  size_t row = get_global_id(1);
  float cx = left + scale * (float)column;
  float cy = top + scale * (float)row;
  float x = 0.0f, y = 0.0f;
  uint taken = 0;
  while (taken < limit && x * x + y * y <= 4.0f) {
    float next = x * x - y * y + cx;
    y = 2.0f * x * y + cy;
    x = next;
    taken++;
  }
  steps[row * get_global_size(0) + column] = taken;
}
