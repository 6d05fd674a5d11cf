/*
 * Random ioctls against device nodes: typed by the ABI's own table, and raw; with handles that exist, pointers that mostly
 * work, and numbers at the limits. A signal every 20 ms interrupts what blocks. Prints one JSON object.
 *
 *   fuzz_ioctl SEED PROCESSES IOCTLS NODE...
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz_table.h"
#include "guest.h"

#define MOST_PROCESSES 64
#define ERRORS 134
#define MEMORY (1u << 20)      /* what pointers point into */
#define RESERVED (64u << 20)   /* address space behind it that has no memory */
#define CALLS_PER_FILE 2000
#define CALLS_PER_PLANTING 50
#define REMEMBERED 16
#define TICK_MICROS 20000
#define PATIENCE UINT64_C(10000000000) /* without any answer: stuck */
#define SHOWN 16

/* What a worker shows to its parent. */
struct slot {
  _Atomic uint64_t calls;
  _Atomic uint64_t well;      /* 0 or a positive status */
  _Atomic uint64_t longest;
  _Atomic uint64_t refused[ERRORS];
  _Atomic uint64_t unopened;
  _Atomic int undocumented;   /* how many of the following are used */
  struct {
    uint32_t request;
    int error;
  } first[SHOWN];
};

/* The newest handles of each kind. */
struct pool {
  uint32_t handles[REMEMBERED];
  uint32_t count;
};

static struct slot *slots;
static struct pool pools[FUZZ_HANDLE_KINDS];
static unsigned char *memory;
static uint64_t state;

static const int documented[] = {EINVAL, EFAULT, ENOTTY, ENOMEM, EOVERFLOW, ENODEV, EINTR, EBADF, ENOSPC, EOPNOTSUPP,
    EACCES, EPERM, EAGAIN, EBUSY, EEXIST, ENOTRECOVERABLE, EIO};

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

static void remember(int kind, uint32_t handle) {
  if (handle) {
    pools[kind].handles[pools[kind].count++ % REMEMBERED] = handle;
  }
}

static uint32_t known(int kind) {
  uint32_t count = pools[kind].count < REMEMBERED ? pools[kind].count : REMEMBERED;
  return count ? pools[kind].handles[below(count)] : 0;
}

/* One that fits, one of another kind, one that is nearly right, or any number. */
static uint32_t any_handle(int kind) {
  uint32_t fitting = known(kind);
  switch (below(24)) {
    case 0:
      return 0;
    case 1:
      return (uint32_t)next();
    case 2:
      return fitting + 64 * (uint32_t)below(9) - 256;
    case 3:
      return fitting ^ (1u << below(32));
    case 4:
      return known((int)below(FUZZ_HANDLE_KINDS));
    default:
      return fitting;
  }
}

/* Good, at the end of the good ones, behind them, null, the kernel's, or nonsense. */
static uint64_t any_pointer(void) {
  uint64_t base = (uint64_t)(uintptr_t)memory;
  switch (below(18)) {
    case 0:
      return 0;
    case 1:
      return next() | UINT64_C(1) << 62;
    case 2:
      return base + MEMORY - below(64);
    case 3:
      return base + MEMORY + below(4096);
    case 4:
      return base + below(MEMORY);
    case 5:
      return UINT64_MAX - below(4096);
    case 6:
      return UINT64_C(0xffff888000000000) + below(1u << 30);
    default:
      return base + 8 * below(MEMORY / 16);
  }
}

static uint64_t any_number(void) {
  static const int64_t edges[] = {0, 1, 2, 3, 4, 8, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025, 4096, 10240, 10241, 65535,
      131071, 131072, 131073, INT32_MAX, INT32_MIN, -1};
  switch (below(7)) {
    case 0:
      return (uint64_t)edges[below(sizeof edges / sizeof *edges)];
    case 1:
      return next();
    case 2:
      return 4096 * below(64);
    case 3:
      return any_pointer();
    default:
      return below(6);
  }
}

/* Spreads handles and small numbers over the memory, so that arrays in it make sense now and then. */
static void scatter(void) {
  for (int i = 0; i < 256; i++) {
    uint32_t words[2] = {any_handle((int)below(FUZZ_HANDLE_KINDS)), (uint32_t)below(64)};
    memcpy(memory + 8 * below(MEMORY / 8), words, sizeof words);
  }
}

/* Half of the arguments make sense but for the odd field, so that requests get far; the others are wild. */
static void fill_typed(const struct fuzz_request *request, unsigned char *argument) {
  int wild = below(2) == 0;
  memset(argument, 0, _IOC_SIZE(request->code));
  for (int i = 0; i < request->count; i++) {
    const struct fuzz_field *field = &request->fields[i];
    uint64_t value = 0;
    if (field->kind < FUZZ_HANDLE_KINDS) {
      value = any_handle(field->kind);
    } else if (field->kind == FUZZ_POINTER) {
      value = any_pointer();
    } else if (field->kind == FUZZ_FLAGS) {
      value = below(40) == 0 ? UINT64_C(1) << below(8u * field->size) : 0;
    } else if (wild) {
      value = below(4) != 0 ? any_number() : 0;
    } else {
      value = below(16) == 0 ? any_number() : below(4) == 0;
    }
    memcpy(argument + field->offset, &value, field->size);
  }
}

