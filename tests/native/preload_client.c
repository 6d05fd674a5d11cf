/*
 * A program that was written for a kernel driver behind /dev/dxg: it opens that path for reading, and takes the addresses that
 * ioctls answer as addresses. Run with the preload library and a tree that has dev/dxg.
 *
 *   preload_client /dev/dxg ADAPTERS mapped|copied [--case NAME]
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "world.h"

#define MOST_ADAPTERS 16
#define PENDING 0x103
#define ELEMENTS 4096
#define PAGE ((size_t)PARAVANE_PAGE_BYTES)

/* One adapter with what it takes to run a kernel. What engines tell is read where the ioctls said that it is. */
struct client {
  struct world world;
  volatile uint64_t *paging;
  volatile uint64_t *progress;
  volatile uint64_t *fence;
};

static int expected_adapters(void) {
  return atoi(check_word(0));
}

/* Whether the node can be mapped; otherwise what engines write is seen after a wait in the node. */
static int is_mapped(void) {
  return strcmp(check_word(1), "mapped") == 0;
}

static int open_legacy(void) {
  int fd = open(check_node(), O_RDONLY | O_CLOEXEC);
  CHECK_SYSTEM(fd);
  return fd;
}

static unsigned list(int fd, struct d3dkmt_adapterinfo adapters[MOST_ADAPTERS]) {
  struct d3dkmt_enumadapters3 all = {
      .filter.include_compute_only = 1, .adapter_count = MOST_ADAPTERS, .adapters = pointer(adapters)};
  CHECK_EQ(call(fd, LX_DXENUMADAPTERS3, &all), 0);
  CHECK_EQ(all.adapter_count, expected_adapters());
  return all.adapter_count;
}

static volatile uint64_t *address(uint64_t from) {
  CHECK(from > 1 << 20); /* an offset would be smaller */
  return (volatile uint64_t *)(uintptr_t)from;
}

static struct client begin(int fd, struct d3dkmt_adapterinfo shown) {
  struct client client = {.world = {.fd = fd, .adapter = shown.adapter_handle, .luid = shown.adapter_luid}};
  struct world *world = &client.world;
  world->device = create_device(fd, world->adapter);
  struct d3dkmt_createpagingqueue paging = create_paging_queue(fd, world->device);
  world->paging_queue = paging.paging_queue;
  world->paging_fence = paging.sync_object;
  client.paging = address(paging.fence_cpu_virtual_address);
  world->context = create_context(fd, world->device, 0);
  world->queue_context = create_context(fd, world->device, 1);
  struct d3dkmt_createhwqueue queue = create_queue(fd, world->queue_context);
  world->queue = queue.queue;
  world->progress_fence = queue.queue_progress_fence;
  client.progress = address(queue.queue_progress_fence_cpu_va);
  struct d3dkmt_createsynchronizationobject2 fence = create_fence(fd, world->device, 7);
  world->fence = fence.sync_object;
  client.fence = address(fence.info.monitored_fence.fence_cpu_virtual_address);
  return client;
}

static struct client begin_first(void) {
  struct d3dkmt_adapterinfo adapters[MOST_ADAPTERS];
  int fd = open_legacy();
  list(fd, adapters);
  return begin(fd, adapters[0]);
}

static void *lock(const struct world *world, struct d3dkmthandle allocation) {
  struct d3dkmt_lock2 args = {.device = world->device, .allocation = allocation};
  CHECK_EQ(call(world->fd, LX_DXLOCK2, &args), 0);
  return (void *)address(args.data);
}

static int unlock(const struct world *world, struct d3dkmthandle allocation) {
  struct d3dkmt_unlock2 args = {.device = world->device, .allocation = allocation};
  return call(world->fd, LX_DXUNLOCK2, &args);
}

static int is_there(const void *page) {
  return msync((void *)page, PAGE, MS_ASYNC) == 0;
}

