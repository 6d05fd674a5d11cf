/*
 * How fast one processor can tell another one anything: two processes, each on a processor of its own, pass a number to and fro
 * through two cache lines of shared memory. Nothing that carries messages can be faster.
 *
 *   bench_floor ROUNDS SAMPLES    raw samples, 32-bit nanoseconds, into the file SAMPLES
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST_ROUNDS 10000000
#define LINE 128 /* processors fetch lines in pairs */

struct lines {
  _Alignas(LINE) _Atomic uint32_t there;
  _Alignas(LINE) _Atomic uint32_t back;
};

static int fail(const char *what) {
  fprintf(stderr, "bench_floor: %s: %s\n", what, strerror(errno));
  return 1;
}

static uint64_t nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* On a machine with one processor both share it; the figure says so by itself. */
static void stay_on(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu % (int)sysconf(_SC_NPROCESSORS_ONLN), &set);
  sched_setaffinity(0, sizeof set, &set);
}

static void await(_Atomic uint32_t *word, uint32_t value) {
  while (atomic_load_explicit(word, memory_order_acquire) != value) {
    __builtin_ia32_pause();
  }
}

static void answer(struct lines *lines, uint32_t rounds) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  stay_on(1);
  for (uint32_t i = 1; i <= rounds; i++) {
    await(&lines->there, i);
    atomic_store_explicit(&lines->back, i, memory_order_release);
  }
}

int main(int count, char **words) {
  long rounds = count == 3 ? strtol(words[1], NULL, 10) : 0;
  if (rounds < 1 || rounds > MOST_ROUNDS) {
    fprintf(stderr, "usage: bench_floor ROUNDS SAMPLES\n");
    return 64;
  }
  struct lines *lines = mmap(NULL, sizeof *lines, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  uint32_t *took = malloc(sizeof *took * (size_t)rounds);
  if (lines == MAP_FAILED || !took) {
    return fail("memory");
  }
  memset(took, 0, sizeof *took * (size_t)rounds);
  pid_t pid = fork();
  if (pid == 0) {
    answer(lines, (uint32_t)rounds);
    _exit(0);
  }
  if (pid < 0) {
    return fail("fork");
  }
  stay_on(0);
  for (uint32_t i = 1; i <= rounds; i++) {
    uint64_t begin = nanos();
    atomic_store_explicit(&lines->there, i, memory_order_release);
    await(&lines->back, i);
    uint64_t end = nanos();
    took[i - 1] = end - begin < UINT32_MAX ? (uint32_t)(end - begin) : UINT32_MAX;
  }
  waitpid(pid, NULL, 0);
  FILE *out = fopen(words[2], "wb");
  if (!out || fwrite(took, sizeof *took, (size_t)rounds, out) != (size_t)rounds || fclose(out) != 0) {
    return fail(words[2]);
  }
  return 0;
}
