/*
 * A guest of a real engine: mixed kernels, several at a time, each result verified.
 *
 *   engine_guest NODE SEED LAUNCHES    ends after so many launches with one JSON object
 *   engine_guest NODE SEED 0           until it is killed; an object with its sums every 100 ms
 *
 * A first object, {"ready":true}, is printed once everything is built. Exit status: 0, 1 for wrong results, 2 when something was refused.
 */
#include "paravane.h"

enum { FLOATS = 4096, BINS = 64, SIDE = 32, GROUP = 64, KINDS = 6 };

static const char *const SOURCE =
    "kernel void saxpy(global const float *x, global float *y, float alpha) {\n"
    "  size_t i = get_global_id(0);\n"
    "  y[i] = alpha * x[i] + y[i];\n"
    "}\n"
    "kernel void sums(global const float *x, global float *out, local float *scratch) {\n"
    "  size_t lane = get_local_id(0);\n"
    "  scratch[lane] = x[get_global_id(0)];\n"
    "  barrier(CLK_LOCAL_MEM_FENCE);\n"
    "  for (size_t half_size = get_local_size(0) / 2; half_size > 0; half_size /= 2) {\n"
    "    if (lane < half_size) { scratch[lane] += scratch[lane + half_size]; }\n"
    "    barrier(CLK_LOCAL_MEM_FENCE);\n"
    "  }\n"
    "  if (lane == 0) { out[get_group_id(0)] = scratch[0]; }\n"
    "}\n"
    "kernel void histogram(global const float *x, global uint *bins) {\n"
    "  atomic_inc(&bins[(uint)x[get_global_id(0)] & 63]);\n"
    "}\n"
    "kernel void sgemm(global const float *a, global const float *b, global float *c, uint n) {\n"
    "  size_t column = get_global_id(0), row = get_global_id(1);\n"
    "  float sum = 0;\n"
    "  for (uint p = 0; p < n; p++) { sum += a[row * n + p] * b[p * n + column]; }\n"
    "  c[row * n + column] = sum;\n"
    "}\n";

enum kind { SAXPY, SUMS, HISTOGRAM, SGEMM, VECTOR_ADD, REDUCE };

static struct pv_device device;
static struct pv_program program;
static struct pv_queue queue;
static struct pv_kernel kernels[KINDS];
static struct pv_buffer in[KINDS], more[KINDS], out[KINDS];
static struct pv_buffer far_a, far_b, far_c; /* of the device: sgemm copies to and fro */
static float expected[KINDS][FLOATS];
static float alpha;
static uint64_t state;

static void must(int result) {
  if (result < 0) {
    fprintf(stderr, "engine_guest: %s\n", device.error);
    exit(2);
  }
}

