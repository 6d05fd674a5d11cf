/*
 * What an ioctl costs its caller. KIND is what is asked: "floor" of the least FUSE server, "local" what the guest driver
 * answers by itself, "host" what the host answers in another process.
 *
 *   bench_ioctl latency KIND FILE ROUNDS SAMPLES      raw samples, 32-bit nanoseconds, into the file SAMPLES
 *   bench_ioctl throughput KIND FILE PROCESSES MILLIS  prints calls of all processes and nanoseconds
 *   bench_ioctl pin PID CPU                            keeps all threads of a process on one processor; -1 on all
 *   bench_ioctl on CPU PROGRAM WORDS...                runs a program on one processor
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "paravane.h"

#define WARM_UP_SHARE 5 /* a fifth of the rounds comes before the first sample */
#define MOST_ROUNDS 10000000
#define MOST_PROCESSES 256

/* What the floor is asked: as long as the driver's own request. */
struct floor_words {
  uint32_t words[4];
};
#define FLOOR_REQUEST _IOWR('F', 1, struct floor_words)
_Static_assert(sizeof(struct floor_words) == sizeof(struct paravane_getversion), "same work for floor and driver");

struct subject {
  int fd;
  unsigned long request;
  union {
    struct floor_words floor;
    struct paravane_getversion version;
    struct d3dkmt_queryvideomemoryinfo memory;
  } argument;
};

static int fail(const char *what) {
  fprintf(stderr, "bench_ioctl: %s: %s\n", what, strerror(errno));
  return 1;
}

static uint64_t nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Asks how much memory is used, which only the host knows. */
static int prepare_host(struct subject *subject) {
  struct d3dkmt_adapterinfo shown[4] = {0};
  struct d3dkmt_enumadapters3 adapters = {
      .filter.include_compute_only = 1, .adapter_count = 4, .adapters = (uint64_t)(uintptr_t)shown};
  if (ioctl(subject->fd, LX_DXENUMADAPTERS3, &adapters) < 0) {
    return fail("enumadapters3");
  }
  subject->request = LX_DXQUERYVIDEOMEMORYINFO;
  subject->argument.memory.adapter = shown[0].adapter_handle;
  subject->argument.memory.memory_segment_group = D3DKMT_MEMORY_SEGMENT_GROUP_LOCAL;
  return 0;
}

static int open_subject(const char *kind, const char *path, struct subject *subject) {
  memset(subject, 0, sizeof *subject);
  subject->fd = open(path, O_RDWR | O_CLOEXEC);
  if (subject->fd < 0) {
    return fail(path);
  }
  if (strcmp(kind, "host") == 0) {
    return prepare_host(subject);
  }
  subject->request = strcmp(kind, "floor") == 0 ? FLOOR_REQUEST : PARAVANE_IOCTL_GETVERSION;
  return 0;
}

static int ask(struct subject *subject) {
  return ioctl(subject->fd, subject->request, &subject->argument);
}

static int latency(const char *kind, const char *path, long rounds, const char *samples) {
  struct subject subject;
  if (open_subject(kind, path, &subject) != 0) {
    return 1;
  }
  uint32_t *took = malloc(sizeof *took * (size_t)rounds);
  if (!took) {
    return fail("samples");
  }
  for (long i = -(rounds / WARM_UP_SHARE); i < rounds; i++) {
    uint64_t begin = nanos();
    int result = ask(&subject);
    uint64_t end = nanos();
    if (result < 0) {
      return fail(kind);
    }
    if (i >= 0) {
      took[i] = end - begin < UINT32_MAX ? (uint32_t)(end - begin) : UINT32_MAX;
    }
  }
  FILE *out = fopen(samples, "wb");
  if (!out || fwrite(took, sizeof *took, (size_t)rounds, out) != (size_t)rounds || fclose(out) != 0) {
    return fail(samples);
  }
  free(took);
  return 0;
}

struct meeting {
  _Atomic int ready;
  _Atomic int go;
  _Atomic int failed;
  _Atomic uint64_t calls[MOST_PROCESSES];
};

