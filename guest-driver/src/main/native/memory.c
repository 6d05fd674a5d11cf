/* Mappings of objects, and copies of them where the node cannot be mapped. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "preload.h"

#define PAGE ((size_t)PARAVANE_PAGE_BYTES)
#define REFRESH_BYTES ((size_t)1 << 20)

static struct pv_memory **place(struct pv_file *file, uint32_t kind, uint32_t handle) {
  struct pv_memory **at = &file->memory[(handle >> 6 ^ handle >> 14 ^ kind) % PV_BUCKETS];
  while (*at != NULL && ((*at)->kind != kind || (*at)->handle != handle)) {
    at = &(*at)->next;
  }
  return at;
}

struct pv_memory *pv_memory_find(struct pv_file *file, uint32_t kind, uint32_t handle) {
  return *place(file, kind, handle);
}

struct pv_memory *pv_memory_add(struct pv_file *file, const struct pv_memory *made) {
  pv_memory_drop(file, made->kind, made->handle);
  struct pv_memory *added = malloc(sizeof(*added));
  if (added != NULL) {
    *added = *made;
    added->next = NULL;
    *place(file, made->kind, made->handle) = added;
  }
  return added;
}

static void discard(struct pv_memory **at) {
  struct pv_memory *gone = *at;
  *at = gone->next;
  if (!gone->lent) {
    munmap(gone->address, gone->bytes);
  }
  if (gone->synced != NULL) {
    munmap(gone->synced, gone->bytes);
  }
  free(gone);
}

void pv_memory_drop(struct pv_file *file, uint32_t kind, uint32_t handle) {
  struct pv_memory **at = place(file, kind, handle);
  if (*at != NULL) {
    discard(at);
  }
}

void pv_memory_drop_all(struct pv_file *file) {
  for (unsigned i = 0; i < PV_BUCKETS; i++) {
    while (file->memory[i] != NULL) {
      discard(&file->memory[i]);
    }
  }
}

static int range_of(int fd, uint32_t kind, uint32_t handle, struct paravane_getrange *range) {
  *range = (struct paravane_getrange){.object = {.v = handle}, .kind = kind};
  return pv_next()->ioctl(fd, PARAVANE_IOCTL_GETRANGE, range);
}

void pv_memory_sweep(struct pv_file *file, int fd) {
  for (unsigned i = 0; i < PV_BUCKETS; i++) {
    struct pv_memory **at = &file->memory[i];
    while (*at != NULL) {
      struct paravane_getrange range;
      int known = range_of(fd, (*at)->kind, (*at)->handle, &range);
      bool gone = known == 0 ? (*at)->lent || range.mmap_offset != (*at)->offset : errno == EINVAL || errno == ENODEV;
      if (gone) {
        discard(at);
      } else {
        at = &(*at)->next;
      }
    }
  }
}

/* Programs open the node for reading only, and a mapping to write through needs a descriptor to match. */
static void *shared(int fd, const struct paravane_getrange *range) {
  bool write = (range->flags & PARAVANE_RANGE_WRITABLE) != 0;
  bool may_write = (pv_next()->fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR;
  int through = fd;
  if (write && !may_write) {
    char path[32];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    through = pv_next()->openat(AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    if (through < 0) {
      return MAP_FAILED;
    }
  }
  void *mapped = mmap(NULL, range->length, write ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, through,
      (off_t)range->mmap_offset);
  int kept = errno;
  if (mapped != MAP_FAILED) {
    madvise(mapped, range->length, MADV_DONTFORK);
  }
  if (through != fd) {
    pv_next()->close(through);
  }
  errno = kept;
  return mapped;
}

static void *private(size_t bytes) {
  return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

/* Copies part of an object, in pieces that the server takes. */
static int copy(int fd, const struct pv_memory *memory, uint32_t direction, size_t offset, char *address, size_t bytes) {
  while (bytes > 0) {
    size_t piece = bytes < PARAVANE_COPY_MAX_BYTES ? bytes : PARAVANE_COPY_MAX_BYTES;
    struct paravane_copy args = {.object = {.v = memory->handle}, .direction = direction, .offset = offset,
        .address = (uintptr_t)address, .bytes = piece, .kind = memory->kind};
    if (pv_next()->ioctl(fd, PARAVANE_IOCTL_COPY, &args) < 0) {
      return -1;
    }
    offset += piece;
    address += piece;
    bytes -= piece;
  }
  return 0;
}

/* A copy of an object. An allocation's is compared with what it was, so that only what changed goes back. */
static bool copied(int fd, struct pv_memory *made) {
  made->address = private(made->bytes);
  if (made->address == MAP_FAILED) {
    return false;
  }
  madvise(made->address, made->bytes, MADV_DONTFORK);
  if (made->kind == PARAVANE_RANGE_ALLOCATION) {
    made->synced = private(made->bytes);
    if (made->synced == MAP_FAILED) {
      munmap(made->address, made->bytes);
      return false;
    }
  }
  if (copy(fd, made, PARAVANE_COPY_TO_CALLER, 0, made->address, made->bytes) != 0) {
    int kept = errno;
    munmap(made->address, made->bytes);
    if (made->synced != NULL) {
      munmap(made->synced, made->bytes);
    }
    errno = kept;
    return false;
  }
  if (made->synced != NULL) {
    memcpy(made->synced, made->address, made->bytes);
  }
  return true;
}

struct pv_memory *pv_memory_map(struct pv_file *file, int fd, uint32_t kind, uint32_t handle) {
  struct paravane_getrange range;
  if (range_of(fd, kind, handle, &range) != 0) {
    return NULL;
  }
  struct pv_memory made = {.kind = kind, .handle = handle, .bytes = range.length, .offset = range.mmap_offset};
  void *mapped = file->copies ? MAP_FAILED : shared(fd, &range);
  if (mapped != MAP_FAILED) {
    made.address = mapped;
  } else if (!file->copies && errno == ENOMEM) {
    return NULL;
  } else {
    file->copies = true; /* the node says that it can be mapped, the system or the node's mode does not let us */
    if (!copied(fd, &made)) {
      return NULL;
    }
  }
  struct pv_memory *added = pv_memory_add(file, &made);
  if (added == NULL) {
    munmap(made.address, made.bytes);
    if (made.synced != NULL) {
      munmap(made.synced, made.bytes);
    }
    errno = ENOMEM;
  }
  return added;
}

/* The pages of a copy that the program changed, run by run. */
void pv_memory_flush(int fd, struct pv_memory *memory) {
  size_t at = 0;
  while (memory->synced != NULL && at < memory->bytes) {
    size_t end = at;
    while (end < memory->bytes && memcmp(memory->address + end, memory->synced + end, PAGE) != 0) {
      memcpy(memory->synced + end, memory->address + end, PAGE);
      end += PAGE;
    }
    if (end > at) {
      copy(fd, memory, PARAVANE_COPY_FROM_CALLER, at, memory->synced + at, end - at);
    }
    at = end + PAGE;
  }
}

void pv_memory_flush_all(struct pv_file *file, int fd) {
  int kept = errno;
  for (unsigned i = 0; i < PV_BUCKETS; i++) {
    for (struct pv_memory *memory = file->memory[i]; memory != NULL; memory = memory->next) {
      pv_memory_flush(fd, memory);
    }
  }
  errno = kept;
}

/* A page that the program changed meanwhile stays as it is: it goes to the object at the next flush. */
static void refresh(int fd, struct pv_memory *memory) {
  size_t piece = memory->bytes < REFRESH_BYTES ? memory->bytes : REFRESH_BYTES;
  char *fresh = private(piece);
  if (fresh == MAP_FAILED) {
    return;
  }
  for (size_t from = 0; from < memory->bytes; from += piece) {
    size_t bytes = memory->bytes - from < piece ? memory->bytes - from : piece;
    if (copy(fd, memory, PARAVANE_COPY_TO_CALLER, from, fresh, bytes) != 0) {
      break;
    }
    for (size_t at = 0; at < bytes; at += PAGE) {
      char *mine = memory->address + from + at;
      char *before = memory->synced + from + at;
      if (memcmp(fresh + at, before, PAGE) != 0 && memcmp(mine, before, PAGE) == 0) {
        memcpy(before, fresh + at, PAGE);
        memcpy(mine, fresh + at, PAGE);
      }
    }
  }
  munmap(fresh, piece);
}

void pv_memory_refresh_all(struct pv_file *file, int fd, bool fences_only) {
  int kept = errno;
  for (unsigned i = 0; i < PV_BUCKETS; i++) {
    for (struct pv_memory *memory = file->memory[i]; memory != NULL; memory = memory->next) {
      if (memory->synced != NULL && !fences_only) {
        refresh(fd, memory);
      } else if (memory->kind != PARAVANE_RANGE_ALLOCATION) {
        copy(fd, memory, PARAVANE_COPY_TO_CALLER, 0, memory->address, sizeof(uint64_t));
      }
    }
  }
  errno = kept;
}

bool pv_peek(void *to, uint64_t from, size_t bytes) {
  struct iovec local = {to, bytes};
  struct iovec remote = {(void *)(uintptr_t)from, bytes};
  int kept = errno;
  bool read = bytes == 0 || process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)bytes;
  errno = kept;
  return read;
}
