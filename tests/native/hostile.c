/* Callers that mean no good, or end in the middle: what they get is documented, and nobody else notices. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

#define PAGE ((uint64_t)PARAVANE_PAGE_BYTES)
#define SOON 100
#define LATE 9000 /* ms: what does not wait for anybody takes no longer, however busy the machine is */
#define RACE_MILLIS 700

static volatile int stop;

/* Whether others are served as ever. */
static void check_service(void) {
  int64_t begin = check_millis();
  struct world world = open_world();
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0);
  CHECK_EQ(wait_fence(&world, world.fence, 1), 0);
  close_world(&world);
  CHECK(check_millis() - begin < LATE);
}

static void *map_and_unmap(void *argument) {
  while (!stop) {
    munmap(argument, PAGE);
    mmap(argument, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  }
  return NULL;
}

static void memory_may_go_while_it_is_read(void) {
  struct world world = open_world();
  pthread_t thread;
  char *place = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK_SYSTEM((intptr_t)place);
  CHECK_EQ(pthread_create(&thread, NULL, map_and_unmap, place), 0);
  int seen = 0;
  for (int64_t begin = check_millis(); check_millis() - begin < RACE_MILLIS;) {
    struct d3dkmt_createcontextvirtual context = {
        .device = world.device, .priv_drv_data = pointer(place), .priv_drv_data_size = 4096};
    int result = call(world.fd, LX_DXCREATECONTEXTVIRTUAL, &context);
    CHECK(result == 0 || result == -EFAULT);
    if (result == 0) {
      CHECK_EQ(call(world.fd, LX_DXDESTROYCONTEXT, &context.context), 0);
      seen++;
    }
    struct d3dkmt_signalsynchronizationobjectfromcpu signal = {.device = world.device,
        .object_count = 1,
        .objects = pointer(&world.fence),
        .fence_values = pointer(place)};
    result = call(world.fd, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMCPU, &signal);
    CHECK(result == 0 || result == -EFAULT);
  }
  stop = 1;
  CHECK_EQ(pthread_join(thread, NULL), 0);
  CHECK(seen > 0);
  check_service();
}

struct flipped {
  struct d3dkmt_createallocation create;
  struct d3dddi_allocationinfo2 info;
  struct paravane_allocation_description description;
};

static void *flip(void *argument) {
  struct flipped *flipped = argument;
  volatile uint32_t *const words[] = {&flipped->create.alloc_count, &flipped->create.flags.value,
      &flipped->info.priv_drv_data_size, (uint32_t *)&flipped->info.priv_drv_data,
      (uint32_t *)&flipped->description.size_bytes, &flipped->description.magic, &flipped->create.device.v};
  uint64_t state = 88172645463325252u;
  while (!stop) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    volatile uint32_t *word = words[state % 7];
    uint32_t before = *word;
    *word = (uint32_t)(state >> 32);
    *word = before;
  }
  return NULL;
}

/* Whatever is changed under way: each value is looked at once. */
static void arguments_may_change_under_way(void) {
  static struct flipped flipped;
  struct world world = open_world();
  pthread_t thread;
  flipped.description = (struct paravane_allocation_description){.magic = PARAVANE_ALLOCATION_MAGIC,
      .version = PARAVANE_ALLOCATION_VERSION,
      .size_bytes = PAGE,
      .cpu_visible = 1,
      .segment = PARAVANE_SEGMENT_NON_LOCAL};
  flipped.info = (struct d3dddi_allocationinfo2){
      .priv_drv_data = pointer(&flipped.description), .priv_drv_data_size = sizeof flipped.description};
  flipped.create = (struct d3dkmt_createallocation){
      .device = world.device, .alloc_count = 1, .allocation_info = pointer(&flipped.info)};
  CHECK_EQ(pthread_create(&thread, NULL, flip, &flipped), 0);
  for (int64_t begin = check_millis(); check_millis() - begin < RACE_MILLIS;) {
    int result = call(world.fd, LX_DXCREATEALLOCATION, &flipped.create);
    CHECK(result == 0 || result == -EINVAL || result == -EFAULT || result == -ENOMEM || result == -EOVERFLOW);
    if (result == 0) {
      destroy_allocation(&world, flipped.info.allocation);
    }
  }
  stop = 1;
  CHECK_EQ(pthread_join(thread, NULL), 0);
  close_world(&world);
  check_service();
}

