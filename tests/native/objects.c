/* Devices, contexts, queues and synchronisation objects: made, named wrongly, destroyed in any order. */
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "world.h"

#define PRIVATE_LIMIT 131072

static int destroy(int fd, unsigned long request, struct d3dkmthandle handle) {
  return call(fd, request, &handle); /* every destroying argument but that of allocations is a handle */
}

static const struct d3dkmthandle none;

/* Handles that name nothing: no number, another unique part, another index, another instance. */
static struct d3dkmthandle wrong(struct d3dkmthandle right, int which) {
  const uint32_t forms[] = {0, UINT32_MAX, right.v ^ 0x80000000u, right.v + 64 * 4096, right.v ^ 0x20};
  return (struct d3dkmthandle){.v = forms[which]};
}
#define WRONG_FORMS 5
#define OTHER_INSTANCE 4

static void devices_come_and_go(void) {
  int fd = open_node();
  struct d3dkmthandle adapter = open_adapter(fd).adapter_handle;
  struct d3dkmthandle first = create_device(fd, adapter);
  struct d3dkmthandle second = create_device(fd, adapter);
  CHECK(first.v != second.v);
  CHECK_EQ(destroy(fd, LX_DXDESTROYDEVICE, first), 0);
  CHECK_ERRNO(destroy(fd, LX_DXDESTROYDEVICE, first), EINVAL);
  CHECK_EQ(destroy(fd, LX_DXDESTROYDEVICE, second), 0);
}

static void wrong_handles_are_einval_everywhere(void) {
  struct world world = open_world();
  for (int form = 0; form < WRONG_FORMS; form++) {
    if (form != OTHER_INSTANCE) { /* which is ignored in the handles of adapters */
      struct d3dkmt_createdevice device = {.adapter = wrong(world.adapter, form)};
      CHECK_ERRNO(call(world.fd, LX_DXCREATEDEVICE, &device), EINVAL);
    }
    struct d3dkmt_createcontextvirtual context = {.device = wrong(world.device, form)};
    CHECK_ERRNO(call(world.fd, LX_DXCREATECONTEXTVIRTUAL, &context), EINVAL);
    struct d3dkmt_createhwqueue queue = {.context = wrong(world.queue_context, form)};
    CHECK_ERRNO(call(world.fd, LX_DXCREATEHWQUEUE, &queue), EINVAL);
    struct d3dkmt_createpagingqueue paging = {.device = wrong(world.device, form)};
    CHECK_ERRNO(call(world.fd, LX_DXCREATEPAGINGQUEUE, &paging), EINVAL);
    struct d3dkmt_createsynchronizationobject2 sync = {
        .device = wrong(world.device, form), .info.type = D3DDDI_MONITORED_FENCE};
    CHECK_ERRNO(call(world.fd, LX_DXCREATESYNCHRONIZATIONOBJECT, &sync), EINVAL);
    struct d3dkmt_getdevicestate state = {
        .device = wrong(world.device, form), .state_type = D3DKMT_DEVICESTATE_EXECUTION};
    CHECK_ERRNO(call(world.fd, LX_DXGETDEVICESTATE, &state), EINVAL);
    CHECK_ERRNO(destroy(world.fd, LX_DXDESTROYDEVICE, wrong(world.device, form)), EINVAL);
    CHECK_ERRNO(destroy(world.fd, LX_DXDESTROYCONTEXT, wrong(world.context, form)), EINVAL);
    CHECK_ERRNO(destroy(world.fd, LX_DXDESTROYHWQUEUE, wrong(world.queue, form)), EINVAL);
    CHECK_ERRNO(destroy(world.fd, LX_DXDESTROYPAGINGQUEUE, wrong(world.paging_queue, form)), EINVAL);
    CHECK_ERRNO(destroy(world.fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, wrong(world.fence, form)), EINVAL);
  }
}

