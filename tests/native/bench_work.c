/*
 * Measures a device: reads requests from standard input, a line each, and answers each with a line: "ok" and numbers, or "no" and why.
 * Times are nanoseconds. Files of samples hold 32-bit numbers.
 *
 *   PROGRAM DEVICE
 *
 *   launch block|spin COUNT FILE         no-op kernel, launched and waited for; each time into FILE
 *   pipelined COUNT BURST                no-op kernels, BURST of them handed over at once; answers the time of all
 *   hops block|spin COUNT                medians of: write the packet, hand over, until it begins, runs, until we see it; all
 *   memcpy|mapped|copy BYTES             host, device, host
 *   compute KIND SIZE                    answers time and whether the result is right (1)
 *   load KIND SIZE AT MILLIS FILE        from the time AT on launches, waits and launches again, each time into FILE; answers how
 *                                        many, the time, and whether a last one's result is right (1)
 *   clock                                the time now
 *   quit
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "bench_compute.h"
#include "bench_kernels.h"

#define MOST_SAMPLES 10000000
#define MOST_WORDS 8

static struct bench_launch noop;
static struct bench_compute *work; /* of the last request */
static char work_name[64];

uint64_t bench_nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int bench_fail(const char *what, long code) {
  fprintf(stderr, "bench: %s: %ld\n", what, code);
  return -1;
}

static int no(const char *why) {
  printf("no %s\n", why);
  return 0;
}

static enum bench_wait wait_of(const char *word) {
  return strcmp(word, "spin") == 0 ? BENCH_SPIN : BENCH_BLOCK;
}

static int write_samples(const char *path, const uint32_t *samples, size_t count) {
  FILE *out = fopen(path, "wb");
  if (!out || fwrite(samples, sizeof *samples, count, out) != count || fclose(out) != 0) {
    return bench_fail(path, errno);
  }
  return 0;
}

static uint32_t narrow(uint64_t nanos) {
  return nanos < INT32_MAX ? (uint32_t)nanos : INT32_MAX;
}

static int launches(const char *wait, long count, const char *path) {
  uint32_t *took = malloc(sizeof *took * (size_t)count);
  if (!took) {
    return bench_fail("samples", count);
  }
  for (long i = 0; i < count; i++) {
    uint64_t begin = bench_nanos();
    if (bench_run(&noop, wait_of(wait)) < 0) {
      return -1;
    }
    took[i] = narrow(bench_nanos() - begin);
  }
  int result = write_samples(path, took, (size_t)count);
  free(took);
  printf("ok %ld\n", count);
  return result;
}

static int pipelined(long count, long burst) {
  uint64_t begin = bench_nanos();
  for (long i = 0; i < count; i++) {
    if (bench_enqueue(&noop) < 0 || ((i + 1) % burst == 0 && bench_flush() < 0)) {
      return -1;
    }
  }
  int result = bench_finish(BENCH_SPIN);
  printf("ok %" PRIu64 "\n", bench_nanos() - begin);
  return result;
}

static int compare(const void *one, const void *other) {
  int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
  return (a > b) - (a < b);
}

static int hops(const char *wait, long count) {
  enum { HOPS = 6 };
  int64_t *times[HOPS];
  for (int hop = 0; hop < HOPS; hop++) {
    times[hop] = calloc((size_t)count, sizeof(int64_t));
    if (!times[hop]) {
      return bench_fail("samples", count);
    }
  }
  for (long i = 0; i < count; i++) {
    struct bench_hops at;
    if (bench_trace(&noop, wait_of(wait), &at) < 0) {
      return -1;
    }
    times[0][i] = (int64_t)(at.submit - at.begin);
    times[1][i] = (int64_t)(at.submitted - at.submit);
    times[2][i] = at.engine_begin ? (int64_t)(at.engine_begin - at.submit) : 0;
    times[3][i] = (int64_t)(at.engine_end - at.engine_begin);
    times[4][i] = at.engine_end ? (int64_t)(at.seen - at.engine_end) : 0;
    times[5][i] = (int64_t)(at.seen - at.begin);
  }
  printf("ok");
  for (int hop = 0; hop < HOPS; hop++) {
    qsort(times[hop], (size_t)count, sizeof(int64_t), compare);
    printf(" %" PRId64, times[hop][count / 2]);
    free(times[hop]);
  }
  printf("\n");
  return 0;
}

