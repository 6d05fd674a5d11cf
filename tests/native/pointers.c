/*
 * Pointers behind pointers. Each row of the table is one pointer of one ioctl, at whatever depth: it is given every kind of bad address,
 * which is EFAULT and leaves nothing behind, and then good ones at the edge of what is mapped.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "world.h"

#define PAGE ((size_t)PARAVANE_PAGE_BYTES)
#define ROOM 512 /* bytes: more than any row's */

/* What a call does with the memory. */
enum way { READS, WRITES, CHANGES };

struct probe {
  const char *name;
  enum way way;
  size_t bytes;
  void (*fill)(const struct world *world, void *content);
  int (*issue)(const struct world *world, uint64_t address);
};

static struct memory target; /* an allocation that calls may name */

/* Three pages in a row: to read and write, to read, and none. */
static struct {
  char *writable;
  char *readable;
  char *nothing;
} pages;

static void map_pages(void) {
  char *start = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK_SYSTEM((intptr_t)start);
  pages.writable = start;
  pages.readable = start + PAGE;
  pages.nothing = start + 2 * PAGE;
  CHECK_SYSTEM(mprotect(pages.readable, PAGE, PROT_READ));
  CHECK_SYSTEM(munmap(pages.nothing, PAGE));
}

/* Contents. */

static void fill_zero(const struct world *world, void *content) {
  (void)world;
  memset(content, 0, ROOM);
}

static void fill_allocation(const struct world *world, void *content) {
  (void)world;
  memcpy(content, &target.allocation, sizeof target.allocation);
}

static void fill_new_allocation(const struct world *world, void *content) {
  struct memory made;
  CHECK_EQ(allocate(world, PAGE, &made), 0);
  memcpy(content, &made.allocation, sizeof made.allocation);
}

static void fill_fence(const struct world *world, void *content) {
  memcpy(content, &world->fence, sizeof world->fence);
}

static void fill_queue(const struct world *world, void *content) {
  memcpy(content, &world->queue, sizeof world->queue);
}

static struct paravane_allocation_description small(void) {
  return (struct paravane_allocation_description){.magic = PARAVANE_ALLOCATION_MAGIC,
      .version = PARAVANE_ALLOCATION_VERSION,
      .size_bytes = PAGE,
      .cpu_visible = 1,
      .segment = PARAVANE_SEGMENT_NON_LOCAL};
}

static struct paravane_allocation_description description;

static void fill_description(const struct world *world, void *content) {
  (void)world;
  description = small();
  memcpy(content, &description, sizeof description);
}

static void fill_info(const struct world *world, void *content) {
  (void)world;
  description = small();
  struct d3dddi_allocationinfo2 info = {
      .priv_drv_data = pointer(&description), .priv_drv_data_size = sizeof description};
  memcpy(content, &info, sizeof info);
}

static void fill_heap(const struct world *world, void *content) {
  (void)world;
  struct d3dkmt_createstandardallocation heap = {
      .type = D3DKMT_STANDARDALLOCATIONTYPE_CROSSADAPTER, .existing_heap_data.size = PAGE};
  memcpy(content, &heap, sizeof heap);
}

/* Calls. What one makes, it destroys. */

static int enumerate(const struct world *world, uint64_t address) {
  struct d3dkmt_enumadapters3 args = {
      .filter.include_compute_only = 1, .adapter_count = 1, .adapters = address};
  return call(world->fd, LX_DXENUMADAPTERS3, &args);
}

static int query(const struct world *world, uint64_t address) {
  struct d3dkmt_queryadapterinfo args = {.adapter = world->adapter,
      .type = KMTQAITYPE_ADAPTERTYPE,
      .private_data = address,
      .private_data_size = sizeof(struct d3dkmt_adaptertype)};
  return call(world->fd, LX_DXQUERYADAPTERINFO, &args);
}

static int make_context(const struct world *world, uint64_t address) {
  struct d3dkmt_createcontextvirtual args = {
      .device = world->device, .priv_drv_data = address, .priv_drv_data_size = 64};
  int result = call(world->fd, LX_DXCREATECONTEXTVIRTUAL, &args);
  return result < 0 ? result : call(world->fd, LX_DXDESTROYCONTEXT, &args.context);
}

static int make_queue(const struct world *world, uint64_t address) {
  struct d3dkmt_createhwqueue args = {
      .context = world->queue_context, .priv_drv_data = address, .priv_drv_data_size = 64};
  int result = call(world->fd, LX_DXCREATEHWQUEUE, &args);
  return result < 0 ? result : call(world->fd, LX_DXDESTROYHWQUEUE, &args.queue);
}

