#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PENDING 0x103 /* STATUS_PENDING: a fence tells of the end */
#define MAX_KERNELS 64
#define SETTLING 5000 /* ms */

int call(int fd, unsigned long request, void *argument) {
  int result = ioctl(fd, request, argument);
  return result < 0 ? -errno : result;
}

uint64_t pointer(const void *at) {
  return (uint64_t)(uintptr_t)at;
}

int open_node(void) {
  int fd = open(check_node(), O_RDWR | O_CLOEXEC);
  CHECK_SYSTEM(fd);
  return fd;
}

void close_file(int fd) {
  CHECK_SYSTEM(close(fd));
}

struct d3dkmt_adapterinfo open_adapter(int fd) {
  struct d3dkmt_adapterinfo shown = {0};
  struct d3dkmt_enumadapters3 adapters = {
      .filter.include_compute_only = 1, .adapter_count = 1, .adapters = pointer(&shown)};
  CHECK_DONE(call(fd, LX_DXENUMADAPTERS3, &adapters));
  CHECK_EQ(adapters.adapter_count, 1);
  CHECK(shown.adapter_handle.v != 0);
  return shown;
}

struct d3dkmthandle create_device(int fd, struct d3dkmthandle adapter) {
  struct d3dkmt_createdevice create = {.adapter = adapter};
  CHECK_EQ(call(fd, LX_DXCREATEDEVICE, &create), 0);
  CHECK(create.device.v != 0);
  return create.device;
}

struct d3dkmthandle create_context(int fd, struct d3dkmthandle device, int with_queues) {
  struct d3dkmt_createcontextvirtual create = {.device = device, .engine_affinity = 1};
  create.flags.hw_queue_supported = with_queues != 0;
  CHECK_EQ(call(fd, LX_DXCREATECONTEXTVIRTUAL, &create), 0);
  CHECK(create.context.v != 0);
  return create.context;
}

struct d3dkmt_createhwqueue create_queue(int fd, struct d3dkmthandle context) {
  struct d3dkmt_createhwqueue create = {.context = context};
  CHECK_EQ(call(fd, LX_DXCREATEHWQUEUE, &create), 0);
  CHECK(create.queue.v != 0);
  CHECK(create.queue_progress_fence.v != 0);
  return create;
}

struct d3dkmt_createpagingqueue create_paging_queue(int fd, struct d3dkmthandle device) {
  struct d3dkmt_createpagingqueue create = {
      .device = device, .priority = (uint32_t)D3DDDI_PAGINGQUEUE_PRIORITY_NORMAL};
  CHECK_EQ(call(fd, LX_DXCREATEPAGINGQUEUE, &create), 0);
  CHECK(create.paging_queue.v != 0);
  CHECK(create.sync_object.v != 0);
  return create;
}

struct d3dkmt_createsynchronizationobject2 create_fence(int fd, struct d3dkmthandle device, uint64_t value) {
  struct d3dkmt_createsynchronizationobject2 create = {.device = device};
  create.info.type = D3DDDI_MONITORED_FENCE;
  create.info.monitored_fence.initial_fence_value = value;
  CHECK_EQ(call(fd, LX_DXCREATESYNCHRONIZATIONOBJECT, &create), 0);
  CHECK(create.sync_object.v != 0);
  return create;
}

struct world open_world(void) {
  struct world world = {.fd = open_node()};
  struct d3dkmt_adapterinfo shown = open_adapter(world.fd);
  world.adapter = shown.adapter_handle;
  world.luid = shown.adapter_luid;
  world.device = create_device(world.fd, world.adapter);
  struct d3dkmt_createpagingqueue paging = create_paging_queue(world.fd, world.device);
  world.paging_queue = paging.paging_queue;
  world.paging_fence = paging.sync_object;
  world.paging_offset = paging.fence_cpu_virtual_address;
  world.context = create_context(world.fd, world.device, 0);
  world.queue_context = create_context(world.fd, world.device, 1);
  struct d3dkmt_createhwqueue queue = create_queue(world.fd, world.queue_context);
  world.queue = queue.queue;
  world.progress_fence = queue.queue_progress_fence;
  world.progress_offset = queue.queue_progress_fence_cpu_va;
  struct d3dkmt_createsynchronizationobject2 fence = create_fence(world.fd, world.device, 0);
  world.fence = fence.sync_object;
  world.fence_offset = fence.info.monitored_fence.fence_cpu_virtual_address;
  return world;
}

void close_world(struct world *world) {
  close_file(world->fd);
  world->fd = -1;
}

int allocate(const struct world *world, uint64_t bytes, struct memory *memory) {
  struct paravane_allocation_description description = {.magic = PARAVANE_ALLOCATION_MAGIC,
      .version = PARAVANE_ALLOCATION_VERSION,
      .size_bytes = bytes,
      .cpu_visible = 1,
      .segment = PARAVANE_SEGMENT_NON_LOCAL};
  struct d3dddi_allocationinfo2 info = {
      .priv_drv_data = pointer(&description), .priv_drv_data_size = sizeof description};
  struct d3dkmt_createallocation create = {
      .device = world->device, .alloc_count = 1, .allocation_info = pointer(&info)};
  int result = call(world->fd, LX_DXCREATEALLOCATION, &create);
  *memory = (struct memory){.allocation = info.allocation, .bytes = description.size_bytes};
  return result;
}

