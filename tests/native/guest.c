#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PENDING 0x103 /* STATUS_PENDING: a fence tells of the end */
#define LOOKS 2000    /* at a fence, before sleeping in the node */

static uint64_t pointer(const void *at) {
  return (uint64_t)(uintptr_t)at;
}

int guest_call(const struct guest *guest, unsigned long request, void *argument) {
  int result = ioctl(guest->fd, request, argument);
  return result < 0 ? -errno : result;
}

uint64_t guest_nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int guest_open(struct guest *guest, const char *path) {
  memset(guest, 0, sizeof *guest);
  guest->fd = open(path, O_RDWR | O_CLOEXEC);
  if (guest->fd < 0) {
    return -errno;
  }
  int result = guest_adapter(guest);
  if (result < 0) {
    guest_close(guest);
  }
  return result;
}

int guest_adapter(struct guest *guest) {
  struct d3dkmt_adapterinfo shown[4] = {0};
  struct d3dkmt_enumadapters3 adapters = {
      .filter.include_compute_only = 1, .adapter_count = 4, .adapters = pointer(shown)};
  int result = guest_call(guest, LX_DXENUMADAPTERS3, &adapters);
  if (result < 0) {
    return result;
  }
  guest->adapter = shown[0].adapter_handle;
  return adapters.adapter_count ? 0 : -ENODEV;
}

int guest_word_map(const struct guest *guest, uint64_t offset, struct guest_word *word) {
  uint64_t inside = offset % PARAVANE_PAGE_BYTES;
  void *page = mmap(NULL, PARAVANE_PAGE_BYTES, PROT_READ, MAP_SHARED, guest->fd, (off_t)(offset - inside));
  if (page == MAP_FAILED) {
    return -errno;
  }
  word->page = page;
  word->value = (volatile uint64_t *)((char *)page + inside);
  return 0;
}

static void word_unmap(struct guest_word *word) {
  if (word->page) {
    munmap(word->page, PARAVANE_PAGE_BYTES);
    word->page = NULL;
  }
}

static uint64_t word_read(const struct guest_word *word) {
  return __atomic_load_n(word->value, __ATOMIC_ACQUIRE);
}

static int start_paging(struct guest *guest) {
  struct d3dkmt_createpagingqueue paging = {.device = guest->device,
      .priority = (uint32_t)D3DDDI_PAGINGQUEUE_PRIORITY_NORMAL};
  int result = guest_call(guest, LX_DXCREATEPAGINGQUEUE, &paging);
  if (result < 0) {
    return result;
  }
  guest->paging_queue = paging.paging_queue;
  guest->paging_fence = paging.sync_object;
  return guest_word_map(guest, paging.fence_cpu_virtual_address, &guest->paging);
}

static int start_queue(struct guest *guest) {
  struct d3dkmt_createcontextvirtual context = {.device = guest->device, .engine_affinity = 1};
  context.flags.hw_queue_supported = 1;
  int result = guest_call(guest, LX_DXCREATECONTEXTVIRTUAL, &context);
  if (result < 0) {
    return result;
  }
  guest->context = context.context;
  struct d3dkmt_createhwqueue queue = {.context = guest->context};
  result = guest_call(guest, LX_DXCREATEHWQUEUE, &queue);
  if (result < 0) {
    return result;
  }
  guest->queue = queue.queue;
  guest->progress_fence = queue.queue_progress_fence;
  result = guest_word_map(guest, queue.queue_progress_fence_cpu_va, &guest->progress);
  if (result == 0) {
    guest->submitted = word_read(&guest->progress);
  }
  return result;
}

int guest_start(struct guest *guest) {
  struct d3dkmt_createdevice device = {.adapter = guest->adapter};
  int result = guest_call(guest, LX_DXCREATEDEVICE, &device);
  if (result < 0) {
    return result;
  }
  guest->device = device.device;
  result = start_paging(guest);
  return result < 0 ? result : start_queue(guest);
}

void guest_close(struct guest *guest) {
  word_unmap(&guest->paging);
  word_unmap(&guest->progress);
  if (guest->fd >= 0) {
    close(guest->fd);
    guest->fd = -1;
  }
}

uint64_t guest_kernel(const struct guest *guest, const char *name) {
  enum { MOST = 64 };
  struct {
    struct paravane_kernel_object_table head;
    struct paravane_kernel_object kernels[MOST];
  } table = {.head = {.magic = PARAVANE_KERNEL_TABLE_MAGIC, .version = PARAVANE_KERNEL_TABLE_VERSION}};
  struct d3dkmt_queryadapterinfo query = {.adapter = guest->adapter,
      .type = KMTQAITYPE_UMDRIVERPRIVATE,
      .private_data = pointer(&table),
      .private_data_size = sizeof table};
  if (guest_call(guest, LX_DXQUERYADAPTERINFO, &query) < 0) {
    return 0;
  }
  for (uint32_t i = 0; i < table.head.count && i < MOST; i++) {
    if (strncmp(table.kernels[i].name, name, sizeof table.kernels[i].name) == 0) {
      return table.kernels[i].kernel_object;
    }
  }
  return 0;
}

int guest_wait(const struct guest *guest, struct d3dkmthandle fence, uint64_t value) {
  struct d3dkmt_waitforsynchronizationobjectfromcpu wait = {.device = guest->device,
      .object_count = 1,
      .objects = pointer(&fence),
      .fence_values = pointer(&value)};
  return guest_call(guest, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, &wait);
}

