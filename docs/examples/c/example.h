/*
 * What the examples share: inputs that every language makes the same way, files, checks, and the one line that each prints:
 *
 *   NAME: ok, digest=0123456789abcdef, micros=1234, device=…
 *
 * The digest is FNV-1a of the bytes of the result. The exit status is 0 if the result is right, 1 if not, 2 if it was not computed,
 * and 77 if the device takes no programs.
 */
#ifndef PARAVANE_EXAMPLE_H
#define PARAVANE_EXAMPLE_H

#include "paravane.h"

#include <math.h>

#define EXAMPLE_SKIPPED 77

/* Numbers of a linear congruential generator. */
static inline uint32_t example_next(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state;
}

/* A float in [0, 1) with 24 bits. */
static inline float example_float(uint32_t *state) {
  return (float)(example_next(state) >> 8) / 16777216.0f;
}

static inline void example_floats(float *floats, size_t count, uint32_t seed) {
  for (size_t i = 0; i < count; i++) {
    floats[i] = example_float(&seed);
  }
}

static inline uint64_t example_digest(uint64_t digest, const void *bytes, size_t count) {
  const unsigned char *each = (const unsigned char *)bytes;
  for (size_t i = 0; i < count; i++) {
    digest = (digest ^ each[i]) * 0x100000001b3u;
  }
  return digest;
}

#define EXAMPLE_DIGEST 0xcbf29ce484222325u /* of nothing */

/* Whether floats are those expected, by a tolerance relative to the larger of 1 and what is expected; says the first that is not. */
static inline int example_close(const char *name, const float *got, const float *expected, size_t count, float tolerance) {
  for (size_t i = 0; i < count; i++) {
    float most = tolerance * fmaxf(1.0f, fabsf(expected[i]));
    if (!(fabsf(got[i] - expected[i]) <= most)) {
      fprintf(stderr, "%s: element %zu: expected %.9g, got %.9g\n", name, i, expected[i], got[i]);
      return 0;
    }
  }
  return 1;
}

static inline int example_fail(const char *name, const struct pv_device *device) {
  fprintf(stderr, "%s: %s\n", name, device->error);
  return 2;
}

/* The one line; the exit status. */
static inline int example_report(const char *name, int right, uint64_t digest, uint64_t nanos,
                                 const struct pv_device *device) {
  printf("%s: %s, digest=%016llx, micros=%llu, device=%.128s\n", name, right ? "ok" : "WRONG", (unsigned long long)digest,
         (unsigned long long)(nanos / 1000), device->info.name[0] ? device->info.name : device->path);
  return right ? 0 : 1;
}

/* A file as text; NULL if it cannot be read. */
static inline char *example_file(const char *folder, const char *name) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (!file) {
    return NULL;
  }
  char *text = (char *)calloc(1, 1 << 20);
  size_t read = text ? fread(text, 1, (1 << 20) - 1, file) : 0;
  fclose(file);
  if (read == 0) {
    free(text);
    return NULL;
  }
  return text;
}

/* An opened node, a queue, and a kernel of the folder of kernels. */
struct example {
  const char *name;
  struct pv_device device;
  struct pv_queue queue;
  struct pv_program program;
  struct pv_kernel kernel;
  struct pv_args args;
  uint64_t begin; /* of the time that is reported */
  uint64_t nanos;
};

/* Opens NODE (the first argument; "" for the first there is) and builds a kernel of a file in FOLDER (the second). */
static inline int example_open(struct example *example, int count, char **words, const char *name, const char *file,
                               const char *kernel) {
  example->name = name;
  if (count < 3) {
    fprintf(stderr, "usage: %s NODE KERNELS\n", name);
    return 64;
  }
  if (pv_open(&example->device, words[1][0] ? words[1] : NULL) < 0) {
    return example_fail(name, &example->device);
  }
  if (!example->device.info.open_cl_c) {
    printf("%s: skipped, device takes no OpenCL C, device=%.128s\n", name, example->device.info.name);
    pv_close(&example->device);
    return EXAMPLE_SKIPPED;
  }
  char *source = example_file(words[2], file);
  if (!source) {
    fprintf(stderr, "%s: no file %s in %s\n", name, file, words[2]);
    return 2;
  }
  int result = pv_program_build(&example->device, source, NULL, &example->program);
  free(source);
  if (result < 0 || pv_kernel(&example->device, &example->program, kernel, &example->kernel) < 0 ||
      pv_queue_create(&example->device, 0, &example->queue) < 0) {
    return example_fail(name, &example->device);
  }
  pv_args_init(&example->args, &example->kernel);
  example->begin = pv_nanos();
  return 0;
}

/* Waits for everything; the time until then is what is reported. */
static inline int example_finish(struct example *example) {
  int result = pv_finish(&example->queue);
  example->nanos = pv_nanos() - example->begin;
  return result;
}

/* Dispatches the kernel with the arguments given so far, and waits. */
static inline int example_run(struct example *example, struct pv_grid grid) {
  example->begin = pv_nanos();
  int result = pv_dispatch(&example->queue, &example->kernel, grid, &example->args);
  return result < 0 ? result : example_finish(example);
}

/* Reports, and closes everything. */
static inline int example_end(struct example *example, int right, uint64_t digest) {
  int status = example_report(example->name, right, digest, example->nanos, &example->device);
  pv_queue_destroy(&example->queue);
  pv_program_destroy(&example->device, &example->program);
  pv_close(&example->device);
  return status;
}

/* A buffer, or the end of the program. */
static inline struct pv_buffer example_buffer(struct example *example, size_t bytes) {
  struct pv_buffer buffer;
  if (pv_buffer_create(&example->device, bytes, &buffer) < 0) {
    exit(example_fail(example->name, &example->device));
  }
  return buffer;
}

#endif
