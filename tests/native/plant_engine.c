/*
 * A guest with a secret: 32 random bytes that lie in its buffers, in memory of the device, in arguments of its kernels and in its program,
 * while its kernels use them all the time. It tells only what its secret looks like to someone who knows it already: each word w as
 * (w ^ MASK) * ODD.
 *
 *   plant_engine NODE        prints {"mask":…,"odd":…,"words":[…]} once kernels run, then works until it is killed
 */
#include "paravane.h"

#include <sys/random.h>

enum { WORDS = 4, COPIES = 4096, GROUP = 64 };

static struct pv_device device;
static uint64_t secret[WORDS], mask, odd;

static void must(int result) {
  if (result < 0) {
    fprintf(stderr, "plant_engine: %s\n", device.error);
    exit(2);
  }
}

static void draw(void *to, size_t bytes) {
  if (getrandom(to, bytes, 0) != (ssize_t)bytes) {
    perror("plant_engine: getrandom");
    exit(2);
  }
}

static void tell(void) {
  printf("{\"mask\":\"%llx\",\"odd\":\"%llx\",\"words\":[", (unsigned long long)mask, (unsigned long long)odd);
  for (int i = 0; i < WORDS; i++) {
    printf("%s\"%llx\"", i ? "," : "", (unsigned long long)((secret[i] ^ mask) * odd));
  }
  printf("]}\n");
  fflush(stdout);
}

/* The secret is in the text of the program too: the compiler and the host's cache get to see it. */
static void build(struct pv_program *program) {
  char source[1024];
  snprintf(source, sizeof source,
           "constant ulong SECRET[4] = {0x%llxUL, 0x%llxUL, 0x%llxUL, 0x%llxUL};\n"
           "kernel void keep(global const ulong *in, ulong4 value, local ulong *scratch, global ulong *out) {\n"
           "  size_t i = get_global_id(0), lane = get_local_id(0);\n"
           "  scratch[lane] = in[i];\n"
           "  barrier(CLK_LOCAL_MEM_FENCE);\n"
           "  ulong by_value = i %% 4 == 0 ? value.x : i %% 4 == 1 ? value.y : i %% 4 == 2 ? value.z : value.w;\n"
           "  out[i] = scratch[lane] == SECRET[i %% 4] && by_value == scratch[lane] ? by_value : 0;\n"
           "}\n",
           (unsigned long long)secret[0], (unsigned long long)secret[1], (unsigned long long)secret[2],
           (unsigned long long)secret[3]);
  must(pv_program_build(&device, source, NULL, program));
}

int main(int count, char **words) {
  static struct pv_args args;
  struct pv_program program;
  struct pv_kernel keep;
  struct pv_queue queue;
  struct pv_buffer in, out, far;
  if (count != 2) {
    fprintf(stderr, "usage: plant_engine NODE\n");
    return 64;
  }
  draw(secret, sizeof secret);
  draw(&mask, sizeof mask);
  draw(&odd, sizeof odd);
  odd |= 1;
  must(pv_open(&device, words[1]));
  build(&program);
  must(pv_kernel(&device, &program, "keep", &keep));
  must(pv_queue_create(&device, 0, &queue));
  size_t bytes = COPIES * sizeof secret;
  must(pv_buffer_create(&device, bytes, &in));
  must(pv_buffer_create(&device, bytes, &out));
  must(pv_buffer_create_local(&device, bytes, &far));
  for (int i = 0; i < COPIES; i++) {
    memcpy((char *)in.memory + i * sizeof secret, secret, sizeof secret);
  }
  must(pv_copy(&queue, far.address, in.address, bytes));
  for (uint64_t round = 0;; round++) {
    pv_args_init(&args, &keep);
    pv_arg_buffer(&args, round % 2 ? &far : &in);
    pv_arg_value(&args, secret, sizeof secret);
    pv_arg_local(&args, GROUP * 8);
    pv_arg_buffer(&args, &out);
    must(pv_dispatch(&queue, &keep, pv_grid_1d(COPIES * WORDS, GROUP), &args));
    must(pv_finish(&queue));
    if (memcmp(in.memory, out.memory, bytes) != 0) {
      fprintf(stderr, "plant_engine: wrong result: round=%llu\n", (unsigned long long)round);
      return 1;
    }
    if (round == 0) {
      tell();
    }
  }
}