static void *sleep_for_ever(void *argument) {
  const struct world *world = argument;
  wait_fence(world, world->fence, 1);
  return NULL;
}

struct end {
  int socket;
  int sleepers;
  int by_exec;
};

static void end_with_calls_under_way(void *argument) {
  const struct end *end = argument;
  static struct world world;
  world = open_world();
  for (int i = 0; i < end->sleepers; i++) {
    pthread_t thread;
    CHECK_EQ(pthread_create(&thread, NULL, sleep_for_ever, &world), 0);
  }
  check_sleep(SOON);
  CHECK_EQ(write(end->socket, "x", 1), 1);
  if (end->by_exec) {
    execl("/bin/true", "true", (char *)NULL);
  }
  _exit(0);
}

static void check_end(struct end end) {
  int pipes[2];
  char byte;
  CHECK_SYSTEM(pipe(pipes));
  end.socket = pipes[1];
  pid_t child = check_fork(end_with_calls_under_way, &end);
  close(pipes[1]);
  CHECK_EQ(read(pipes[0], &byte, 1), 1);
  int64_t begin = check_millis();
  check_join(child);
  CHECK(check_millis() - begin < LATE);
  check_service();
}

static void a_process_may_exit_with_calls_under_way(void) {
  check_end((struct end){.sleepers = 40});
}

static void a_process_may_exec_with_calls_under_way(void) {
  check_end((struct end){.sleepers = 10, .by_exec = 1});
}

static void stopped_in_the_middle(void *argument) {
  struct world world = open_world();
  CHECK_EQ(write(*(int *)argument, "x", 1), 1);
  for (uint64_t value = 1;; value++) {
    CHECK_EQ(signal_fence(&world, world.fence, value), 0);
    int result = wait_fence(&world, world.fence, value);
    CHECK(result == 0 || result == -EINTR); /* being stopped ends a sleep, as a signal does */
  }
}

static void a_stopped_process_holds_up_nobody(void) {
  int pipes[2];
  char byte;
  CHECK_SYSTEM(pipe(pipes));
  pid_t child = check_fork(stopped_in_the_middle, &pipes[1]);
  close(pipes[1]);
  CHECK_EQ(read(pipes[0], &byte, 1), 1);
  for (int round = 0; round < 10; round++) {
    check_sleep((int)(check_random() % 20));
    CHECK_SYSTEM(kill(child, SIGSTOP));
    check_service();
    CHECK_SYSTEM(kill(child, SIGCONT));
  }
  CHECK_SYSTEM(kill(child, SIGKILL));
  CHECK_EQ(waitpid(child, NULL, 0), child);
}

static void opens_have_a_limit_and_recover(void) {
  enum { MOST = 2000 };
  static int files[MOST];
  int count = 0;
  struct rlimit limit = {.rlim_cur = MOST + 100, .rlim_max = MOST + 100};
  setrlimit(RLIMIT_NOFILE, &limit);
  while (count < MOST && (files[count] = open(check_node(), O_RDWR | O_CLOEXEC)) >= 0) {
    count++;
  }
  CHECK(count >= 100);
  if (count < MOST) {
    CHECK(errno == ENOMEM || errno == EMFILE || errno == EBUSY || errno == EAGAIN);
    struct d3dkmt_adapterinfo shown = open_adapter(files[0]); /* who is in stays in */
    create_device(files[0], shown.adapter_handle);
  }
  for (int i = 0; i < count; i++) {
    close_file(files[i]);
  }
  int64_t begin = check_millis();
  int fd;
  while ((fd = open(check_node(), O_RDWR | O_CLOEXEC)) < 0 && check_millis() - begin < LATE) {
    check_sleep(1);
  }
  CHECK_SYSTEM(fd);
  check_service();
}

