/*
 * A guest program of the demo, written in C: y = alpha * x + y on an accelerator, compared bit by bit with what this processor
 * computes. Prints one JSON object.
 *
 *   demo_saxpy NODE [ELEMENTS]
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"

#define ALPHA 1.5f
#define DEFAULT_ELEMENTS 65536
#define MAX_ELEMENTS (1 << 24)

/* What the engine reads, in one buffer: a packet, and behind it the arguments. */
struct work {
  struct paravane_aql_kernel_dispatch packet;
  struct paravane_kernarg_saxpy arguments;
};

static int fail(const char *what, int result) {
  fprintf(stderr, "demo_saxpy: %s: %s\n", what, strerror(-result));
  return 1;
}

static float input_x(size_t i) {
  return (float)(i % 1021) * 0.25f - 100.0f;
}

static float input_y(size_t i) {
  return (float)(i % 509) * 0.125f + 3.0f;
}

static void write_packet(struct work *work, uint64_t address, uint64_t kernel, size_t elements, uint64_t x, uint64_t y) {
  work->arguments = (struct paravane_kernarg_saxpy){.x = x, .y = y, .count = elements, .alpha = ALPHA};
  work->packet = (struct paravane_aql_kernel_dispatch){.header = {.type = PARAVANE_AQL_KERNEL_DISPATCH, .barrier = 1},
      .setup = 1,
      .workgroup_size_x = 64,
      .workgroup_size_y = 1,
      .workgroup_size_z = 1,
      .grid_size_x = (uint32_t)elements,
      .grid_size_y = 1,
      .grid_size_z = 1,
      .kernel_object = kernel,
      .kernarg_address = address + offsetof(struct work, arguments)};
}

static int same(const float *y, size_t elements) {
  for (size_t i = 0; i < elements; i++) {
    float product = ALPHA * input_x(i);
    float expected = product + input_y(i);
    if (memcmp(&expected, &y[i], sizeof expected) != 0) {
      fprintf(stderr, "demo_saxpy: element %zu: expected %a, got %a\n", i, expected, y[i]);
      return 0;
    }
  }
  return 1;
}

static int run(struct guest *guest, const char *device, size_t elements) {
  struct guest_buffer x, y, packets;
  size_t bytes = elements * sizeof(float);
  int result = guest_buffer_create(guest, bytes, &x);
  if (result == 0) {
    result = guest_buffer_create(guest, bytes, &y);
  }
  if (result == 0) {
    result = guest_buffer_create(guest, sizeof(struct work), &packets);
  }
  if (result < 0) {
    return fail("buffer", result);
  }
  for (size_t i = 0; i < elements; i++) {
    ((float *)x.memory)[i] = input_x(i);
    ((float *)y.memory)[i] = input_y(i);
  }
  uint64_t kernel = guest_kernel(guest, "saxpy");
  write_packet(packets.memory, packets.address, kernel, elements, x.address, y.address);
  uint64_t begin = guest_nanos();
  result = guest_submit(guest, packets.address, sizeof(struct paravane_aql_kernel_dispatch));
  if (result == 0) {
    result = guest_finish(guest);
  }
  uint64_t nanos = guest_nanos() - begin;
  if (result < 0) {
    return fail(result == -EIO ? "the device was lost, clients/ID/fault of its tree says why" : "submission", result);
  }
  int verified = same(y.memory, elements);
  printf("{\"device\":\"%s\",\"kernel\":\"saxpy\",\"bytes\":%zu,\"micros\":%llu,\"verified\":%s}\n", device, 3 * bytes,
      (unsigned long long)(nanos / 1000), verified ? "true" : "false");
  guest_buffer_destroy(guest, &packets);
  guest_buffer_destroy(guest, &y);
  guest_buffer_destroy(guest, &x);
  return verified ? 0 : 1;
}

int main(int count, char **words) {
  long elements = count > 2 ? strtol(words[2], NULL, 10) : DEFAULT_ELEMENTS;
  if (count < 2 || count > 3 || elements < 1 || elements > MAX_ELEMENTS) {
    fprintf(stderr, "usage: demo_saxpy NODE [ELEMENTS up to %d]\n", MAX_ELEMENTS);
    return 64;
  }
  const char *slash = strrchr(words[1], '/');
  struct guest guest;
  int result = guest_open(&guest, words[1]);
  if (result < 0) {
    return fail(words[1], result);
  }
  result = guest_start(&guest);
  int status = result < 0 ? fail("device", result) : run(&guest, slash ? slash + 1 : words[1], (size_t)elements);
  guest_close(&guest);
  return status;
}
