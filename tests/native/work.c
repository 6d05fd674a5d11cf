/* Work for engines: kernels, packets, queues, fences between them, faults; and memory that both sides see at once. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <poll.h>
#include <unistd.h>

#include "world.h"

#define PAGE ((uint64_t)PARAVANE_PAGE_BYTES)
#define WORDS 1024
#define PATIENCE 5000 /* ms */

/* What engines read of us: packets at the beginning of a page, arguments and signals behind. */
struct bench {
  struct world world;
  struct memory memory;
  struct page {
    struct paravane_aql_kernel_dispatch packets[8];
    struct {
      struct paravane_kernarg_fill fill;
      uint8_t padding[40];
    } arguments[8];
    uint64_t signal;
    uint64_t times[2];
  } *page;
  struct memory data;
  uint32_t *words;
  uint64_t fill; /* kernel object */
  uint64_t submitted;
};

static struct bench open_bench(void) {
  struct bench bench = {.world = open_world()};
  bench.memory = create_memory(&bench.world, PAGE);
  bench.page = map_memory(&bench.world, &bench.memory);
  bench.data = create_memory(&bench.world, WORDS * sizeof *bench.words);
  bench.words = map_memory(&bench.world, &bench.data);
  bench.fill = kernel_object(&bench.world, "fill");
  return bench;
}

static uint64_t address_of(const struct bench *bench, const void *inside) {
  return bench->memory.address + (uint64_t)((const char *)inside - (const char *)bench->page);
}

static struct paravane_aql_kernel_dispatch dispatch(uint64_t kernel, uint64_t arguments) {
  return (struct paravane_aql_kernel_dispatch){.header = {.type = PARAVANE_AQL_KERNEL_DISPATCH, .barrier = 1},
      .setup = 1,
      .workgroup_size_x = 64,
      .workgroup_size_y = 1,
      .workgroup_size_z = 1,
      .grid_size_x = WORDS,
      .grid_size_y = 1,
      .grid_size_z = 1,
      .kernel_object = kernel,
      .kernarg_address = arguments};
}

/* Packet of that index: fills some words with a value. */
static void put_fill(struct bench *bench, int index, uint64_t destination, uint64_t count, uint32_t value) {
  bench->page->arguments[index].fill =
      (struct paravane_kernarg_fill){.destination = destination, .count = count, .value = value};
  bench->page->packets[index] = dispatch(bench->fill, address_of(bench, &bench->page->arguments[index]));
}

/* Packet of that index: keeps the engine busy. */
static void put_spin(struct bench *bench, int index, uint64_t nanos) {
  memcpy(&bench->page->arguments[index], &nanos, sizeof nanos);
  bench->page->packets[index] =
      dispatch(kernel_object(&bench->world, "spin"), address_of(bench, &bench->page->arguments[index]));
}

static int submit_to_queue(struct bench *bench, uint64_t address, uint32_t bytes) {
  struct d3dkmt_submitcommandtohwqueue submit = {.hwqueue = bench->world.queue,
      .hwqueue_progress_fence_id = ++bench->submitted,
      .command_buffer = address,
      .command_length = bytes};
  return call(bench->world.fd, LX_DXSUBMITCOMMANDTOHWQUEUE, &submit);
}

static int submit_to_context(const struct bench *bench, uint64_t address, uint32_t bytes) {
  struct d3dkmt_submitcommand submit = {
      .command_buffer = address, .command_length = bytes, .broadcast_context_count = 1};
  submit.broadcast_context[0] = bench->world.context;
  return call(bench->world.fd, LX_DXSUBMITCOMMAND, &submit);
}

static int signal_from_gpu(const struct bench *bench, struct d3dkmthandle fence, uint64_t value) {
  struct d3dkmt_signalsynchronizationobjectfromgpu signal = {.context = bench->world.context,
      .object_count = 1,
      .objects = pointer(&fence),
      .monitored_fence_values = pointer(&value)};
  return call(bench->world.fd, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMGPU, &signal);
}

