/*
 * What a test begins with: an open node with one object of each kind. Needs no mmap, so that it works on every mount. What cannot be
 * made fails the case.
 */
#ifndef PARAVANE_TESTS_WORLD_H
#define PARAVANE_TESTS_WORLD_H

#include <stdint.h>

#include "check.h"
#include "paravane.h"

struct world {
  int fd;
  struct d3dkmthandle adapter;
  struct winluid luid;
  struct d3dkmthandle device;
  struct d3dkmthandle paging_queue;
  struct d3dkmthandle paging_fence;
  uint64_t paging_offset; /* of the page with the paging fence's word */
  struct d3dkmthandle context; /* takes command buffers itself */
  struct d3dkmthandle queue_context;
  struct d3dkmthandle queue;
  struct d3dkmthandle progress_fence;
  uint64_t progress_offset;
  struct d3dkmthandle fence; /* monitored, at 0 */
  uint64_t fence_offset;
};

/* Memory that the CPU may see, with an address for the engines. */
struct memory {
  struct d3dkmthandle allocation;
  uint64_t bytes;
  uint64_t address;
};

/* As ioctl(2): the result, or a negative errno. */
int call(int fd, unsigned long request, void *argument);

/* A pointer as the ABI has it. */
uint64_t pointer(const void *at);

/* Opens the node for reading and writing. */
int open_node(void);

/* Opens the adapter of an open node. */
struct d3dkmt_adapterinfo open_adapter(int fd);

struct d3dkmthandle create_device(int fd, struct d3dkmthandle adapter);
struct d3dkmthandle create_context(int fd, struct d3dkmthandle device, int with_queues);
struct d3dkmt_createhwqueue create_queue(int fd, struct d3dkmthandle context);
struct d3dkmt_createpagingqueue create_paging_queue(int fd, struct d3dkmthandle device);
struct d3dkmt_createsynchronizationobject2 create_fence(int fd, struct d3dkmthandle device, uint64_t value);

/* The node opened, and all objects made. */
struct world open_world(void);

void close_world(struct world *world);

/* An allocation, not mapped anywhere; the result, or a negative errno. */
int allocate(const struct world *world, uint64_t bytes, struct memory *memory);

/* An allocation that engines may read and write at memory.address, resident. */
struct memory create_memory(const struct world *world, uint64_t bytes);

int destroy_allocation(const struct world *world, struct d3dkmthandle allocation);

/* Signals a fence from the CPU. */
int signal_fence(const struct world *world, struct d3dkmthandle fence, uint64_t value);

/* Sleeps until a fence has a value. */
int wait_fence(const struct world *world, struct d3dkmthandle fence, uint64_t value);

/* Waits for what a paging operation answered: nothing to wait for, or a value of the paging fence. */
void await_paging(const struct world *world, int result, uint64_t value);

/* Bytes that the process uses of the memory that the CPU may see. */
uint64_t memory_usage(const struct world *world);

/* The same, once it is what is expected, or after a while: the page of a fence is given back when the scheduler has let go of it. */
uint64_t settled_usage(const struct world *world, uint64_t expected);

/* A place of the open file in our memory; skips the case where nothing can be mapped. */
void *map_node(int fd, uint64_t offset, uint64_t bytes, int protection);

/* Locks an allocation and maps it. */
void *map_memory(const struct world *world, const struct memory *memory);

/* What a dispatch names a kernel by. */
uint64_t kernel_object(const struct world *world, const char *name);

/* Closes a descriptor, which must work. */
void close_file(int fd);

#endif
