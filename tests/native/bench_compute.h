/* Kernels with work to do: prepared once, run many times, and their results compared with this processor's. */
#ifndef PARAVANE_TESTS_BENCH_COMPUTE_H
#define PARAVANE_TESTS_BENCH_COMPUTE_H

#include "bench.h"

/* Buffers and launch of one kind and size of work. */
struct bench_compute;

/* NULL where the device has no such kernel, or after a complaint. */
struct bench_compute *bench_compute_create(const char *kind, uint64_t size);

void bench_compute_free(struct bench_compute *compute);

/* Sets the inputs anew. */
int bench_compute_prepare(struct bench_compute *compute);

const struct bench_launch *bench_compute_launch(const struct bench_compute *compute);

/* 1 if the outputs are right, 0 if not; negative after a complaint. */
int bench_compute_verify(struct bench_compute *compute);

#endif