static int wait_from_gpu(const struct bench *bench, struct d3dkmthandle fence, uint64_t value) {
  struct d3dkmt_waitforsynchronizationobjectfromgpu wait = {.context = bench->world.context,
      .object_count = 1,
      .objects = pointer(&fence),
      .monitored_fence_values = pointer(&value)};
  return call(bench->world.fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMGPU, &wait);
}

static void check_words(const struct bench *bench, uint32_t value, int from, int to) {
  for (int i = from; i < to; i++) {
    CHECK_EQ(bench->words[i], value);
  }
}

/* Looks at a word of mapped memory until it has a value: no ioctl is made. */
static void await_word(const uint64_t *word, uint64_t value) {
  int64_t begin = check_millis();
  while (__atomic_load_n(word, __ATOMIC_ACQUIRE) < value) {
    CHECK(check_millis() - begin < PATIENCE);
    sched_yield();
  }
}

static void a_queue_executes_and_its_fence_tells(void) {
  struct bench bench = open_bench();
  put_fill(&bench, 0, bench.data.address, WORDS, 0x11223344);
  CHECK_EQ(submit_to_queue(&bench, bench.memory.address, 64), 0);
  CHECK_EQ(wait_fence(&bench.world, bench.world.progress_fence, 1), 0);
  check_words(&bench, 0x11223344, 0, WORDS);
}

static void a_context_executes_and_a_signal_behind_it_tells(void) {
  struct bench bench = open_bench();
  put_fill(&bench, 0, bench.data.address, WORDS, 7);
  CHECK_EQ(submit_to_context(&bench, bench.memory.address, 64), 0);
  CHECK_EQ(signal_from_gpu(&bench, bench.world.fence, 9), 0);
  CHECK_EQ(wait_fence(&bench.world, bench.world.fence, 9), 0);
  check_words(&bench, 7, 0, WORDS);
}

static void what_the_engine_writes_is_seen_without_an_ioctl(void) {
  struct bench bench = open_bench();
  const uint64_t *progress = map_node(bench.world.fd, bench.world.progress_offset, PAGE, PROT_READ);
  for (uint32_t round = 1; round <= 200; round++) {
    put_fill(&bench, 0, bench.data.address, WORDS, round);
    CHECK_EQ(submit_to_queue(&bench, bench.memory.address, 64), 0);
    await_word(progress, round);
    check_words(&bench, round, 0, WORDS);
  }
}

static void what_the_program_writes_is_seen_by_the_engine(void) {
  struct bench bench = open_bench();
  struct memory result = create_memory(&bench.world, WORDS * sizeof *bench.words);
  uint32_t *copied = map_memory(&bench.world, &result);
  struct paravane_aql_copy *copy = (struct paravane_aql_copy *)&bench.page->packets[0];
  for (uint32_t round = 1; round <= 100; round++) {
    for (uint32_t i = 0; i < WORDS; i++) {
      bench.words[i] = (uint32_t)check_random();
    }
    *copy = (struct paravane_aql_copy){.opcode = PARAVANE_VENDOR_COPY,
        .source = bench.data.address,
        .destination = result.address,
        .size_bytes = WORDS * sizeof *bench.words};
    CHECK_EQ(submit_to_queue(&bench, bench.memory.address, 64), 0);
    CHECK_EQ(wait_fence(&bench.world, bench.world.progress_fence, round), 0);
    CHECK(memcmp(copied, bench.words, WORDS * sizeof *copied) == 0);
  }
}