static void fill_raw(unsigned char *argument, size_t size) {
  uint64_t density = 1 + below(8);
  for (size_t i = 0; i < size; i++) {
    argument[i] = below(density) == 0 ? (unsigned char)next() : 0;
  }
}

static void harvest(const struct fuzz_request *request, const unsigned char *argument) {
  for (int i = 0; i < request->count; i++) {
    const struct fuzz_field *field = &request->fields[i];
    if (field->kind < FUZZ_HANDLE_KINDS && field->size == sizeof(uint32_t)) {
      uint32_t handle;
      memcpy(&handle, argument + field->offset, sizeof handle);
      remember(field->kind, handle);
    }
  }
}

/* Requests that the kernel answers by itself for every file, some of them with an effect on the whole mount. */
static int is_the_kernels(uint32_t code) {
  switch (_IOC_TYPE(code)) {
    case 0x00:
    case 0x12:
    case 0x15:
    case 'T':
    case 'X':
    case 'f':
    case 0x94:
      return 1;
    default:
      return 0;
  }
}

static uint32_t random_code(void) {
  uint32_t code;
  do {
    uint32_t one = fuzz_requests[below(FUZZ_REQUESTS)].code;
    switch (below(3)) {
      case 0:
        code = (uint32_t)next();
        break;
      case 1:
        code = (one & 0xff00) | (uint32_t)below(256) | 0xc0000000 | (uint32_t)below(1 << 14) << 16;
        break;
      default:
        code = one ^ 1u << below(32);
    }
  } while (is_the_kernels(code));
  return code;
}

static void judge(struct slot *slot, uint32_t code, int result, uint64_t took) {
  atomic_fetch_add(&slot->calls, 1);
  if (took > atomic_load(&slot->longest)) {
    atomic_store(&slot->longest, took);
  }
  if (result >= 0) {
    atomic_fetch_add(&slot->well, 1);
    return;
  }
  int error = -result;
  if (error < ERRORS) {
    atomic_fetch_add(&slot->refused[error], 1);
  }
  for (size_t i = 0; i < sizeof documented / sizeof *documented; i++) {
    if (documented[i] == error) {
      return;
    }
  }
  int place = atomic_fetch_add(&slot->undocumented, 1);
  if (place < SHOWN) {
    slot->first[place].request = code;
    slot->first[place].error = error;
  }
}

static void call(struct slot *slot, const struct guest *guest) {
  if (below(16) == 0) {
    scatter();
  }
  const struct fuzz_request *request = below(8) != 0 ? &fuzz_requests[below(FUZZ_REQUESTS)] : NULL;
  uint32_t code = request ? request->code : random_code();
  unsigned char *argument = memory + MEMORY / 2;
  if (request && below(4) != 0) {
    fill_typed(request, argument);
  } else {
    fill_raw(argument, _IOC_SIZE(code));
  }
  void *at = below(64) == 0 ? (void *)(uintptr_t)any_pointer() : argument;
  uint64_t begin = guest_nanos();
  int result = guest_call(guest, code, at);
  judge(slot, code, result, guest_nanos() - begin);
  if (request && at == argument && result >= 0) {
    harvest(request, argument);
  }
}

/* Makes a few real objects, so that random requests get past the first checks; what is refused is left out. */
static void plant(const struct guest *guest) {
  struct guest made = {.fd = guest->fd};
  if (guest_adapter(&made) == 0 && guest_start(&made) == 0) {
    struct guest_buffer buffer;
    if (guest_buffer_create(&made, 65536, &buffer) == 0) {
      munmap(buffer.memory, buffer.bytes);
      remember(FUZZ_MEMORY, buffer.allocation.v);
    }
  }
  for (uint32_t type = 1; type <= 5; type++) {
    struct d3dkmt_createsynchronizationobject2 sync = {.device = made.device, .info.type = type};
    if (guest_call(guest, LX_DXCREATESYNCHRONIZATIONOBJECT, &sync) >= 0) {
      remember(FUZZ_SYNC, sync.sync_object.v);
    }
  }
  remember(FUZZ_ADAPTER, made.adapter.v);
  remember(FUZZ_DEVICE, made.device.v);
  remember(FUZZ_CONTEXT, made.context.v);
  remember(FUZZ_QUEUE, made.queue.v);
  remember(FUZZ_PAGING, made.paging_queue.v);
  remember(FUZZ_SYNC, made.progress_fence.v);
  made.fd = -1;
  guest_close(&made); /* the mappings only: the objects live with the file */
}

static void on_tick(int signal_number) {
  (void)signal_number;
}

static void start_ticking(void) {
  struct sigaction action = {.sa_handler = on_tick};
  sigaction(SIGALRM, &action, NULL);
  struct itimerval every = {.it_interval.tv_usec = TICK_MICROS, .it_value.tv_usec = TICK_MICROS};
  setitimer(ITIMER_REAL, &every, NULL);
}

