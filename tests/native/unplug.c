/* A device that goes while it is used: everything answers ENODEV, nobody hangs, closing works, and it may come back. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "plug.h"
#include "world.h"

#define PAGE ((uint64_t)PARAVANE_PAGE_BYTES)
#define SOON 100
#define LATE 9000 /* ms: what does not wait for anybody takes no longer, however busy the machine is */

/* One call of each kind, with what was right until now. */
static void check_gone(struct world *world, struct memory memory) {
  CHECK_ERRNO(signal_fence(world, world->fence, 1), ENODEV);
  CHECK_ERRNO(wait_fence(world, world->fence, 0), ENODEV);
  CHECK_ERRNO(destroy_allocation(world, memory.allocation), ENODEV);
  struct memory more;
  CHECK_ERRNO(allocate(world, PAGE, &more), ENODEV);
  struct d3dkmt_createdevice device = {.adapter = world->adapter};
  CHECK_ERRNO(call(world->fd, LX_DXCREATEDEVICE, &device), ENODEV);
  struct d3dkmt_enumadapters3 count = {0};
  CHECK_ERRNO(call(world->fd, LX_DXENUMADAPTERS3, &count), ENODEV);
  struct d3dkmt_closeadapter close = {.adapter_handle = world->adapter};
  CHECK_ERRNO(call(world->fd, LX_DXCLOSEADAPTER, &close), ENODEV);
  struct paravane_getversion version = {0};
  CHECK_ERRNO(call(world->fd, PARAVANE_IOCTL_GETVERSION, &version), ENODEV);
  CHECK_ERRNO(call(world->fd, _IOWR(0x47, 0xff, uint64_t), &version), ENODEV);
  struct pollfd wanted = {.fd = world->fd, .events = POLLIN};
  CHECK_EQ(poll(&wanted, 1, 0), 1);
  CHECK(wanted.revents & POLLHUP);
}

static void after_an_unplug_everything_is_enodev(void) {
  struct plug plug = plug_of_node();
  struct world world = open_world();
  struct memory memory = create_memory(&world, PAGE);
  CHECK_EQ(plug_unbind(&plug), 0);
  check_gone(&world, memory);
  CHECK_SYSTEM_ERRNO(open(plug.node, O_RDWR | O_CLOEXEC), ENOENT);
  CHECK_EQ(plug_bind(&plug), 0);
  check_gone(&world, memory); /* the new device is not the old one */
  struct world again = open_world();
  CHECK_EQ(signal_fence(&again, again.fence, 1), 0);
  close_world(&world);
  close_world(&again);
}

static void a_mapping_outlives_the_device(void) {
  struct plug plug = plug_of_node();
  struct world world = open_world();
  struct memory memory = create_memory(&world, PAGE);
  volatile char *mapped = map_memory(&world, &memory);
  mapped[0] = 'm';
  CHECK_EQ(plug_unbind(&plug), 0);
  CHECK(mapped[0] == 'm' || mapped[0] == 0); /* what is in it is the host's business; that it is there is ours */
  mapped[1] = 'n';
  CHECK_EQ(plug_bind(&plug), 0);
  CHECK_SYSTEM(munmap((void *)mapped, PAGE));
}

struct waiter {
  const struct world *world;
  pthread_t thread;
  int result;
  int64_t ended;
};

static void *wait_in_node(void *argument) {
  struct waiter *waiter = argument;
  waiter->result = wait_fence(waiter->world, waiter->world->fence, 1);
  waiter->ended = check_millis();
  return NULL;
}

static void *wait_in_poll(void *argument) {
  struct waiter *waiter = argument;
  struct pollfd wanted = {.fd = waiter->world->fd, .events = POLLIN};
  CHECK_EQ(poll(&wanted, 1, 10 * LATE), 1);
  waiter->result = wanted.revents;
  waiter->ended = check_millis();
  return NULL;
}

static void sleepers_are_woken_with_enodev(void) {
  enum { WAITERS = 16 };
  struct plug plug = plug_of_node();
  struct world world = open_world();
  struct waiter waiters[WAITERS];
  for (int i = 0; i < WAITERS; i++) {
    waiters[i] = (struct waiter){.world = &world};
    CHECK_EQ(pthread_create(&waiters[i].thread, NULL, wait_in_node, &waiters[i]), 0);
  }
  check_sleep(SOON);
  int64_t begin = check_millis();
  CHECK_EQ(plug_unbind(&plug), 0);
  for (int i = 0; i < WAITERS; i++) {
    CHECK_EQ(pthread_join(waiters[i].thread, NULL), 0);
    CHECK_ERRNO(waiters[i].result, ENODEV);
    CHECK(waiters[i].ended - begin < LATE);
  }
  CHECK_EQ(plug_bind(&plug), 0);
}

static void pollers_are_woken_with_a_hang_up(void) {
  struct plug plug = plug_of_node();
  struct world world = open_world();
  struct waiter waiters[4];
  for (int i = 0; i < 4; i++) {
    waiters[i] = (struct waiter){.world = &world};
    CHECK_EQ(pthread_create(&waiters[i].thread, NULL, wait_in_poll, &waiters[i]), 0);
  }
  check_sleep(SOON);
  int64_t begin = check_millis();
  CHECK_EQ(plug_unbind(&plug), 0);
  for (int i = 0; i < 4; i++) {
    CHECK_EQ(pthread_join(waiters[i].thread, NULL), 0);
    CHECK(waiters[i].result & POLLHUP);
    CHECK(waiters[i].ended - begin < LATE);
  }
  CHECK_EQ(plug_bind(&plug), 0);
}