static void a_barrier_waits_for_a_word_that_the_program_writes(void) {
  struct bench bench = open_bench();
  bench.page->signal = 1;
  struct paravane_aql_barrier_and *barrier = (struct paravane_aql_barrier_and *)&bench.page->packets[0];
  *barrier = (struct paravane_aql_barrier_and){.header = {.type = PARAVANE_AQL_BARRIER_AND}};
  barrier->dependency_signals[2] = address_of(&bench, &bench.page->signal);
  put_fill(&bench, 1, bench.data.address, WORDS, 5);
  CHECK_EQ(submit_to_queue(&bench, bench.memory.address, 128), 0);
  check_sleep(50);
  check_words(&bench, 0, 0, WORDS);
  __atomic_store_n(&bench.page->signal, 0, __ATOMIC_RELEASE);
  CHECK_EQ(wait_fence(&bench.world, bench.world.progress_fence, 1), 0);
  check_words(&bench, 5, 0, WORDS);
}

static void completion_signals_and_timestamps_are_written(void) {
  struct bench bench = open_bench();
  bench.page->signal = 3;
  for (int i = 0; i < 3; i++) {
    put_fill(&bench, i, bench.data.address, WORDS, (uint32_t)i);
    bench.page->packets[i].completion_signal = address_of(&bench, &bench.page->signal);
  }
  bench.page->packets[2].timestamp_address = address_of(&bench, bench.page->times);
  CHECK_EQ(submit_to_queue(&bench, bench.memory.address, 192), 0);
  CHECK_EQ(wait_fence(&bench.world, bench.world.progress_fence, 1), 0);
  CHECK_EQ(bench.page->signal, 0);
  CHECK(bench.page->times[0] != 0 && bench.page->times[1] >= bench.page->times[0]);
}

static void queues_wait_for_fences_in_order(void) {
  struct bench bench = open_bench();
  uint64_t values[2] = {1, 2};
  put_fill(&bench, 0, bench.data.address, WORDS, 0xaaaa);
  struct d3dkmt_submitwaitforsyncobjectstohwqueue wait = {.hwqueue = bench.world.queue,
      .object_count = 1,
      .objects = pointer(&bench.world.fence),
      .fence_values = pointer(&values[0])};
  CHECK_EQ(call(bench.world.fd, LX_DXSUBMITWAITFORSYNCOBJECTSTOHWQUEUE, &wait), 0);
  CHECK_EQ(submit_to_queue(&bench, bench.memory.address, 64), 0);
  struct d3dkmt_submitsignalsyncobjectstohwqueue signal = {.hwqueue_count = 1,
      .hwqueues = pointer(&bench.world.queue),
      .object_count = 1,
      .objects = pointer(&bench.world.fence),
      .fence_values = pointer(&values[1])};
  CHECK_EQ(call(bench.world.fd, LX_DXSUBMITSIGNALSYNCOBJECTSTOHWQUEUE, &signal), 0);
  check_sleep(30);
  check_words(&bench, 0, 0, WORDS);
  CHECK_EQ(signal_fence(&bench.world, bench.world.fence, 1), 0);
  CHECK_EQ(wait_fence(&bench.world, bench.world.fence, 2), 0);
  check_words(&bench, 0xaaaa, 0, WORDS);
}

static void a_context_waits_for_a_fence_of_the_cpu(void) {
  struct bench bench = open_bench();
  struct d3dkmthandle done = create_fence(bench.world.fd, bench.world.device, 0).sync_object;
  put_fill(&bench, 0, bench.data.address, WORDS, 3);
  CHECK_EQ(wait_from_gpu(&bench, bench.world.fence, 1), 0);
  CHECK_EQ(submit_to_context(&bench, bench.memory.address, 64), 0);
  CHECK_EQ(signal_from_gpu(&bench, done, 1), 0);
  check_sleep(30);
  check_words(&bench, 0, 0, WORDS);
  CHECK_EQ(signal_fence(&bench.world, bench.world.fence, 1), 0);
  CHECK_EQ(wait_fence(&bench.world, done, 1), 0);
  check_words(&bench, 3, 0, WORDS);
}

