/*
 * The device of bench.h behind a device node: packets and arguments lie in memory that program and engine share, a call submits
 * many of them, and the end of work is a word in a mapped page.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "guest.h"

#define SLOTS 2048      /* packets that are under way at most */
#define MOST_PENDING 256 /* packets of one submission */
#define MOST_BUFFERS 64
#define CALIBRATIONS 500
#define RESULT_BYTES (256u << 10)
#define PAUSES 10000 /* looks before the processor is offered to others in between */
#define ARGUMENT_BYTES (8 * BENCH_MOST_ARGUMENTS)

struct slot_arguments {
  _Alignas(8) unsigned char bytes[ARGUMENT_BYTES];
};

/* Everything that the engine reads of us. A packet's arguments lie in the slot of the same number. */
struct work_area {
  struct paravane_aql_kernel_dispatch packets[SLOTS];
  struct slot_arguments arguments[SLOTS];
  uint64_t timestamps[2];
  uint64_t signal; /* 1 while the last packet of a submission that is looked at has not completed */
};

static struct guest guest;
static struct guest_buffer area_buffer;
static struct work_area *area;
static uint64_t slot_fence[SLOTS]; /* the progress that means that a slot is free */
static uint32_t first;             /* slot of the first packet that was not submitted */
static uint32_t pending;
static uint64_t timestamp_address; /* for the next packet */
static uint64_t clock_ahead;       /* what the engine's clock is ahead of ours */
static struct guest_buffer buffers[MOST_BUFFERS];
static struct paravane_device_info info;
static char device_name[512];

static struct guest_buffer result_buffer;

static int has_compiler(void) {
  return info.magic == PARAVANE_DEVICE_INFO_MAGIC && info.open_cl_c;
}

static uint64_t area_address(const void *at) {
  return area_buffer.address + (uint64_t)((const char *)at - (const char *)area_buffer.memory);
}

static void query_device(void) {
  info = (struct paravane_device_info){.magic = PARAVANE_DEVICE_INFO_MAGIC, .version = PARAVANE_DEVICE_INFO_VERSION};
  struct d3dkmt_queryadapterinfo query = {.adapter = guest.adapter,
      .type = KMTQAITYPE_UMDRIVERPRIVATE,
      .private_data = (uint64_t)(uintptr_t)&info,
      .private_data_size = sizeof info};
  if (guest_call(&guest, LX_DXQUERYADAPTERINFO, &query) < 0 || info.name[0] == 0) {
    memset(&info, 0, sizeof info);
    snprintf(device_name, sizeof device_name, "a device without a compiler");
    return;
  }
  snprintf(device_name, sizeof device_name, "%.127s, driver %.63s, %.63s", info.name, info.driver_version,
      info.device_version);
}

int bench_open(const char *target) {
  int result = guest_open(&guest, target);
  if (result < 0) {
    return bench_fail(target, result);
  }
  result = guest_start(&guest);
  if (result < 0) {
    return bench_fail("device", result);
  }
  query_device();
  result = guest_buffer_create(&guest, sizeof *area, &area_buffer);
  if (result < 0) {
    return bench_fail("packets", result);
  }
  area = area_buffer.memory;
  return 0;
}

const char *bench_name(void) {
  return device_name;
}

static uint64_t progress(void) {
  return __atomic_load_n(guest.progress.value, __ATOMIC_ACQUIRE);
}

static void pause_between(int looks) {
  if (looks < PAUSES) {
    __builtin_ia32_pause();
  } else {
    sched_yield();
  }
}

static void spin_until(uint64_t value) {
  for (int looks = 0; progress() < value; looks++) {
    pause_between(looks);
  }
}

/* The engine counts the last packet's signal down itself; nobody has to be woken for that. A lost queue shows in its fence only. */
static void spin_for_signal(void) {
  for (int looks = 0; __atomic_load_n(&area->signal, __ATOMIC_ACQUIRE) != 0; looks++) {
    if (looks % 64 == 63 && progress() >= guest.submitted) {
      return;
    }
    pause_between(looks);
  }
}

int bench_flush(void) {
  if (pending == 0) {
    return 0;
  }
  int result = guest_submit(&guest, area_address(&area->packets[first]), pending * (uint32_t)sizeof area->packets[0]);
  if (result < 0) {
    return bench_fail("submit", result);
  }
  for (uint32_t i = 0; i < pending; i++) {
    slot_fence[first + i] = guest.submitted;
  }
  first = (first + pending) % SLOTS;
  pending = 0;
  return 0;
}

/* Has the last packet tell of its end, where that will be looked at; whether it does. */
static int ask_for_signal(enum bench_wait wait) {
  int asked = wait == BENCH_SPIN && pending > 0;
  if (asked) {
    area->signal = 1;
    area->packets[first + pending - 1].completion_signal = area_address(&area->signal);
  }
  return asked;
}