/* y = alpha * x + y over a context or over a hardware queue, all memory written and read where Lock2 said that it is. */
static void run_saxpy(struct client *client, int over_queue, uint64_t value) {
  struct world *world = &client->world;
  struct memory x = create_memory(world, ELEMENTS * sizeof(float));
  struct memory y = create_memory(world, ELEMENTS * sizeof(float));
  struct memory work = create_memory(world, PAGE);
  float *xs = lock(world, x.allocation);
  float *ys = lock(world, y.allocation);
  char *page = lock(world, work.allocation);
  for (int i = 0; i < ELEMENTS; i++) {
    xs[i] = (float)i;
    ys[i] = 1.0f;
  }
  struct paravane_kernarg_saxpy arguments = {.x = x.address, .y = y.address, .count = ELEMENTS, .alpha = 2.0f};
  struct paravane_aql_kernel_dispatch packet = {.header = {.type = PARAVANE_AQL_KERNEL_DISPATCH, .barrier = 1},
      .setup = 1,
      .workgroup_size_x = 64,
      .workgroup_size_y = 1,
      .workgroup_size_z = 1,
      .grid_size_x = ELEMENTS,
      .grid_size_y = 1,
      .grid_size_z = 1,
      .kernel_object = kernel_object(world, "saxpy"),
      .kernarg_address = work.address + sizeof(packet)};
  memcpy(page, &packet, sizeof(packet));
  memcpy(page + sizeof(packet), &arguments, sizeof(arguments));
  if (over_queue) {
    struct d3dkmt_submitcommandtohwqueue submit = {.hwqueue = world->queue, .hwqueue_progress_fence_id = value,
        .command_buffer = work.address, .command_length = sizeof(packet)};
    CHECK_EQ(call(world->fd, LX_DXSUBMITCOMMANDTOHWQUEUE, &submit), 0);
    CHECK_EQ(wait_fence(world, world->progress_fence, value), 0);
    CHECK_EQ(*client->progress, value);
  } else {
    struct d3dkmt_submitcommand submit = {.command_buffer = work.address, .command_length = sizeof(packet),
        .broadcast_context_count = 1, .broadcast_context = {world->context}};
    CHECK_EQ(call(world->fd, LX_DXSUBMITCOMMAND, &submit), 0);
    struct d3dkmt_signalsynchronizationobjectfromgpu signal = {.context = world->context, .object_count = 1,
        .objects = pointer(&world->fence), .monitored_fence_values = pointer(&value)};
    CHECK_EQ(call(world->fd, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMGPU, &signal), 0);
    CHECK_EQ(wait_fence(world, world->fence, value), 0);
    CHECK_EQ(*client->fence, value);
  }
  for (int i = 0; i < ELEMENTS; i++) {
    CHECK(ys[i] == 2.0f * (float)i + 1.0f);
  }
  CHECK_EQ(unlock(world, y.allocation), 0);
  CHECK_EQ(destroy_allocation(world, y.allocation), 0);
  CHECK_EQ(destroy_allocation(world, x.allocation), 0); /* still locked */
  CHECK(!is_there(xs));
  CHECK_EQ(unlock(world, work.allocation), 0);
  CHECK_EQ(destroy_allocation(world, work.allocation), 0);
}

/* Every object destroyed, in an order that the seed decides; devices last, since the rest goes with them. */
static void destroy_all(const struct client *client) {
  const struct world *world = &client->world;
  struct {
    unsigned long request;
    struct d3dkmthandle handle;
  } rows[] = {{LX_DXDESTROYPAGINGQUEUE, world->paging_queue}, {LX_DXDESTROYHWQUEUE, world->queue},
      {LX_DXDESTROYCONTEXT, world->context}, {LX_DXDESTROYSYNCHRONIZATIONOBJECT, world->fence}};
  size_t count = sizeof(rows) / sizeof(rows[0]);
  for (size_t i = count; i > 1; i--) {
    size_t other = check_random() % i;
    __typeof__(rows[0]) row = rows[i - 1];
    rows[i - 1] = rows[other];
    rows[other] = row;
  }
  for (size_t i = 0; i < count; i++) {
    CHECK_EQ(call(world->fd, rows[i].request, &rows[i].handle), 0);
  }
  struct d3dkmthandle device = world->device;
  CHECK_EQ(call(world->fd, LX_DXDESTROYDEVICE, &device), 0);
  struct d3dkmthandle adapter = world->adapter;
  CHECK_EQ(call(world->fd, LX_DXCLOSEADAPTER, &adapter), 0);
}

