/* One node, several users: opens, processes, threads, forks, passed descriptors. Each open file is a world of its own. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

#define PAGE ((uint64_t)PARAVANE_PAGE_BYTES)

/* Nothing of a world can be named through another file. */
static void check_strangers(const struct world *mine, const struct world *theirs, struct memory their_memory) {
  uint64_t value = 0;
  /* Numbers of two files may be alike: what is tried are handles that the other file alone has. */
  struct d3dkmthandle extra = create_fence(theirs->fd, theirs->device, 0).sync_object;
  struct d3dkmt_waitforsynchronizationobjectfromcpu wait = {.device = mine->device,
      .object_count = 1,
      .objects = pointer(&extra),
      .fence_values = pointer(&value)};
  CHECK_ERRNO(call(mine->fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, &wait), EINVAL);
  CHECK_ERRNO(call(mine->fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, &extra), EINVAL);
  struct d3dkmt_lock2 lock = {.device = mine->device, .allocation = their_memory.allocation};
  CHECK_ERRNO(call(mine->fd, LX_DXLOCK2, &lock), EINVAL);
  CHECK_ERRNO(destroy_allocation(mine, their_memory.allocation), EINVAL);
  struct d3dkmthandle device = create_device(theirs->fd, theirs->adapter);
  CHECK_ERRNO(call(mine->fd, LX_DXDESTROYDEVICE, &device), EINVAL);
  CHECK_EQ(call(theirs->fd, LX_DXDESTROYDEVICE, &device), 0);
  CHECK_EQ(call(theirs->fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, &extra), 0);
}

static void two_opens_share_nothing(void) {
  struct world one = open_world();
  struct world two = open_world();
  struct memory memory = create_memory(&two, PAGE);
  check_strangers(&one, &two, memory);
  CHECK_EQ(signal_fence(&one, one.fence, 5), 0);
  CHECK_EQ(wait_fence(&one, one.fence, 5), 0);
  close_world(&one);
  CHECK_EQ(signal_fence(&two, two.fence, 1), 0);
}

static void two_opens_have_two_apertures(void) {
  struct world one = open_world();
  struct world two = open_world();
  struct memory first = create_memory(&one, PAGE);
  struct memory second = create_memory(&two, PAGE);
  volatile char *mine = map_memory(&one, &first);
  volatile char *theirs = map_memory(&two, &second);
  mine[0] = 1;
  CHECK_EQ(theirs[0], 0);
  theirs[0] = 2;
  CHECK_EQ(mine[0], 1);
}

/* What one process tells another of itself. */
struct told {
  struct d3dkmthandle device;
  struct d3dkmthandle fence;
  struct d3dkmthandle allocation;
};

static void be_the_other_process(void *argument) {
  const int *ends = argument;
  struct told told;
  struct world world = open_world();
  CHECK_EQ(read(ends[0], &told, sizeof told), sizeof told);
  struct d3dkmthandle fence = told.fence;
  uint64_t value = 0;
  struct d3dkmt_waitforsynchronizationobjectfromcpu wait = {.device = world.device,
      .object_count = 1,
      .objects = pointer(&fence),
      .fence_values = pointer(&value)};
  CHECK_ERRNO(call(world.fd, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, &wait), EINVAL);
  CHECK_ERRNO(call(world.fd, LX_DXDESTROYDEVICE, &told.device), EINVAL);
  CHECK_ERRNO(destroy_allocation(&world, told.allocation), EINVAL);
  struct memory memory = create_memory(&world, PAGE);
  CHECK_EQ(destroy_allocation(&world, memory.allocation), 0);
}