/* Makes allocations; those that were made are destroyed again. */
static int make(const struct world *world, struct d3dkmt_createallocation args, struct d3dddi_allocationinfo2 *infos,
    uint32_t count) {
  args.device = world->device;
  args.alloc_count = count;
  args.allocation_info = pointer(infos);
  int result = call(world->fd, LX_DXCREATEALLOCATION, &args);
  for (uint32_t i = 0; result == 0 && i < count; i++) {
    CHECK_EQ(destroy_allocation(world, infos[i].allocation), 0);
  }
  return result;
}

static int make_by_infos(const struct world *world, uint64_t address) {
  struct d3dkmt_createallocation args = {.device = world->device, .alloc_count = 1, .allocation_info = address};
  int result = call(world->fd, LX_DXCREATEALLOCATION, &args);
  if (result == 0) {
    const struct d3dddi_allocationinfo2 *info = (const void *)(uintptr_t)address;
    result = destroy_allocation(world, info->allocation);
  }
  return result;
}

static int make_by_description(const struct world *world, uint64_t address) {
  struct d3dddi_allocationinfo2 info = {.priv_drv_data = address, .priv_drv_data_size = sizeof description};
  return make(world, (struct d3dkmt_createallocation){0}, &info, 1);
}

/* The last of three: those before it must be undone. */
static int make_by_third_description(const struct world *world, uint64_t address) {
  struct paravane_allocation_description first = small(), second = small();
  struct d3dddi_allocationinfo2 infos[3] = {
      {.priv_drv_data = pointer(&first), .priv_drv_data_size = sizeof first},
      {.priv_drv_data = pointer(&second), .priv_drv_data_size = sizeof second},
      {.priv_drv_data = address, .priv_drv_data_size = sizeof description}};
  return make(world, (struct d3dkmt_createallocation){0}, infos, 3);
}

static int make_with_runtime_data(const struct world *world, uint64_t address) {
  struct paravane_allocation_description own = small();
  struct d3dddi_allocationinfo2 info = {.priv_drv_data = pointer(&own), .priv_drv_data_size = sizeof own};
  return make(world,
      (struct d3dkmt_createallocation){.private_runtime_data = address, .private_runtime_data_size = 64}, &info, 1);
}

static int make_with_driver_data(const struct world *world, uint64_t address) {
  struct paravane_allocation_description own = small();
  struct d3dddi_allocationinfo2 info = {.priv_drv_data = pointer(&own), .priv_drv_data_size = sizeof own};
  return make(world, (struct d3dkmt_createallocation){.priv_drv_data = address, .priv_drv_data_size = 64}, &info, 1);
}

static int make_heap(const struct world *world, uint64_t address) {
  struct d3dddi_allocationinfo2 info = {0};
  return make(world,
      (struct d3dkmt_createallocation){.flags.standard_allocation = 1, .standard_allocation = address}, &info, 1);
}

static int destroy_list(const struct world *world, uint64_t address) {
  struct d3dkmt_destroyallocation2 args = {.device = world->device, .allocations = address, .alloc_count = 1};
  return call(world->fd, LX_DXDESTROYALLOCATION2, &args);
}

static int make_resident(const struct world *world, uint64_t address) {
  struct d3dddi_makeresident args = {
      .paging_queue = world->paging_queue, .alloc_count = 1, .allocation_list = address};
  int result = call(world->fd, LX_DXMAKERESIDENT, &args);
  return result < 0 ? result : 0;
}

static int evict(const struct world *world, uint64_t address) {
  struct d3dkmt_evict args = {.device = world->device, .alloc_count = 1, .allocations = address};
  return call(world->fd, LX_DXEVICT, &args);
}

/* Null rendering: accepted, and nothing is executed. */
static struct d3dkmt_submitcommand submission(const struct world *world) {
  struct d3dkmt_submitcommand args = {.command_buffer = target.address,
      .command_length = 64,
      .flags.null_rendering = 1,
      .broadcast_context_count = 1};
  args.broadcast_context[0] = world->context;
  return args;
}

static int submit_with_data(const struct world *world, uint64_t address) {
  struct d3dkmt_submitcommand args = submission(world);
  args.priv_drv_data = address;
  args.priv_drv_data_size = 64;
  return call(world->fd, LX_DXSUBMITCOMMAND, &args);
}

static int submit_with_history(const struct world *world, uint64_t address) {
  struct d3dkmt_submitcommand args = submission(world);
  args.history_buffer_array = address;
  args.num_history_buffers = 1;
  return call(world->fd, LX_DXSUBMITCOMMAND, &args);
}

