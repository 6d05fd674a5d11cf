#include "bench_compute.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_kernels.h"

#define MOST_BUFFERS 3
#define SAMPLES 64 /* outputs that are compared where each costs a lot */
#define ALPHA 1.5f

struct kind {
  const char *name;
  int (*create)(struct bench_compute *compute, uint64_t size);
  void (*fill)(struct bench_compute *compute);
  int (*verify)(const struct bench_compute *compute);
};

struct bench_compute {
  const struct kind *kind;
  uint64_t size;
  int buffer_count;
  struct bench_memory buffers[MOST_BUFFERS];
  struct bench_launch launch;
};

static float *floats(const struct bench_compute *compute, int buffer) {
  return compute->buffers[buffer].host;
}

static int create_buffers(struct bench_compute *compute, int count, size_t floats_each) {
  for (int i = 0; i < count; i++) {
    int result = bench_shared(floats_each * sizeof(float), &compute->buffers[i]);
    if (result < 0) {
      return result;
    }
    compute->buffer_count++;
  }
  return 0;
}

static void add_argument(struct bench_compute *compute, struct bench_argument argument) {
  compute->launch.arguments[compute->launch.argument_count++] = argument;
}

static void add_buffer(struct bench_compute *compute, int buffer) {
  add_argument(compute, (struct bench_argument){.kind = BENCH_MEMORY, .memory = &compute->buffers[buffer]});
}

static void add_u32(struct bench_compute *compute, uint32_t value) {
  add_argument(compute, (struct bench_argument){.kind = BENCH_U32, .u32 = value});
}

static void add_u64(struct bench_compute *compute, uint64_t value) {
  add_argument(compute, (struct bench_argument){.kind = BENCH_U64, .u64 = value});
}

static void add_f32(struct bench_compute *compute, float value) {
  add_argument(compute, (struct bench_argument){.kind = BENCH_F32, .f32 = value});
}

static void shape(struct bench_compute *compute, uint32_t global, uint32_t local) {
  compute->launch.dimensions = 1;
  memcpy(compute->launch.global, (uint32_t[3]){global, 1, 1}, sizeof compute->launch.global);
  memcpy(compute->launch.local, (uint32_t[3]){local, 1, 1}, sizeof compute->launch.local);
}

static int near_enough(const char *what, uint64_t index, double expected, double actual, double tolerance) {
  if (fabs(expected - actual) <= tolerance * (fabs(expected) + 1)) {
    return 1;
  }
  fprintf(stderr, "bench: %s: element %llu: expected %g, got %g\n", what, (unsigned long long)index, expected, actual);
  return 0;
}

static float small(uint64_t i, uint32_t modulus) {
  return (float)((i * 2654435761u >> 7) % modulus) / (float)modulus - 0.5f;
}

/* saxpy: y = alpha * x + y. */

static int saxpy_create(struct bench_compute *compute, uint64_t size) {
  int result = create_buffers(compute, 2, size);
  add_buffer(compute, 0);
  add_buffer(compute, 1);
  add_u64(compute, size);
  add_f32(compute, ALPHA);
  shape(compute, (uint32_t)size, 256);
  return result;
}

static void saxpy_fill(struct bench_compute *compute) {
  for (uint64_t i = 0; i < compute->size; i++) {
    floats(compute, 0)[i] = (float)(i % 1021) * 0.25f;
    floats(compute, 1)[i] = (float)(i % 509) * 0.125f;
  }
}

static int saxpy_verify(const struct bench_compute *compute) {
  for (uint64_t i = 0; i < compute->size; i++) {
    double expected = (double)ALPHA * (double)(i % 1021) * 0.25 + (double)(i % 509) * 0.125;
    if (!near_enough("saxpy", i, expected, floats(compute, 1)[i], 1e-6)) {
      return 0;
    }
  }
  return 1;
}

/* sgemm: c = a * b, square. */

static int sgemm_create(struct bench_compute *compute, uint64_t size) {
  int result = create_buffers(compute, 3, size * size);
  for (int i = 0; i < 3; i++) {
    add_buffer(compute, i);
  }
  for (int i = 0; i < 3; i++) {
    add_u32(compute, (uint32_t)size);
  }
  add_f32(compute, 1);
  add_f32(compute, 0);
  compute->launch.dimensions = 2;
  memcpy(compute->launch.global, (uint32_t[3]){(uint32_t)size, (uint32_t)size, 1}, sizeof compute->launch.global);
  memcpy(compute->launch.local, (uint32_t[3]){SGEMM_TILE, SGEMM_TILE, 1}, sizeof compute->launch.local);
  return result;
}

static void sgemm_fill(struct bench_compute *compute) {
  for (uint64_t i = 0; i < compute->size * compute->size; i++) {
    floats(compute, 0)[i] = small(i, 1009);
    floats(compute, 1)[i] = small(i + 17, 997);
    floats(compute, 2)[i] = NAN;
  }
}

