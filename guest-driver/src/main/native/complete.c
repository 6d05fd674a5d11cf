/* What is done before and after single ioctls. */
#define _GNU_SOURCE
#include <errno.h>

#include "preload.h"

static int pass(int fd, unsigned request, void *argument) {
  return pv_next()->ioctl(fd, request, argument);
}

/* An object was made whose page cannot be had: it is destroyed again, and the call fails for that reason. */
static int undone(int fd, unsigned destroy, struct d3dkmthandle handle) {
  int why = errno;
  pass(fd, destroy, &handle);
  errno = why;
  return -1;
}

static int create_paging_queue(struct pv_file *file, int fd, struct d3dkmt_createpagingqueue *args) {
  int result = pass(fd, LX_DXCREATEPAGINGQUEUE, args);
  if (result < 0) {
    return result;
  }
  struct pv_memory *page = pv_memory_map(file, fd, PARAVANE_RANGE_PAGING_FENCE, args->paging_queue.v);
  if (page == NULL) {
    return undone(fd, LX_DXDESTROYPAGINGQUEUE, args->paging_queue);
  }
  args->fence_cpu_virtual_address = (uintptr_t)page->address;
  return result;
}

static int create_hw_queue(struct pv_file *file, int fd, struct d3dkmt_createhwqueue *args) {
  int result = pass(fd, LX_DXCREATEHWQUEUE, args);
  if (result < 0) {
    return result;
  }
  struct pv_memory *page = pv_memory_map(file, fd, PARAVANE_RANGE_PROGRESS_FENCE, args->queue.v);
  if (page == NULL) {
    return undone(fd, LX_DXDESTROYHWQUEUE, args->queue);
  }
  args->queue_progress_fence_cpu_va = (uintptr_t)page->address;
  return result;
}

static int create_sync_object(struct pv_file *file, int fd, struct d3dkmt_createsynchronizationobject2 *args) {
  int result = pass(fd, LX_DXCREATESYNCHRONIZATIONOBJECT, args);
  if (result < 0 || args->info.type != D3DDDI_MONITORED_FENCE) {
    return result;
  }
  struct pv_memory *page = pv_memory_map(file, fd, PARAVANE_RANGE_MONITORED_FENCE, args->sync_object.v);
  if (page == NULL) {
    return undone(fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, args->sync_object);
  }
  args->info.monitored_fence.fence_cpu_virtual_address = (uintptr_t)page->address;
  return result;
}

/* The server counts the locks as well; memory that the program has lent is where it was. */
static int lock(struct pv_file *file, int fd, struct d3dkmt_lock2 *args) {
  int result = pass(fd, LX_DXLOCK2, args);
  if (result < 0) {
    return result;
  }
  struct pv_memory *memory = pv_memory_find(file, PARAVANE_RANGE_ALLOCATION, args->allocation.v);
  if (memory == NULL) {
    memory = pv_memory_map(file, fd, PARAVANE_RANGE_ALLOCATION, args->allocation.v);
  }
  if (memory == NULL && errno == EOPNOTSUPP) {
    return result;
  }
  if (memory == NULL) {
    int why = errno;
    struct d3dkmt_unlock2 back = {.device = args->device, .allocation = args->allocation};
    pass(fd, LX_DXUNLOCK2, &back);
    errno = why;
    return -1;
  }
  if (!memory->lent) {
    memory->locks++;
    args->data = (uintptr_t)memory->address;
  }
  return result;
}

static int unlock(struct pv_file *file, int fd, struct d3dkmt_unlock2 *args) {
  struct d3dkmt_unlock2 asked;
  struct pv_memory *memory = pv_peek(&asked, (uintptr_t)args, sizeof(asked))
      ? pv_memory_find(file, PARAVANE_RANGE_ALLOCATION, asked.allocation.v)
      : NULL;
  if (memory != NULL) {
    pv_memory_flush(fd, memory);
  }
  int result = pass(fd, LX_DXUNLOCK2, args);
  if (result >= 0 && memory != NULL && !memory->lent && memory->locks > 0 && --memory->locks == 0) {
    pv_memory_drop(file, PARAVANE_RANGE_ALLOCATION, asked.allocation.v);
  }
  return result;
}

/* A resource goes with allocations that only the server knows. */
static int destroy_allocations(struct pv_file *file, int fd, const struct d3dkmt_destroyallocation2 *args) {
  int result = pass(fd, LX_DXDESTROYALLOCATION2, (void *)args);
  if (result < 0) {
    return result;
  }
  if (args->alloc_count == 0) {
    pv_memory_sweep(file, fd);
  }
  const struct d3dkmthandle *handles = (const struct d3dkmthandle *)(uintptr_t)args->allocations;
  for (uint32_t i = 0; i < args->alloc_count; i++) {
    pv_memory_drop(file, PARAVANE_RANGE_ALLOCATION, handles[i].v);
  }
  return result;
}

/* An object that has one page, and whose handle is the whole argument. */
static int destroy_one(struct pv_file *file, int fd, unsigned request, uint32_t kind, const struct d3dkmthandle *handle) {
  int result = pass(fd, request, (void *)handle);
  if (result >= 0) {
    pv_memory_drop(file, kind, handle->v);
  }
  return result;
}

