/* Waiting for fences: asleep in the node, by eventfd and poll, interrupted and killed. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

#define SOON 100  /* ms: long enough that a caller sleeps by then */
#define LATE 9000 /* ms: what does not wait for anybody takes no longer, however busy the machine is */

static volatile sig_atomic_t signals;

static void count_signal(int number) {
  (void)number;
  signals++;
}

static void handle(int number, int flags) {
  struct sigaction action = {.sa_handler = count_signal, .sa_flags = flags};
  CHECK_SYSTEM(sigaction(number, &action, NULL));
}

/* A thread that signals a fence, or the waiting thread, a while later. */
struct later {
  const struct world *world;
  struct d3dkmthandle fence;
  uint64_t value;
  pthread_t target;
  int signal; /* what to send to the target; then, what came of a wait */
  int millis;
};

static void *do_later(void *argument) {
  struct later *later = argument;
  check_sleep(later->millis);
  if (later->signal) {
    pthread_kill(later->target, later->signal);
  } else {
    CHECK_EQ(signal_fence(later->world, later->fence, later->value), 0);
  }
  return NULL;
}

static pthread_t start_later(struct later *later) {
  pthread_t thread;
  sigset_t usr1, before;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &usr1, &before); /* which the thread inherits */
  CHECK_EQ(pthread_create(&thread, NULL, do_later, later), 0);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return thread;
}

static void a_value_that_is_reached_does_not_wait(void) {
  struct world world = open_world();
  CHECK_EQ(wait_fence(&world, world.fence, 0), 0);
  CHECK_EQ(signal_fence(&world, world.fence, 41), 0);
  CHECK_EQ(wait_fence(&world, world.fence, 41), 0);
  CHECK_EQ(wait_fence(&world, world.fence, 7), 0);
}

static void a_sleeper_is_woken_by_another_thread(void) {
  struct world world = open_world();
  struct later later = {.world = &world, .fence = world.fence, .value = 5, .millis = SOON};
  int64_t begin = check_millis();
  pthread_t thread = start_later(&later);
  CHECK_EQ(wait_fence(&world, world.fence, 5), 0);
  CHECK(check_millis() - begin >= SOON / 2);
  CHECK(check_millis() - begin < SOON + LATE);
  CHECK_EQ(pthread_join(thread, NULL), 0);
}

static void a_signal_ends_the_wait_with_eintr(void) {
  struct world world = open_world();
  handle(SIGUSR1, 0);
  for (int round = 0; round < 3; round++) {
    struct later later = {.target = pthread_self(), .signal = SIGUSR1, .millis = SOON};
    int64_t begin = check_millis();
    pthread_t thread = start_later(&later);
    CHECK_ERRNO(wait_fence(&world, world.fence, 1), EINTR);
    CHECK(check_millis() - begin < SOON + LATE);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    CHECK_EQ(signals, round + 1);
  }
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0); /* the file is as good as before */
  CHECK_EQ(wait_fence(&world, world.fence, 1), 0);
}

/* A server answers EINTR; the kernel does not restart the ioctl of a file system, whatever SA_RESTART says. The C library
   sees EINTR, and the wait can be made again. */
static void a_restarting_handler_neither_loses_the_signal_nor_the_wait(void) {
  struct world world = open_world();
  handle(SIGUSR1, SA_RESTART);
  struct later interrupt = {.target = pthread_self(), .signal = SIGUSR1, .millis = SOON};
  struct later release = {.world = &world, .fence = world.fence, .value = 1, .millis = 4 * SOON};
  int64_t begin = check_millis();
  pthread_t first = start_later(&interrupt);
  pthread_t second = start_later(&release);
  int result = wait_fence(&world, world.fence, 1);
  if (result == -EINTR) {
    result = wait_fence(&world, world.fence, 1);
  }
  CHECK_EQ(result, 0);
  CHECK_EQ(signals, 1);
  CHECK(check_millis() - begin >= SOON);
  CHECK_EQ(pthread_join(first, NULL), 0);
  CHECK_EQ(pthread_join(second, NULL), 0);
}

static void wait_for_ever(void *argument) {
  struct world world = open_world();
  int told = *(int *)argument;
  CHECK_EQ(write(told, "x", 1), 1);
  wait_fence(&world, world.fence, 1);
}

static void a_killed_sleeper_ends_at_once(void) {
  for (int round = 0; round < 5; round++) {
    int pipes[2];
    char byte;
    CHECK_SYSTEM(pipe(pipes));
    pid_t child = check_fork(wait_for_ever, &pipes[1]);
    close(pipes[1]);
    CHECK_EQ(read(pipes[0], &byte, 1), 1);
    check_sleep((int)(check_random() % SOON));
    int64_t begin = check_millis();
    CHECK_SYSTEM(kill(child, SIGKILL));
    int status;
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    CHECK(check_millis() - begin < LATE);
    close(pipes[0]);
  }
  struct world world = open_world();
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0);
}