static int sgemm_verify(const struct bench_compute *compute) {
  uint64_t n = compute->size;
  for (uint64_t s = 0; s < SAMPLES; s++) {
    uint64_t row = s * 7919 % n, column = s * 104729 % n;
    double expected = 0;
    for (uint64_t p = 0; p < n; p++) {
      expected += (double)floats(compute, 0)[row * n + p] * (double)floats(compute, 1)[p * n + column];
    }
    if (!near_enough("sgemm", row * n + column, expected, floats(compute, 2)[row * n + column], 1e-3)) {
      return 0;
    }
  }
  return 1;
}

/* reduce: sums of many floats; a device may leave several, the rest are zeros. */

static int reduce_create(struct bench_compute *compute, uint64_t size) {
  int result = create_buffers(compute, 1, size);
  if (result == 0) {
    result = bench_shared(REDUCE_GROUPS * sizeof(float), &compute->buffers[1]);
    compute->buffer_count++;
  }
  add_buffer(compute, 0);
  add_buffer(compute, 1);
  add_u64(compute, size);
  add_u32(compute, 0);
  shape(compute, REDUCE_GROUPS * REDUCE_GROUP, REDUCE_GROUP);
  return result;
}

static void reduce_fill(struct bench_compute *compute) {
  for (uint64_t i = 0; i < compute->size; i++) {
    floats(compute, 0)[i] = (float)(i % 7);
  }
  memset(floats(compute, 1), 0, REDUCE_GROUPS * sizeof(float));
}

static int reduce_verify(const struct bench_compute *compute) {
  double expected = 0, actual = 0;
  for (uint64_t i = 0; i < compute->size; i++) {
    expected += (double)(i % 7);
  }
  for (int i = 0; i < REDUCE_GROUPS; i++) {
    actual += (double)floats(compute, 1)[i];
  }
  return near_enough("reduce", 0, expected, actual, 1e-4);
}

/* nbody: accelerations of all bodies by all bodies. */

static int nbody_create(struct bench_compute *compute, uint64_t size) {
  int result = create_buffers(compute, 2, 4 * size);
  add_buffer(compute, 0);
  add_buffer(compute, 1);
  add_u64(compute, size);
  shape(compute, (uint32_t)size, 64);
  return result;
}

static void nbody_fill(struct bench_compute *compute) {
  for (uint64_t i = 0; i < 4 * compute->size; i++) {
    floats(compute, 0)[i] = i % 4 == 3 ? 1 : 10 * small(i, 1009);
    floats(compute, 1)[i] = NAN;
  }
}

static int nbody_verify(const struct bench_compute *compute) {
  const float *body = floats(compute, 0);
  for (uint64_t s = 0; s < SAMPLES; s++) {
    uint64_t i = s * 7919 % compute->size;
    double sum[3] = {0};
    for (uint64_t j = 0; j < compute->size; j++) {
      double d[3], squares = 0.01;
      for (int axis = 0; axis < 3; axis++) {
        d[axis] = (double)body[4 * j + (uint64_t)axis] - (double)body[4 * i + (uint64_t)axis];
        squares += d[axis] * d[axis];
      }
      for (int axis = 0; axis < 3; axis++) {
        sum[axis] += (double)body[4 * j + 3] * d[axis] / (squares * sqrt(squares));
      }
    }
    for (int axis = 0; axis < 3; axis++) {
      if (!near_enough("nbody", i, sum[axis], floats(compute, 1)[4 * i + (uint64_t)axis], 1e-2)) {
        return 0;
      }
    }
  }
  return 1;
}

static const struct kind kinds[] = {
    {"saxpy", saxpy_create, saxpy_fill, saxpy_verify},
    {"sgemm", sgemm_create, sgemm_fill, sgemm_verify},
    {"reduce", reduce_create, reduce_fill, reduce_verify},
    {"nbody", nbody_create, nbody_fill, nbody_verify},
};

struct bench_compute *bench_compute_create(const char *kind, uint64_t size) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    if (strcmp(kinds[i].name, kind) == 0) {
      uint64_t kernel = bench_kernel(kind);
      struct bench_compute *compute = kernel ? calloc(1, sizeof *compute) : NULL;
      if (!compute) {
        return NULL;
      }
      compute->kind = &kinds[i];
      compute->size = size;
      compute->launch.kernel = kernel;
      if (kinds[i].create(compute, size) < 0) {
        bench_compute_free(compute);
        return NULL;
      }
      return compute;
    }
  }
  return NULL;
}

void bench_compute_free(struct bench_compute *compute) {
  for (int i = 0; i < compute->buffer_count; i++) {
    bench_free(&compute->buffers[i]);
  }
  free(compute);
}

static int sync_all(struct bench_compute *compute, int (*sync)(struct bench_memory *)) {
  for (int i = 0; i < compute->buffer_count; i++) {
    if (sync(&compute->buffers[i]) < 0) {
      return -1;
    }
  }
  return bench_finish(BENCH_BLOCK);
}

int bench_compute_prepare(struct bench_compute *compute) {
  if (sync_all(compute, bench_sync_to_host) < 0) {
    return -1;
  }
  compute->kind->fill(compute);
  return sync_all(compute, bench_sync_to_device);
}

const struct bench_launch *bench_compute_launch(const struct bench_compute *compute) {
  return &compute->launch;
}

int bench_compute_verify(struct bench_compute *compute) {
  int result = sync_all(compute, bench_sync_to_host);
  return result < 0 ? result : compute->kind->verify(compute);
}