static int signal_objects(const struct world *world, uint64_t address) {
  uint64_t value = 0;
  struct d3dkmt_signalsynchronizationobjectfromcpu args = {
      .device = world->device, .object_count = 1, .objects = address, .fence_values = pointer(&value)};
  return call(world->fd, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMCPU, &args);
}

static int signal_values(const struct world *world, uint64_t address) {
  struct d3dkmt_signalsynchronizationobjectfromcpu args = {
      .device = world->device, .object_count = 1, .objects = pointer(&world->fence), .fence_values = address};
  return call(world->fd, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMCPU, &args);
}

static int gpu_signal_objects(const struct world *world, uint64_t address) {
  uint64_t value = 0;
  struct d3dkmt_signalsynchronizationobjectfromgpu args = {
      .context = world->context, .object_count = 1, .objects = address, .monitored_fence_values = pointer(&value)};
  return call(world->fd, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMGPU, &args);
}

static int gpu_signal_values(const struct world *world, uint64_t address) {
  struct d3dkmt_signalsynchronizationobjectfromgpu args = {.context = world->context,
      .object_count = 1,
      .objects = pointer(&world->fence),
      .monitored_fence_values = address};
  return call(world->fd, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMGPU, &args);
}

static int gpu_wait_objects(const struct world *world, uint64_t address) {
  uint64_t value = 0;
  struct d3dkmt_waitforsynchronizationobjectfromgpu args = {
      .context = world->context, .object_count = 1, .objects = address, .monitored_fence_values = pointer(&value)};
  return call(world->fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMGPU, &args);
}

static int gpu_wait_values(const struct world *world, uint64_t address) {
  struct d3dkmt_waitforsynchronizationobjectfromgpu args = {.context = world->context,
      .object_count = 1,
      .objects = pointer(&world->fence),
      .monitored_fence_values = address};
  return call(world->fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMGPU, &args);
}

static int cpu_wait_objects(const struct world *world, uint64_t address) {
  uint64_t value = 0;
  struct d3dkmt_waitforsynchronizationobjectfromcpu args = {
      .device = world->device, .object_count = 1, .objects = address, .fence_values = pointer(&value)};
  return call(world->fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, &args);
}

static int cpu_wait_values(const struct world *world, uint64_t address) {
  struct d3dkmt_waitforsynchronizationobjectfromcpu args = {
      .device = world->device, .object_count = 1, .objects = pointer(&world->fence), .fence_values = address};
  return call(world->fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, &args);
}

static int queue_signal(const struct world *world, uint64_t queues, uint64_t objects, uint64_t values) {
  struct d3dkmt_submitsignalsyncobjectstohwqueue args = {
      .hwqueue_count = 1, .hwqueues = queues, .object_count = 1, .objects = objects, .fence_values = values};
  return call(world->fd, LX_DXSUBMITSIGNALSYNCOBJECTSTOHWQUEUE, &args);
}

static const uint64_t zero_value;

static int queue_signal_queues(const struct world *world, uint64_t address) {
  return queue_signal(world, address, pointer(&world->fence), pointer(&zero_value));
}

static int queue_signal_objects(const struct world *world, uint64_t address) {
  return queue_signal(world, pointer(&world->queue), address, pointer(&zero_value));
}

static int queue_signal_values(const struct world *world, uint64_t address) {
  return queue_signal(world, pointer(&world->queue), pointer(&world->fence), address);
}

static int queue_wait(const struct world *world, uint64_t objects, uint64_t values) {
  struct d3dkmt_submitwaitforsyncobjectstohwqueue args = {
      .hwqueue = world->queue, .object_count = 1, .objects = objects, .fence_values = values};
  return call(world->fd, LX_DXSUBMITWAITFORSYNCOBJECTSTOHWQUEUE, &args);
}

static int queue_wait_objects(const struct world *world, uint64_t address) {
  return queue_wait(world, address, pointer(&zero_value));
}

static int queue_wait_values(const struct world *world, uint64_t address) {
  return queue_wait(world, pointer(&world->fence), address);
}