static uint64_t next(void) {
  state += 0x9e3779b97f4a7c15u;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static float *floats(const struct pv_buffer *buffer) {
  return (float *)buffer->memory;
}

/* Small whole numbers: every order of additions gives the same sum. */
static void scatter(float *to, size_t count, unsigned most) {
  for (size_t i = 0; i < count; i++) {
    to[i] = (float)(next() % most);
  }
}

static void start(const char *node) {
  static const char *const names[KINDS] = {"saxpy", "sums", "histogram", "sgemm", "vector_add", "reduce"};
  must(pv_open(&device, node));
  must(pv_program_build(&device, SOURCE, NULL, &program));
  must(pv_queue_create(&device, 0, &queue));
  for (int i = 0; i < KINDS; i++) {
    must(i < VECTOR_ADD ? pv_kernel(&device, &program, names[i], &kernels[i])
                        : pv_kernel_built_in(&device, names[i], &kernels[i]));
    must(pv_buffer_create(&device, FLOATS * sizeof(float), &in[i]));
    must(pv_buffer_create(&device, FLOATS * sizeof(float), &more[i]));
    must(pv_buffer_create(&device, FLOATS * sizeof(float), &out[i]));
  }
  must(pv_buffer_create_local(&device, SIDE * SIDE * sizeof(float), &far_a));
  must(pv_buffer_create_local(&device, SIDE * SIDE * sizeof(float), &far_b));
  must(pv_buffer_create_local(&device, SIDE * SIDE * sizeof(float), &far_c));
}

static void prepare_sgemm(void) {
  const float *a = floats(&in[SGEMM]), *b = floats(&more[SGEMM]);
  for (int row = 0; row < SIDE; row++) {
    for (int column = 0; column < SIDE; column++) {
      float sum = 0;
      for (int p = 0; p < SIDE; p++) {
        sum += a[row * SIDE + p] * b[p * SIDE + column];
      }
      expected[SGEMM][row * SIDE + column] = sum;
    }
  }
}

static void prepare(enum kind kind) {
  float *x = floats(&in[kind]), *y = floats(&more[kind]), *right = expected[kind];
  scatter(x, FLOATS, 256);
  scatter(y, FLOATS, 16);
  memset(out[kind].memory, 0, FLOATS * sizeof(float));
  memset(right, 0, sizeof expected[kind]);
  switch (kind) {
    case SAXPY:
      memcpy(out[kind].memory, y, FLOATS * sizeof(float));
      for (int i = 0; i < FLOATS; i++) {
        right[i] = alpha * x[i] + y[i];
      }
      break;
    case SUMS:
      for (int i = 0; i < FLOATS; i++) {
        right[i / GROUP] += x[i];
      }
      break;
    case HISTOGRAM:
      for (int i = 0; i < FLOATS; i++) {
        right[(unsigned)x[i] % BINS]++;
      }
      break;
    case SGEMM:
      prepare_sgemm();
      break;
    case VECTOR_ADD:
      for (int i = 0; i < FLOATS; i++) {
        right[i] = x[i] + y[i];
      }
      break;
    case REDUCE:
      for (int i = 0; i < FLOATS; i++) {
        right[0] += x[i];
      }
      break;
  }
}

static void launch_built_in(enum kind kind) {
  struct pv_args *args = &(struct pv_args){0};
  pv_args_init(args, &kernels[kind]);
  if (kind == VECTOR_ADD) {
    struct paravane_kernarg_vector_add add = {in[kind].address, more[kind].address, out[kind].address, FLOATS};
    memcpy(args->data, &add, sizeof add);
  } else {
    struct paravane_kernarg_reduce reduce = {in[kind].address, out[kind].address, FLOATS, 0, 0};
    memcpy(args->data, &reduce, sizeof reduce);
  }
  must(pv_dispatch(&queue, &kernels[kind], pv_grid_1d(1, 1), args));
}

static void launch_sgemm(void) {
  static struct pv_args args;
  const size_t bytes = SIDE * SIDE * sizeof(float);
  must(pv_copy(&queue, far_a.address, in[SGEMM].address, bytes));
  must(pv_copy(&queue, far_b.address, more[SGEMM].address, bytes));
  pv_args_init(&args, &kernels[SGEMM]);
  pv_arg_buffer(&args, &far_a);
  pv_arg_buffer(&args, &far_b);
  pv_arg_buffer(&args, &far_c);
  pv_arg_u32(&args, SIDE);
  must(pv_dispatch(&queue, &kernels[SGEMM], pv_grid(SIDE, SIDE, 1, 8, 8, 1), &args));
  must(pv_copy(&queue, out[SGEMM].address, far_c.address, bytes));
}

static void launch(enum kind kind) {
  static struct pv_args args;
  if (kind == SGEMM) {
    launch_sgemm();
    return;
  }
  if (kind >= VECTOR_ADD) {
    launch_built_in(kind);
    return;
  }
  pv_args_init(&args, &kernels[kind]);
  pv_arg_buffer(&args, &in[kind]);
  pv_arg_buffer(&args, &out[kind]);
  if (kind == SAXPY) {
    pv_arg_f32(&args, alpha);
  } else if (kind == SUMS) {
    pv_arg_local(&args, GROUP * sizeof(float));
  }
  must(pv_dispatch(&queue, &kernels[kind], pv_grid_1d(FLOATS, GROUP), &args));
}

static int is_right(enum kind kind) {
  if (kind == HISTOGRAM) {
    const uint32_t *bins = (const uint32_t *)out[kind].memory;
    for (int i = 0; i < BINS; i++) {
      if ((float)bins[i] != expected[kind][i]) {
        return 0;
      }
    }
    return 1;
  }
  return memcmp(out[kind].memory, expected[kind], FLOATS * sizeof(float)) == 0;
}

static uint64_t launches, wrong, longest, begun;

/* Some of the kinds together, then a look at all of their results. */
static void round_of_kernels(uint64_t most) {
  unsigned chosen = 0, count = 0;
  alpha = (float)(next() % 8);
  for (unsigned wanted = 1 + (unsigned)(next() % KINDS); count < wanted && count < most;) {
    unsigned kind = (unsigned)(next() % KINDS);
    if (!(chosen & 1u << kind)) {
      prepare((enum kind)kind);
      chosen |= 1u << kind;
      count++;
    }
  }
  uint64_t start_nanos = pv_nanos();
  for (unsigned kind = 0; kind < KINDS; kind++) {
    if (chosen & 1u << kind) {
      launch((enum kind)kind);
    }
  }
  must(pv_finish(&queue));
  uint64_t took = pv_nanos() - start_nanos;
  longest = took > longest ? took : longest;
  for (unsigned kind = 0; kind < KINDS; kind++) {
    if (chosen & 1u << kind && !is_right((enum kind)kind)) {
      fprintf(stderr, "engine_guest: wrong result: kernel=%s, launch=%llu\n", kernels[kind].name,
              (unsigned long long)launches);
      wrong++;
    }
  }
  launches += count;
}

static void tell(void) {
  printf("{\"launches\":%llu,\"wrong\":%llu,\"nanos\":%llu,\"longestNanos\":%llu}\n", (unsigned long long)launches,
         (unsigned long long)wrong, (unsigned long long)(pv_nanos() - begun), (unsigned long long)longest);
  fflush(stdout);
  longest = 0;
}

int main(int count, char **words) {
  if (count != 4) {
    fprintf(stderr, "usage: engine_guest NODE SEED LAUNCHES\n");
    return 64;
  }
  state = strtoull(words[2], NULL, 10);
  uint64_t wanted = strtoull(words[3], NULL, 10);
  start(words[1]);
  printf("{\"ready\":true}\n");
  fflush(stdout);
  begun = pv_nanos();
  uint64_t told = begun;
  while (wanted == 0 || launches < wanted) {
    round_of_kernels(wanted ? wanted - launches : KINDS);
    if (wanted == 0 && pv_nanos() - told > 100000000u) {
      told = pv_nanos();
      tell();
    }
  }
  tell();
  pv_close(&device);
  return wrong ? 1 : 0;
}