/* An object that others belong to. */
static int destroy_many(struct pv_file *file, int fd, unsigned request, void *argument) {
  int result = pass(fd, request, argument);
  if (result >= 0) {
    pv_memory_sweep(file, fd);
  }
  return result;
}

static int create_allocations(struct pv_file *file, int fd, struct d3dkmt_createallocation *args) {
  struct d3dkmt_createallocation asked = {0};
  struct pv_loan loans[PV_MAX_LOANS];
  unsigned count = 0;
  if (file->lends && pv_peek(&asked, (uintptr_t)args, sizeof(asked))) {
    count = pv_lend(file, fd, &asked, loans);
  }
  int result = pass(fd, LX_DXCREATEALLOCATION, args);
  if (result < 0) {
    int why = errno;
    pv_lend_back(fd, loans, count);
    errno = why;
    return result;
  }
  const struct d3dddi_allocationinfo2 *infos = (const struct d3dddi_allocationinfo2 *)(uintptr_t)asked.allocation_info;
  for (unsigned i = 0; i < count; i++) {
    struct pv_memory lent = {.kind = PARAVANE_RANGE_ALLOCATION, .handle = infos[i].allocation.v,
        .address = (char *)(uintptr_t)loans[i].address, .bytes = loans[i].bytes, .lent = true};
    pv_memory_add(file, &lent);
  }
  return result;
}

/* The ioctls that are completed, each together with what is remembered of it. */
static int ordered(struct pv_file *file, int fd, unsigned request, void *argument) {
  switch (request) {
    case LX_DXCREATEPAGINGQUEUE:
      return create_paging_queue(file, fd, argument);
    case LX_DXCREATEHWQUEUE:
      return create_hw_queue(file, fd, argument);
    case LX_DXCREATESYNCHRONIZATIONOBJECT:
      return create_sync_object(file, fd, argument);
    case LX_DXCREATEALLOCATION:
      return create_allocations(file, fd, argument);
    case LX_DXLOCK2:
      return lock(file, fd, argument);
    case LX_DXUNLOCK2:
      return unlock(file, fd, argument);
    case LX_DXDESTROYALLOCATION2:
      return destroy_allocations(file, fd, argument);
    case LX_DXDESTROYPAGINGQUEUE:
      return destroy_one(file, fd, request, PARAVANE_RANGE_PAGING_FENCE, argument);
    case LX_DXDESTROYHWQUEUE:
      return destroy_one(file, fd, request, PARAVANE_RANGE_PROGRESS_FENCE, argument);
    case LX_DXDESTROYSYNCHRONIZATIONOBJECT:
      return destroy_one(file, fd, request, PARAVANE_RANGE_MONITORED_FENCE, argument);
    default:
      return destroy_many(file, fd, request, argument);
  }
}

static bool is_ordered(unsigned request) {
  switch (request) {
    case LX_DXCREATEPAGINGQUEUE:
    case LX_DXCREATEHWQUEUE:
    case LX_DXCREATESYNCHRONIZATIONOBJECT:
    case LX_DXCREATEALLOCATION:
    case LX_DXLOCK2:
    case LX_DXUNLOCK2:
    case LX_DXDESTROYALLOCATION2:
    case LX_DXDESTROYPAGINGQUEUE:
    case LX_DXDESTROYHWQUEUE:
    case LX_DXDESTROYSYNCHRONIZATIONOBJECT:
    case LX_DXDESTROYCONTEXT:
    case LX_DXDESTROYDEVICE:
    case LX_DXCLOSEADAPTER:
      return true;
    default:
      return false;
  }
}

/* After these the engines may read what the program wrote. */
static bool hands_over(unsigned request) {
  switch (request) {
    case LX_DXSUBMITCOMMAND:
    case LX_DXSUBMITCOMMANDTOHWQUEUE:
    case LX_DXSUBMITSIGNALSYNCOBJECTSTOHWQUEUE:
    case LX_DXSUBMITWAITFORSYNCOBJECTSTOHWQUEUE:
    case LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMCPU:
    case LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMGPU:
      return true;
    default:
      return false;
  }
}

/* A file of copies: they are brought up to date around every call, what the engines wrote only after a wait. */
static int with_copies(struct pv_file *file, int fd, unsigned request, void *argument) {
  if (hands_over(request)) {
    pthread_mutex_lock(&file->order);
    pv_memory_flush_all(file, fd);
    pthread_mutex_unlock(&file->order);
  }
  int result = pass(fd, request, argument);
  pthread_mutex_lock(&file->order);
  pv_memory_refresh_all(file, fd, request != LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU);
  pthread_mutex_unlock(&file->order);
  return result;
}

int pv_complete(struct pv_file *file, int fd, unsigned long request, void *argument) {
  unsigned code = (unsigned)request;
  if (!is_ordered(code)) {
    return file->copies ? with_copies(file, fd, code, argument) : pass(fd, code, argument);
  }
  int before = errno;
  pthread_mutex_lock(&file->order);
  int result = ordered(file, fd, code, argument);
  pthread_mutex_unlock(&file->order);
  if (result >= 0) {
    errno = before;
  }
  return result;
}
