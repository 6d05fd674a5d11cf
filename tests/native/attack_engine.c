/*
 * What a guest can do wrong on a real engine, again and again: each time it gets the documented reason, and goes on with a new queue.
 *
 *   attack_engine NODE WAY ROUNDS      WAY is builds, arguments, wild, endless or barrier
 *
 * Prints {"rounds":…,"problems":[…]}. Exit status: 0 when each round went as documented, 1 otherwise, 2 when something was refused that is
 * allowed.
 */
#include "paravane.h"

enum { ITEMS = 1024, GROUP = 64 };

static const char *const SOURCE =
    "kernel void add(global int *data, int what) { data[get_global_id(0)] += what; }\n"
    "kernel void wild(global int *data, ulong far) { data[far + get_global_id(0)] = 1; }\n"
    "kernel void endless(global volatile int *data) { while (data[0] == 0) { } }\n"
    "kernel __attribute__((reqd_work_group_size(32, 1, 1))) void fixed(global int *data) { data[get_global_id(0)] = 1; }\n"
    "kernel void scratch(global int *data, local int *own) { own[get_local_id(0)] = 1; data[0] = own[0]; }\n";

static struct pv_device device;
static struct pv_program program;
static struct pv_kernel add, wild, endless, fixed, scratch;
static struct pv_buffer data;
static uint64_t read_only; /* address of the same memory without the right to write */
static int problems;

static void must(int result) {
  if (result < 0) {
    fprintf(stderr, "attack_engine: %s\n", device.error);
    exit(2);
  }
}

static void problem(const char *name, const char *what) {
  if (problems < 20) {
    fprintf(stderr, "attack_engine: %s: %s\n", name, what);
  }
  problems++;
}

/* A packet that an honest library would not write. */
struct bad_packet {
  const char *name;
  const char *reason;  /* what the fault has to say */
  void (*spoil)(struct pv_queue *queue, struct paravane_aql_kernel_dispatch *packet, unsigned char *arguments);
};

static void put64(unsigned char *at, uint64_t value) {
  memcpy(at, &value, sizeof value);
}

#define SPOIL(name) \
  static void name(struct pv_queue *queue, struct paravane_aql_kernel_dispatch *packet, unsigned char *arguments)
#define UNUSED (void)queue, (void)packet, (void)arguments

SPOIL(group_too_large) { UNUSED; packet->workgroup_size_x = 32768; packet->grid_size_x = 32768; }
SPOIL(group_does_not_divide) { UNUSED; packet->grid_size_x = ITEMS - 1; }
SPOIL(group_empty) { UNUSED; packet->workgroup_size_x = 0; }
SPOIL(grid_empty) { UNUSED; packet->grid_size_y = 0; }
SPOIL(no_dimensions) { UNUSED; packet->setup = 0; }
SPOIL(group_not_required) { UNUSED; packet->kernel_object = fixed.object; }
SPOIL(unknown_kernel) { UNUSED; packet->kernel_object = 0x1; }
SPOIL(kernarg_misaligned) { UNUSED; packet->kernarg_address += 4; }
SPOIL(kernarg_nowhere) { UNUSED; packet->kernarg_address = 0x7f0000000000u; }
SPOIL(signal_misaligned) { UNUSED; packet->completion_signal = data.address + 4; }
SPOIL(signal_read_only) { UNUSED; packet->completion_signal = read_only; }
SPOIL(times_nowhere) { UNUSED; packet->timestamp_address = 0x7f0000000000u; }
SPOIL(pointer_nowhere) { UNUSED; put64(arguments, 0x7f0000000000u); }
SPOIL(pointer_beyond) { UNUSED; put64(arguments, data.address + (1u << 30)); }
SPOIL(pointer_noncanonical) { UNUSED; put64(arguments, 0xffff800000000000u); }
SPOIL(target_read_only) { UNUSED; put64(arguments, read_only); }
SPOIL(local_too_large) { UNUSED; packet->kernel_object = scratch.object; put64(arguments + 8, 1u << 30); }
SPOIL(local_empty) { UNUSED; packet->kernel_object = scratch.object; put64(arguments + 8, 0); }
SPOIL(unknown_type) { UNUSED; packet->header.type = 77; }
SPOIL(unknown_opcode) { UNUSED; packet->header.type = PARAVANE_AQL_VENDOR_SPECIFIC; packet->setup = 99; }

SPOIL(copy_nowhere) {
  UNUSED;
  struct paravane_aql_copy *copy = (struct paravane_aql_copy *)(void *)packet;
  memset(packet, 0, sizeof *packet);
  copy->opcode = PARAVANE_VENDOR_COPY;
  copy->source = data.address;
  copy->destination = 0x7f0000000000u;
  copy->size_bytes = 4096;
}

static struct paravane_aql_load_program *load(struct paravane_aql_kernel_dispatch *packet) {
  struct paravane_aql_load_program *one = (struct paravane_aql_load_program *)(void *)packet;
  memset(packet, 0, sizeof *packet);
  one->opcode = PARAVANE_VENDOR_LOAD_PROGRAM;
  one->format = PARAVANE_CODE_OPENCL_C;
  one->code_address = data.address;
  one->code_size_bytes = 64;
  one->result_address = data.address;
  one->result_size_bytes = 4096;
  return one;
}