static void the_whole_way_of_a_client_on_every_adapter(void) {
  struct d3dkmt_adapterinfo adapters[MOST_ADAPTERS];
  int fd = open_legacy();
  unsigned count = list(fd, adapters);
  for (unsigned i = 0; i < count; i++) {
    struct d3dkmt_openadapterfromluid open = {.adapter_luid = adapters[i].adapter_luid};
    CHECK_EQ(call(fd, LX_DXOPENADAPTERFROMLUID, &open), 0);
    uint32_t type = 0;
    struct d3dkmt_queryadapterinfo query = {.adapter = open.adapter_handle, .type = KMTQAITYPE_ADAPTERTYPE,
        .private_data = pointer(&type), .private_data_size = sizeof(type)};
    CHECK_EQ(call(fd, LX_DXQUERYADAPTERINFO, &query), 0);
    CHECK(type != 0);
    struct client client = begin(fd, (struct d3dkmt_adapterinfo){open.adapter_handle, adapters[i].adapter_luid, 0, 0});
    run_saxpy(&client, 0, 100);
    run_saxpy(&client, 1, 1);
    destroy_all(&client);
    CHECK(!is_there((void *)client.paging));
    CHECK(!is_there((void *)client.progress));
    CHECK(!is_there((void *)client.fence));
  }
  close_file(fd);
}

static void adapters_are_used_side_by_side(void) {
  struct d3dkmt_adapterinfo adapters[MOST_ADAPTERS];
  int fd = open_legacy();
  unsigned count = list(fd, adapters);
  struct client clients[MOST_ADAPTERS];
  for (unsigned i = 0; i < count; i++) {
    clients[i] = begin(fd, adapters[i]);
  }
  for (unsigned round = 1; round < 4; round++) {
    for (unsigned i = 0; i < count; i++) {
      run_saxpy(&clients[i], 1, round);
    }
  }
  if (count > 1) {
    struct d3dkmt_lock2 foreign = {.device = clients[1].world.device};
    struct memory memory = create_memory(&clients[0].world, PAGE);
    foreign.allocation = memory.allocation;
    CHECK_ERRNO(call(fd, LX_DXLOCK2, &foreign), EINVAL);
  }
  close_file(fd);
}

static void a_fence_is_a_word_in_memory(void) {
  struct client client = begin_first();
  CHECK_EQ(*client.fence, 7);
  CHECK_EQ(signal_fence(&client.world, client.world.fence, 9), 0);
  CHECK_EQ(wait_fence(&client.world, client.world.fence, 9), 0);
  CHECK_EQ(*client.fence, 9);
  CHECK_EQ(signal_fence(&client.world, client.world.fence, 11), 0);
  for (int i = 0; *client.fence != 11 && is_mapped() && i < 5000; i++) {
    check_sleep(1); /* without a call */
  }
  struct d3dkmt_getdevicestate state = {.device = client.world.device, .state_type = 1};
  CHECK_EQ(call(client.world.fd, LX_DXGETDEVICESTATE, &state), 0);
  CHECK_EQ(*client.fence, 11);
  close_world(&client.world);
}

static void locks_are_counted_and_the_last_one_unmaps(void) {
  struct client client = begin_first();
  struct memory memory = create_memory(&client.world, 3 * PAGE);
  char *first = lock(&client.world, memory.allocation);
  memset(first, 0x5a, 3 * PAGE);
  CHECK(lock(&client.world, memory.allocation) == (void *)first);
  CHECK_EQ(unlock(&client.world, memory.allocation), 0);
  CHECK(is_there(first + 2 * PAGE));
  CHECK_EQ(unlock(&client.world, memory.allocation), 0);
  CHECK(!is_there(first));
  CHECK_ERRNO(unlock(&client.world, memory.allocation), EINVAL);
  char *again = lock(&client.world, memory.allocation);
  for (size_t i = 0; i < 3 * PAGE; i++) {
    CHECK_EQ(again[i], 0x5a);
  }
  close_world(&client.world);
}

