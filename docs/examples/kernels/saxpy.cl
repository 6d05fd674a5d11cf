// y = alpha * x + y. Multiplication and addition round each by itself, so that every device returns the same bits.
#pragma OPENCL FP_CONTRACT OFF

kernel void saxpy(global const float *x, global float *y, float alpha, uint count) {
  size_t i = get_global_id(0);
  if (i < count) {
    y[i] = alpha * x[i] + y[i];
  }
}