static void *use_until_it_is_gone(void *argument) {
  struct waiter *waiter = argument;
  struct world world = *waiter->world;
  uint64_t value = 0;
  int result = 0;
  while (result >= 0) {
    struct memory memory;
    result = allocate(&world, PAGE, &memory);
    if (result >= 0) {
      result = destroy_allocation(&world, memory.allocation);
    }
    if (result >= 0) {
      result = signal_fence(&world, world.fence, ++value);
    }
  }
  waiter->result = result;
  return NULL;
}

static void use_a_world(void *argument) {
  const int told = *(int *)argument;
  struct world world = open_world();
  struct waiter waiters[4];
  CHECK_EQ(write(told, "x", 1), 1);
  for (int i = 0; i < 4; i++) {
    waiters[i] = (struct waiter){.world = &world};
    CHECK_EQ(pthread_create(&waiters[i].thread, NULL, use_until_it_is_gone, &waiters[i]), 0);
  }
  for (int i = 0; i < 4; i++) {
    CHECK_EQ(pthread_join(waiters[i].thread, NULL), 0);
    CHECK_ERRNO(waiters[i].result, ENODEV);
  }
  close_world(&world);
}

static void unplugged_under_load(void) {
  struct plug plug = plug_of_node();
  for (int round = 0; round < 5; round++) {
    int pipes[2];
    char byte;
    pid_t children[4];
    CHECK_SYSTEM(pipe(pipes));
    for (int i = 0; i < 4; i++) {
      children[i] = check_fork(use_a_world, &pipes[1]);
    }
    close(pipes[1]);
    for (int i = 0; i < 4; i++) {
      CHECK_EQ(read(pipes[0], &byte, 1), 1);
    }
    check_sleep((int)(check_random() % SOON));
    CHECK_EQ(plug_unbind(&plug), 0);
    for (int i = 0; i < 4; i++) {
      check_join(children[i]);
    }
    CHECK_EQ(plug_bind(&plug), 0);
    close(pipes[0]);
  }
}

static volatile int stop;

/* Opens that race with the unplug find the node, or not, or find it gone. */
static void *open_and_close(void *argument) {
  const struct plug *plug = argument;
  int opened = 0;
  while (!stop) {
    int fd = open(plug->node, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
      struct d3dkmt_enumadapters3 count = {0};
      int result = call(fd, LX_DXENUMADAPTERS3, &count);
      CHECK(result == 0 || result == -ENODEV);
      close_file(fd);
      opened++;
    } else {
      CHECK(errno == ENOENT || errno == ENODEV);
    }
  }
  CHECK(opened > 0);
  return NULL;
}

static void openers_race_with_the_unplug(void) {
  struct plug plug = plug_of_node();
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) {
    CHECK_EQ(pthread_create(&threads[i], NULL, open_and_close, &plug), 0);
  }
  for (int round = 0; round < 30; round++) {
    CHECK_EQ(plug_unbind(&plug), 0);
    CHECK_EQ(plug_bind(&plug), 0);
    check_sleep((int)(check_random() % 10));
  }
  stop = 1;
  for (int i = 0; i < 4; i++) {
    CHECK_EQ(pthread_join(threads[i], NULL), 0);
  }
}

static void a_pending_event_does_not_keep_the_device(void) {
  struct plug plug = plug_of_node();
  struct world world = open_world();
  uint64_t value = 1;
  struct d3dkmt_waitforsynchronizationobjectfromcpu wait = {.device = world.device,
      .object_count = 1,
      .objects = pointer(&world.fence),
      .fence_values = pointer(&value),
      .async_event = (uint64_t)eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  CHECK_DONE(call(world.fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, &wait));
  int64_t begin = check_millis();
  CHECK_EQ(plug_unbind(&plug), 0);
  CHECK(check_millis() - begin < LATE);
  CHECK_EQ(plug_bind(&plug), 0);
  close_world(&world);
}

static volatile int bound;

static void *disturb(void *argument) {
  while (!bound) {
    pthread_kill(*(pthread_t *)argument, SIGUSR1);
    struct timespec little = {.tv_nsec = 100000};
    nanosleep(&little, NULL);
  }
  return NULL;
}

static void ignore_signal(int number) {
  (void)number;
}

/* A probe is not left half done because somebody pressed a key. */
static void signals_do_not_disturb_a_binding(void) {
  struct plug plug = plug_of_node();
  struct sigaction action = {.sa_handler = ignore_signal, .sa_flags = SA_RESTART};
  pthread_t self = pthread_self(), thread;
  CHECK_SYSTEM(sigaction(SIGUSR1, &action, NULL));
  CHECK_EQ(pthread_create(&thread, NULL, disturb, &self), 0);
  for (int round = 0; round < 20; round++) {
    CHECK_EQ(plug_unbind(&plug), 0);
    CHECK_EQ(plug_bind(&plug), 0);
  }
  bound = 1;
  CHECK_EQ(pthread_join(thread, NULL), 0);
}

static const struct check_case cases[] = {
    CASE(after_an_unplug_everything_is_enodev),
    CASE(a_mapping_outlives_the_device),
    CASE(sleepers_are_woken_with_enodev),
    CASE(pollers_are_woken_with_a_hang_up),
    CASE(unplugged_under_load),
    CASE(openers_race_with_the_unplug),
    CASE(a_pending_event_does_not_keep_the_device),
    CASE(signals_do_not_disturb_a_binding),
};

CHECK_MAIN(cases)
