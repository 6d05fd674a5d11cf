/*
 * Paravane for C programs: buffers, programs, kernels and queues of a device node, over nothing but open, ioctl and mmap.
 * C99 as gcc and clang have it, and C++20; the C library and the rendered header paravane_abi.h are all that it needs:
 *
 *   ./paravane abi --c-header > paravane_abi.h
 *   cc -std=c99 -D_GNU_SOURCE -O2 -I. -I guest-driver/src/main/c program.c
 *
 * Functions that can fail answer 0 or a negative errno and leave a sentence in device->error. -ECANCELED is work that was lost: the
 * queue is lost then, others are not. A device and what is made of it is for one thread at a time; open the node once more for
 * another. docs/runtime.md has examples, docs/virtual-accelerator.md is the manual of everything below.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef PARAVANE_H
#define PARAVANE_H

#include "paravane_abi.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PV_PENDING 0x103           /* STATUS_PENDING: a fence tells of the end */
#define PV_PACKETS 256             /* of a queue: written, or submitted and not done */
#define PV_MAX_KERNARG 4096        /* bytes of arguments */
#define PV_MAX_ARGUMENTS 64        /* of a kernel, for pv_args */
#define PV_ERROR_BYTES 1024
#define PV_SPIN_NANOS 20000        /* how long a wait looks before it gives its core away */
#define PV_YIELDS 8                /* how often it then does so before it sleeps in the node */
#define PV_RESULT_BYTES (64u << 10)

/* A 64-bit word that the host writes and we read, in a page of the node. */
struct pv_word {
  void *page;
  uint64_t *value;
};

/* An open node. */
struct pv_device {
  int fd;
  struct d3dkmthandle adapter;
  struct d3dkmthandle handle;
  struct d3dkmthandle paging_queue;
  struct d3dkmthandle paging_fence;
  struct pv_word paging;
  struct paravane_device_info info; /* zeros if the host does not say */
  uint64_t spin_nanos;              /* may be changed at any time; 0 sleeps at once */
  char path[256];
  char error[PV_ERROR_BYTES];       /* why the last call failed */
};

/* Memory of engines, zeros at first. */
struct pv_buffer {
  struct d3dkmthandle allocation;
  uint64_t address; /* where engines find it */
  size_t bytes;     /* whole pages */
  void *memory;     /* where the program finds it; NULL if only engines do */
};

/* A program that the device has built. */
struct pv_program {
  uint64_t number;
  uint32_t kernel_count;
  const struct paravane_program_kernel *kernels;
  const struct paravane_program_argument *arguments; /* of all kernels */
  char *log;                                         /* of the compiler; also after a failed build */
  void *result;
};

/* A kernel: built in, or of a program. */
struct pv_kernel {
  char name[65];
  uint64_t object;
  uint32_t kernarg_bytes;
  uint32_t argument_count;                           /* 0 if nothing is known of them */
  const struct paravane_program_argument *arguments; /* those of the program */
  const struct paravane_program_kernel *limits;      /* NULL for a built-in one */
};

/* Arguments of a kernel, filled in order; mistakes are told by the dispatch. */
struct pv_args {
  const struct pv_kernel *kernel;
  uint32_t next;
  uint32_t bytes;
  int failed;
  char error[256];
  unsigned char data[PV_MAX_KERNARG];
};

/* Work items and work-groups of a dispatch. */
struct pv_grid {
  uint16_t dimensions;
  uint32_t items[3];
  uint16_t group[3];
};

/* An in-order queue with packets of its own. A fault costs this queue only. */
struct pv_queue {
  struct pv_device *device;
  struct d3dkmthandle handle;
  struct d3dkmthandle context;
  struct d3dkmthandle queue;
  struct d3dkmthandle fence;
  struct pv_word progress;
  struct pv_buffer ring;
  uint32_t kernarg_bytes; /* room for arguments of each packet */
  uint64_t first;         /* value of the fence before the first submission */
  uint64_t written;       /* packets */
  uint64_t submitted;     /* packets */
  uint64_t done;          /* packets */
  uint64_t tickets;       /* submissions */
  uint64_t ends[PV_PACKETS];
  uint64_t freed;         /* submissions whose packets count as done */
  int misses;             /* waits in a row that looked in vain */
  int lost;
};

/* ---- small things --------------------------------------------------------------------------------------------------------- */

static inline uint64_t pv_pointer(const void *at) {
  return (uint64_t)(uintptr_t)at;
}

static inline uint64_t pv_nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline void pv_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

/* Leaves a sentence and answers the errno. */
__attribute__((format(printf, 3, 4))) static inline int pv_fail(struct pv_device *device, int result, const char *format,
                                                                ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(device->error, sizeof device->error, format, arguments);
  va_end(arguments);
  return result;
}

