/*
 * A guest in C: the few calls that a program needs to run kernels of a device node, over nothing but open, ioctl and mmap.
 * Calls answer 0 or a negative errno. For one thread at a time.
 */
#ifndef PARAVANE_TESTS_GUEST_H
#define PARAVANE_TESTS_GUEST_H

#include <stddef.h>
#include <stdint.h>

#include "paravane.h"

/* A 64-bit word that the host writes and we read, in a page of the node. */
struct guest_word {
  void *page;
  volatile uint64_t *value;
};

/* An open node with a device, a paging queue, and a context with a hardware queue on engine 0. Zeroed fields do not exist. */
struct guest {
  int fd;
  struct d3dkmthandle adapter;
  struct d3dkmthandle device;
  struct d3dkmthandle paging_queue;
  struct d3dkmthandle paging_fence;
  struct guest_word paging;
  struct d3dkmthandle context;
  struct d3dkmthandle queue;
  struct d3dkmthandle progress_fence;
  struct guest_word progress;
  uint64_t submitted; /* value of the progress fence once everything is done */
};

/* Memory that the program and the engines share. */
struct guest_buffer {
  struct d3dkmthandle allocation;
  uint64_t address; /* where engines find it */
  size_t bytes;     /* whole pages */
  void *memory;     /* where the program finds it */
};

/* As ioctl(2): the result, or a negative errno. */
int guest_call(const struct guest *guest, unsigned long request, void *argument);

/* Opens a node and the adapter behind it. */
int guest_open(struct guest *guest, const char *path);

/* Opens the adapter of an open node once more. */
int guest_adapter(struct guest *guest);

/* Makes the device, the paging queue, the context and the hardware queue. */
int guest_start(struct guest *guest);

/* Closes everything; the node's driver forgets the objects with the file. */
void guest_close(struct guest *guest);

/* Finds a kernel by its name; answers what a dispatch names it by, or 0. */
uint64_t guest_kernel(const struct guest *guest, const char *name);

/* Makes a buffer of zeros, resident and mapped on both sides. */
int guest_buffer_create(const struct guest *guest, size_t bytes, struct guest_buffer *buffer);

/* Makes a buffer that only engines see, in the adapter's own memory. */
int guest_local_create(const struct guest *guest, size_t bytes, struct guest_buffer *buffer);

/* Unmaps and destroys a buffer. */
int guest_buffer_destroy(const struct guest *guest, struct guest_buffer *buffer);

/* Submits packets that lie at an address of the engines. */
int guest_submit(struct guest *guest, uint64_t address, uint32_t bytes);

/* Waits until everything that was submitted is done; -EIO if the device was lost: clients/ID/fault in the tree says why. */
int guest_finish(const struct guest *guest);

/* Waits in the node until a fence has a value, however long that takes. */
int guest_wait(const struct guest *guest, struct d3dkmthandle fence, uint64_t value);

/* Maps a word at an offset that an ioctl named. */
int guest_word_map(const struct guest *guest, uint64_t offset, struct guest_word *word);

/* Nanoseconds of a clock that only goes on. */
uint64_t guest_nanos(void);

#endif
