// How often each byte is there. Each work-group counts in local memory, then adds what it counted with atomics.
kernel void histogram(global const uchar *bytes, global uint *bins, uint count) {
  local uint counted[256];
  for (uint bin = get_local_id(0); bin < 256; bin += get_local_size(0)) {
    counted[bin] = 0;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (size_t i = get_global_id(0); i < count; i += get_global_size(0)) {
    atomic_inc(&counted[bytes[i]]);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (uint bin = get_local_id(0); bin < 256; bin += get_local_size(0)) {
    atomic_add(&bins[bin], counted[bin]);
  }
}
