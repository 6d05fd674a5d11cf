// c = a · b; row-major matrices: a of m × k, b of k × n, c of m × n. One work item makes one element.
kernel void sgemm(global const float *a, global const float *b, global float *c, uint m, uint n, uint k) {
  size_t column = get_global_id(0);
  size_t row = get_global_id(1);
  if (row >= m || column >= n) {
    return;
  }
  float sum = 0.0f;
  for (uint p = 0; p < k; p++) {
    sum += a[row * k + p] * b[p * n + column];
  }
  c[row * n + column] = sum;
}
