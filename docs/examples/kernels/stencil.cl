// One step of heat in a box of nx × ny × nz cells, x running fastest: a cell and its six neighbours; the border stays.
kernel void stencil(global const float *from, global float *to, float rate) {
  size_t x = get_global_id(0), y = get_global_id(1), z = get_global_id(2);
  size_t nx = get_global_size(0), ny = get_global_size(1), nz = get_global_size(2);
  size_t i = (z * ny + y) * nx + x;
  float here = from[i];
  if (x == 0 || y == 0 || z == 0 || x == nx - 1 || y == ny - 1 || z == nz - 1) {
    to[i] = here;
    return;
  }
  float around = from[i - 1] + from[i + 1] + from[i - nx] + from[i + nx] + from[i - nx * ny] + from[i + nx * ny];
  to[i] = here + rate * (around - 6.0f * here);
}
