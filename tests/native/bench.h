/*
 * A device to measure, and what is measured on it. bench_opencl.c is such a device natively, in this process; bench_node.c one behind
 * a device node. bench_work.c measures either with the same code, so that only the way to the device differs.
 * Calls answer 0, or a negative number after a line on standard error.
 */
#ifndef PARAVANE_TESTS_BENCH_H
#define PARAVANE_TESTS_BENCH_H

#include <stddef.h>
#include <stdint.h>

/* How a program waits for the device. */
enum bench_wait {
  BENCH_BLOCK, /* asleep */
  BENCH_SPIN,  /* looking again and again, then giving the processor to others in between */
};

/* Memory of a device. */
struct bench_memory {
  uint64_t handle; /* the device's name for it */
  void *host;      /* where the program sees it, or NULL */
  size_t bytes;
};

/* An argument of a kernel, in the order of its parameters. */
struct bench_argument {
  enum { BENCH_MEMORY, BENCH_U32, BENCH_U64, BENCH_F32 } kind;
  union {
    const struct bench_memory *memory;
    uint32_t u32;
    uint64_t u64;
    float f32;
  };
};

#define BENCH_MOST_ARGUMENTS 8

/* A launch: a kernel with everything that it needs. */
struct bench_launch {
  uint64_t kernel;
  uint32_t dimensions;
  uint32_t global[3];
  uint32_t local[3];
  uint32_t argument_count;
  struct bench_argument arguments[BENCH_MOST_ARGUMENTS];
};

/* When the parts of one launch happened, in nanoseconds of the program's clock; engine times of another clock. */
struct bench_hops {
  uint64_t begin;        /* before the packet is written */
  uint64_t submit;       /* before the call that submits */
  uint64_t submitted;    /* after it */
  uint64_t engine_begin; /* 0 where the device does not tell */
  uint64_t engine_end;
  uint64_t seen;         /* the program saw the end */
};

/* Opens a device: a node's path, or part of an OpenCL device's name ("" for the first). */
int bench_open(const char *target);

/* Device, driver and version in a line. */
const char *bench_name(void);

/* Builds a program for the kernels that follow. A device without a compiler answers 1: it has kernels of its own. */
int bench_build(const char *source);

/* Finds a kernel; 0 if there is none of this name. */
uint64_t bench_kernel(const char *name);

/* Memory that program and device see. */
int bench_shared(size_t bytes, struct bench_memory *memory);

/* Memory of the device alone. */
int bench_local(size_t bytes, struct bench_memory *memory);

void bench_free(struct bench_memory *memory);

/* Program's memory is about to be read or written by the program, after the device or before it used it. */
int bench_sync_to_host(struct bench_memory *memory);
int bench_sync_to_device(struct bench_memory *memory);

/* Puts work behind what is there already; begins at the latest with bench_flush. */
int bench_enqueue(const struct bench_launch *launch);
int bench_copy(const struct bench_memory *from, const struct bench_memory *to, size_t bytes);

/* Hands over what was put. */
int bench_flush(void);

/* Waits until all of it is done. */
int bench_finish(enum bench_wait wait);

/* Enqueues, flushes and waits: what a program does that wants the result of one launch. */
int bench_run(const struct bench_launch *launch, enum bench_wait wait);

/* The same, and says when what happened. */
int bench_trace(const struct bench_launch *launch, enum bench_wait wait, struct bench_hops *hops);

void bench_close(void);

uint64_t bench_nanos(void);

/* Complains; answers -1. */
int bench_fail(const char *what, long code);

#endif