static void handles_of_a_process_mean_nothing_to_another(void) {
  int ends[2];
  CHECK_SYSTEM(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
  pid_t child = check_fork(be_the_other_process, &ends[1]);
  struct world world = open_world();
  for (int i = 0; i < 4; i++) { /* numbers that the other has not reached */
    create_device(world.fd, world.adapter);
    create_fence(world.fd, world.device, 0);
  }
  struct memory memory = create_memory(&world, PAGE);
  struct told told = {.device = create_device(world.fd, world.adapter),
      .fence = create_fence(world.fd, world.device, 0).sync_object,
      .allocation = memory.allocation};
  CHECK_EQ(write(ends[0], &told, sizeof told), sizeof told);
  check_join(child);
  CHECK_EQ(call(world.fd, LX_DXDESTROYDEVICE, &told.device), 0);
  CHECK_EQ(call(world.fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, &told.fence), 0);
  CHECK_EQ(destroy_allocation(&world, memory.allocation), 0);
}

static void use_as_a_child(void *argument) {
  struct world *world = argument;
  CHECK_ERRNO(signal_fence(world, world->fence, 9), ENOTTY);
  struct d3dkmt_enumadapters3 count = {0};
  CHECK_ERRNO(call(world->fd, LX_DXENUMADAPTERS3, &count), ENOTTY);
  struct world own = open_world();
  CHECK_EQ(signal_fence(&own, own.fence, 1), 0);
  CHECK_EQ(wait_fence(&own, own.fence, 1), 0);
  close_world(&own);
  close_world(world);
}

static void a_forked_child_has_to_open_anew(void) {
  struct world world = open_world();
  check_join(check_fork(use_as_a_child, &world));
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0); /* the child closed its copy: nothing happened to ours */
  CHECK_EQ(wait_fence(&world, world.fence, 1), 0);
  struct memory memory = create_memory(&world, PAGE);
  CHECK_EQ(destroy_allocation(&world, memory.allocation), 0);
}

static void hold(void *argument) {
  const int *ends = argument;
  char byte;
  CHECK_EQ(read(ends[0], &byte, 1), 1);
}

