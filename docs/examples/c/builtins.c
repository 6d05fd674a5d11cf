/* Every built-in kernel once; the digest of all results has the same bits on every engine and in every language. */
#include "example.h"

#define COUNT 4096u
#define SIDE 32u

static struct pv_device device;
static struct pv_queue queue;

static void run(const char *name, const void *arguments, size_t bytes) {
  struct pv_kernel kernel;
  static struct pv_args args;
  if (pv_kernel_built_in(&device, name, &kernel) < 0) {
    exit(example_fail("builtins", &device));
  }
  pv_args_init(&args, &kernel);
  memcpy(args.data, arguments, bytes);
  if (pv_dispatch(&queue, &kernel, pv_grid_1d(COUNT, 64), &args) < 0 || pv_finish(&queue) < 0) {
    exit(example_fail("builtins", &device));
  }
}

static struct pv_buffer buffer(void) {
  struct pv_buffer made;
  if (pv_buffer_create(&device, COUNT * 4, &made) < 0) {
    exit(example_fail("builtins", &device));
  }
  return made;
}

#define RUN(name, arguments) run(name, &(arguments), sizeof(arguments))

int main(int count, char **words) {
  uint64_t digest = EXAMPLE_DIGEST, begin = pv_nanos();
  if (count < 2) {
    fprintf(stderr, "usage: builtins NODE\n");
    return 64;
  }
  if (pv_open(&device, words[1][0] ? words[1] : NULL) < 0 || pv_queue_create(&device, 0, &queue) < 0) {
    return example_fail("builtins", &device);
  }
  struct pv_buffer a = buffer(), b = buffer(), c = buffer();
  example_floats((float *)a.memory, COUNT, 10);
  example_floats((float *)b.memory, COUNT, 11);

  struct paravane_kernarg_vector_add add = {.a = a.address, .b = b.address, .result = c.address, .count = COUNT};
  RUN("vector_add", add);
  digest = example_digest(digest, c.memory, COUNT * 4);
  struct paravane_kernarg_saxpy saxpy = {.x = a.address, .y = c.address, .count = COUNT, .alpha = 1.25f};
  RUN("saxpy", saxpy);
  digest = example_digest(digest, c.memory, COUNT * 4);
  struct paravane_kernarg_sgemm sgemm = {.a = a.address, .b = b.address, .c = c.address, .m = SIDE, .n = SIDE, .k = SIDE,
                                         .alpha = 0.5f, .beta = 0.25f};
  RUN("sgemm", sgemm);
  digest = example_digest(digest, c.memory, COUNT * 4);
  for (uint32_t operation = PARAVANE_REDUCE_SUM; operation <= PARAVANE_REDUCE_MAXIMUM; operation++) {
    struct paravane_kernarg_reduce reduce = {.input = c.address, .output = b.address, .count = COUNT,
                                             .operation = operation};
    RUN("reduce", reduce);
    digest = example_digest(digest, b.memory, 4);
  }
  struct paravane_kernarg_copy copy = {.destination = b.address, .source = c.address + 4, .size_bytes = COUNT * 2};
  RUN("copy", copy);
  struct paravane_kernarg_fill fill = {.destination = a.address, .count = 100, .value = 0x12345678};
  RUN("fill", fill);
  digest = example_digest(digest, b.memory, COUNT * 4);
  digest = example_digest(digest, a.memory, COUNT * 4);
  int status = example_report("builtins", 1, digest, pv_nanos() - begin, &device);
  pv_queue_destroy(&queue);
  pv_close(&device);
  return status;
}