static int work(struct slot *slot, pid_t parent, uint64_t seed, uint64_t calls, const char *path) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) {
    return 1;
  }
  state = seed;
  memory = mmap(NULL, RESERVED, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory, MEMORY, PROT_READ | PROT_WRITE) != 0) {
    return 1;
  }
  start_ticking();
  for (uint64_t done = 0; done < calls;) {
    struct guest guest;
    int opened = guest_open(&guest, path);
    if (opened < 0) {
      atomic_fetch_add(&slot->unopened, opened == -EINTR ? 0 : 1);
      if (slot->unopened > 100) {
        return 1;
      }
      continue;
    }
    memset(pools, 0, sizeof pools);
    for (int i = 0; i < CALLS_PER_FILE && done < calls; i++, done++) {
      if (i % CALLS_PER_PLANTING == 0) {
        plant(&guest);
      }
      call(slot, &guest);
    }
    guest_close(&guest);
  }
  return 0;
}

/* Waits for the workers; answers how many were stuck or died. */
static int watch(int processes, const pid_t *pids) {
  uint64_t seen[MOST_PROCESSES] = {0};
  uint64_t seen_at[MOST_PROCESSES];
  int ended[MOST_PROCESSES] = {0};
  int lost = 0;
  for (int i = 0; i < processes; i++) {
    seen_at[i] = guest_nanos();
  }
  for (int left = processes; left > 0; usleep(10000)) {
    for (int i = 0; i < processes; i++) {
      int status;
      if (!ended[i] && waitpid(pids[i], &status, WNOHANG) == pids[i]) {
        ended[i] = 1;
        left--;
        lost += status != 0;
        if (WIFSIGNALED(status)) {
          fprintf(stderr, "fuzz_ioctl: worker %d died: signal %d\n", i, WTERMSIG(status));
        }
      } else if (!ended[i] && slots[i].calls != seen[i]) {
        seen[i] = slots[i].calls;
        seen_at[i] = guest_nanos();
      } else if (!ended[i] && guest_nanos() - seen_at[i] > PATIENCE) {
        fprintf(stderr, "fuzz_ioctl: worker %d is stuck after %" PRIu64 " calls\n", i, seen[i]);
        kill(pids[i], SIGKILL);
        seen_at[i] = guest_nanos();
      }
    }
  }
  return lost;
}

static int report(uint64_t seed, int processes, int lost) {
  uint64_t calls = 0, well = 0, longest = 0, unopened = 0, undocumented = 0;
  uint64_t refused[ERRORS] = {0};
  for (int i = 0; i < processes; i++) {
    calls += slots[i].calls;
    well += slots[i].well;
    unopened += slots[i].unopened;
    undocumented += (uint64_t)slots[i].undocumented;
    longest = slots[i].longest > longest ? slots[i].longest : longest;
    for (int error = 0; error < ERRORS; error++) {
      refused[error] += slots[i].refused[error];
    }
    for (int place = 0; place < slots[i].undocumented && place < SHOWN; place++) {
      fprintf(stderr, "fuzz_ioctl: undocumented answer: request=0x%08x, errno=%s\n", slots[i].first[place].request,
          strerrorname_np(slots[i].first[place].error));
    }
  }
  printf("{\"seed\":%" PRIu64 ",\"calls\":%" PRIu64 ",\"lostWorkers\":%d,\"unopened\":%" PRIu64
         ",\"undocumented\":%" PRIu64 ",\"longestMicros\":%" PRIu64 ",\"answers\":{\"0\":%" PRIu64,
      seed, calls, lost, unopened, undocumented, longest / 1000, well);
  for (int error = 0; error < ERRORS; error++) {
    if (refused[error]) {
      const char *name = strerrorname_np(error);
      printf(",\"%s\":%" PRIu64, name ? name : "?", refused[error]);
    }
  }
  printf("}}\n");
  return lost || undocumented || unopened ? 1 : 0;
}

static int usage(void) {
  fprintf(stderr, "usage: fuzz_ioctl SEED PROCESSES IOCTLS NODE...   (up to %d processes)\n", MOST_PROCESSES);
  return 64;
}

int main(int count, char **words) {
  if (count < 5) {
    return usage();
  }
  uint64_t seed = strtoull(words[1], NULL, 10);
  int processes = atoi(words[2]);
  uint64_t calls = strtoull(words[3], NULL, 10);
  if (processes < 1 || processes > MOST_PROCESSES) {
    return usage();
  }
  slots = mmap(NULL, sizeof(struct slot) * (size_t)processes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (slots == MAP_FAILED) {
    perror("fuzz_ioctl: mmap");
    return 1;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  state = seed;
  pid_t parent = getpid();
  pid_t pids[MOST_PROCESSES];
  for (int i = 0; i < processes; i++) {
    uint64_t own = next();
    pids[i] = fork();
    if (pids[i] == 0) {
      _exit(work(&slots[i], parent, own, calls / (uint64_t)processes, words[4 + i % (count - 4)]));
    }
    if (pids[i] < 0) {
      perror("fuzz_ioctl: fork");
      return 1;
    }
  }
  return report(seed, processes, watch(processes, pids));
}
