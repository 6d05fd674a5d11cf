/*
 * Memory that the program has already, for allocations that consist of it. A kernel driver pins such pages; a server cannot take
 * pages of its callers. So the pages are replaced: their content goes into a memory file, the file is mapped in their place, and
 * lent to the server. What another thread writes there in that moment may be lost, and a forked child shares the memory from
 * then on instead of getting a copy.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "preload.h"

#define PAGE ((uint64_t)PARAVANE_PAGE_BYTES)

/* How large the host will make an allocation: a standard heap says it, as do our allocations; of others we do not know. */
static uint64_t size_of(const struct d3dkmt_createallocation *args, const struct d3dddi_allocationinfo2 *info) {
  uint64_t bytes = 0;
  if (args->flags.standard_allocation) {
    struct d3dkmt_createstandardallocation standard;
    if (pv_peek(&standard, args->standard_allocation, sizeof(standard))) {
      bytes = standard.existing_heap_data.size;
    }
  } else {
    struct paravane_allocation_description own;
    if (info->priv_drv_data_size >= sizeof(own) && pv_peek(&own, info->priv_drv_data, sizeof(own))
        && own.magic == PARAVANE_ALLOCATION_MAGIC) {
      bytes = own.size_bytes;
    }
  }
  return bytes > UINT64_MAX - PAGE ? 0 : (bytes + PAGE - 1) / PAGE * PAGE;
}

static bool overlap(uint64_t one, uint64_t one_bytes, uint64_t other, uint64_t other_bytes) {
  return one < other + other_bytes && other < one + one_bytes;
}

/* Memory that stands for an object already, or is about to, is left alone: it cannot be in two files. */
static bool is_taken(const struct pv_file *file, const struct pv_loan *loans, unsigned count, uint64_t address,
    uint64_t bytes) {
  for (unsigned i = 0; i < count; i++) {
    if (overlap(loans[i].address, loans[i].bytes, address, bytes)) {
      return true;
    }
  }
  for (unsigned i = 0; i < PV_BUCKETS; i++) {
    for (const struct pv_memory *memory = file->memory[i]; memory != NULL; memory = memory->next) {
      if (overlap((uintptr_t)memory->address, memory->bytes, address, bytes)) {
        return true;
      }
    }
  }
  return false;
}

static bool write_all(int fd, const char *from, uint64_t bytes) {
  for (uint64_t done = 0; done < bytes;) {
    ssize_t wrote = pwrite(fd, from + done, bytes - done, (off_t)done);
    if (wrote <= 0) {
      return false;
    }
    done += (uint64_t)wrote;
  }
  return true;
}

/* Puts a memory file with the same content in the place of some pages; the file, or -1 and nothing has changed. */
static int replaced(uint64_t address, uint64_t bytes) {
  char *pages = (char *)(uintptr_t)address;
  int fd = memfd_create("paravane-lent", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) {
    return -1;
  }
  if (ftruncate(fd, (off_t)bytes) != 0 || !write_all(fd, pages, bytes) || pv_next()->fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK) != 0
      || mmap(pages, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED) {
    pv_next()->close(fd);
    return -1;
  }
  return fd;
}

static bool is_range(uint64_t address, uint64_t bytes) {
  return address != 0 && bytes != 0 && address % PAGE == 0 && address <= UINT64_MAX - bytes;
}

static bool lend_one(int fd, uint64_t address, uint64_t bytes) {
  int memory = replaced(address, bytes);
  if (memory < 0) {
    return false;
  }
  struct paravane_lend args = {.address = address, .bytes = bytes, .fd = memory};
  bool lent = pv_next()->ioctl(fd, PARAVANE_IOCTL_LEND, &args) == 0;
  pv_next()->close(memory);
  return lent;
}

/* All of it or nothing: the server says what is wrong with a request that we do not understand. */
unsigned pv_lend(const struct pv_file *file, int fd, const struct d3dkmt_createallocation *args, struct pv_loan *loans) {
  unsigned count = 0;
  while (count < args->alloc_count && args->alloc_count <= PV_MAX_LOANS) {
    struct d3dddi_allocationinfo2 info;
    if (!pv_peek(&info, args->allocation_info + count * sizeof(info), sizeof(info))) {
      break;
    }
    uint64_t bytes = info.sysmem == 0 ? 0 : size_of(args, &info);
    if (!is_range(info.sysmem, bytes) || is_taken(file, loans, count, info.sysmem, bytes)
        || !lend_one(fd, info.sysmem, bytes)) {
      break;
    }
    loans[count++] = (struct pv_loan){info.sysmem, bytes};
  }
  if (count < args->alloc_count) {
    pv_lend_back(fd, loans, count);
    count = 0;
  }
  return count;
}

void pv_lend_back(int fd, const struct pv_loan *loans, unsigned count) {
  for (unsigned i = 0; i < count; i++) {
    struct paravane_unlend args = {.address = loans[i].address, .bytes = loans[i].bytes};
    pv_next()->ioctl(fd, PARAVANE_IOCTL_UNLEND, &args);
  }
}
