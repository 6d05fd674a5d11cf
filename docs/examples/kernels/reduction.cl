// Sums of a vector: one for each work-group, in local memory of one float for each work item. The group size is a power of two.
kernel void reduce_sum(global const float *input, global float *sums, local float *scratch, uint count) {
  size_t lane = get_local_id(0);
  float sum = 0.0f;
  for (size_t i = get_global_id(0); i < count; i += get_global_size(0)) {
    sum += input[i];
  }
  scratch[lane] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (size_t half_size = get_local_size(0) / 2; half_size > 0; half_size /= 2) {
    if (lane < half_size) {
      scratch[lane] += scratch[lane + half_size];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (lane == 0) {
    sums[get_group_id(0)] = scratch[0];
  }
}