static void an_event_is_ready_when_the_work_is_done(void) {
  struct bench bench = open_bench();
  int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  uint64_t value = 1;
  put_spin(&bench, 0, 100000000);
  CHECK_EQ(submit_to_queue(&bench, bench.memory.address, 64), 0);
  struct d3dkmt_waitforsynchronizationobjectfromcpu wait = {.device = bench.world.device,
      .object_count = 1,
      .objects = pointer(&bench.world.progress_fence),
      .fence_values = pointer(&value),
      .async_event = (uint64_t)event};
  CHECK_DONE(call(bench.world.fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, &wait));
  struct pollfd ready = {.fd = event, .events = POLLIN};
  CHECK_EQ(poll(&ready, 1, 0), 0);
  CHECK_EQ(poll(&ready, 1, PATIENCE), 1);
  CHECK(ready.revents & POLLIN);
}

static void a_fault_ends_its_context_and_tells_the_address(void) {
  struct bench bench = open_bench();
  const uint64_t nowhere = 0x700000000000;
  put_fill(&bench, 0, bench.data.address, WORDS, 1);
  put_fill(&bench, 1, nowhere, WORDS, 2);
  CHECK_EQ(submit_to_queue(&bench, bench.memory.address, 128), 0);
  wait_fence(&bench.world, bench.world.progress_fence, 1); /* comes back, well or not */
  check_words(&bench, 1, 0, WORDS);
  struct d3dkmt_getdevicestate state = {
      .device = bench.world.device, .state_type = D3DKMT_DEVICESTATE_EXECUTION};
  CHECK_EQ(call(bench.world.fd, LX_DXGETDEVICESTATE, &state), 0);
  CHECK_EQ(state.execution_state, D3DKMT_DEVICEEXECUTION_ERROR_DMAPAGEFAULT);
  struct d3dkmt_getdevicestate fault = {
      .device = bench.world.device, .state_type = D3DKMT_DEVICESTATE_PAGE_FAULT};
  CHECK_EQ(call(bench.world.fd, LX_DXGETDEVICESTATE, &fault), 0);
  CHECK_EQ(fault.page_fault_state.faulted_virtual_address, nowhere);
  CHECK_ERRNO(submit_to_queue(&bench, bench.memory.address, 64), EIO);
  struct bench other = open_bench(); /* and harms nobody */
  put_fill(&other, 0, other.data.address, WORDS, 4);
  CHECK_EQ(submit_to_queue(&other, other.memory.address, 64), 0);
  CHECK_EQ(wait_fence(&other.world, other.world.progress_fence, 1), 0);
  check_words(&other, 4, 0, WORDS);
}

static void submissions_are_checked(void) {
  struct bench bench = open_bench();
  const struct d3dkmt_submitcommand good = {
      .command_buffer = bench.memory.address, .command_length = 64, .broadcast_context_count = 1};
  struct d3dkmt_submitcommand bad[6];
  for (int i = 0; i < 6; i++) {
    bad[i] = good;
    bad[i].broadcast_context[0] = bench.world.context;
  }
  bad[0].broadcast_context_count = 0;
  bad[1].broadcast_context_count = D3DDDI_MAX_BROADCAST_CONTEXT + 1;
  bad[2].broadcast_context[0] = bench.world.device;
  bad[3].priv_drv_data_size = 131073;
  bad[4].num_history_buffers = 1025;
  bad[5].num_primaries = D3DDDI_MAX_WRITTEN_PRIMARIES + 1;
  for (int i = 0; i < 6; i++) {
    if (call(bench.world.fd, LX_DXSUBMITCOMMAND, &bad[i]) != -EINVAL) {
      check_fail(__FILE__, __LINE__, "submission %d was not refused", i);
    }
  }
  struct d3dkmt_submitcommandtohwqueue queue = {
      .hwqueue = bench.world.context, .command_buffer = bench.memory.address, .command_length = 64};
  CHECK_ERRNO(call(bench.world.fd, LX_DXSUBMITCOMMANDTOHWQUEUE, &queue), EINVAL);
  queue.hwqueue = bench.world.queue;
  queue.num_primaries = UINT32_MAX;
  CHECK_ERRNO(call(bench.world.fd, LX_DXSUBMITCOMMANDTOHWQUEUE, &queue), EINVAL);
}