static void a_process_that_hides_its_memory_harms_itself_alone(void) {
  struct world world = open_world();
  CHECK_SYSTEM(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
  struct memory memory;
  int result = allocate(&world, PAGE, &memory);
  CHECK(result == 0 || result == -EFAULT || result == -EPERM);
  CHECK_SYSTEM(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
  CHECK_EQ(allocate(&world, PAGE, &memory), 0);
}

static void *close_and_open(void *argument) {
  int *fd = argument;
  while (!stop) {
    close(*fd);
    int again = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (again != *fd && again >= 0) {
      dup2(again, *fd);
      close(again);
    }
    again = open(check_node(), O_RDWR | O_CLOEXEC);
    if (again >= 0) {
      dup2(again, *fd);
      close(again);
    }
  }
  return NULL;
}

static void descriptors_may_change_hands_under_way(void) {
  struct world world = open_world();
  pthread_t thread;
  CHECK_EQ(pthread_create(&thread, NULL, close_and_open, &world.fd), 0);
  for (int64_t begin = check_millis(); check_millis() - begin < RACE_MILLIS;) {
    int result = signal_fence(&world, world.fence, 1);
    CHECK(result == 0 || result == -EBADF || result == -ENOTTY || result == -EINVAL || result == -EIO);
    struct d3dkmt_enumadapters3 count = {0};
    result = call(world.fd, LX_DXENUMADAPTERS3, &count);
    CHECK(result == 0 || result == -EBADF || result == -ENOTTY);
  }
  stop = 1;
  CHECK_EQ(pthread_join(thread, NULL), 0);
  check_service();
}

static void *kill_with_signals(void *argument) {
  while (!stop) {
    pthread_kill(*(pthread_t *)argument, SIGUSR1);
    check_sleep(1);
  }
  return NULL;
}

static void ignore_signal(int number) {
  (void)number;
}

/* Signals by the thousand: a wait ends with EINTR or as it should, what makes something makes it or says why not. */
static void signals_by_the_thousand_leave_nothing_half_done(void) {
  struct world world = open_world();
  struct sigaction action = {.sa_handler = ignore_signal};
  CHECK_SYSTEM(sigaction(SIGUSR1, &action, NULL));
  uint64_t before = memory_usage(&world);
  pthread_t self = pthread_self(), thread;
  CHECK_EQ(pthread_create(&thread, NULL, kill_with_signals, &self), 0);
  uint64_t value = 0;
  for (int64_t begin = check_millis(); check_millis() - begin < RACE_MILLIS;) {
    struct memory memory;
    int result = allocate(&world, PAGE, &memory);
    CHECK(result == 0 || result == -EINTR);
    if (result == 0) {
      while ((result = destroy_allocation(&world, memory.allocation)) == -EINTR) {
      }
      CHECK_EQ(result, 0);
    }
    value++;
    while ((result = signal_fence(&world, world.fence, value)) == -EINTR) {
    }
    CHECK_EQ(result, 0);
    while ((result = wait_fence(&world, world.fence, value)) == -EINTR) {
    }
    CHECK_EQ(result, 0);
  }
  stop = 1;
  CHECK_EQ(pthread_join(thread, NULL), 0);
  CHECK_EQ(settled_usage(&world, before), before);
}

static const struct check_case cases[] = {
    CASE(memory_may_go_while_it_is_read),
    CASE(arguments_may_change_under_way),
    CASE(a_process_may_exit_with_calls_under_way),
    CASE(a_process_may_exec_with_calls_under_way),
    CASE(a_stopped_process_holds_up_nobody),
    CASE(opens_have_a_limit_and_recover),
    CASE(a_process_that_hides_its_memory_harms_itself_alone),
    CASE(descriptors_may_change_hands_under_way),
    CASE(signals_by_the_thousand_leave_nothing_half_done),
};

CHECK_MAIN(cases)