/* A wait that tells by an eventfd. */
static int wait_async(const struct world *world, struct d3dkmthandle fence, uint64_t value, uint64_t event) {
  struct d3dkmt_waitforsynchronizationobjectfromcpu wait = {.device = world->device,
      .object_count = 1,
      .objects = pointer(&fence),
      .fence_values = pointer(&value),
      .async_event = event};
  return call(world->fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, &wait);
}

static int ready(int fd, int millis) {
  struct pollfd wanted = {.fd = fd, .events = POLLIN};
  CHECK_SYSTEM(poll(&wanted, 1, millis));
  return wanted.revents & POLLIN;
}

static void an_event_tells_of_a_fence_once(void) {
  struct world world = open_world();
  int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  uint64_t count;
  CHECK_DONE(wait_async(&world, world.fence, 3, (uint64_t)event));
  CHECK_EQ(signal_fence(&world, world.fence, 2), 0);
  CHECK(!ready(event, SOON));
  CHECK_EQ(signal_fence(&world, world.fence, 3), 0);
  CHECK(ready(event, LATE));
  CHECK_EQ(read(event, &count, sizeof count), sizeof count);
  CHECK_EQ(count, 1);
  CHECK_EQ(signal_fence(&world, world.fence, 4), 0);
  CHECK(!ready(event, SOON));
  CHECK_DONE(wait_async(&world, world.fence, 4, (uint64_t)event)); /* reached already */
  CHECK(ready(event, LATE));
}

static void an_event_outlives_the_descriptor_that_named_it(void) {
  struct world world = open_world();
  int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  int kept = dup(event);
  CHECK_SYSTEM(kept);
  CHECK_DONE(wait_async(&world, world.fence, 1, (uint64_t)event));
  close_file(event);
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0);
  CHECK(ready(kept, LATE));
}

static void what_is_no_eventfd_is_refused(void) {
  struct world world = open_world();
  int pipes[2];
  CHECK_SYSTEM(pipe(pipes));
  const uint64_t bad[] = {(uint64_t)pipes[0], (uint64_t)world.fd, 9999, UINT64_MAX, 1ull << 31};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    CHECK_ERRNO(wait_async(&world, world.fence, 1, bad[i]), EINVAL);
  }
}

static void pending_events_have_a_limit(void) {
  struct world world = open_world();
  int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  int result = 0;
  int count = 0;
  while (count < 100000 && (result = wait_async(&world, world.fence, 1, (uint64_t)event)) >= 0) {
    count++;
  }
  CHECK(count >= 64);
  CHECK(result == -ENOMEM || result == -EAGAIN);
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0);
  CHECK(ready(event, LATE));
}

static int wait_list(const struct world *world, const struct d3dkmthandle *fences, const uint64_t *values,
    uint32_t count, int any) {
  struct d3dkmt_waitforsynchronizationobjectfromcpu wait = {.device = world->device,
      .object_count = count,
      .objects = pointer(fences),
      .fence_values = pointer(values),
      .flags.wait_any = any != 0};
  return call(world->fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, &wait);
}

static void all_or_any_of_several(void) {
  struct world world = open_world();
  struct d3dkmthandle fences[3] = {world.fence, create_fence(world.fd, world.device, 0).sync_object,
      create_fence(world.fd, world.device, 0).sync_object};
  const uint64_t values[3] = {1, 1, 1};
  CHECK_EQ(signal_fence(&world, fences[1], 1), 0);
  CHECK_EQ(wait_list(&world, fences, values, 3, 1), 0);
  CHECK_EQ(signal_fence(&world, fences[0], 1), 0);
  struct later later = {.world = &world, .fence = fences[2], .value = 1, .millis = SOON};
  int64_t begin = check_millis();
  pthread_t thread = start_later(&later);
  CHECK_EQ(wait_list(&world, fences, values, 3, 0), 0);
  CHECK(check_millis() - begin >= SOON / 2);
  CHECK_EQ(pthread_join(thread, NULL), 0);
}

static void bad_waits_are_refused(void) {
  struct world world = open_world();
  const uint64_t values[1] = {0};
  CHECK_ERRNO(wait_list(&world, &world.fence, values, 0, 0), EINVAL);
  CHECK_ERRNO(wait_list(&world, &world.fence, values, UINT32_MAX, 0), EINVAL);
  CHECK_ERRNO(wait_list(&world, &world.fence, values, 131073, 0), EINVAL);
  CHECK_ERRNO(wait_list(&world, &world.device, values, 1, 0), EINVAL);
  struct world other = world;
  other.device = world.context;
  CHECK_ERRNO(wait_list(&other, &world.fence, values, 1, 0), EINVAL);
  struct d3dkmt_createsynchronizationobject2 mutex = {
      .device = world.device, .info.type = D3DDDI_SYNCHRONIZATION_MUTEX};
  CHECK_EQ(call(world.fd, LX_DXCREATESYNCHRONIZATIONOBJECT, &mutex), 0);
  CHECK_ERRNO(wait_list(&world, &mutex.sync_object, values, 1, 0), EINVAL); /* CPUs wait for fences only */
}