/* Looks at the mapped word for a little while before it sleeps in the node. */
static int await(const struct guest *guest, const struct guest_word *word, struct d3dkmthandle fence, uint64_t value) {
  for (int i = 0; i < LOOKS; i++) {
    if (word_read(word) >= value) {
      return 0;
    }
  }
  while (word_read(word) < value) {
    int result = guest_wait(guest, fence, value);
    if (result < 0 && result != -EINTR) {
      return result;
    }
  }
  return 0;
}

static int create_allocation(const struct guest *guest, size_t bytes, int visible, struct guest_buffer *buffer) {
  struct paravane_allocation_description description = {.magic = PARAVANE_ALLOCATION_MAGIC,
      .version = PARAVANE_ALLOCATION_VERSION,
      .size_bytes = bytes,
      .cpu_visible = visible != 0,
      .segment = visible ? PARAVANE_SEGMENT_NON_LOCAL : PARAVANE_SEGMENT_LOCAL};
  struct d3dddi_allocationinfo2 info = {
      .priv_drv_data = pointer(&description), .priv_drv_data_size = sizeof description};
  struct d3dkmt_createallocation create = {
      .device = guest->device, .alloc_count = 1, .allocation_info = pointer(&info)};
  int result = guest_call(guest, LX_DXCREATEALLOCATION, &create);
  buffer->allocation = info.allocation;
  buffer->bytes = description.size_bytes;
  return result;
}

static int map_for_engines(const struct guest *guest, struct guest_buffer *buffer) {
  struct d3dddi_mapgpuvirtualaddress map = {.paging_queue = guest->paging_queue,
      .allocation = buffer->allocation,
      .size_in_pages = buffer->bytes / PARAVANE_PAGE_BYTES};
  map.protection.write = 1;
  int result = guest_call(guest, LX_DXMAPGPUVIRTUALADDRESS, &map);
  if (result == PENDING) {
    result = await(guest, &guest->paging, guest->paging_fence, map.paging_fence_value);
  }
  buffer->address = map.virtual_address;
  if (result < 0) {
    return result;
  }
  struct d3dddi_makeresident resident = {
      .paging_queue = guest->paging_queue, .alloc_count = 1, .allocation_list = pointer(&buffer->allocation)};
  result = guest_call(guest, LX_DXMAKERESIDENT, &resident);
  return result == PENDING ? await(guest, &guest->paging, guest->paging_fence, resident.paging_fence_value) : result;
}

static int map_for_program(const struct guest *guest, struct guest_buffer *buffer) {
  struct d3dkmt_lock2 lock = {.device = guest->device, .allocation = buffer->allocation};
  int result = guest_call(guest, LX_DXLOCK2, &lock);
  if (result < 0) {
    return result;
  }
  void *memory = mmap(NULL, buffer->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, guest->fd, (off_t)lock.data);
  if (memory == MAP_FAILED) {
    return -errno;
  }
  buffer->memory = memory;
  return 0;
}

static int create(const struct guest *guest, size_t bytes, int visible, struct guest_buffer *buffer) {
  memset(buffer, 0, sizeof *buffer);
  int result = create_allocation(guest, bytes, visible, buffer);
  if (result < 0) {
    return result;
  }
  result = map_for_engines(guest, buffer);
  if (result == 0 && visible) {
    result = map_for_program(guest, buffer);
  }
  if (result < 0) {
    guest_buffer_destroy(guest, buffer);
  }
  return result;
}

int guest_buffer_create(const struct guest *guest, size_t bytes, struct guest_buffer *buffer) {
  return create(guest, bytes, 1, buffer);
}

int guest_local_create(const struct guest *guest, size_t bytes, struct guest_buffer *buffer) {
  return create(guest, bytes, 0, buffer);
}

int guest_buffer_destroy(const struct guest *guest, struct guest_buffer *buffer) {
  if (buffer->memory) {
    munmap(buffer->memory, buffer->bytes);
    struct d3dkmt_unlock2 unlock = {.device = guest->device, .allocation = buffer->allocation};
    guest_call(guest, LX_DXUNLOCK2, &unlock);
  }
  if (buffer->address) {
    struct d3dkmt_freegpuvirtualaddress release = {
        .adapter = guest->adapter, .base_address = buffer->address, .size = buffer->bytes};
    guest_call(guest, LX_DXFREEGPUVIRTUALADDRESS, &release);
  }
  struct d3dkmt_destroyallocation2 destroy = {
      .device = guest->device, .allocations = pointer(&buffer->allocation), .alloc_count = 1};
  int result = guest_call(guest, LX_DXDESTROYALLOCATION2, &destroy);
  memset(buffer, 0, sizeof *buffer);
  return result;
}

int guest_submit(struct guest *guest, uint64_t address, uint32_t bytes) {
  struct d3dkmt_submitcommandtohwqueue submit = {.hwqueue = guest->queue,
      .hwqueue_progress_fence_id = guest->submitted + 1,
      .command_buffer = address,
      .command_length = bytes};
  int result = guest_call(guest, LX_DXSUBMITCOMMANDTOHWQUEUE, &submit);
  if (result == 0) {
    guest->submitted++;
  }
  return result;
}

/* A fence of work that was lost gets its value too, so that nobody hangs: only the device's state tells. */
static int still_active(const struct guest *guest) {
  struct d3dkmt_getdevicestate state = {.device = guest->device, .state_type = D3DKMT_DEVICESTATE_EXECUTION};
  int result = guest_call(guest, LX_DXGETDEVICESTATE, &state);
  if (result < 0) {
    return result;
  }
  return state.execution_state == D3DKMT_DEVICEEXECUTION_ACTIVE ? 0 : -EIO;
}

int guest_finish(const struct guest *guest) {
  int result = await(guest, &guest->progress, guest->progress_fence, guest->submitted);
  return result < 0 ? result : still_active(guest);
}