static void a_handle_of_one_kind_is_not_one_of_another(void) {
  struct world world = open_world();
  struct memory memory = create_memory(&world, 4096);
  const struct {
    unsigned long request;
    struct d3dkmthandle own;
  } kinds[] = {{LX_DXDESTROYDEVICE, world.device}, {LX_DXDESTROYCONTEXT, world.context},
      {LX_DXDESTROYHWQUEUE, world.queue}, {LX_DXDESTROYPAGINGQUEUE, world.paging_queue},
      {LX_DXDESTROYSYNCHRONIZATIONOBJECT, world.fence}};
  const size_t number = sizeof kinds / sizeof kinds[0];
  for (size_t i = 0; i < number; i++) {
    for (size_t j = 0; j < number; j++) {
      if (i != j) {
        CHECK_ERRNO(destroy(world.fd, kinds[i].request, kinds[j].own), EINVAL);
      }
    }
    CHECK_ERRNO(destroy(world.fd, kinds[i].request, memory.allocation), EINVAL);
    CHECK_ERRNO(destroy(world.fd, kinds[i].request, world.adapter), EINVAL);
  }
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0); /* all are as they were */
}

static void fences_of_queues_cannot_be_destroyed_alone(void) {
  struct world world = open_world();
  CHECK_ERRNO(destroy(world.fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, world.paging_fence), EINVAL);
  CHECK_ERRNO(destroy(world.fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, world.progress_fence), EINVAL);
}

/* Each order that the seed gives: whatever is destroyed first, what depends on it is gone and what does not works. */
static void objects_are_destroyed_in_any_order(void) {
  for (int round = 0; round < 24; round++) {
    struct world world = open_world();
    struct {
      unsigned long request;
      struct d3dkmthandle handle;
    } doomed[] = {{LX_DXDESTROYDEVICE, world.device}, {LX_DXDESTROYCONTEXT, world.context},
        {LX_DXDESTROYCONTEXT, world.queue_context}, {LX_DXDESTROYHWQUEUE, world.queue},
        {LX_DXDESTROYPAGINGQUEUE, world.paging_queue}, {LX_DXDESTROYSYNCHRONIZATIONOBJECT, world.fence}};
    const size_t number = sizeof doomed / sizeof doomed[0];
    int device_gone = 0;
    int context_gone = 0;
    for (size_t left = number; left > 0; left--) {
      size_t next = check_random() % left;
      struct d3dkmthandle handle = doomed[next].handle;
      int implied = device_gone || (context_gone && handle.v == world.queue.v);
      int result = destroy(world.fd, doomed[next].request, handle);
      CHECK_EQ(result, implied ? -EINVAL : 0);
      device_gone |= handle.v == world.device.v;
      context_gone |= handle.v == world.queue_context.v;
      doomed[next] = doomed[left - 1];
    }
    struct d3dkmt_closeadapter close = {.adapter_handle = world.adapter};
    CHECK_EQ(call(world.fd, LX_DXCLOSEADAPTER, &close), 0);
    close_world(&world);
  }
}

static void a_context_needs_an_engine_that_exists(void) {
  struct world world = open_world();
  struct d3dkmt_createcontextvirtual context = {.device = world.device, .node_ordinal = 31};
  CHECK_ERRNO(call(world.fd, LX_DXCREATECONTEXTVIRTUAL, &context), EINVAL);
  context.node_ordinal = UINT32_MAX;
  CHECK_ERRNO(call(world.fd, LX_DXCREATECONTEXTVIRTUAL, &context), EINVAL);
  CHECK_EQ(context.context.v, 0);
}