int bench_finish(enum bench_wait wait) {
  int signalled = ask_for_signal(wait);
  int result = bench_flush();
  if (result < 0) {
    return result;
  }
  if (signalled) {
    spin_for_signal();
    return 0;
  }
  if (wait == BENCH_SPIN) {
    spin_until(guest.submitted);
    return 0;
  }
  while (progress() < guest.submitted) {
    result = guest_wait(&guest, guest.progress_fence, guest.submitted);
    if (result < 0 && result != -EINTR) {
      return bench_fail("wait", result);
    }
  }
  return 0;
}

/* A slot that no packet under way lies in. A submission lies in one piece, so it ends where the slots do. */
static int next_slot(uint32_t *slot) {
  if (pending == MOST_PENDING || first + pending == SLOTS) {
    int result = bench_flush();
    if (result < 0) {
      return result;
    }
  }
  *slot = first + pending;
  spin_until(slot_fence[*slot]);
  return 0;
}

static size_t aligned(size_t offset, size_t bytes) {
  return (offset + bytes - 1) & ~(bytes - 1);
}

static size_t put(unsigned char *at, size_t offset, const void *value, size_t bytes) {
  offset = aligned(offset, bytes);
  memcpy(at + offset, value, bytes);
  return offset + bytes;
}

/* Arguments in their order, each at its natural alignment. */
static void write_arguments(const struct bench_launch *launch, unsigned char *at) {
  size_t offset = 0;
  memset(at, 0, ARGUMENT_BYTES);
  for (uint32_t i = 0; i < launch->argument_count; i++) {
    const struct bench_argument *argument = &launch->arguments[i];
    switch (argument->kind) {
    case BENCH_MEMORY:
      offset = put(at, offset, &buffers[argument->memory->handle].address, sizeof(uint64_t));
      break;
    case BENCH_U64:
      offset = put(at, offset, &argument->u64, sizeof argument->u64);
      break;
    case BENCH_U32:
      offset = put(at, offset, &argument->u32, sizeof argument->u32);
      break;
    case BENCH_F32:
      offset = put(at, offset, &argument->f32, sizeof argument->f32);
      break;
    }
  }
}

int bench_enqueue(const struct bench_launch *launch) {
  uint32_t slot;
  int result = next_slot(&slot);
  if (result < 0) {
    return result;
  }
  write_arguments(launch, area->arguments[slot].bytes);
  /* No barrier bit: the engine may read packets while those in front of them run. */
  area->packets[slot] = (struct paravane_aql_kernel_dispatch){.header = {.type = PARAVANE_AQL_KERNEL_DISPATCH},
      .setup = (uint16_t)launch->dimensions,
      .workgroup_size_x = (uint16_t)launch->local[0],
      .workgroup_size_y = (uint16_t)launch->local[1],
      .workgroup_size_z = (uint16_t)launch->local[2],
      .grid_size_x = launch->global[0],
      .grid_size_y = launch->global[1],
      .grid_size_z = launch->global[2],
      .kernel_object = launch->kernel,
      .kernarg_address = area_address(&area->arguments[slot]),
      .timestamp_address = timestamp_address};
  pending++;
  return 0;
}

int bench_copy(const struct bench_memory *from, const struct bench_memory *to, size_t bytes) {
  uint32_t slot;
  int result = next_slot(&slot);
  if (result < 0) {
    return result;
  }
  struct paravane_aql_copy copy = {.header = {.type = PARAVANE_AQL_VENDOR_SPECIFIC},
      .opcode = PARAVANE_VENDOR_COPY,
      .source = buffers[from->handle].address,
      .destination = buffers[to->handle].address,
      .size_bytes = bytes};
  memcpy(&area->packets[slot], &copy, sizeof copy);
  pending++;
  return 0;
}

static int load_program(const struct guest_buffer *code, size_t bytes) {
  uint32_t slot;
  int result = next_slot(&slot);
  if (result < 0) {
    return result;
  }
  struct paravane_aql_load_program load = {.header = {.type = PARAVANE_AQL_VENDOR_SPECIFIC, .barrier = 1},
      .opcode = PARAVANE_VENDOR_LOAD_PROGRAM,
      .format = PARAVANE_CODE_OPENCL_C,
      .code_address = code->address,
      .code_size_bytes = bytes,
      .result_address = result_buffer.address,
      .result_size_bytes = RESULT_BYTES};
  memcpy(&area->packets[slot], &load, sizeof load);
  pending++;
  return bench_finish(BENCH_BLOCK);
}