static void a_device_takes_its_mappings_along(void) {
  struct client client = begin_first();
  struct memory memory = create_memory(&client.world, PAGE);
  char *locked = lock(&client.world, memory.allocation);
  struct d3dkmthandle device = client.world.device;
  CHECK_EQ(call(client.world.fd, LX_DXDESTROYDEVICE, &device), 0);
  CHECK(!is_there(locked));
  CHECK(!is_there((void *)client.paging));
  CHECK(!is_there((void *)client.progress));
  CHECK(!is_there((void *)client.fence));
  close_world(&client.world);
}

static void the_last_descriptor_takes_the_mappings_along(void) {
  struct client client = begin_first();
  struct memory memory = create_memory(&client.world, PAGE);
  char *locked = lock(&client.world, memory.allocation);
  int second = dup(client.world.fd);
  int third = fcntl(client.world.fd, F_DUPFD_CLOEXEC, 100);
  CHECK_SYSTEM(second);
  CHECK_SYSTEM(third);
  close_file(client.world.fd);
  client.world.fd = third;
  CHECK_EQ(locked[0], 0);
  CHECK(lock(&client.world, memory.allocation) == (void *)locked);
  close_file(second);
  CHECK(is_there(locked));
  CHECK_SYSTEM(dup2(STDERR_FILENO, third));
  CHECK(!is_there(locked));
}

static void what_the_program_has_becomes_an_allocation(void) {
  struct client client = begin_first();
  struct world *world = &client.world;
  size_t bytes = 4 * PAGE;
  unsigned char *own = aligned_alloc(PAGE, bytes);
  for (size_t i = 0; i < bytes; i++) {
    own[i] = (unsigned char)(i * 31);
  }
  struct paravane_allocation_description description = {.magic = PARAVANE_ALLOCATION_MAGIC,
      .version = PARAVANE_ALLOCATION_VERSION, .size_bytes = bytes, .cpu_visible = 1, .segment = PARAVANE_SEGMENT_NON_LOCAL};
  struct d3dddi_allocationinfo2 info = {.sysmem = pointer(own), .priv_drv_data = pointer(&description),
      .priv_drv_data_size = sizeof(description)};
  struct d3dkmt_createallocation create = {.device = world->device, .alloc_count = 1, .allocation_info = pointer(&info),
      .flags.existing_sysmem = 1};
  CHECK_EQ(call(world->fd, LX_DXCREATEALLOCATION, &create), 0);
  for (size_t i = 0; i < bytes; i++) {
    CHECK_EQ(own[i], (unsigned char)(i * 31));
  }
  CHECK(lock(world, info.allocation) == (void *)own);
  struct d3dddi_mapgpuvirtualaddress map = {.paging_queue = world->paging_queue, .allocation = info.allocation,
      .size_in_pages = bytes / PAGE};
  map.protection.write = 1;
  int result = call(world->fd, LX_DXMAPGPUVIRTUALADDRESS, &map);
  await_paging(world, result, map.paging_fence_value);
  struct d3dddi_makeresident resident = {.paging_queue = world->paging_queue, .alloc_count = 1,
      .allocation_list = pointer(&info.allocation)};
  await_paging(world, call(world->fd, LX_DXMAKERESIDENT, &resident), resident.paging_fence_value);

  struct memory work = create_memory(world, PAGE);
  struct paravane_aql_copy copy = {.header = {.type = PARAVANE_AQL_VENDOR_SPECIFIC, .barrier = 1},
      .opcode = PARAVANE_VENDOR_COPY, .source = map.virtual_address, .destination = map.virtual_address + 2 * PAGE,
      .size_bytes = PAGE};
  memcpy(lock(world, work.allocation), &copy, sizeof(copy));
  struct d3dkmt_submitcommandtohwqueue submit = {.hwqueue = world->queue, .hwqueue_progress_fence_id = 1,
      .command_buffer = work.address, .command_length = sizeof(copy)};
  CHECK_EQ(call(world->fd, LX_DXSUBMITCOMMANDTOHWQUEUE, &submit), 0);
  CHECK_EQ(wait_fence(world, world->progress_fence, 1), 0);
  CHECK_EQ(memcmp(own, own + 2 * PAGE, PAGE), 0);
  CHECK_EQ(unlock(world, info.allocation), 0);
  CHECK_EQ(destroy_allocation(world, info.allocation), 0);
  CHECK_EQ(own[PAGE], (unsigned char)(PAGE * 31));
  free(own);
  close_world(&client.world);
}