static void a_cpu_signal_is_checked(void) {
  struct world world = open_world();
  uint64_t value = 1;
  struct d3dkmt_signalsynchronizationobjectfromcpu signal = {.device = world.device,
      .objects = pointer(&world.fence),
      .fence_values = pointer(&value)};
  CHECK_ERRNO(call(world.fd, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMCPU, &signal), EINVAL);
  signal.object_count = D3DDDI_MAX_OBJECT_SIGNALED + 1;
  CHECK_ERRNO(call(world.fd, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMCPU, &signal), EINVAL);
  signal.object_count = 1;
  signal.flags.enqueue_cpu_event = 1;
  CHECK_ERRNO(call(world.fd, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMCPU, &signal), EINVAL);
}

/* A signal is posted: that the host refused it is told by the state of the device, and by what is posted next. */
static void a_signal_that_the_host_refuses_costs_the_device(void) {
  struct world world = open_world();
  int64_t begin = check_millis();
  int result = signal_fence(&world, world.device, 1);
  while (result == 0 && check_millis() - begin < LATE) {
    result = signal_fence(&world, world.fence, 1);
  }
  CHECK_ERRNO(result, EIO);
  struct d3dkmt_getdevicestate state = {.device = world.device, .state_type = D3DKMT_DEVICESTATE_EXECUTION};
  CHECK_EQ(call(world.fd, LX_DXGETDEVICESTATE, &state), 0);
  CHECK(state.execution_state != D3DKMT_DEVICEEXECUTION_ACTIVE);
  struct world other = open_world();
  CHECK_EQ(signal_fence(&other, other.fence, 1), 0);
}

static void *sleep_in_node(void *argument) {
  struct later *later = argument;
  CHECK_EQ(wait_fence(later->world, later->fence, later->value), 0);
  return NULL;
}

static void many_sleepers_hold_up_nobody(void) {
  enum { SLEEPERS = 48 };
  struct world world = open_world();
  pthread_t threads[SLEEPERS];
  struct later waits[SLEEPERS];
  for (int i = 0; i < SLEEPERS; i++) {
    waits[i] = (struct later){.world = &world, .fence = world.fence, .value = (uint64_t)i + 1};
    CHECK_EQ(pthread_create(&threads[i], NULL, sleep_in_node, &waits[i]), 0);
  }
  check_sleep(SOON);
  struct world other = open_world(); /* whoever had to wait for a sleeper would wait for ever */
  CHECK_EQ(signal_fence(&other, other.fence, 1), 0);
  CHECK_EQ(wait_fence(&other, other.fence, 1), 0);
  CHECK_EQ(signal_fence(&world, world.fence, SLEEPERS), 0);
  for (int i = 0; i < SLEEPERS; i++) {
    CHECK_EQ(pthread_join(threads[i], NULL), 0);
  }
}

static int refused;

static void *try_to_sleep(void *argument) {
  struct later *later = argument;
  later->signal = wait_fence(later->world, later->fence, later->value);
  if (later->signal == -EAGAIN) {
    __atomic_fetch_add(&refused, 1, __ATOMIC_SEQ_CST);
  }
  return NULL;
}

static void sleepers_beyond_the_limit_are_told_to_try_again(void) {
  enum { SLEEPERS = 80, LIMIT = 64 };
  struct world world = open_world();
  struct later waits[SLEEPERS];
  pthread_t threads[SLEEPERS];
  for (int i = 0; i < SLEEPERS; i++) {
    waits[i] = (struct later){.world = &world, .fence = world.fence, .value = 1};
    CHECK_EQ(pthread_create(&threads[i], NULL, try_to_sleep, &waits[i]), 0);
  }
  while (__atomic_load_n(&refused, __ATOMIC_SEQ_CST) < SLEEPERS - LIMIT) {
    check_sleep(5);
  }
  check_sleep(SOON);
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0); /* which is still served */
  for (int i = 0; i < SLEEPERS; i++) {
    CHECK_EQ(pthread_join(threads[i], NULL), 0);
    CHECK(waits[i].signal == 0 || waits[i].signal == -EAGAIN);
  }
  CHECK_EQ(refused, SLEEPERS - LIMIT);
}

static const struct check_case cases[] = {
    CASE(a_value_that_is_reached_does_not_wait),
    CASE(a_sleeper_is_woken_by_another_thread),
    CASE(a_signal_ends_the_wait_with_eintr),
    CASE(a_restarting_handler_neither_loses_the_signal_nor_the_wait),
    CASE(a_killed_sleeper_ends_at_once),
    CASE(an_event_tells_of_a_fence_once),
    CASE(an_event_outlives_the_descriptor_that_named_it),
    CASE(what_is_no_eventfd_is_refused),
    CASE(pending_events_have_a_limit),
    CASE(all_or_any_of_several),
    CASE(bad_waits_are_refused),
    CASE(a_cpu_signal_is_checked),
    CASE(a_signal_that_the_host_refuses_costs_the_device),
    CASE(many_sleepers_hold_up_nobody),
    CASE(sleepers_beyond_the_limit_are_told_to_try_again),
};

CHECK_MAIN(cases)