static void private_data_comes_back_and_has_a_limit(void) {
  struct world world = open_world();
  static char data[PRIVATE_LIMIT + 1];
  memset(data, 0x33, 64);
  struct d3dkmt_createcontextvirtual context = {
      .device = world.device, .priv_drv_data = pointer(data), .priv_drv_data_size = 64};
  CHECK_EQ(call(world.fd, LX_DXCREATECONTEXTVIRTUAL, &context), 0);
  CHECK(data[0] == 0x33 && data[63] == 0x33 && data[64] == 0);
  context.priv_drv_data_size = sizeof data;
  CHECK_ERRNO(call(world.fd, LX_DXCREATECONTEXTVIRTUAL, &context), EINVAL);
  context.priv_drv_data_size = UINT32_MAX;
  CHECK_ERRNO(call(world.fd, LX_DXCREATECONTEXTVIRTUAL, &context), EINVAL);
  struct d3dkmt_createhwqueue queue = {
      .context = world.queue_context, .priv_drv_data = pointer(data), .priv_drv_data_size = sizeof data};
  CHECK_ERRNO(call(world.fd, LX_DXCREATEHWQUEUE, &queue), EINVAL);
}

static void queues_have_fence_pages_of_their_own(void) {
  struct world world = open_world();
  struct d3dkmt_createhwqueue second = create_queue(world.fd, world.queue_context);
  CHECK(second.queue.v != world.queue.v);
  CHECK(second.queue_progress_fence.v != world.progress_fence.v);
  CHECK(second.queue_progress_fence_cpu_va != world.progress_offset);
  CHECK(world.paging_offset != world.progress_offset && world.fence_offset != world.progress_offset);
  struct d3dkmt_createpagingqueue other = {.device = world.device, .physical_adapter_index = 1};
  CHECK_ERRNO(call(world.fd, LX_DXCREATEPAGINGQUEUE, &other), EINVAL);
}

static int create_sync(const struct world *world, struct d3dkmt_createsynchronizationobject2 *create) {
  create->device = world->device;
  return call(world->fd, LX_DXCREATESYNCHRONIZATIONOBJECT, create);
}

static void every_kind_of_sync_object_is_made_or_refused(void) {
  struct world world = open_world();
  struct d3dkmt_createsynchronizationobject2 mutex = {.info.type = D3DDDI_SYNCHRONIZATION_MUTEX};
  CHECK_EQ(create_sync(&world, &mutex), 0);
  struct d3dkmt_createsynchronizationobject2 semaphore = {
      .info.type = D3DDDI_SEMAPHORE, .info.semaphore = {.max_count = 4, .initial_count = 1}};
  CHECK_EQ(create_sync(&world, &semaphore), 0);
  struct d3dkmt_createsynchronizationobject2 overfull = {
      .info.type = D3DDDI_SEMAPHORE, .info.semaphore = {.max_count = 1, .initial_count = 2}};
  CHECK_ERRNO(create_sync(&world, &overfull), EINVAL);
  const uint32_t refused[] = {0, D3DDDI_FENCE, D3DDDI_PERIODIC_MONITORED_FENCE, 7, 8, UINT32_MAX};
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
    struct d3dkmt_createsynchronizationobject2 other = {.info.type = refused[i]};
    CHECK_ERRNO(create_sync(&world, &other), EINVAL);
    CHECK_EQ(other.sync_object.v, 0);
  }
  CHECK_EQ(destroy(world.fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, mutex.sync_object), 0);
  CHECK_EQ(destroy(world.fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, semaphore.sync_object), 0);
  CHECK_ERRNO(destroy(world.fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, none), EINVAL);
}

static void a_cpu_notification_needs_an_eventfd(void) {
  struct world world = open_world();
  int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  CHECK_SYSTEM(event);
  struct d3dkmt_createsynchronizationobject2 good = {
      .info.type = D3DDDI_CPU_NOTIFICATION, .info.cpu_notification.event = (uint64_t)event};
  CHECK_EQ(create_sync(&world, &good), 0);
  CHECK_EQ(good.info.cpu_notification.event, event); /* and the descriptor stands where it stood */
  int pipes[2];
  CHECK_SYSTEM(pipe(pipes));
  const uint64_t bad[] = {(uint64_t)pipes[0], 10000, UINT64_MAX, 1ull << 32, (uint64_t)world.fd};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    struct d3dkmt_createsynchronizationobject2 other = {
        .info.type = D3DDDI_CPU_NOTIFICATION, .info.cpu_notification.event = bad[i]};
    CHECK_ERRNO(create_sync(&world, &other), EINVAL);
  }
}