/* Through the device's memory and back: by its copies, or in memory that it shares with us. */
static int there_and_back(const char *way, struct bench_memory *shared, struct bench_memory *local, char *data) {
  size_t bytes = shared->bytes;
  if (strcmp(way, "copy") == 0) {
    if (bench_copy(shared, local, bytes) < 0 || bench_copy(local, shared, bytes) < 0) {
      return -1;
    }
    return bench_finish(BENCH_SPIN);
  }
  memcpy(shared->host, data, bytes);
  if (strcmp(way, "mapped") == 0) {
    int result = bench_sync_to_device(shared);
    if (result == 0) {
      result = bench_run(&noop, BENCH_BLOCK);
    }
    if (result < 0 || bench_sync_to_host(shared) < 0) {
      return -1;
    }
  }
  memcpy(data, shared->host, bytes);
  return 0;
}

static int bandwidth(const char *way, size_t bytes) {
  struct bench_memory shared = {0}, local = {0};
  char *data = malloc(bytes);
  if (!data || bench_shared(bytes, &shared) < 0 || (strcmp(way, "copy") == 0 && bench_local(bytes, &local) < 0)) {
    free(data);
    bench_free(&shared);
    return no("not enough memory");
  }
  memset(data, 1, bytes);
  memset(shared.host, 2, bytes);
  /* The first time is for the pages. */
  int result = there_and_back(way, &shared, &local, data);
  uint64_t begin = bench_nanos();
  if (result == 0) {
    result = there_and_back(way, &shared, &local, data);
  }
  uint64_t took = bench_nanos() - begin;
  bench_free(&shared);
  if (local.bytes) {
    bench_free(&local);
  }
  free(data);
  printf("ok %" PRIu64 "\n", took);
  return result;
}

static int choose_work(const char *kind, uint64_t size) {
  char name[sizeof work_name];
  snprintf(name, sizeof name, "%s %" PRIu64, kind, size);
  if (strcmp(name, work_name) == 0) {
    return 0;
  }
  if (work) {
    bench_compute_free(work);
  }
  work = bench_compute_create(kind, size);
  strcpy(work_name, work ? name : "");
  return work ? 0 : -1;
}

/* 1 if the result is right. */
static int run_once(void) {
  if (bench_compute_prepare(work) < 0 || bench_run(bench_compute_launch(work), BENCH_BLOCK) < 0) {
    return -1;
  }
  return bench_compute_verify(work);
}

static int compute(const char *kind, uint64_t size) {
  if (choose_work(kind, size) < 0) {
    return no("the device has no such kernel, or not enough memory");
  }
  if (bench_compute_prepare(work) < 0) {
    return -1;
  }
  uint64_t begin = bench_nanos();
  int result = bench_run(bench_compute_launch(work), BENCH_BLOCK);
  uint64_t took = bench_nanos() - begin;
  if (result < 0) {
    return result;
  }
  int right = bench_compute_verify(work);
  printf("ok %" PRIu64 " %d\n", took, right);
  return right < 0 ? right : 0;
}

