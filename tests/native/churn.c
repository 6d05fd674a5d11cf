/*
 * Processes that open a node, use it and are killed in the middle of it, at random. Every worker notes in shared memory
 * when its present call began; one that takes longer than a second, or a process that does not die within a second of
 * SIGKILL, is a caller that was blocked. Prints one JSON object.
 *
 *   churn SEED PROCESSES SECONDS NODE...
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"

#define MOST_PROCESSES 256
#define LONGEST_LIFE_MILLIS 400
#define SECOND UINT64_C(1000000000)
#define REFUSALS 64 /* errno values that are counted one by one */

/* What a worker shows to its parent. */
struct slot {
  _Atomic uint64_t call_began; /* 0 between calls, and in waits that are meant to last */
  _Atomic uint64_t longest;
  _Atomic(const char *) longest_step; /* text of this program, which all its processes share */
  _Atomic uint64_t calls;
  _Atomic uint64_t runs; /* kernels whose result was compared */
  _Atomic uint64_t wrong;
  _Atomic uint64_t refused[REFUSALS];
};

struct worker {
  pid_t pid;
  uint64_t dies_at;
  uint64_t killed_at; /* 0 while it lives */
};

static struct slot *slots;
static uint64_t state;

/* splitmix64 */
static uint64_t next(void) {
  uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static uint64_t below(uint64_t limit) {
  return next() % limit;
}

static void begin(struct slot *slot) {
  atomic_store(&slot->call_began, guest_nanos());
}

static int end(struct slot *slot, const char *step, int result) {
  uint64_t took = guest_nanos() - atomic_exchange(&slot->call_began, 0);
  if (took > atomic_load(&slot->longest)) {
    atomic_store(&slot->longest, took);
    atomic_store(&slot->longest_step, step);
  }
  atomic_fetch_add(&slot->calls, 1);
  if (result < 0 && -result < REFUSALS) {
    atomic_fetch_add(&slot->refused[-result], 1);
  }
  return result;
}

/* Each step of a life is measured as one call. */
#define MEASURED(slot, step, call) (begin(slot), end(slot, step, (call)))

static int run_kernel(struct slot *slot, struct guest *guest, uint64_t kernel) {
  struct guest_buffer memory;
  size_t words = 1024 + below(16384);
  int result = MEASURED(slot, "buffer create", guest_buffer_create(guest, PARAVANE_PAGE_BYTES + 4 * words, &memory));
  if (result < 0) {
    return result;
  }
  uint32_t *target = (uint32_t *)((char *)memory.memory + PARAVANE_PAGE_BYTES);
  uint32_t value = (uint32_t)next();
  struct paravane_aql_kernel_dispatch *packet = memory.memory;
  struct paravane_kernarg_fill *arguments = (void *)(packet + 1);
  *arguments = (struct paravane_kernarg_fill){
      .destination = memory.address + PARAVANE_PAGE_BYTES, .count = words, .value = value};
  *packet = (struct paravane_aql_kernel_dispatch){.header = {.type = PARAVANE_AQL_KERNEL_DISPATCH, .barrier = 1},
      .setup = 1,
      .workgroup_size_x = 64,
      .workgroup_size_y = 1,
      .workgroup_size_z = 1,
      .grid_size_x = (uint32_t)words,
      .grid_size_y = 1,
      .grid_size_z = 1,
      .kernel_object = kernel,
      .kernarg_address = memory.address + sizeof *packet};
  result = MEASURED(slot, "submit", guest_submit(guest, memory.address, sizeof *packet));
  if (result == 0) {
    /* How long a kernel takes is the scheduler's affair and not ours. */
    result = guest_finish(guest);
  }
  if (result == 0) {
    atomic_fetch_add(&slot->runs, 1);
    if (target[0] != value || target[words - 1] != value) {
      atomic_fetch_add(&slot->wrong, 1);
    }
  }
  if (below(4) != 0) {
    MEASURED(slot, "buffer destroy", guest_buffer_destroy(guest, &memory));
  }
  return result;
}

/* Waits for what never comes; only a signal ends it. */
static void wait_forever(const struct guest *guest) {
  guest_wait(guest, guest->progress_fence, guest->submitted + 1000000);
}

static void live_once(struct slot *slot, const char *path) {
  struct guest guest;
  if (MEASURED(slot, "open", guest_open(&guest, path)) < 0) {
    usleep(1000);
    return;
  }
  if (below(8) != 0 && MEASURED(slot, "start", guest_start(&guest)) == 0) {
    uint64_t kernel = guest_kernel(&guest, "fill");
    uint64_t rounds = below(20);
    for (uint64_t i = 0; i < rounds && run_kernel(slot, &guest, kernel) == 0; i++) {
      struct pollfd ready = {.fd = guest.fd, .events = POLLIN};
      MEASURED(slot, "poll", poll(&ready, 1, 0));
    }
    if (below(16) == 0) {
      wait_forever(&guest);
    }
  }
  begin(slot);
  guest_close(&guest);
  end(slot, "close", 0);
}

static void work(struct slot *slot, pid_t parent, uint64_t seed, int nodes, char **paths) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) {
    _exit(0);
  }
  state = seed;
  for (;;) {
    live_once(slot, paths[below((uint64_t)nodes)]);
  }
}