SPOIL(code_lies_about_its_size) { UNUSED; load(packet)->code_size_bytes = 7u << 19; }
SPOIL(result_too_small) { UNUSED; load(packet)->result_size_bytes = 8; }

SPOIL(unload_unknown) {
  UNUSED;
  struct paravane_aql_unload_program *unload = (struct paravane_aql_unload_program *)(void *)packet;
  memset(packet, 0, sizeof *packet);
  unload->opcode = PARAVANE_VENDOR_UNLOAD_PROGRAM;
  unload->program = 4711;
}

#define BAD(name, reason) {#name, reason, name}
static const struct bad_packet BAD_PACKETS[] = {
    BAD(group_too_large, "work-group too large"),
    BAD(group_does_not_divide, "grid is no multiple of the work-group"),
    BAD(group_empty, "empty work-group or grid"),
    BAD(grid_empty, "empty work-group or grid"),
    BAD(no_dimensions, "dimensions=0"),
    BAD(group_not_required, "not the required work-group"),
    BAD(unknown_kernel, "bad kernel: "),
    BAD(kernarg_misaligned, "misaligned kernarg address"),
    BAD(kernarg_nowhere, "page fault: "),
    BAD(signal_misaligned, "misaligned completion signal"),
    BAD(signal_read_only, "cause=no right"),
    BAD(times_nowhere, "cause=not mapped"),
    BAD(pointer_nowhere, "cause=not mapped"),
    BAD(pointer_beyond, "cause=not mapped"),
    BAD(pointer_noncanonical, "cause=outside the address space"),
    BAD(target_read_only, "cause=no right"),
    BAD(local_too_large, "local memory="),
    BAD(local_empty, "local memory=0"),
    BAD(unknown_type, "type=77"),
    BAD(unknown_opcode, "opcode=99"),
    BAD(copy_nowhere, "cause=not mapped"),
    BAD(code_lies_about_its_size, "page fault: "),
    BAD(result_too_small, "program result too small"),
    BAD(unload_unknown, "unknown program"),
};
enum { BAD_COUNT = sizeof BAD_PACKETS / sizeof BAD_PACKETS[0] };

/* Maps the memory of the data once more, without the right to write. */
static void map_read_only(void) {
  struct d3dddi_mapgpuvirtualaddress map;
  memset(&map, 0, sizeof map);
  map.paging_queue = device.paging_queue;
  map.allocation = data.allocation;
  map.size_in_pages = data.bytes / PARAVANE_PAGE_BYTES;
  int result = PV_CALL(&device, LX_DXMAPGPUVIRTUALADDRESS, &map);
  must(pv_paged(&device, result, map.paging_fence_value));
  read_only = map.virtual_address;
}

static void start(const char *node) {
  must(pv_open(&device, node));
  must(pv_program_build(&device, SOURCE, NULL, &program));
  must(pv_kernel(&device, &program, "add", &add));
  must(pv_kernel(&device, &program, "wild", &wild));
  must(pv_kernel(&device, &program, "endless", &endless));
  must(pv_kernel(&device, &program, "fixed", &fixed));
  must(pv_kernel(&device, &program, "scratch", &scratch));
  must(pv_buffer_create(&device, 1u << 20, &data));
  map_read_only();
}

/* A new queue computes, whatever happened before. */
static void still_computes(const char *after) {
  static struct pv_args args;
  struct pv_queue queue;
  int *words = data.memory;
  must(pv_queue_create(&device, 0, &queue));
  memset(data.memory, 0, ITEMS * sizeof(int));
  pv_args_init(&args, &add);
  pv_arg_buffer(&args, &data);
  pv_arg_u32(&args, 5);
  must(pv_dispatch(&queue, &add, pv_grid_1d(ITEMS, GROUP), &args));
  if (pv_finish(&queue) != 0) {
    problem(after, device.error);
  }
  for (int i = 0; i < ITEMS; i++) {
    if (words[i] != 5) {
      problem(after, "the next launch computes something else");
      break;
    }
  }
  pv_queue_destroy(&queue);
}

static void expect_loss(const char *name, struct pv_queue *queue, const char *reason, const char *or_reason) {
  int result = pv_finish(queue);
  if (result != -ECANCELED) {
    problem(name, result == 0 ? "nothing was lost" : device.error);
  } else if (!strstr(device.error, reason) && !(or_reason && strstr(device.error, or_reason))) {
    problem(name, device.error);
  }
  pv_queue_destroy(queue);
}