static const struct probe probes[] = {
    {"ENUMADAPTERS3.adapters", WRITES, sizeof(struct d3dkmt_adapterinfo), fill_zero, enumerate},
    {"QUERYADAPTERINFO.private_data", CHANGES, sizeof(struct d3dkmt_adaptertype), fill_zero, query},
    {"CREATECONTEXTVIRTUAL.priv_drv_data", CHANGES, 64, fill_zero, make_context},
    {"CREATEHWQUEUE.priv_drv_data", CHANGES, 64, fill_zero, make_queue},
    {"CREATEALLOCATION.allocation_info", CHANGES, sizeof(struct d3dddi_allocationinfo2), fill_info, make_by_infos},
    {"CREATEALLOCATION.allocation_info[0].priv_drv_data", CHANGES, sizeof description, fill_description,
        make_by_description},
    {"CREATEALLOCATION.allocation_info[2].priv_drv_data", CHANGES, sizeof description, fill_description,
        make_by_third_description},
    {"CREATEALLOCATION.private_runtime_data", READS, 64, fill_zero, make_with_runtime_data},
    {"CREATEALLOCATION.priv_drv_data", READS, 64, fill_zero, make_with_driver_data},
    {"CREATEALLOCATION.standard_allocation", READS, sizeof(struct d3dkmt_createstandardallocation), fill_heap,
        make_heap},
    {"DESTROYALLOCATION2.allocations", READS, 4, fill_new_allocation, destroy_list},
    {"MAKERESIDENT.allocation_list", READS, 4, fill_allocation, make_resident},
    {"EVICT.allocations", READS, 4, fill_allocation, evict},
    {"SUBMITCOMMAND.priv_drv_data", READS, 64, fill_zero, submit_with_data},
    {"SUBMITCOMMAND.history_buffer_array", READS, 4, fill_allocation, submit_with_history},
    {"SIGNALSYNCHRONIZATIONOBJECTFROMCPU.objects", READS, 4, fill_fence, signal_objects},
    {"SIGNALSYNCHRONIZATIONOBJECTFROMCPU.fence_values", READS, 8, fill_zero, signal_values},
    {"SIGNALSYNCHRONIZATIONOBJECTFROMGPU.objects", READS, 4, fill_fence, gpu_signal_objects},
    {"SIGNALSYNCHRONIZATIONOBJECTFROMGPU.monitored_fence_values", READS, 8, fill_zero, gpu_signal_values},
    {"WAITFORSYNCHRONIZATIONOBJECTFROMGPU.objects", READS, 4, fill_fence, gpu_wait_objects},
    {"WAITFORSYNCHRONIZATIONOBJECTFROMGPU.monitored_fence_values", READS, 8, fill_zero, gpu_wait_values},
    {"WAITFORSYNCHRONIZATIONOBJECTFROMCPU.objects", READS, 4, fill_fence, cpu_wait_objects},
    {"WAITFORSYNCHRONIZATIONOBJECTFROMCPU.fence_values", READS, 8, fill_zero, cpu_wait_values},
    {"SUBMITSIGNALSYNCOBJECTSTOHWQUEUE.hwqueues", READS, 4, fill_queue, queue_signal_queues},
    {"SUBMITSIGNALSYNCOBJECTSTOHWQUEUE.objects", READS, 4, fill_fence, queue_signal_objects},
    {"SUBMITSIGNALSYNCOBJECTSTOHWQUEUE.fence_values", READS, 8, fill_zero, queue_signal_values},
    {"SUBMITWAITFORSYNCOBJECTSTOHWQUEUE.objects", READS, 4, fill_fence, queue_wait_objects},
    {"SUBMITWAITFORSYNCOBJECTSTOHWQUEUE.fence_values", READS, 8, fill_zero, queue_wait_values},
};

/* What was made before a call failed is gone. */
static void expect_usage(const struct world *world, const struct probe *probe, uint64_t expected) {
  uint64_t usage = settled_usage(world, expected);
  if (usage != expected) {
    check_fail(__FILE__, __LINE__, "%s left memory in use: %llu bytes instead of %llu", probe->name,
        (unsigned long long)usage, (unsigned long long)expected);
  }
}

static void expect(const struct probe *probe, const char *where, int result, int expected) {
  if (result != expected) {
    check_fail(__FILE__, __LINE__, "%s at %s: expected %d, got %d", probe->name, where, expected, result);
  }
}

/* Puts the content where it just fits before something else, and issues the call with it there. */
static int issue_before(const struct world *world, const struct probe *probe, char *edge, size_t over) {
  char content[ROOM];
  char *at = edge - probe->bytes + over;
  memset(content, 0, sizeof content);
  probe->fill(world, content);
  int sealed = at >= pages.readable;
  if (sealed) {
    CHECK_SYSTEM(mprotect(pages.readable, PAGE, PROT_READ | PROT_WRITE));
  }
  memcpy(at, content, probe->bytes - over);
  if (sealed) {
    CHECK_SYSTEM(mprotect(pages.readable, PAGE, PROT_READ));
  }
  return probe->issue(world, pointer(at));
}