static int start(struct worker *worker, struct slot *slot, int nodes, char **paths) {
  pid_t parent = getpid();
  uint64_t seed = next();
  atomic_store(&slot->call_began, 0);
  worker->pid = fork();
  if (worker->pid == 0) {
    work(slot, parent, seed, nodes, paths);
  }
  worker->dies_at = guest_nanos() + below(LONGEST_LIFE_MILLIS) * 1000000u;
  worker->killed_at = 0;
  return worker->pid < 0 ? -errno : 0;
}

struct totals {
  uint64_t started;
  uint64_t killed;
  uint64_t blocked; /* calls that were seen to last more than a second */
  uint64_t slowest_death;
};

/* Looks after one worker; answers whether its place is free. */
static int tend(struct worker *worker, struct slot *slot, struct totals *totals) {
  uint64_t now = guest_nanos();
  uint64_t began = atomic_load(&slot->call_began);
  if (began && !worker->killed_at && now > began && now - began > SECOND) {
    totals->blocked++;
    worker->dies_at = 0;
  }
  if (!worker->killed_at && now >= worker->dies_at) {
    kill(worker->pid, SIGKILL);
    worker->killed_at = now;
    totals->killed++;
  }
  int status;
  if (waitpid(worker->pid, &status, WNOHANG) != worker->pid) {
    return 0;
  }
  if (worker->killed_at && guest_nanos() - worker->killed_at > totals->slowest_death) {
    totals->slowest_death = guest_nanos() - worker->killed_at;
  }
  return 1;
}

static void report(uint64_t seed, int processes, const struct totals *totals) {
  struct slot sum = {0};
  for (int i = 0; i < processes; i++) {
    sum.calls += slots[i].calls;
    sum.runs += slots[i].runs;
    sum.wrong += slots[i].wrong;
    if (slots[i].longest > sum.longest) {
      sum.longest = slots[i].longest;
      sum.longest_step = slots[i].longest_step;
    }
    for (int error = 0; error < REFUSALS; error++) {
      sum.refused[error] += slots[i].refused[error];
    }
  }
  printf("{\"seed\":%" PRIu64 ",\"started\":%" PRIu64 ",\"killed\":%" PRIu64 ",\"calls\":%" PRIu64 ",\"runs\":%" PRIu64
         ",\"wrong\":%" PRIu64 ",\"blocked\":%" PRIu64 ",\"longestMicros\":%" PRIu64 ",\"longestStep\":\"%s\",\"slowestDeathMicros\":%" PRIu64 ",\"refused\":{",
      seed, totals->started, totals->killed, sum.calls, sum.runs, sum.wrong, totals->blocked, sum.longest / 1000,
      sum.longest ? sum.longest_step : "none", totals->slowest_death / 1000);
  const char *comma = "";
  for (int error = 0; error < REFUSALS; error++) {
    if (sum.refused[error]) {
      printf("%s\"%s\":%" PRIu64, comma, strerrorname_np(error), sum.refused[error]);
      comma = ",";
    }
  }
  printf("}}\n");
}

static int usage(void) {
  fprintf(stderr, "usage: churn SEED PROCESSES SECONDS NODE...   (up to %d processes)\n", MOST_PROCESSES);
  return 64;
}

int main(int count, char **words) {
  if (count < 5) {
    return usage();
  }
  uint64_t seed = strtoull(words[1], NULL, 10);
  int processes = atoi(words[2]);
  uint64_t seconds = strtoull(words[3], NULL, 10);
  if (processes < 1 || processes > MOST_PROCESSES) {
    return usage();
  }
  slots = mmap(NULL, sizeof(struct slot) * (size_t)processes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (slots == MAP_FAILED) {
    perror("churn: mmap");
    return 1;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  state = seed;
  struct totals totals = {0};
  struct worker workers[MOST_PROCESSES] = {0};
  uint64_t until = guest_nanos() + seconds * SECOND;
  int alive = 0;
  for (int over = 0; !over || alive > 0;) {
    over = guest_nanos() >= until;
    for (int i = 0; i < processes; i++) {
      if (workers[i].pid && over) {
        workers[i].dies_at = 0;
      }
      if (workers[i].pid && tend(&workers[i], &slots[i], &totals)) {
        workers[i].pid = 0;
        alive--;
      }
      if (!workers[i].pid && !over) {
        if (start(&workers[i], &slots[i], count - 4, words + 4) < 0) {
          perror("churn: fork");
          return 1;
        }
        alive++;
        totals.started++;
      }
    }
    usleep(2000);
  }
  report(seed, processes, &totals);
  return totals.blocked || totals.slowest_death > SECOND ? 1 : 0;
}
