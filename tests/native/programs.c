/*
 * Bad programs, from C with the header-only library: each case gets a reason in words, and the device still computes afterwards.
 *
 *   programs NODE            on a device that takes OpenCL C; prints a line for each case
 */
#include "paravane.h"

#include <stdbool.h>

static struct pv_device device;
static struct pv_program program;
static int failures;

static const char *const SOURCE =
    "kernel void add(global int *data, int what) { data[get_global_id(0)] += what; }\n"
    "kernel void wild(global int *data, ulong far) { data[far + get_global_id(0)] = 1; }\n"
    "kernel void endless(global volatile int *data) { while (data[0] == 0) { } }\n"
    "kernel void sum(global int *data, local int *scratch) {\n"
    "  scratch[get_local_id(0)] = data[get_global_id(0)];\n"
    "  barrier(CLK_LOCAL_MEM_FENCE);\n"
    "  if (get_local_id(0) == 0) { int s = 0; for (int i = 0; i < (int)get_local_size(0); i++) { s += scratch[i]; } data[0] = s; }\n"
    "}\n";

static void check(const char *name, bool right, int result) {
  printf("%s %s: result=%d%s%s\n", right ? "ok" : "FAILED", name, result, result < 0 ? ", " : "", result < 0 ? device.error : "");
  failures += !right;
}

static void must(int result) {
  if (result < 0) {
    fprintf(stderr, "programs: %s\n", device.error);
    exit(2);
  }
}

/* Runs a kernel on a new queue and a new buffer of ones; the first word afterwards is in *first. */
static int run(const char *name, uint32_t items, uint64_t value, size_t value_bytes, bool local, int *first) {
  static struct pv_args args;
  struct pv_kernel kernel;
  struct pv_queue queue;
  struct pv_buffer data;
  must(pv_kernel(&device, &program, name, &kernel));
  must(pv_queue_create(&device, 0, &queue));
  must(pv_buffer_create(&device, 4096, &data));
  must(pv_fill(&queue, data.address, 4096, 1));
  if (strcmp(name, "endless") == 0) {
    must(pv_fill(&queue, data.address, 4096, 0));
  }
  pv_args_init(&args, &kernel);
  pv_arg_buffer(&args, &data);
  if (value_bytes) {
    pv_arg_value(&args, &value, value_bytes);
  }
  if (local) {
    pv_arg_local(&args, value);
  }
  int result = pv_dispatch(&queue, &kernel, pv_grid_1d(items, 64), &args);
  result = result < 0 ? result : pv_finish(&queue);
  *first = ((int *)data.memory)[0];
  pv_queue_destroy(&queue);
  pv_buffer_destroy(&device, &data);
  return result;
}

static void still_computes(const char *after) {
  int first = 0, result = run("add", 64, 5, 4, false, &first);
  check(after, result == 0 && first == 6, result);
}

static void bad_source(void) {
  struct pv_program broken;
  int result = pv_program_build(&device, "kernel void broken(global int *x) { nothere = 1; }", NULL, &broken);
  check("a_build_that_fails_has_the_log", result == -ENOEXEC && broken.log && strstr(broken.log, "nothere"), result);
  pv_program_destroy(&device, &broken);
  result = pv_program_build(&device, SOURCE, "-DTWO=2 -Werror", &broken);
  check("options_are_taken", result == 0, result);
  pv_program_destroy(&device, &broken);
}

static void bad_arguments(void) {
  int first, result = run("add", 64, 1, 8, false, &first);
  check("a_wrong_size_names_the_argument", result == -EINVAL && strstr(device.error, "name=what"), result);
  result = run("add", 64, 0, 0, false, &first);
  check("a_missing_argument_is_named", result == -EINVAL && strstr(device.error, "argument is missing"), result);
  result = run("add", 65, 1, 4, false, &first);
  check("a_grid_is_whole_groups", result == -EINVAL && strstr(device.error, "whole work-groups"), result);
  result = run("sum", 64, 256, 0, true, &first);
  check("local_memory_is_an_argument", result == 0 && first == 64, result);
}

static void bad_kernels(void) {
  int first, result = run("wild", 64, (uint64_t)1 << 40, 8, false, &first);
  check("a_write_out_of_bounds_loses_its_queue", result == -ECANCELED, result);
  still_computes("and_others_go_on_after_the_write");
  result = run("endless", 64, 0, 0, false, &first);
  check("an_endless_kernel_times_out", result == -ECANCELED, result);
  still_computes("and_others_go_on_after_the_timeout");
}

static void bad_address(void) {
  static struct pv_args args;
  struct pv_kernel kernel;
  struct pv_queue queue;
  must(pv_kernel(&device, &program, "add", &kernel));
  must(pv_queue_create(&device, 0, &queue));
  pv_args_init(&args, &kernel);
  pv_arg_address(&args, 0x7f0000000000u);
  pv_arg_u32(&args, 1);
  must(pv_dispatch(&queue, &kernel, pv_grid_1d(64, 64), &args));
  int result = pv_finish(&queue);
  check("an_address_without_memory_is_a_page_fault", result == -ECANCELED && strstr(device.error, "execution state=7"), result);
  pv_queue_destroy(&queue);
  still_computes("and_others_go_on_after_the_page_fault");
}

int main(int count, char **words) {
  if (count != 2) {
    fprintf(stderr, "usage: programs NODE\n");
    return 64;
  }
  must(pv_open(&device, words[1]));
  must(pv_program_build(&device, SOURCE, NULL, &program));
  still_computes("a_kernel_computes");
  bad_source();
  bad_arguments();
  bad_address();
  bad_kernels();
  pv_program_destroy(&device, &program);
  pv_close(&device);
  return failures ? 1 : 0;
}