void await_paging(const struct world *world, int result, uint64_t value) {
  CHECK_DONE(result);
  if (result == PENDING) {
    CHECK_EQ(wait_fence(world, world->paging_fence, value), 0);
  } else {
    CHECK_EQ(result, 0);
  }
}

struct memory create_memory(const struct world *world, uint64_t bytes) {
  struct memory memory;
  CHECK_EQ(allocate(world, bytes, &memory), 0);
  CHECK(memory.bytes >= bytes && memory.bytes % PARAVANE_PAGE_BYTES == 0);
  struct d3dddi_mapgpuvirtualaddress map = {.paging_queue = world->paging_queue,
      .allocation = memory.allocation,
      .size_in_pages = memory.bytes / PARAVANE_PAGE_BYTES};
  map.protection.write = 1;
  int result = call(world->fd, LX_DXMAPGPUVIRTUALADDRESS, &map);
  await_paging(world, result, map.paging_fence_value);
  memory.address = map.virtual_address;
  struct d3dddi_makeresident resident = {
      .paging_queue = world->paging_queue, .alloc_count = 1, .allocation_list = pointer(&memory.allocation)};
  result = call(world->fd, LX_DXMAKERESIDENT, &resident);
  await_paging(world, result, resident.paging_fence_value);
  return memory;
}

int destroy_allocation(const struct world *world, struct d3dkmthandle allocation) {
  struct d3dkmt_destroyallocation2 destroy = {
      .device = world->device, .allocations = pointer(&allocation), .alloc_count = 1};
  return call(world->fd, LX_DXDESTROYALLOCATION2, &destroy);
}

int signal_fence(const struct world *world, struct d3dkmthandle fence, uint64_t value) {
  struct d3dkmt_signalsynchronizationobjectfromcpu signal = {.device = world->device,
      .object_count = 1,
      .objects = pointer(&fence),
      .fence_values = pointer(&value)};
  return call(world->fd, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMCPU, &signal);
}

int wait_fence(const struct world *world, struct d3dkmthandle fence, uint64_t value) {
  struct d3dkmt_waitforsynchronizationobjectfromcpu wait = {.device = world->device,
      .object_count = 1,
      .objects = pointer(&fence),
      .fence_values = pointer(&value)};
  return call(world->fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, &wait);
}

uint64_t memory_usage(const struct world *world) {
  struct d3dkmt_queryvideomemoryinfo query = {
      .adapter = world->adapter, .memory_segment_group = D3DKMT_MEMORY_SEGMENT_GROUP_NON_LOCAL};
  CHECK_EQ(call(world->fd, LX_DXQUERYVIDEOMEMORYINFO, &query), 0);
  return query.current_usage;
}

uint64_t settled_usage(const struct world *world, uint64_t expected) {
  uint64_t usage = memory_usage(world);
  for (int64_t begin = check_millis(); usage != expected && check_millis() - begin < SETTLING;) {
    check_sleep(1);
    usage = memory_usage(world);
  }
  return usage;
}

void *map_node(int fd, uint64_t offset, uint64_t bytes, int protection) {
  void *memory = mmap(NULL, bytes, protection, MAP_SHARED, fd, (off_t)offset);
  if (memory == MAP_FAILED && errno == ENODEV) {
    check_skip("nothing can be mapped through this mount");
  }
  CHECK_SYSTEM((intptr_t)memory);
  return memory;
}

void *map_memory(const struct world *world, const struct memory *memory) {
  struct d3dkmt_lock2 lock = {.device = world->device, .allocation = memory->allocation};
  CHECK_EQ(call(world->fd, LX_DXLOCK2, &lock), 0);
  return map_node(world->fd, lock.data, memory->bytes, PROT_READ | PROT_WRITE);
}

uint64_t kernel_object(const struct world *world, const char *name) {
  struct {
    struct paravane_kernel_object_table head;
    struct paravane_kernel_object kernels[MAX_KERNELS];
  } table = {.head = {.magic = PARAVANE_KERNEL_TABLE_MAGIC, .version = PARAVANE_KERNEL_TABLE_VERSION}};
  struct d3dkmt_queryadapterinfo query = {.adapter = world->adapter,
      .type = KMTQAITYPE_UMDRIVERPRIVATE,
      .private_data = pointer(&table),
      .private_data_size = sizeof table};
  CHECK_EQ(call(world->fd, LX_DXQUERYADAPTERINFO, &query), 0);
  for (uint32_t i = 0; i < table.head.count && i < MAX_KERNELS; i++) {
    if (strncmp(table.kernels[i].name, name, sizeof table.kernels[i].name) == 0) {
      return table.kernels[i].kernel_object;
    }
  }
  check_fail(__FILE__, __LINE__, "no such kernel: %s", name);
}
