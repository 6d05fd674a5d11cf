/*
 * Much memory, written by the program, copied by the engine, read by the program: no server copies a byte of it.
 *   large NODE ROOT [MIB]
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "world.h"

#define MIB (1ull << 20)
#define DEFAULT_MIB 64
#define PART (16 * MIB) /* of a packet: one that takes longer than the packet timeout is a fault, many are not */

/* The attribute that counts what the server copied for its callers. */
static long long copied_bytes(void) {
  char path[4096], text[64] = {0};
  const char *name = strrchr(check_node(), '/');
  CHECK(name != NULL && check_word(0) != NULL);
  snprintf(path, sizeof path, "%s/sys/class/accel%s/usage/copied_bytes", check_word(0), name);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  CHECK_SYSTEM(fd);
  CHECK(read(fd, text, sizeof text - 1) > 0);
  close_file(fd);
  return atoll(text);
}

static void memory_is_shared_and_not_copied(void) {
  uint64_t bytes = (check_word(1) ? strtoull(check_word(1), NULL, 10) : DEFAULT_MIB) * MIB;
  struct world world = open_world();
  long long before = copied_bytes();
  struct memory source = create_memory(&world, bytes);
  struct memory target = create_memory(&world, bytes);
  struct memory packets = create_memory(&world, (bytes / PART + 1) * sizeof(struct paravane_aql_copy));
  uint64_t *written = map_memory(&world, &source);
  uint64_t *result = map_memory(&world, &target);
  struct paravane_aql_copy *packet = map_memory(&world, &packets);
  int64_t begin = check_millis();
  for (uint64_t i = 0; i < bytes / sizeof *written; i++) {
    written[i] = i * 0x9e3779b97f4a7c15u;
  }
  int64_t filled = check_millis();
  uint32_t count = 0;
  for (uint64_t at = 0; at < bytes; at += PART) {
    packet[count++] = (struct paravane_aql_copy){.opcode = PARAVANE_VENDOR_COPY,
        .source = source.address + at,
        .destination = target.address + at,
        .size_bytes = bytes - at < PART ? bytes - at : PART};
  }
  struct d3dkmt_submitcommandtohwqueue submit = {.hwqueue = world.queue,
      .hwqueue_progress_fence_id = 1,
      .command_buffer = packets.address,
      .command_length = count * (uint32_t)sizeof *packet};
  CHECK_EQ(call(world.fd, LX_DXSUBMITCOMMANDTOHWQUEUE, &submit), 0);
  CHECK_EQ(wait_fence(&world, world.progress_fence, 1), 0);
  struct d3dkmt_getdevicestate state = {.device = world.device, .state_type = D3DKMT_DEVICESTATE_EXECUTION};
  CHECK_EQ(call(world.fd, LX_DXGETDEVICESTATE, &state), 0);
  CHECK_EQ(state.execution_state, D3DKMT_DEVICEEXECUTION_ACTIVE);
  int64_t done = check_millis();
  CHECK(memcmp(written, result, bytes) == 0);
  CHECK_EQ(copied_bytes(), before);
  printf("  %llu MiB: written in %lld ms, copied by the engine in %lld ms, compared in %lld ms\n",
      (unsigned long long)(bytes / MIB), (long long)(filled - begin), (long long)(done - filled),
      (long long)(check_millis() - done));
}

static const struct check_case cases[] = {CASE(memory_is_shared_and_not_copied)};

CHECK_MAIN(cases)