static void bad_packet(const struct bad_packet *bad) {
  struct pv_queue queue;
  int result;
  must(pv_queue_create(&device, 0, &queue));
  struct paravane_aql_kernel_dispatch *packet = pv_packet(&queue, PARAVANE_AQL_KERNEL_DISPATCH, &result);
  must(result);
  unsigned char *arguments = pv_ring_at(&queue, pv_kernarg_offset(&queue, queue.written));
  packet->setup = 1;
  packet->workgroup_size_x = GROUP;
  packet->workgroup_size_y = packet->workgroup_size_z = 1;
  packet->grid_size_x = ITEMS;
  packet->grid_size_y = packet->grid_size_z = 1;
  packet->kernel_object = add.object;
  packet->kernarg_address = queue.ring.address + pv_kernarg_offset(&queue, queue.written);
  put64(arguments, data.address);
  put64(arguments + 8, 1);
  bad->spoil(&queue, packet, arguments);
  queue.written++;
  /* The library puts the signal of its books into the last packet: not into ours. */
  must(pv_fill(&queue, data.address, 4, 0));
  expect_loss(bad->name, &queue, bad->reason, NULL);
}

static void build(int round) {
  char source[256], name[64];
  struct pv_program broken;
  snprintf(name, sizeof name, "nothere%d_%d", (int)getpid(), round);
  snprintf(source, sizeof source, "kernel void broken(global int *x) { x[0] = %s; }", name);
  int result = pv_program_build(&device, source, round % 2 ? "-Werror" : NULL, &broken);
  if (result != -ENOEXEC) {
    problem("build", result == 0 ? "it was built" : device.error);
  } else if (!broken.log || !strstr(broken.log, name)) {
    problem("build", "the log does not name what is wrong");
  }
  pv_program_destroy(&device, &broken);
}

/* Code longer than any may be is given to no compiler. */
static void oversized_build(void) {
  size_t bytes = device.info.code_limit_bytes + 1;
  char *source = malloc(bytes + 1);
  struct pv_program broken;
  if (!source) {
    problem("oversized build", "no memory");
    return;
  }
  memset(source, ' ', bytes);
  source[bytes] = 0;
  int result = pv_program_build(&device, source, NULL, &broken);
  if (result != -EOPNOTSUPP || !broken.log || !strstr(broken.log, "bad code size")) {
    problem("oversized build", result == 0 ? "it was built" : device.error);
  }
  pv_program_destroy(&device, &broken);
  free(source);
}

static void out_of_bounds(int round) {
  static struct pv_args args;
  struct pv_queue queue;
  must(pv_queue_create(&device, 0, &queue));
  pv_args_init(&args, &wild);
  pv_arg_buffer(&args, &data);
  pv_arg_u64(&args, (uint64_t)(1 + round % 3) << 44); /* that is no address of anybody */
  must(pv_dispatch(&queue, &wild, pv_grid_1d(ITEMS, GROUP), &args));
  expect_loss("out of bounds", &queue, "kernel fault: ", NULL);
}

static void without_end(void) {
  static struct pv_args args;
  struct pv_queue queue;
  must(pv_queue_create(&device, 0, &queue));
  memset(data.memory, 0, ITEMS * sizeof(int));
  pv_args_init(&args, &endless);
  pv_arg_buffer(&args, &data);
  must(pv_dispatch(&queue, &endless, pv_grid_1d(ITEMS, GROUP), &args));
  expect_loss("endless", &queue, "timeout: ", NULL);
}

static void never_satisfied(void) {
  struct pv_queue queue;
  int result;
  must(pv_queue_create(&device, 0, &queue));
  struct paravane_aql_barrier_and *packet = pv_packet(&queue, PARAVANE_AQL_BARRIER_AND, &result);
  must(result);
  *(uint64_t *)data.memory = 1;
  packet->dependency_signals[0] = data.address;
  queue.written++;
  expect_loss("barrier", &queue, "timeout: ", NULL);
}

static int attack(const char *way, int round) {
  if (strcmp(way, "builds") == 0) {
    build(round);
    oversized_build();
  } else if (strcmp(way, "arguments") == 0) {
    for (int i = 0; i < BAD_COUNT; i++) {
      bad_packet(&BAD_PACKETS[i]);
    }
  } else if (strcmp(way, "wild") == 0) {
    out_of_bounds(round);
  } else if (strcmp(way, "endless") == 0) {
    without_end();
  } else if (strcmp(way, "barrier") == 0) {
    never_satisfied();
  } else {
    return 64;
  }
  still_computes(way);
  return 0;
}

int main(int count, char **words) {
  if (count != 4) {
    fprintf(stderr, "usage: attack_engine NODE builds|arguments|wild|endless|barrier ROUNDS\n");
    return 64;
  }
  int rounds = atoi(words[3]);
  uint64_t begin = pv_nanos();
  start(words[1]);
  for (int i = 0; i < rounds; i++) {
    int status = attack(words[2], i);
    if (status != 0) {
      fprintf(stderr, "attack_engine: no such way: %s\n", words[2]);
      return status;
    }
  }
  pv_close(&device);
  printf("{\"rounds\":%d,\"problems\":%d,\"nanos\":%llu}\n", rounds, problems, (unsigned long long)(pv_nanos() - begin));
  return problems ? 1 : 0;
}