static int load(const char *kind, uint64_t size, uint64_t at, uint64_t millis, const char *path) {
  const struct bench_launch *launch = &noop;
  if (strcmp(kind, "noop") != 0) {
    if (choose_work(kind, size) < 0) {
      return no("the device has no such kernel, or not enough memory");
    }
    if (bench_compute_prepare(work) < 0) {
      return -1;
    }
    launch = bench_compute_launch(work);
  }
  enum { MOST = 1 << 20 };
  uint32_t *took = malloc(sizeof *took * MOST);
  if (!took || bench_run(launch, BENCH_BLOCK) < 0) {
    return bench_fail("load", 0);
  }
  while (bench_nanos() < at) {
    usleep(100);
  }
  size_t count = 0;
  uint64_t begin = bench_nanos(), now = begin;
  while (now - begin < millis * 1000000 && count < MOST) {
    if (bench_run(launch, BENCH_BLOCK) < 0) {
      return -1;
    }
    uint64_t end = bench_nanos();
    took[count++] = narrow(end - now);
    now = end;
  }
  int result = write_samples(path, took, count);
  free(took);
  int right = launch == &noop ? 1 : run_once();
  printf("ok %zu %" PRIu64 " %d\n", count, now - begin, right);
  return right < 0 ? right : result;
}

static uint64_t number(const char *word) {
  return strtoull(word, NULL, 10);
}

static int samples_of(const char *word) {
  uint64_t count = number(word);
  return count > 0 && count <= MOST_SAMPLES;
}

/* Negative when the device does not work any more. */
static int answer(int count, char **words) {
  const char *what = words[0];
  if (strcmp(what, "launch") == 0 && count == 4 && samples_of(words[2])) {
    return launches(words[1], (long)number(words[2]), words[3]);
  }
  if (strcmp(what, "pipelined") == 0 && count == 3 && samples_of(words[1]) && samples_of(words[2])) {
    return pipelined((long)number(words[1]), (long)number(words[2]));
  }
  if (strcmp(what, "hops") == 0 && count == 3 && samples_of(words[2])) {
    return hops(words[1], (long)number(words[2]));
  }
  if ((strcmp(what, "memcpy") == 0 || strcmp(what, "mapped") == 0 || strcmp(what, "copy") == 0) && count == 2 &&
      number(words[1]) > 0) {
    return bandwidth(what, number(words[1]));
  }
  if (strcmp(what, "compute") == 0 && count == 3) {
    return compute(words[1], number(words[2]));
  }
  if (strcmp(what, "load") == 0 && count == 6) {
    return load(words[1], number(words[2]), number(words[3]), number(words[4]), words[5]);
  }
  if (strcmp(what, "clock") == 0) {
    printf("ok %" PRIu64 "\n", bench_nanos());
    return 0;
  }
  return no("no such request");
}

static int split(char *line, char **words) {
  int count = 0;
  for (char *word = strtok(line, " \n"); word && count < MOST_WORDS; word = strtok(NULL, " \n")) {
    words[count++] = word;
  }
  return count;
}

static int start(const char *target) {
  if (bench_open(target) < 0) {
    return -1;
  }
  int built = bench_build(bench_kernels);
  if (built < 0) {
    return built;
  }
  noop = (struct bench_launch){.kernel = bench_kernel("noop"),
      .dimensions = 1,
      .global = {1, 1, 1},
      .local = {1, 1, 1},
      .argument_count = 1,
      .arguments = {{.kind = BENCH_U64, .u64 = 0}}};
  if (!noop.kernel) {
    return bench_fail("no kernel that does nothing", 0);
  }
  return bench_run(&noop, BENCH_BLOCK);
}

int main(int count, char **words) {
  if (count != 2) {
    fprintf(stderr, "usage: %s DEVICE\n", words[0]);
    return 64;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (start(words[1]) < 0) {
    return 1;
  }
  printf("ok %s\n", bench_name());
  char line[4096];
  int result = 0;
  while (result == 0 && fgets(line, sizeof line, stdin)) {
    char *parts[MOST_WORDS];
    int part_count = split(line, parts);
    if (part_count > 0 && strcmp(parts[0], "quit") == 0) {
      break;
    }
    result = part_count > 0 ? answer(part_count, parts) : no("empty request");
  }
  bench_close();
  return result < 0 ? 1 : 0;
}