static void sharing_is_refused_by_this_host(void) {
  struct world world = open_world();
  struct d3dkmt_createsynchronizationobject2 insecure = {.info.type = D3DDDI_MONITORED_FENCE};
  insecure.info.flags.shared = 1;
  CHECK_ERRNO(create_sync(&world, &insecure), EINVAL);
  struct d3dkmt_createsynchronizationobject2 shared = insecure;
  shared.info.flags.nt_security_sharing = 1;
  CHECK(create_sync(&world, &shared) < 0);
  struct d3dkmt_shareobjects share = {.object_count = 1, .objects = pointer(&world.fence)};
  CHECK_ERRNO(call(world.fd, LX_DXSHAREOBJECTS, &share), ENOTTY);
}

static void a_new_device_is_active(void) {
  struct world world = open_world();
  struct d3dkmt_getdevicestate state = {.device = world.device, .state_type = D3DKMT_DEVICESTATE_EXECUTION};
  CHECK_EQ(call(world.fd, LX_DXGETDEVICESTATE, &state), 0);
  CHECK_EQ(state.execution_state, D3DKMT_DEVICEEXECUTION_ACTIVE);
  struct d3dkmt_getdevicestate fault = {.device = world.device, .state_type = D3DKMT_DEVICESTATE_PAGE_FAULT};
  CHECK_EQ(call(world.fd, LX_DXGETDEVICESTATE, &fault), 0);
  CHECK_EQ(fault.page_fault_state.faulted_virtual_address, 0);
  struct d3dkmt_getdevicestate present = {.device = world.device, .state_type = D3DKMT_DEVICESTATE_PRESENT};
  CHECK_ERRNO(call(world.fd, LX_DXGETDEVICESTATE, &present), EPERM); /* there is no display */
  struct d3dkmt_getdevicestate unknown = {.device = world.device, .state_type = 99};
  CHECK_ERRNO(call(world.fd, LX_DXGETDEVICESTATE, &unknown), EINVAL);
}

static void a_thousand_objects_are_no_trouble(void) {
  struct world world = open_world();
  struct d3dkmthandle fences[1000];
  for (int i = 0; i < 1000; i++) {
    fences[i] = create_fence(world.fd, world.device, (uint64_t)i).sync_object;
  }
  for (int i = 0; i < 500; i++) {
    CHECK_EQ(destroy(world.fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, fences[2 * i]), 0);
  }
  for (int i = 0; i < 500; i++) {
    CHECK_EQ(wait_fence(&world, fences[2 * i + 1], (uint64_t)(2 * i + 1)), 0);
    CHECK_ERRNO(destroy(world.fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, fences[2 * i]), EINVAL);
  }
}

static const struct check_case cases[] = {
    CASE(devices_come_and_go),
    CASE(wrong_handles_are_einval_everywhere),
    CASE(a_handle_of_one_kind_is_not_one_of_another),
    CASE(fences_of_queues_cannot_be_destroyed_alone),
    CASE(objects_are_destroyed_in_any_order),
    CASE(a_context_needs_an_engine_that_exists),
    CASE(private_data_comes_back_and_has_a_limit),
    CASE(queues_have_fence_pages_of_their_own),
    CASE(every_kind_of_sync_object_is_made_or_refused),
    CASE(a_cpu_notification_needs_an_eventfd),
    CASE(sharing_is_refused_by_this_host),
    CASE(a_new_device_is_active),
    CASE(a_thousand_objects_are_no_trouble),
};

CHECK_MAIN(cases)
