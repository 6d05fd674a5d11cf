/* Nodes seen from inside a container: other names for processes, users and paths. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

#define PAGE ((uint64_t)PARAVANE_PAGE_BYTES)

/* Leaves for other namespaces, where that is allowed. */
static void leave(int flags) {
  if (unshare(flags) != 0) {
    check_skip("this user or kernel makes no such namespace");
  }
}

static void use(void *argument) {
  (void)argument;
  struct world world = open_world();
  CHECK_EQ(signal_fence(&world, world.fence, 1), 0);
  CHECK_EQ(wait_fence(&world, world.fence, 1), 0);
  struct memory memory = create_memory(&world, PAGE);
  CHECK_EQ(destroy_allocation(&world, memory.allocation), 0);
  close_world(&world);
}

static void processes_may_have_other_numbers(void) {
  leave(CLONE_NEWPID);
  pid_t child = fork(); /* the first of the new namespace */
  CHECK_SYSTEM(child);
  if (child == 0) {
    CHECK_EQ(getpid(), 1);
    use(NULL);
    fflush(stdout);
    _exit(0);
  }
  check_join(child);
}

static void users_may_have_other_numbers(void) {
  leave(CLONE_NEWUSER);
  use(NULL); /* as the user that nobody has mapped */
}

static void a_user_namespace_with_processes_and_mounts_of_its_own_works(void) {
  leave(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS);
  pid_t child = fork();
  CHECK_SYSTEM(child);
  if (child == 0) {
    use(NULL);
    fflush(stdout);
    _exit(0);
  }
  check_join(child);
}

/* As a container runtime does it: the directory of the one node is bound elsewhere, and the rest of the tree is not there. */
static void a_directory_with_one_node_may_be_bound_elsewhere(void) {
  char source[PATH_MAX], place[] = "/tmp/paravane-bound-XXXXXX", node[PATH_MAX];
  if (!check_word(1)) {
    check_skip("the root of the tree was not named");
  }
  const char *name = strrchr(check_node(), '/') + 1;
  CHECK(mkdtemp(place) != NULL);
  int made = unshare(CLONE_NEWNS);
  if (made == 0) {
    CHECK_SYSTEM(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
    snprintf(source, sizeof source, "%s/dev/nodes/%s", check_word(1), name);
    CHECK_SYSTEM(mount(source, place, NULL, MS_BIND, NULL));
    snprintf(node, sizeof node, "%s/%s", place, name);
    for (int round = 0; round < 5; round++) { /* every open is a world of its own */
      int first = open(node, O_RDWR | O_CLOEXEC);
      int second = open(node, O_RDWR | O_CLOEXEC);
      CHECK_SYSTEM(first);
      CHECK_SYSTEM(second);
      struct d3dkmt_adapterinfo shown = open_adapter(first);
      create_device(first, shown.adapter_handle);
      open_adapter(second);
      close_file(first);
      close_file(second);
    }
    char above[PATH_MAX];
    struct stat status;
    snprintf(above, sizeof above, "%s/../accel", place);
    CHECK_SYSTEM_ERRNO(stat(above, &status), ENOENT);
    CHECK_SYSTEM(umount2(place, MNT_DETACH));
  }
  rmdir(place);
  if (made != 0) {
    check_skip("this user makes no mount namespace");
  }
}

/* A file that is bound is one inode: who opens it first has it, others are told that it is busy. */
static void a_node_that_is_bound_itself_is_for_one(void) {
  char place[] = "/tmp/paravane-bound-XXXXXX";
  int file = mkstemp(place);
  CHECK_SYSTEM(file);
  close_file(file);
  int made = unshare(CLONE_NEWNS);
  if (made == 0) {
    CHECK_SYSTEM(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
    CHECK_SYSTEM(mount(check_node(), place, NULL, MS_BIND, NULL));
    int fd = open(place, O_RDWR | O_CLOEXEC);
    CHECK_SYSTEM(fd);
    pid_t child = fork();
    CHECK_SYSTEM(child);
    if (child == 0) {
      CHECK_SYSTEM_ERRNO(open(place, O_RDWR | O_CLOEXEC), EBUSY);
      fflush(stdout);
      _exit(0);
    }
    check_join(child);
    open_adapter(fd);
    close_file(fd);
    CHECK_SYSTEM(umount2(place, MNT_DETACH));
  }
  unlink(place);
  if (made != 0) {
    check_skip("this user makes no mount namespace");
  }
}

static const struct check_case cases[] = {
    CASE(processes_may_have_other_numbers),
    CASE(users_may_have_other_numbers),
    CASE(a_user_namespace_with_processes_and_mounts_of_its_own_works),
    CASE(a_directory_with_one_node_may_be_bound_elsewhere),
    CASE(a_node_that_is_bound_itself_is_for_one),
};

CHECK_MAIN(cases)