int bench_build(const char *source) {
  if (!has_compiler()) {
    return 1;
  }
  struct guest_buffer code;
  size_t bytes = strlen(source);
  int result = guest_buffer_create(&guest, bytes, &code);
  if (result == 0) {
    result = guest_buffer_create(&guest, RESULT_BYTES, &result_buffer);
  }
  if (result < 0) {
    return bench_fail("program", result);
  }
  memcpy(code.memory, source, bytes);
  result = load_program(&code, bytes);
  guest_buffer_destroy(&guest, &code);
  const struct paravane_program_result *built = result_buffer.memory;
  if (result == 0 && built->status != PARAVANE_PROGRAM_BUILT) {
    fprintf(stderr, "%.*s\n", (int)built->log_bytes, (const char *)result_buffer.memory + built->log_offset);
    return bench_fail("program was not built: status", (long)built->status);
  }
  return result;
}

/* Kernels that every device has, under the name of ours that does the same with the same arguments. */
static uint64_t built_in(const char *name) {
  return guest_kernel(&guest, strcmp(name, "noop") == 0 ? "spin" : name);
}

uint64_t bench_kernel(const char *name) {
  if (!has_compiler()) {
    return built_in(name);
  }
  const struct paravane_program_result *built = result_buffer.memory;
  const struct paravane_program_kernel *kernels =
      (const void *)((const char *)result_buffer.memory + built->kernels_offset);
  for (uint32_t i = 0; i < built->kernel_count; i++) {
    if (strncmp(kernels[i].name, name, sizeof kernels[i].name) == 0) {
      return kernels[i].kernel_object;
    }
  }
  return 0;
}

static int add(size_t bytes, int shared, struct bench_memory *memory) {
  for (uint64_t i = 0; i < MOST_BUFFERS; i++) {
    if (buffers[i].bytes == 0) {
      int result =
          shared ? guest_buffer_create(&guest, bytes, &buffers[i]) : guest_local_create(&guest, bytes, &buffers[i]);
      *memory = (struct bench_memory){.handle = i, .host = buffers[i].memory, .bytes = bytes};
      return result < 0 ? bench_fail("memory", result) : 0;
    }
  }
  return bench_fail("memory", MOST_BUFFERS);
}

int bench_shared(size_t bytes, struct bench_memory *memory) {
  return add(bytes, 1, memory);
}

int bench_local(size_t bytes, struct bench_memory *memory) {
  return add(bytes, 0, memory);
}

void bench_free(struct bench_memory *memory) {
  if (memory->bytes) {
    bench_finish(BENCH_BLOCK);
    guest_buffer_destroy(&guest, &buffers[memory->handle]);
    memset(memory, 0, sizeof *memory);
  }
}

/* The same pages on both sides: nothing to do. */
int bench_sync_to_host(struct bench_memory *memory) {
  (void)memory;
  return 0;
}

int bench_sync_to_device(struct bench_memory *memory) {
  (void)memory;
  return 0;
}

int bench_run(const struct bench_launch *launch, enum bench_wait wait) {
  int result = bench_enqueue(launch);
  return result < 0 ? result : bench_finish(wait);
}

/* One launch with its times; the engine's as its own clock has them. */
static int trace(const struct bench_launch *launch, enum bench_wait wait, struct bench_hops *hops) {
  timestamp_address = area_address(area->timestamps);
  hops->begin = bench_nanos();
  int result = bench_enqueue(launch);
  int signalled = ask_for_signal(wait);
  hops->submit = bench_nanos();
  if (result == 0) {
    result = bench_flush();
  }
  hops->submitted = bench_nanos();
  if (result == 0 && signalled) {
    spin_for_signal();
  } else if (result == 0) {
    result = bench_finish(wait);
  }
  hops->seen = bench_nanos();
  timestamp_address = 0;
  hops->engine_begin = area->timestamps[0];
  hops->engine_end = area->timestamps[1];
  return result;
}

/*
 * How far the engine's clock is ahead of ours. No launch begins before it is submitted or is seen before it has ended; of many
 * launches the tightest bounds count, and the truth lies between them.
 */
static int calibrate(const struct bench_launch *launch) {
  int64_t least = INT64_MIN, most = INT64_MAX;
  for (int i = 0; i < CALIBRATIONS; i++) {
    struct bench_hops hops;
    int result = trace(launch, BENCH_SPIN, &hops);
    if (result < 0) {
      return result;
    }
    int64_t lower = (int64_t)(hops.engine_end - hops.seen), upper = (int64_t)(hops.engine_begin - hops.submit);
    least = lower > least ? lower : least;
    most = upper < most ? upper : most;
  }
  clock_ahead = (uint64_t)(least + (most - least) / 2);
  return 0;
}

int bench_trace(const struct bench_launch *launch, enum bench_wait wait, struct bench_hops *hops) {
  if (clock_ahead == 0 && calibrate(launch) < 0) {
    return -1;
  }
  int result = trace(launch, wait, hops);
  hops->engine_begin -= clock_ahead;
  hops->engine_end -= clock_ahead;
  return result;
}

void bench_close(void) {
  guest_close(&guest);
}