/* As ioctl(2), without the interruptions: the result, or a negative errno with a sentence. */
static inline int pv_call(struct pv_device *device, const char *name, unsigned long request, void *argument) {
  int result;
  do {
    result = ioctl(device->fd, request, argument);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? pv_fail(device, -errno, "%s: %s, node=%s", name, strerror(errno), device->path) : result;
}

#define PV_CALL(device, request, argument) pv_call(device, #request, request, argument)

static inline int pv_word_map(struct pv_device *device, uint64_t offset, struct pv_word *word) {
  uint64_t inside = offset % PARAVANE_PAGE_BYTES;
  void *page = mmap(NULL, PARAVANE_PAGE_BYTES, PROT_READ, MAP_SHARED, device->fd, (off_t)(offset - inside));
  if (page == MAP_FAILED) {
    return pv_fail(device, -errno, "mmap of a fence: %s, node=%s", strerror(errno), device->path);
  }
  word->page = page;
  word->value = (uint64_t *)(void *)((char *)page + inside);
  return 0;
}

static inline void pv_word_unmap(struct pv_word *word) {
  if (word->page) {
    munmap(word->page, PARAVANE_PAGE_BYTES);
    word->page = NULL;
  }
}

/* Pairs with the release store of the host or the engine. */
static inline uint64_t pv_word_read(const uint64_t *word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline int pv_look(const uint64_t *word, uint64_t value, uint64_t nanos) {
  uint64_t begin = nanos ? pv_nanos() : 0;
  do {
    for (int i = 0; i < 64; i++) {
      if (pv_word_read(word) >= value) {
        return 1;
      }
      pv_pause();
    }
  } while (nanos && pv_nanos() - begin < nanos);
  return 0;
}

/*
 * Waits for a fence: looks for a while, gives its core away for a while, sleeps in the node. After many waits that slept anyway it
 * does not look for some time. The value is reached when this answers 0, also by work that was lost.
 */
static inline int pv_fence_wait(struct pv_device *device, struct d3dkmthandle owner, const struct pv_word *word,
                                struct d3dkmthandle fence, uint64_t value, int *misses) {
  if (pv_word_read(word->value) >= value) {
    return 0;
  }
  int trial = *misses < 16 || *misses % 128 == 0;
  if (pv_look(word->value, value, trial ? device->spin_nanos : 0)) {
    *misses = trial ? 0 : *misses + 1;
    return 0;
  }
  *misses = *misses < 1 << 20 ? *misses + 1 : 16;
  for (int i = 0; i < PV_YIELDS; i++) {
    sched_yield();
    if (pv_word_read(word->value) >= value) {
      return 0;
    }
  }
  while (pv_word_read(word->value) < value) {
    struct d3dkmt_waitforsynchronizationobjectfromcpu wait;
    memset(&wait, 0, sizeof wait);
    wait.device = owner;
    wait.object_count = 1;
    wait.objects = pv_pointer(&fence);
    wait.fence_values = pv_pointer(&value);
    int result = PV_CALL(device, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, &wait);
    if (result < 0 && pv_word_read(word->value) < value) {
      return result;
    }
  }
  return 0;
}

/* ---- devices -------------------------------------------------------------------------------------------------------------- */

static inline void pv_close(struct pv_device *device);

static inline int pv_open_adapter(struct pv_device *device) {
  struct d3dkmt_adapterinfo shown[16];
  struct d3dkmt_enumadapters3 adapters;
  memset(shown, 0, sizeof shown);
  memset(&adapters, 0, sizeof adapters);
  adapters.filter.include_compute_only = 1;
  adapters.adapter_count = 16;
  adapters.adapters = pv_pointer(shown);
  int result = PV_CALL(device, LX_DXENUMADAPTERS3, &adapters);
  if (result < 0) {
    return result;
  }
  if (adapters.adapter_count == 0) {
    return pv_fail(device, -ENODEV, "node shows no adapter: node=%s", device->path);
  }
  device->adapter = shown[0].adapter_handle;
  return 0;
}

static inline int pv_query(struct pv_device *device, void *data, uint32_t bytes) {
  struct d3dkmt_queryadapterinfo query;
  memset(&query, 0, sizeof query);
  query.adapter = device->adapter;
  query.type = KMTQAITYPE_UMDRIVERPRIVATE;
  query.private_data = pv_pointer(data);
  query.private_data_size = bytes;
  return PV_CALL(device, LX_DXQUERYADAPTERINFO, &query);
}

static inline int pv_create_device(struct pv_device *device, struct d3dkmthandle *made) {
  struct d3dkmt_createdevice create;
  memset(&create, 0, sizeof create);
  create.adapter = device->adapter;
  int result = PV_CALL(device, LX_DXCREATEDEVICE, &create);
  *made = create.device;
  return result;
}

static inline int pv_start(struct pv_device *device) {
  int result = pv_open_adapter(device);
  if (result < 0) {
    return result;
  }
  device->info.magic = PARAVANE_DEVICE_INFO_MAGIC;
  device->info.version = PARAVANE_DEVICE_INFO_VERSION;
  if (pv_query(device, &device->info, sizeof device->info) < 0) {
    memset(&device->info, 0, sizeof device->info);
  }
  result = pv_create_device(device, &device->handle);
  if (result < 0) {
    return result;
  }
  struct d3dkmt_createpagingqueue paging;
  memset(&paging, 0, sizeof paging);
  paging.device = device->handle;
  result = PV_CALL(device, LX_DXCREATEPAGINGQUEUE, &paging);
  if (result < 0) {
    return result;
  }
  device->paging_queue = paging.paging_queue;
  device->paging_fence = paging.sync_object;
  return pv_word_map(device, paging.fence_cpu_virtual_address, &device->paging);
}

/* Opens a node; NULL is the first one below $PARAVANE_ROOT, or /run/paravane. */
static inline int pv_open(struct pv_device *device, const char *node) {
  memset(device, 0, sizeof *device);
  device->fd = -1;
  device->spin_nanos = PV_SPIN_NANOS;
  const char *root = getenv("PARAVANE_ROOT");
  if (node) {
    snprintf(device->path, sizeof device->path, "%s", node);
    device->fd = open(node, O_RDWR | O_CLOEXEC);
  }
  for (int i = 0; !node && device->fd < 0 && i < 1024; i++) {
    snprintf(device->path, sizeof device->path, "%s/dev/accel/accel%d", root && *root ? root : "/run/paravane", i);
    device->fd = open(device->path, O_RDWR | O_CLOEXEC);
    if (device->fd < 0 && errno != ENOENT) {
      break;
    }
  }
  if (device->fd < 0) {
    return pv_fail(device, -errno, "open: %s, node=%s", strerror(errno), device->path);
  }
  int result = pv_start(device);
  if (result < 0) {
    pv_close(device);
  }
  return result;
}

/* Closes the node; the device forgets everything that was made of it. Mappings of buffers stay until they are unmapped. */
static inline void pv_close(struct pv_device *device) {
  pv_word_unmap(&device->paging);
  if (device->fd >= 0) {
    close(device->fd);
    device->fd = -1;
  }
}

/* ---- buffers -------------------------------------------------------------------------------------------------------------- */

static inline void pv_buffer_destroy(struct pv_device *device, struct pv_buffer *buffer) {
  char error[PV_ERROR_BYTES];
  memcpy(error, device->error, sizeof error);
  if (buffer->memory) {
    munmap(buffer->memory, buffer->bytes);
    struct d3dkmt_unlock2 unlock;
    memset(&unlock, 0, sizeof unlock);
    unlock.device = device->handle;
    unlock.allocation = buffer->allocation;
    PV_CALL(device, LX_DXUNLOCK2, &unlock);
  }
  if (buffer->address) {
    struct d3dkmt_freegpuvirtualaddress release;
    memset(&release, 0, sizeof release);
    release.adapter = device->adapter;
    release.base_address = buffer->address;
    release.size = buffer->bytes;
    PV_CALL(device, LX_DXFREEGPUVIRTUALADDRESS, &release);
  }
  if (buffer->allocation.v) {
    struct d3dkmt_destroyallocation2 destroy;
    memset(&destroy, 0, sizeof destroy);
    destroy.device = device->handle;
    destroy.allocations = pv_pointer(&buffer->allocation);
    destroy.alloc_count = 1;
    PV_CALL(device, LX_DXDESTROYALLOCATION2, &destroy);
  }
  memset(buffer, 0, sizeof *buffer);
  memcpy(device->error, error, sizeof error);
}

static inline int pv_paged(struct pv_device *device, int result, uint64_t fence_value) {
  int misses = 0;
  return result == PV_PENDING
             ? pv_fence_wait(device, device->handle, &device->paging, device->paging_fence, fence_value, &misses)
             : result;
}

static inline int pv_buffer_allocate(struct pv_device *device, size_t bytes, int visible, struct pv_buffer *buffer) {
  struct paravane_allocation_description description;
  struct d3dddi_allocationinfo2 info;
  struct d3dkmt_createallocation create;
  memset(&description, 0, sizeof description);
  memset(&info, 0, sizeof info);
  memset(&create, 0, sizeof create);
  description.magic = PARAVANE_ALLOCATION_MAGIC;
  description.version = PARAVANE_ALLOCATION_VERSION;
  description.size_bytes = bytes;
  description.cpu_visible = visible ? 1 : 0;
  description.segment = visible ? PARAVANE_SEGMENT_NON_LOCAL : PARAVANE_SEGMENT_LOCAL;
  info.priv_drv_data = pv_pointer(&description);
  info.priv_drv_data_size = sizeof description;
  create.device = device->handle;
  create.alloc_count = 1;
  create.allocation_info = pv_pointer(&info);
  int result = PV_CALL(device, LX_DXCREATEALLOCATION, &create);
  buffer->allocation = info.allocation;
  buffer->bytes = description.size_bytes;
  return result;
}

static inline int pv_buffer_map(struct pv_device *device, struct pv_buffer *buffer) {
  struct d3dddi_mapgpuvirtualaddress map;
  memset(&map, 0, sizeof map);
  map.paging_queue = device->paging_queue;
  map.allocation = buffer->allocation;
  map.size_in_pages = buffer->bytes / PARAVANE_PAGE_BYTES;
  map.protection.write = 1;
  int result = PV_CALL(device, LX_DXMAPGPUVIRTUALADDRESS, &map);
  buffer->address = map.virtual_address;
  result = pv_paged(device, result, map.paging_fence_value);
  if (result < 0) {
    return result;
  }
  struct d3dddi_makeresident resident;
  memset(&resident, 0, sizeof resident);
  resident.paging_queue = device->paging_queue;
  resident.alloc_count = 1;
  resident.allocation_list = pv_pointer(&buffer->allocation);
  result = PV_CALL(device, LX_DXMAKERESIDENT, &resident);
  return pv_paged(device, result, resident.paging_fence_value);
}

static inline int pv_buffer_lock(struct pv_device *device, struct pv_buffer *buffer) {
  struct d3dkmt_lock2 lock;
  memset(&lock, 0, sizeof lock);
  lock.device = device->handle;
  lock.allocation = buffer->allocation;
  int result = PV_CALL(device, LX_DXLOCK2, &lock);
  if (result < 0) {
    return result;
  }
  void *memory = mmap(NULL, buffer->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, device->fd, (off_t)lock.data);
  if (memory == MAP_FAILED) {
    return pv_fail(device, -errno, "mmap of a buffer: %s, node=%s", strerror(errno), device->path);
  }
  buffer->memory = memory;
  return 0;
}

static inline int pv_buffer_make(struct pv_device *device, size_t bytes, int visible, struct pv_buffer *buffer) {
  memset(buffer, 0, sizeof *buffer);
  int result = pv_buffer_allocate(device, bytes, visible, buffer);
  if (result == 0) {
    result = pv_buffer_map(device, buffer);
  }
  if (result == 0 && visible) {
    result = pv_buffer_lock(device, buffer);
  }
  if (result < 0) {
    pv_buffer_destroy(device, buffer);
  }
  return result < 0 ? result : 0;
}

/* Makes a buffer that the program sees as well, at buffer->memory. */
static inline int pv_buffer_create(struct pv_device *device, size_t bytes, struct pv_buffer *buffer) {
  return pv_buffer_make(device, bytes, 1, buffer);
}

/* Makes a buffer in the memory of the device, which copies of a queue fill and empty. */
static inline int pv_buffer_create_local(struct pv_device *device, size_t bytes, struct pv_buffer *buffer) {
  return pv_buffer_make(device, bytes, 0, buffer);
}

/* ---- queues --------------------------------------------------------------------------------------------------------------- */

static inline void pv_queue_destroy(struct pv_queue *queue) {
  struct pv_device *device = queue->device;
  char error[PV_ERROR_BYTES];
  memcpy(error, device->error, sizeof error);
  pv_word_unmap(&queue->progress);
  if (queue->queue.v) {
    struct d3dkmt_destroyhwqueue destroy = {queue->queue};
    PV_CALL(device, LX_DXDESTROYHWQUEUE, &destroy);
  }
  if (queue->context.v) {
    struct d3dkmt_destroycontext destroy = {queue->context};
    PV_CALL(device, LX_DXDESTROYCONTEXT, &destroy);
  }
  if (queue->handle.v) {
    struct d3dkmt_destroydevice destroy = {queue->handle};
    PV_CALL(device, LX_DXDESTROYDEVICE, &destroy);
  }
  pv_buffer_destroy(device, &queue->ring);
  memcpy(device->error, error, sizeof error);
  memset(queue, 0, sizeof *queue);
}

static inline int pv_queue_start(struct pv_queue *queue) {
  struct pv_device *device = queue->device;
  int result = pv_create_device(device, &queue->handle);
  if (result < 0) {
    return result;
  }
  struct d3dkmt_createcontextvirtual context;
  memset(&context, 0, sizeof context);
  context.device = queue->handle;
  context.engine_affinity = 1;
  context.flags.hw_queue_supported = 1;
  result = PV_CALL(device, LX_DXCREATECONTEXTVIRTUAL, &context);
  if (result < 0) {
    return result;
  }
  queue->context = context.context;
  struct d3dkmt_createhwqueue create;
  memset(&create, 0, sizeof create);
  create.context = queue->context;
  result = PV_CALL(device, LX_DXCREATEHWQUEUE, &create);
  if (result < 0) {
    return result;
  }
  queue->queue = create.queue;
  queue->fence = create.queue_progress_fence;
  result = pv_word_map(device, create.queue_progress_fence_cpu_va, &queue->progress);
  if (result == 0) {
    queue->first = pv_word_read(queue->progress.value);
  }
  return result;
}

/* The ring: packets, their arguments, their times, and a word that counts down for each submission that was executed. */
static inline uint64_t pv_kernarg_offset(const struct pv_queue *queue, uint64_t packet) {
  return PV_PACKETS * 64u + packet % PV_PACKETS * queue->kernarg_bytes;
}

static inline uint64_t pv_times_offset(const struct pv_queue *queue, uint64_t packet) {
  return PV_PACKETS * (64u + (uint64_t)queue->kernarg_bytes) + packet % PV_PACKETS * 16;
}

static inline uint64_t pv_executed_offset(const struct pv_queue *queue) {
  return pv_times_offset(queue, 0) + PV_PACKETS * 16u;
}

static inline void *pv_ring_at(const struct pv_queue *queue, uint64_t offset) {
  return (char *)queue->ring.memory + offset;
}

/* Makes a queue on engine node 0 with room for so many bytes of arguments of each packet; 0 for 256. */
static inline int pv_queue_create(struct pv_device *device, uint32_t kernarg_bytes, struct pv_queue *queue) {
  memset(queue, 0, sizeof *queue);
  queue->device = device;
  if (kernarg_bytes > PV_MAX_KERNARG) {
    return pv_fail(device, -EINVAL, "too much room for arguments: bytes=%u, most=%u", kernarg_bytes, PV_MAX_KERNARG);
  }
  queue->kernarg_bytes = kernarg_bytes ? (kernarg_bytes + 63) / 64 * 64 : 256;
  int result = pv_buffer_create(device, pv_executed_offset(queue) + 64, &queue->ring);
  if (result == 0) {
    result = pv_queue_start(queue);
  }
  if (result < 0) {
    pv_queue_destroy(queue);
  }
  return result;
}

/* What the host says of the fault: the tree has it in a file of each client. */
static inline void pv_fault_text(const struct pv_device *device, char *text, size_t bytes) {
  char folder[512], name[896], line[PV_ERROR_BYTES / 2];
  const char *split = strstr(device->path, "/dev/accel/");
  text[0] = 0;
  if (!split) {
    return;
  }
  snprintf(folder, sizeof folder, "%.*s/sys/class/accel/%s/clients", (int)(split - device->path), device->path,
           split + strlen("/dev/accel/"));
  DIR *clients = opendir(folder);
  for (struct dirent *each; clients && (each = readdir(clients)) != NULL;) {
    snprintf(name, sizeof name, "%s/%s/pid", folder, each->d_name);
    FILE *file = fopen(name, "r");
    int mine = file && fgets(line, sizeof line, file) && strtol(line, NULL, 10) == (long)getpid();
    if (file) {
      fclose(file);
    }
    snprintf(name, sizeof name, "%s/%s/fault", folder, each->d_name);
    file = mine ? fopen(name, "r") : NULL;
    if (file && fgets(line, sizeof line, file) && line[0] != '\n') {
      line[strcspn(line, "\n")] = 0;
      snprintf(text, bytes, "%s", line);
    }
    if (file) {
      fclose(file);
    }
  }
  if (clients) {
    closedir(clients);
  }
}

static inline int pv_queue_lost(struct pv_queue *queue) {
  struct pv_device *device = queue->device;
  struct d3dkmt_getdevicestate state;
  char text[PV_ERROR_BYTES / 2];
  queue->lost = 1;
  memset(&state, 0, sizeof state);
  state.device = queue->handle;
  state.state_type = D3DKMT_DEVICESTATE_EXECUTION;
  int known = PV_CALL(device, LX_DXGETDEVICESTATE, &state) >= 0;
  pv_fault_text(device, text, sizeof text);
  return pv_fail(device, -ECANCELED, "work was lost: %s%sexecution state=%u, node=%s", text, text[0] ? ", " : "",
                 known ? state.execution_state : 0, device->path);
}

/* Submissions that have ended, done or lost. */
static inline uint64_t pv_ended(const struct pv_queue *queue) {
  return pv_word_read(queue->progress.value) - queue->first;
}

/* Submissions that were executed: fewer than ended are once one was lost. */
static inline uint64_t pv_executed(const struct pv_queue *queue) {
  return 0 - pv_word_read((const uint64_t *)pv_ring_at(queue, pv_executed_offset(queue)));
}

static inline void pv_free_slots(struct pv_queue *queue) {
  uint64_t ended = pv_ended(queue);
  if (ended > queue->freed && ended <= queue->tickets) {
    queue->freed = ended;
    queue->done = queue->ends[ended % PV_PACKETS];
  }
}

/* Waits until the work of a ticket is done. */
static inline int pv_wait(struct pv_queue *queue, uint64_t ticket) {
  int result = pv_fence_wait(queue->device, queue->handle, &queue->progress, queue->fence, queue->first + ticket,
                             &queue->misses);
  if (result < 0) {
    return result;
  }
  /* A submission is counted as executed before its fence says that it has ended. */
  return pv_executed(queue) >= ticket ? 0 : pv_queue_lost(queue);
}

/* Hands over what was written, with one ioctl unless the ring ends in between; pv_wait waits for the ticket. */
static inline int pv_submit(struct pv_queue *queue, uint64_t *ticket) {
  struct pv_device *device = queue->device;
  while (queue->submitted < queue->written) {
    uint64_t slot = queue->submitted % PV_PACKETS;
    uint64_t run = queue->written - queue->submitted;
    run = run < PV_PACKETS - slot ? run : PV_PACKETS - slot;
    struct paravane_aql_kernel_dispatch *last =
        (struct paravane_aql_kernel_dispatch *)pv_ring_at(queue, (slot + run - 1) * 64);
    last->completion_signal = queue->ring.address + pv_executed_offset(queue);
    struct d3dkmt_submitcommandtohwqueue submit;
    memset(&submit, 0, sizeof submit);
    submit.hwqueue = queue->queue;
    submit.hwqueue_progress_fence_id = queue->first + queue->tickets + 1;
    submit.command_buffer = queue->ring.address + slot * 64;
    submit.command_length = (uint32_t)(run * 64);
    int result = PV_CALL(device, LX_DXSUBMITCOMMANDTOHWQUEUE, &submit);
    if (result == -EAGAIN && queue->freed < queue->tickets) {
      result = pv_wait(queue, queue->freed + 1);
      pv_free_slots(queue);
      if (result == 0) {
        continue;
      }
    }
    if (result < 0) {
      return result == -ECANCELED ? pv_queue_lost(queue) : result;
    }
    queue->submitted += run;
    queue->tickets++;
    queue->ends[queue->tickets % PV_PACKETS] = queue->submitted;
  }
  if (ticket) {
    *ticket = queue->tickets;
  }
  return 0;
}

/* Submits, and waits until everything is done. */
static inline int pv_finish(struct pv_queue *queue) {
  uint64_t ticket = 0;
  int result = pv_submit(queue, &ticket);
  return result < 0 ? result : pv_wait(queue, ticket);
}

/* A cleared packet with its header; NULL with the result when there is none to be had. */
static inline void *pv_packet(struct pv_queue *queue, unsigned type, int *result) {
  *result = queue->lost ? pv_fail(queue->device, -ECANCELED, "queue is lost: node=%s", queue->device->path) : 0;
  if (*result == 0 && queue->written - queue->done == PV_PACKETS) {
    pv_free_slots(queue);
    if (queue->written - queue->done == PV_PACKETS) {
      *result = pv_submit(queue, NULL);
      *result = *result < 0 ? *result : pv_wait(queue, queue->freed + 1);
      pv_free_slots(queue);
    }
  }
  if (*result < 0) {
    return NULL;
  }
  struct paravane_aql_kernel_dispatch *packet =
      (struct paravane_aql_kernel_dispatch *)pv_ring_at(queue, queue->written % PV_PACKETS * 64);
  memset(packet, 0, sizeof *packet);
  packet->header.type = (uint16_t)(type & 0xff);
  packet->header.acquire_fence_scope = 2;
  packet->header.release_fence_scope = 2;
  return packet;
}

/* Copies bytes; the ranges do not overlap. */
static inline int pv_copy(struct pv_queue *queue, uint64_t destination, uint64_t source, uint64_t bytes) {
  int result;
  struct paravane_aql_copy *packet = (struct paravane_aql_copy *)pv_packet(queue, PARAVANE_AQL_VENDOR_SPECIFIC, &result);
  if (packet) {
    packet->opcode = PARAVANE_VENDOR_COPY;
    packet->source = source;
    packet->destination = destination;
    packet->size_bytes = bytes;
    queue->written++;
  }
  return result;
}

/* Fills with a 32-bit pattern; address and bytes are multiples of 4. */
static inline int pv_fill(struct pv_queue *queue, uint64_t destination, uint64_t bytes, uint32_t pattern) {
  int result;
  struct paravane_aql_fill *packet = (struct paravane_aql_fill *)pv_packet(queue, PARAVANE_AQL_VENDOR_SPECIFIC, &result);
  if (packet) {
    packet->opcode = PARAVANE_VENDOR_FILL;
    packet->pattern = pattern;
    packet->destination = destination;
    packet->size_bytes = bytes;
    queue->written++;
  }
  return result;
}

/* The packet written last writes when it began and ended: two 64-bit words in nanoseconds, there until so many packets later. */
static inline const uint64_t *pv_times(struct pv_queue *queue) {
  uint64_t packet = queue->written - 1;
  struct paravane_aql_kernel_dispatch *last =
      (struct paravane_aql_kernel_dispatch *)pv_ring_at(queue, packet % PV_PACKETS * 64);
  last->timestamp_address = queue->ring.address + pv_times_offset(queue, packet);
  return (const uint64_t *)pv_ring_at(queue, pv_times_offset(queue, packet));
}

/* ---- kernels and arguments ------------------------------------------------------------------------------------------------ */

/* Finds a built-in kernel. */
static inline int pv_kernel_built_in(struct pv_device *device, const char *name, struct pv_kernel *kernel) {
  enum { MOST = 64 };
  struct {
    struct paravane_kernel_object_table head;
    struct paravane_kernel_object kernels[MOST];
  } table;
  memset(&table, 0, sizeof table);
  memset(kernel, 0, sizeof *kernel);
  table.head.magic = PARAVANE_KERNEL_TABLE_MAGIC;
  table.head.version = PARAVANE_KERNEL_TABLE_VERSION;
  int result = pv_query(device, &table, sizeof table);
  for (uint32_t i = 0; result >= 0 && i < table.head.count && i < MOST; i++) {
    if (strncmp(table.kernels[i].name, name, sizeof table.kernels[i].name) == 0) {
      snprintf(kernel->name, sizeof kernel->name, "%s", name);
      kernel->object = table.kernels[i].kernel_object;
      kernel->kernarg_bytes = table.kernels[i].kernarg_size_bytes;
      return 0;
    }
  }
  return result < 0 ? result : pv_fail(device, -ENOENT, "no such kernel: name=%s, node=%s", name, device->path);
}

/* Finds a kernel of a program; good for as long as the program is loaded. */
static inline int pv_kernel(struct pv_device *device, const struct pv_program *program, const char *name,
                            struct pv_kernel *kernel) {
  memset(kernel, 0, sizeof *kernel);
  for (uint32_t i = 0; i < program->kernel_count; i++) {
    const struct paravane_program_kernel *each = &program->kernels[i];
    if (strncmp(each->name, name, sizeof each->name) == 0) {
      snprintf(kernel->name, sizeof kernel->name, "%s", name);
      kernel->object = each->kernel_object;
      kernel->kernarg_bytes = each->kernarg_size_bytes;
      kernel->argument_count = each->argument_count;
      kernel->arguments = program->arguments + each->first_argument;
      kernel->limits = each;
      return 0;
    }
  }
  return pv_fail(device, -ENOENT, "no such kernel: name=%s, program has %u", name, program->kernel_count);
}

static inline void pv_args_init(struct pv_args *args, const struct pv_kernel *kernel) {
  args->kernel = kernel;
  args->next = 0;
  args->bytes = 0;
  args->failed = 0;
  args->error[0] = 0;
  memset(args->data, 0, kernel->kernarg_bytes < PV_MAX_KERNARG ? kernel->kernarg_bytes : PV_MAX_KERNARG);
}

static inline void pv_arg(struct pv_args *args, uint32_t kind, const void *value, size_t bytes) {
  const struct pv_kernel *kernel = args->kernel;
  size_t alignment = bytes >= 16 ? 16 : bytes >= 8 ? 8 : bytes >= 4 ? 4 : bytes >= 2 ? 2 : 1;
  size_t offset = (args->bytes + alignment - 1) / alignment * alignment;
  if (args->failed) {
    return;
  }
  if (kernel->argument_count) {
    if (args->next >= kernel->argument_count) {
      args->failed = -E2BIG;
      snprintf(args->error, sizeof args->error, "too many arguments: kernel=%s, takes=%u", kernel->name,
               kernel->argument_count);
      return;
    }
    const struct paravane_program_argument *wanted = &kernel->arguments[args->next];
    int pointer = wanted->kind == PARAVANE_ARGUMENT_GLOBAL || wanted->kind == PARAVANE_ARGUMENT_CONSTANT;
    if (bytes != wanted->size_bytes || (pointer ? kind != PARAVANE_ARGUMENT_GLOBAL : kind != wanted->kind)) {
      args->failed = -EINVAL;
      snprintf(args->error, sizeof args->error,
               "wrong argument: kernel=%.64s, position=%u, name=%.24s, takes=%.24s of %u bytes, kind %u, got=%zu bytes, kind %u",
               kernel->name, args->next, wanted->name, wanted->type_name, wanted->size_bytes, wanted->kind, bytes, kind);
      return;
    }
    offset = wanted->offset;
  }
  if (offset + bytes > kernel->kernarg_bytes || offset + bytes > PV_MAX_KERNARG) {
    args->failed = -E2BIG;
    snprintf(args->error, sizeof args->error, "too many arguments: kernel=%.64s, position=%u, takes=%u bytes", kernel->name,
             args->next, kernel->kernarg_bytes);
    return;
  }
  memcpy(args->data + offset, value, bytes);
  args->bytes = (uint32_t)(offset + bytes);
  args->next++;
}

/* A pointer to an address of engines; 0 is none. */
static inline void pv_arg_address(struct pv_args *args, uint64_t address) {
  pv_arg(args, PARAVANE_ARGUMENT_GLOBAL, &address, sizeof address);
}

static inline void pv_arg_buffer(struct pv_args *args, const struct pv_buffer *buffer) {
  pv_arg_address(args, buffer->address);
}

/* So many bytes of local memory for a local pointer. */
static inline void pv_arg_local(struct pv_args *args, uint64_t bytes) {
  pv_arg(args, PARAVANE_ARGUMENT_LOCAL, &bytes, sizeof bytes);
}

static inline void pv_arg_value(struct pv_args *args, const void *value, size_t bytes) {
  pv_arg(args, PARAVANE_ARGUMENT_VALUE, value, bytes);
}

static inline void pv_arg_u32(struct pv_args *args, uint32_t value) {
  pv_arg_value(args, &value, sizeof value);
}

static inline void pv_arg_u64(struct pv_args *args, uint64_t value) {
  pv_arg_value(args, &value, sizeof value);
}

static inline void pv_arg_f32(struct pv_args *args, float value) {
  pv_arg_value(args, &value, sizeof value);
}

/* A grid of one to three dimensions: sizes beyond are 1. */
static inline struct pv_grid pv_grid(uint32_t x, uint32_t y, uint32_t z, uint16_t gx, uint16_t gy, uint16_t gz) {
  struct pv_grid grid = {(uint16_t)(z > 1 ? 3 : y > 1 ? 2 : 1), {x, y, z}, {gx, gy, gz}};
  return grid;
}

static inline struct pv_grid pv_grid_1d(uint32_t x, uint16_t group) {
  return pv_grid(x, 1, 1, group, 1, 1);
}

static inline int pv_check_start(struct pv_device *device, const struct pv_kernel *kernel, const struct pv_grid *grid,
                                 const struct pv_args *args) {
  if (args->failed) {
    return pv_fail(device, args->failed, "%s", args->error);
  }
  if (args->kernel != kernel) {
    return pv_fail(device, -EINVAL, "arguments of another kernel: kernel=%s, arguments=%s", kernel->name,
                   args->kernel->name);
  }
  if (kernel->argument_count && args->next < kernel->argument_count) {
    return pv_fail(device, -EINVAL, "argument is missing: kernel=%s, position=%u, name=%.24s", kernel->name, args->next,
                   kernel->arguments[args->next].name);
  }
  for (int i = 0; i < 3; i++) {
    if (grid->items[i] == 0 || grid->group[i] == 0 || (kernel->limits && grid->items[i] % grid->group[i])) {
      return pv_fail(device, -EINVAL, "grid is not whole work-groups: kernel=%s, dimension=%d, items=%u, group=%u",
                     kernel->name, i, grid->items[i], grid->group[i]);
    }
  }
  uint64_t group = (uint64_t)grid->group[0] * grid->group[1] * grid->group[2];
  if (kernel->limits && kernel->limits->max_workgroup_size && group > kernel->limits->max_workgroup_size) {
    return pv_fail(device, -EINVAL, "work-group is too large: kernel=%s, items=%llu, most=%u", kernel->name,
                   (unsigned long long)group, kernel->limits->max_workgroup_size);
  }
  return 0;
}

/* Writes a dispatch; pv_submit or pv_finish hands it over with whatever else was written. */
static inline int pv_dispatch(struct pv_queue *queue, const struct pv_kernel *kernel, struct pv_grid grid,
                              const struct pv_args *args) {
  int result = pv_check_start(queue->device, kernel, &grid, args);
  if (result < 0) {
    return result;
  }
  if (kernel->kernarg_bytes > queue->kernarg_bytes) {
    return pv_fail(queue->device, -E2BIG, "queue has no room for the arguments: kernel=%s, takes=%u, room=%u",
                   kernel->name, kernel->kernarg_bytes, queue->kernarg_bytes);
  }
  struct paravane_aql_kernel_dispatch *packet =
      (struct paravane_aql_kernel_dispatch *)pv_packet(queue, PARAVANE_AQL_KERNEL_DISPATCH, &result);
  if (!packet) {
    return result;
  }
  packet->setup = grid.dimensions;
  packet->workgroup_size_x = grid.group[0];
  packet->workgroup_size_y = grid.group[1];
  packet->workgroup_size_z = grid.group[2];
  packet->grid_size_x = grid.items[0];
  packet->grid_size_y = grid.items[1];
  packet->grid_size_z = grid.items[2];
  packet->kernel_object = kernel->object;
  packet->kernarg_address = queue->ring.address + pv_kernarg_offset(queue, queue->written);
  memcpy(pv_ring_at(queue, pv_kernarg_offset(queue, queue->written)), args->data, kernel->kernarg_bytes);
  queue->written++;
  return 0;
}

/* ---- programs ------------------------------------------------------------------------------------------------------------- */

static inline size_t pv_lines(size_t bytes) {
  return (bytes + 63) / 64 * 64;
}

static inline int pv_load(struct pv_queue *queue, uint32_t format, const void *code, size_t code_bytes,
                          const char *options, size_t result_bytes, struct pv_program *program) {
  struct pv_device *device = queue->device;
  struct pv_buffer memory;
  size_t option_bytes = options ? strlen(options) : 0;
  size_t options_at = pv_lines(code_bytes), result_at = options_at + pv_lines(option_bytes);
  int result = pv_buffer_create(device, result_at + result_bytes, &memory);
  if (result < 0) {
    return result;
  }
  memcpy(memory.memory, code, code_bytes);
  if (option_bytes) {
    memcpy((char *)memory.memory + options_at, options, option_bytes);
  }
  struct paravane_aql_load_program *packet =
      (struct paravane_aql_load_program *)pv_packet(queue, PARAVANE_AQL_VENDOR_SPECIFIC, &result);
  if (packet) {
    packet->opcode = PARAVANE_VENDOR_LOAD_PROGRAM;
    packet->format = format;
    packet->code_address = memory.address;
    packet->code_size_bytes = code_bytes;
    packet->options_address = option_bytes ? memory.address + options_at : 0;
    packet->options_size_bytes = (uint32_t)option_bytes;
    packet->result_address = memory.address + result_at;
    packet->result_size_bytes = (uint32_t)result_bytes;
    queue->written++;
    result = pv_finish(queue);
  }
  program->result = result == 0 ? malloc(result_bytes) : NULL;
  if (result == 0 && !program->result) {
    result = pv_fail(device, -ENOMEM, "no memory for the result of a build: bytes=%zu", result_bytes);
  }
  if (result == 0) {
    memcpy(program->result, (char *)memory.memory + result_at, result_bytes);
  }
  pv_buffer_destroy(device, &memory);
  return result;
}

static inline int pv_unload(struct pv_queue *queue, uint64_t number) {
  int result;
  struct paravane_aql_unload_program *packet =
      (struct paravane_aql_unload_program *)pv_packet(queue, PARAVANE_AQL_VENDOR_SPECIFIC, &result);
  if (packet) {
    packet->opcode = PARAVANE_VENDOR_UNLOAD_PROGRAM;
    packet->program = number;
    queue->written++;
    result = pv_finish(queue);
  }
  return result;
}

/* Whether the parts of a result are where its head says, and inside of it. */
static inline int pv_result_is_sound(const struct paravane_program_result *head, size_t bytes) {
  uint64_t kernels = head->kernels_offset + (uint64_t)head->kernel_count * sizeof(struct paravane_program_kernel);
  uint64_t arguments = head->arguments_offset + (uint64_t)head->argument_count * sizeof(struct paravane_program_argument);
  int sound = head->magic == PARAVANE_PROGRAM_RESULT_MAGIC && head->version == PARAVANE_PROGRAM_RESULT_VERSION &&
              (!head->kernel_count || kernels <= bytes) && (!head->argument_count || arguments <= bytes) &&
              (!head->log_bytes || (uint64_t)head->log_offset + head->log_bytes <= bytes);
  const struct paravane_program_kernel *all =
      (const struct paravane_program_kernel *)(const void *)((const char *)head + head->kernels_offset);
  for (uint32_t i = 0; sound && i < head->kernel_count; i++) {
    sound = (uint64_t)all[i].first_argument + all[i].argument_count <= head->argument_count;
  }
  return sound;
}

static inline int pv_read_result(struct pv_device *device, struct pv_program *program, size_t bytes) {
  const struct paravane_program_result *head = (const struct paravane_program_result *)program->result;
  const char *start = (const char *)program->result;
  if (!pv_result_is_sound(head, bytes)) {
    return pv_fail(device, -EPROTO, "result of a build is none: magic=0x%x, version=%u", head->magic, head->version);
  }
  program->log = (char *)calloc(1, (size_t)head->log_bytes + 1);
  if (!program->log) {
    return pv_fail(device, -ENOMEM, "no memory for the log of a build: bytes=%u", head->log_bytes);
  }
  memcpy(program->log, start + head->log_offset, head->log_bytes);
  if (head->status != PARAVANE_PROGRAM_BUILT) {
    return pv_fail(device, head->status == PARAVANE_PROGRAM_REFUSED ? -EOPNOTSUPP : -ENOEXEC, "program %s: log=%s",
                   head->status == PARAVANE_PROGRAM_REFUSED ? "was refused" : "does not build", program->log);
  }
  program->number = head->program;
  program->kernel_count = head->kernel_count;
  program->kernels = (const struct paravane_program_kernel *)(const void *)(start + head->kernels_offset);
  program->arguments = (const struct paravane_program_argument *)(const void *)(start + head->arguments_offset);
  return 0;
}

static inline void pv_program_forget(struct pv_program *program) {
  free(program->log);
  free(program->result);
  memset(program, 0, sizeof *program);
}

/*
 * Builds a program. -ENOEXEC: the compiler refused it; -EOPNOTSUPP: nobody gave it to one. program->log says why in both cases, so
 * pv_program_destroy is for failed ones too.
 */
static inline int pv_program_build_code(struct pv_device *device, uint32_t format, const void *code, size_t code_bytes,
                                        const char *options, struct pv_program *program) {
  struct pv_queue queue; /* of its own: a build that takes long holds up nothing */
  size_t result_bytes = PV_RESULT_BYTES;
  memset(program, 0, sizeof *program);
  if (format == PARAVANE_CODE_OPENCL_C ? !device->info.open_cl_c : !device->info.spir_v) {
    return pv_fail(device, -EOPNOTSUPP, "device takes no such programs: format=%u, device=%.128s", format,
                   device->info.name);
  }
  int result = pv_queue_create(device, 0, &queue);
  if (result < 0) {
    return result;
  }
  result = pv_load(&queue, format, code, code_bytes, options, result_bytes, program);
  if (result == 0) {
    const struct paravane_program_result *head = (const struct paravane_program_result *)program->result;
    if (head->needed_bytes > result_bytes && head->needed_bytes <= 64u << 20) {
      result_bytes = head->needed_bytes;
      result = head->status == PARAVANE_PROGRAM_BUILT ? pv_unload(&queue, head->program) : 0;
      pv_program_forget(program);
      result = result < 0 ? result : pv_load(&queue, format, code, code_bytes, options, result_bytes, program);
    }
  }
  result = result < 0 ? result : pv_read_result(device, program, result_bytes);
  pv_queue_destroy(&queue);
  return result;
}

/* Builds a program from OpenCL C source; options may be NULL. */
static inline int pv_program_build(struct pv_device *device, const char *source, const char *options,
                                   struct pv_program *program) {
  return pv_program_build_code(device, PARAVANE_CODE_OPENCL_C, source, strlen(source), options, program);
}

/* Unloads a program: nothing that runs may use it any more. */
static inline void pv_program_destroy(struct pv_device *device, struct pv_program *program) {
  struct pv_queue queue;
  if (program->number && pv_queue_create(device, 0, &queue) == 0) {
    pv_unload(&queue, program->number);
    pv_queue_destroy(&queue);
  }
  pv_program_forget(program);
}

#endif