static void bad_pointers_are_efault_as_ever(void) {
  int fd = open_legacy();
  static const unsigned long requests[] = {LX_DXLOCK2, LX_DXUNLOCK2, LX_DXCREATEALLOCATION, LX_DXDESTROYALLOCATION2,
      LX_DXCREATEPAGINGQUEUE, LX_DXCREATEHWQUEUE, LX_DXCREATESYNCHRONIZATIONOBJECT, LX_DXDESTROYDEVICE, LX_DXCLOSEADAPTER};
  for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
    CHECK_ERRNO(call(fd, requests[i], NULL), EFAULT);
    CHECK_ERRNO(call(fd, requests[i], (void *)16), EFAULT);
  }
  struct client client = begin_first();
  struct d3dkmt_createallocation create = {.device = client.world.device, .alloc_count = 2, .allocation_info = 16};
  CHECK_ERRNO(call(client.world.fd, LX_DXCREATEALLOCATION, &create), EFAULT);
  close_world(&client.world);
  CHECK_ERRNO(call(-1, LX_DXLOCK2, NULL), EBADF);
  CHECK_ERRNO(call(STDERR_FILENO, LX_DXLOCK2, NULL), ENOTTY);
  close_file(fd);
}

static void in_a_child(void *argument) {
  struct client *parent = argument;
  struct d3dkmt_lock2 args = {.device = parent->world.device, .allocation = {.v = 1}};
  CHECK_ERRNO(call(parent->world.fd, LX_DXLOCK2, &args), ENOTTY);
  CHECK(!is_there((void *)parent->fence));
  struct client own = begin_first();
  run_saxpy(&own, 1, 1);
  close_world(&own.world);
}

static void a_child_begins_anew_and_harms_nobody(void) {
  struct client client = begin_first();
  check_join(check_fork(in_a_child, &client));
  run_saxpy(&client, 1, 1);
  close_world(&client.world);
}

static void *lock_and_unlock(void *argument) {
  struct client *client = argument;
  struct memory memory = create_memory(&client->world, PAGE);
  for (int i = 0; i < 100; i++) {
    char *page = lock(&client->world, memory.allocation);
    page[i] = (char)(i + 1);
    CHECK_EQ(unlock(&client->world, memory.allocation), 0);
  }
  char *page = lock(&client->world, memory.allocation);
  for (int i = 0; i < 100; i++) {
    CHECK_EQ(page[i], (char)(i + 1));
  }
  return NULL;
}

static void threads_lock_at_the_same_time(void) {
  struct client client = begin_first();
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) {
    CHECK_EQ(pthread_create(&threads[i], NULL, lock_and_unlock, &client), 0);
  }
  for (int i = 0; i < 4; i++) {
    CHECK_EQ(pthread_join(threads[i], NULL), 0);
  }
  close_world(&client.world);
}

static const struct check_case cases[] = {
    CASE(the_whole_way_of_a_client_on_every_adapter),
    CASE(adapters_are_used_side_by_side),
    CASE(a_fence_is_a_word_in_memory),
    CASE(locks_are_counted_and_the_last_one_unmaps),
    CASE(a_device_takes_its_mappings_along),
    CASE(the_last_descriptor_takes_the_mappings_along),
    CASE(what_the_program_has_becomes_an_allocation),
    CASE(bad_pointers_are_efault_as_ever),
    CASE(a_child_begins_anew_and_harms_nobody),
    CASE(threads_lock_at_the_same_time),
};

CHECK_MAIN(cases)