static int take_part(struct meeting *meeting, int number, const char *kind, const char *path, uint64_t duration) {
  struct subject subject;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int bad = open_subject(kind, path, &subject);
  for (int i = 0; !bad && i < 1000; i++) {
    bad = ask(&subject) < 0;
  }
  atomic_fetch_add(&meeting->failed, bad);
  atomic_fetch_add(&meeting->ready, 1);
  while (!atomic_load(&meeting->go)) {
    usleep(100);
  }
  uint64_t calls = 0;
  for (uint64_t end = nanos() + duration; !bad && nanos() < end;) {
    for (int i = 0; !bad && i < 16; i++, calls++) {
      bad = ask(&subject) < 0;
    }
  }
  meeting->calls[number] = calls;
  return bad ? 1 : 0;
}

static int throughput(const char *kind, const char *path, int processes, uint64_t millis) {
  struct meeting *meeting =
      mmap(NULL, sizeof *meeting, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (meeting == MAP_FAILED) {
    return fail("mmap");
  }
  for (int i = 0; i < processes; i++) {
    pid_t pid = fork();
    if (pid == 0) {
      _exit(take_part(meeting, i, kind, path, millis * 1000000));
    }
    if (pid < 0) {
      return fail("fork");
    }
  }
  while (atomic_load(&meeting->ready) < processes) {
    usleep(1000);
  }
  uint64_t begin = nanos();
  atomic_store(&meeting->go, 1);
  int bad = meeting->failed;
  int status;
  while (wait(&status) > 0) {
    bad |= status != 0;
  }
  uint64_t took = nanos() - begin;
  uint64_t calls = 0;
  for (int i = 0; i < processes; i++) {
    calls += meeting->calls[i];
  }
  printf("%" PRIu64 " %" PRIu64 "\n", calls, took);
  return bad;
}

static void choose(cpu_set_t *set, int cpu) {
  CPU_ZERO(set);
  if (cpu >= 0) {
    CPU_SET(cpu, set);
    return;
  }
  for (int i = 0; i < sysconf(_SC_NPROCESSORS_ONLN); i++) {
    CPU_SET(i, set);
  }
}

static int pin(const char *pid, int cpu) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%s/task", pid);
  DIR *tasks = opendir(path);
  if (!tasks) {
    return fail(path);
  }
  cpu_set_t set;
  choose(&set, cpu);
  for (struct dirent *entry = readdir(tasks); entry; entry = readdir(tasks)) {
    /* A thread that ended meanwhile needs no place. */
    if (entry->d_name[0] != '.' && sched_setaffinity(atoi(entry->d_name), sizeof set, &set) != 0 && errno != ESRCH) {
      closedir(tasks);
      return fail("sched_setaffinity");
    }
  }
  closedir(tasks);
  return 0;
}

static int run_on(int cpu, char **words) {
  cpu_set_t set;
  choose(&set, cpu);
  if (sched_setaffinity(0, sizeof set, &set) != 0) {
    return fail("sched_setaffinity");
  }
  execv(words[0], words);
  return fail(words[0]);
}

static int usage(void) {
  fprintf(stderr, "usage: bench_ioctl latency floor|local|host FILE ROUNDS SAMPLES\n"
                  "       bench_ioctl throughput floor|local|host FILE PROCESSES MILLIS\n"
                  "       bench_ioctl pin PID CPU\n"
                  "       bench_ioctl on CPU PROGRAM WORDS...\n");
  return 64;
}

int main(int count, char **words) {
  const char *what = count > 1 ? words[1] : "";
  long number = count > 4 ? strtol(words[4], NULL, 10) : 0;
  if (strcmp(what, "latency") == 0 && count == 6 && number > 0 && number <= MOST_ROUNDS) {
    return latency(words[2], words[3], number, words[5]);
  }
  if (strcmp(what, "throughput") == 0 && count == 6 && number > 0 && number <= MOST_PROCESSES) {
    return throughput(words[2], words[3], (int)number, strtoull(words[5], NULL, 10));
  }
  if (strcmp(what, "pin") == 0 && count == 4) {
    return pin(words[2], atoi(words[3]));
  }
  if (strcmp(what, "on") == 0 && count > 3) {
    return run_on(atoi(words[2]), words + 3);
  }
  return usage();
}
