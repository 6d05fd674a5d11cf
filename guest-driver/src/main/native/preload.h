/*
 * libparavane-preload.so: for programs that were written for a kernel driver behind /dev/dxg.
 *
 * The server of our nodes is a process like any other and cannot place anything into its callers: where a kernel driver would
 * answer with an address, it answers with an offset in the open file. This library stands between such a program and its libc. It
 * opens our node where /dev/dxg is asked for, lets every ioctl through, and turns those offsets into addresses. Programs that map
 * offsets by themselves have no use for it.
 *
 *   interpose.c  the functions of libc that are replaced
 *   files.c      which descriptors are open files of ours
 *   complete.c   what is done before and after single ioctls
 *   memory.c     mappings of objects, and copies of them where the node cannot be mapped
 *   lend.c       memory that the program has already
 *
 * Ioctls whose result is a new descriptor (shared objects, sync files) are answered with ENOTTY by the server: there is nothing to
 * complete. A mapping is not inherited by fork(2), as the driver refuses a forked child's calls anyway.
 */
#ifndef PARAVANE_PRELOAD_H
#define PARAVANE_PRELOAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "paravane.h"

#define PV_BUCKETS 256
/* Allocations of one call whose memory can be lent; the server keeps no more either. */
#define PV_MAX_LOANS 256

/* Memory of this process that stands for an object of a file. */
struct pv_memory {
  struct pv_memory *next;
  uint32_t kind; /* enum paravane_range_kind */
  uint32_t handle;
  char *address;
  size_t bytes;
  uint64_t offset; /* in the open file */
  unsigned locks;
  char *synced; /* a copy's content when it was last the same on both sides; NULL for what is really shared */
  bool lent;    /* the program's own: there is nothing to unmap */
};

/* An open file of ours, however many descriptors it has. */
struct pv_file {
  unsigned users;        /* descriptors, and calls under way; under the lock of files.c */
  pthread_mutex_t order; /* held over an ioctl together with what we do about it */
  bool copies;           /* it cannot be mapped */
  bool lends;            /* it takes memory of the program */
  struct pv_memory *memory[PV_BUCKETS];
};

/* The functions of libc, or of another library that replaces them as well. */
struct pv_next {
  int (*openat)(int, const char *, int, ...);
  int (*ioctl)(int, unsigned long, ...);
  int (*close)(int);
  int (*dup)(int);
  int (*dup3)(int, int, int);
  int (*dup2)(int, int);
  int (*fcntl)(int, int, ...);
  int (*close_range)(unsigned, unsigned, int);
};
const struct pv_next *pv_next(void);

/* The file of a descriptor, with one user more, or NULL when it is none of ours. Looks into descriptors that it has not seen. */
struct pv_file *pv_file_enter(int fd);
void pv_file_leave(struct pv_file *file);
/* A second descriptor names what the first one does. */
void pv_file_duplicated(int fd, int other);
/* Descriptors from first to last are about to be closed. */
void pv_file_closing(unsigned first, unsigned last);

/* Carries out an ioctl of a file. As ioctl(2). */
int pv_complete(struct pv_file *file, int fd, unsigned long request, void *argument);

/* The memory of an object, or NULL. These are called with the file's order held. */
struct pv_memory *pv_memory_find(struct pv_file *file, uint32_t kind, uint32_t handle);
/* Maps or copies an object; NULL with errno. EOPNOTSUPP: it is memory of the program. */
struct pv_memory *pv_memory_map(struct pv_file *file, int fd, uint32_t kind, uint32_t handle);
struct pv_memory *pv_memory_add(struct pv_file *file, const struct pv_memory *made);
void pv_memory_drop(struct pv_file *file, uint32_t kind, uint32_t handle);
/* Drops the memory of all objects that the server does not know any more. */
void pv_memory_sweep(struct pv_file *file, int fd);
void pv_memory_drop_all(struct pv_file *file);
/* Copies only: what the program wrote goes to the object; what the host wrote comes to the program. */
void pv_memory_flush(int fd, struct pv_memory *memory);
void pv_memory_flush_all(struct pv_file *file, int fd);
void pv_memory_refresh_all(struct pv_file *file, int fd, bool fences_only);

/* What is lent to one call that creates allocations. */
struct pv_loan {
  uint64_t address;
  uint64_t bytes;
};
/* Lends the memory that a call names; answers how many loans were made, at most PV_MAX_LOANS: one for each allocation, or none. */
unsigned pv_lend(const struct pv_file *file, int fd, const struct d3dkmt_createallocation *args, struct pv_loan *loans);
void pv_lend_back(int fd, const struct pv_loan *loans, unsigned count);

/* Reads memory of this process that may not be there. */
bool pv_peek(void *to, uint64_t from, size_t bytes);

#endif