static void bad_addresses_are_efault(void) {
  struct world world = open_world();
  map_pages();
  target = create_memory(&world, PAGE);
  uint64_t before = memory_usage(&world);
  const struct {
    const char *name;
    uint64_t address;
  } bad[] = {{"8", 8}, {"an unmapped page", pointer(pages.nothing)}, {"the first of the kernel", 1ull << 63},
      {"a kernel address", 0xffff888000001000ull}, {"no canonical address", 0x0001000000000000ull},
      {"the last page", UINT64_MAX - PAGE + 1}, {"the last byte", UINT64_MAX},
      {"the end of user space", 0x00007ffffffff000ull}};
  for (size_t i = 0; i < sizeof probes / sizeof probes[0]; i++) {
    for (size_t j = 0; j < sizeof bad / sizeof bad[0]; j++) {
      expect(&probes[i], bad[j].name, probes[i].issue(&world, bad[j].address), -EFAULT);
    }
    expect_usage(&world, &probes[i], before);
  }
}

static void what_ends_beyond_a_mapping_is_efault_and_what_ends_with_it_is_not(void) {
  struct world world = open_world();
  map_pages();
  target = create_memory(&world, PAGE);
  for (size_t i = 0; i < sizeof probes / sizeof probes[0]; i++) {
    const struct probe *probe = &probes[i];
    CHECK_SYSTEM(mprotect(pages.readable, PAGE, PROT_READ | PROT_WRITE));
    expect(probe, "one byte over the end", issue_before(&world, probe, pages.nothing, 1), -EFAULT);
    CHECK_SYSTEM(mprotect(pages.readable, PAGE, PROT_READ | PROT_WRITE));
    char content[ROOM] = {0};
    probe->fill(&world, content);
    memcpy(pages.nothing - probe->bytes, content, probe->bytes);
    expect(probe, "the end", probe->issue(&world, pointer(pages.nothing - probe->bytes)), 0);
  }
}

static void what_is_only_read_may_be_read_only_and_what_is_written_may_not(void) {
  struct world world = open_world();
  map_pages();
  target = create_memory(&world, PAGE);
  uint64_t before = memory_usage(&world);
  for (size_t i = 0; i < sizeof probes / sizeof probes[0]; i++) {
    const struct probe *probe = &probes[i];
    int result = issue_before(&world, probe, pages.readable + ROOM, 0);
    expect(probe, "a page that can only be read", result, probe->way == READS ? 0 : -EFAULT);
    expect_usage(&world, probe, before);
  }
}

static void an_argument_that_cannot_be_read_or_written_is_efault(void) {
  struct world world = open_world();
  map_pages();
  const uint64_t bad[] = {0, 8, pointer(pages.nothing), 0xffff888000001000ull, UINT64_MAX};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    CHECK_ERRNO(call(world.fd, LX_DXQUERYVIDEOMEMORYINFO, (void *)(uintptr_t)bad[i]), EFAULT);
    CHECK_ERRNO(call(world.fd, LX_DXCREATEDEVICE, (void *)(uintptr_t)bad[i]), EFAULT);
  }
  CHECK_ERRNO(call(world.fd, LX_DXQUERYVIDEOMEMORYINFO, pages.nothing - 8), EFAULT);
  CHECK_ERRNO(call(world.fd, LX_DXQUERYVIDEOMEMORYINFO, pages.readable), EINVAL); /* zeros: an adapter that is none */
  memset(pages.writable, 0, PAGE);
  struct d3dkmt_createdevice *create = (struct d3dkmt_createdevice *)pages.writable;
  create->adapter = world.adapter;
  CHECK_EQ(call(world.fd, LX_DXCREATEDEVICE, create), 0);
  CHECK(create->device.v != 0);
}

static void empty_arrays_are_not_looked_at(void) {
  struct world world = open_world();
  struct d3dkmt_createcontextvirtual context = {
      .device = world.device, .priv_drv_data = UINT64_MAX, .priv_drv_data_size = 0};
  CHECK_EQ(call(world.fd, LX_DXCREATECONTEXTVIRTUAL, &context), 0);
  target = create_memory(&world, PAGE);
  struct d3dkmt_submitcommand submit = submission(&world);
  submit.priv_drv_data = UINT64_MAX;
  submit.history_buffer_array = 8;
  CHECK_DONE(call(world.fd, LX_DXSUBMITCOMMAND, &submit));
}

static const struct check_case cases[] = {
    CASE(bad_addresses_are_efault),
    CASE(what_ends_beyond_a_mapping_is_efault_and_what_ends_with_it_is_not),
    CASE(what_is_only_read_may_be_read_only_and_what_is_written_may_not),
    CASE(an_argument_that_cannot_be_read_or_written_is_efault),
    CASE(empty_arrays_are_not_looked_at),
};

CHECK_MAIN(cases)