static void a_child_may_hold_the_file_longer_than_its_parent(void) {
  int ends[2];
  CHECK_SYSTEM(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
  struct world world = open_world();
  pid_t child = check_fork(hold, &ends[1]);
  close_world(&world);
  struct world other = open_world();
  CHECK_EQ(signal_fence(&other, other.fence, 1), 0);
  CHECK_EQ(write(ends[0], "x", 1), 1);
  check_join(child);
  CHECK_EQ(signal_fence(&other, other.fence, 2), 0);
}

static void write_as_a_child(void *argument) {
  volatile char *shared = argument;
  shared[0] = 'c';
}

static void a_child_keeps_the_mapping(void) {
  struct world world = open_world();
  struct memory memory = create_memory(&world, PAGE);
  volatile char *shared = map_memory(&world, &memory);
  check_join(check_fork(write_as_a_child, (void *)shared));
  CHECK_EQ(shared[0], 'c');
}

static void send_descriptor(int socket, int fd) {
  char byte = 'x';
  struct iovec content = {.iov_base = &byte, .iov_len = 1};
  union {
    char room[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
  } control = {0};
  struct msghdr message = {
      .msg_iov = &content, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  *head = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
  memcpy(CMSG_DATA(head), &fd, sizeof fd);
  CHECK_EQ(sendmsg(socket, &message, 0), 1);
}

static int receive_descriptor(int socket) {
  char byte;
  int fd;
  struct iovec content = {.iov_base = &byte, .iov_len = 1};
  union {
    char room[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
  } control = {0};
  struct msghdr message = {
      .msg_iov = &content, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
  CHECK_EQ(recvmsg(socket, &message, MSG_CMSG_CLOEXEC), 1);
  CHECK(CMSG_FIRSTHDR(&message) != NULL);
  memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
  return fd;
}

static void receive_and_use(void *argument) {
  const int *ends = argument;
  int fd = receive_descriptor(ends[0]);
  struct d3dkmt_enumadapters3 count = {0};
  CHECK_ERRNO(call(fd, LX_DXENUMADAPTERS3, &count), ENOTTY);
  close_file(fd);
}

static void a_passed_descriptor_is_of_no_use_to_its_receiver(void) {
  int ends[2];
  CHECK_SYSTEM(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
  pid_t child = check_fork(receive_and_use, &ends[1]);
  struct world world = open_world();
  send_descriptor(ends[0], world.fd);
  check_join(child);
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0);
}

static void a_duplicate_is_the_same_file(void) {
  struct world world = open_world();
  int copy = dup(world.fd);
  CHECK_SYSTEM(copy);
  close_file(world.fd);
  world.fd = copy;
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0);
  CHECK_EQ(wait_fence(&world, world.fence, 1), 0);
  close_world(&world);
}

static int reopen(int fd, int flags) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  return open(path, flags | O_CLOEXEC);
}

/* A file of one world opened again by its descriptor, as a mapping needs it that may be written. */
static void opening_a_descriptor_again_is_the_same_world(void) {
  struct world world = {.fd = open(check_node(), O_RDONLY | O_CLOEXEC)};
  CHECK_SYSTEM(world.fd);
  world.adapter = open_adapter(world.fd).adapter_handle;
  world.device = create_device(world.fd, world.adapter);
  int again = reopen(world.fd, O_RDWR);
  CHECK_SYSTEM(again);
  struct d3dkmthandle fence = create_fence(again, world.device, 0).sync_object;
  CHECK_EQ(signal_fence(&world, fence, 3), 0);
  close_file(world.fd);
  world.fd = again;
  CHECK_EQ(wait_fence(&world, fence, 3), 0);
}

static void reopen_as_a_child(void *argument) {
  const struct world *world = argument;
  CHECK_SYSTEM_ERRNO(reopen(world->fd, O_RDWR), EBUSY);
}

static void another_process_cannot_open_a_descriptor_again(void) {
  struct world world = open_world();
  check_join(check_fork(reopen_as_a_child, &world));
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0);
}

#define THREADS 32
#define ROUNDS 40

static void *work_in_a_thread(void *argument) {
  const struct world *world = argument;
  for (int round = 0; round < ROUNDS; round++) {
    struct d3dkmthandle fence = create_fence(world->fd, world->device, 0).sync_object;
    CHECK_EQ(signal_fence(world, fence, (uint64_t)round + 1), 0);
    CHECK_EQ(wait_fence(world, fence, (uint64_t)round + 1), 0);
    struct memory memory;
    CHECK_EQ(allocate(world, PAGE, &memory), 0);
    CHECK_EQ(destroy_allocation(world, memory.allocation), 0);
    CHECK_EQ(call(world->fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, &fence), 0);
    CHECK_ERRNO(call(world->fd, LX_DXDESTROYSYNCHRONIZATIONOBJECT, &fence), EINVAL);
  }
  return NULL;
}

static void thirty_two_threads_use_one_descriptor(void) {
  struct world world = open_world();
  uint64_t before = memory_usage(&world);
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    CHECK_EQ(pthread_create(&threads[i], NULL, work_in_a_thread, &world), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    CHECK_EQ(pthread_join(threads[i], NULL), 0);
  }
  CHECK_EQ(settled_usage(&world, before), before);
}

static void *outlive_the_leader(void *argument) {
  check_sleep(50); /* the first thread is gone by then */
  work_in_a_thread(argument);
  close_world(argument);
  fflush(stdout);
  _exit(0);
}

static void leave_the_rest_to_a_thread(void *argument) {
  static struct world world;
  pthread_t thread;
  (void)argument;
  world = open_world();
  CHECK_EQ(pthread_create(&thread, NULL, outlive_the_leader, &world), 0);
  pthread_exit(NULL);
}

static void a_process_without_its_first_thread_is_the_same_process(void) {
  check_join(check_fork(leave_the_rest_to_a_thread, NULL));
}

static void open_and_use(void *argument) {
  (void)argument;
  for (int i = 0; i < 10; i++) {
    struct world world = open_world();
    work_in_a_thread(&world);
    close_world(&world);
  }
}

static void processes_use_one_node_at_once(void) {
  pid_t children[4];
  for (int i = 0; i < 4; i++) {
    children[i] = check_fork(open_and_use, NULL);
  }
  for (int i = 0; i < 4; i++) {
    check_join(children[i]);
  }
}

static void close_in_a_thread_while_others_call(void) {
  for (int round = 0; round < 20; round++) {
    struct world world = open_world();
    pthread_t thread;
    struct world mine = world;
    mine.fd = dup(world.fd);
    CHECK_SYSTEM(mine.fd);
    CHECK_EQ(pthread_create(&thread, NULL, work_in_a_thread, &mine), 0);
    close_world(&world); /* the other descriptor keeps the file */
    CHECK_EQ(pthread_join(thread, NULL), 0);
    close_world(&mine);
  }
}

static const struct check_case cases[] = {
    CASE(two_opens_share_nothing),
    CASE(two_opens_have_two_apertures),
    CASE(handles_of_a_process_mean_nothing_to_another),
    CASE(a_forked_child_has_to_open_anew),
    CASE(a_child_may_hold_the_file_longer_than_its_parent),
    CASE(a_child_keeps_the_mapping),
    CASE(a_passed_descriptor_is_of_no_use_to_its_receiver),
    CASE(a_duplicate_is_the_same_file),
    CASE(opening_a_descriptor_again_is_the_same_world),
    CASE(another_process_cannot_open_a_descriptor_again),
    CASE(thirty_two_threads_use_one_descriptor),
    CASE(a_process_without_its_first_thread_is_the_same_process),
    CASE(processes_use_one_node_at_once),
    CASE(close_in_a_thread_while_others_call),
};

CHECK_MAIN(cases)