static void signals_and_waits_of_queues_are_checked(void) {
  struct world world = open_world();
  uint64_t value = 0;
  struct d3dkmt_submitsignalsyncobjectstohwqueue signal = {.hwqueue_count = 1,
      .hwqueues = pointer(&world.queue),
      .object_count = 1,
      .objects = pointer(&world.fence),
      .fence_values = pointer(&value)};
  struct d3dkmt_submitsignalsyncobjectstohwqueue bad[4] = {signal, signal, signal, signal};
  bad[0].hwqueue_count = 0;
  bad[1].hwqueue_count = 65;
  bad[2].object_count = 33;
  bad[3].hwqueues = pointer(&world.context);
  for (int i = 0; i < 4; i++) {
    CHECK_ERRNO(call(world.fd, LX_DXSUBMITSIGNALSYNCOBJECTSTOHWQUEUE, &bad[i]), EINVAL);
  }
  const uint32_t counts[] = {0, D3DDDI_MAX_OBJECT_WAITED_ON + 1, UINT32_MAX};
  for (int i = 0; i < 3; i++) {
    struct d3dkmt_submitwaitforsyncobjectstohwqueue wait = {.hwqueue = world.queue,
        .object_count = counts[i],
        .objects = pointer(&world.fence),
        .fence_values = pointer(&value)};
    CHECK_ERRNO(call(world.fd, LX_DXSUBMITWAITFORSYNCOBJECTSTOHWQUEUE, &wait), EINVAL);
    struct d3dkmt_waitforsynchronizationobjectfromgpu gpu = {.context = world.context,
        .object_count = counts[i],
        .objects = pointer(&world.fence),
        .monitored_fence_values = pointer(&value)};
    CHECK_ERRNO(call(world.fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMGPU, &gpu), EINVAL);
  }
  struct d3dkmt_waitforsynchronizationobjectfromgpu odd = {.context = world.context,
      .object_count = 1,
      .objects = pointer(&world.device),
      .monitored_fence_values = pointer(&value)};
  CHECK_ERRNO(call(world.fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMGPU, &odd), EINVAL);
  struct d3dkmt_signalsynchronizationobjectfromgpu none = {
      .context = world.context, .objects = pointer(&world.fence), .monitored_fence_values = pointer(&value)};
  CHECK_ERRNO(call(world.fd, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMGPU, &none), EINVAL);
}

static void running_work_survives_the_end_of_its_memory(void) {
  struct bench bench = open_bench();
  put_spin(&bench, 0, 50000000);
  put_fill(&bench, 1, bench.data.address, WORDS, 1);
  CHECK_EQ(submit_to_queue(&bench, bench.memory.address, 128), 0);
  CHECK_EQ(destroy_allocation(&bench.world, bench.data.allocation), 0);
  wait_fence(&bench.world, bench.world.progress_fence, 1); /* comes back, well or not */
  close_world(&bench.world);
  struct world next = open_world();
  CHECK_EQ(signal_fence(&next, next.fence, 1), 0);
}

static const struct check_case cases[] = {
    CASE(a_queue_executes_and_its_fence_tells),
    CASE(a_context_executes_and_a_signal_behind_it_tells),
    CASE(what_the_engine_writes_is_seen_without_an_ioctl),
    CASE(what_the_program_writes_is_seen_by_the_engine),
    CASE(a_barrier_waits_for_a_word_that_the_program_writes),
    CASE(completion_signals_and_timestamps_are_written),
    CASE(queues_wait_for_fences_in_order),
    CASE(a_context_waits_for_a_fence_of_the_cpu),
    CASE(an_event_is_ready_when_the_work_is_done),
    CASE(a_fault_ends_its_context_and_tells_the_address),
    CASE(submissions_are_checked),
    CASE(signals_and_waits_of_queues_are_checked),
    CASE(running_work_survives_the_end_of_its_memory),
};

CHECK_MAIN(cases)
