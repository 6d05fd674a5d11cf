/* A node that one may hold. With a shared node as its second word, also what O_EXCL does to that one: nothing. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

static void a_held_node_is_busy_until_it_is_closed(void) {
  int fd = open_node();
  CHECK_SYSTEM_ERRNO(open(check_node(), O_RDWR | O_CLOEXEC), EBUSY);
  CHECK_SYSTEM_ERRNO(open(check_node(), O_RDONLY | O_CLOEXEC), EBUSY);
  open_adapter(fd);
  close_file(fd);
  struct world world = open_world();
  close_world(&world);
}

static void open_while_it_is_held(void *argument) {
  (void)argument;
  CHECK_SYSTEM_ERRNO(open(check_node(), O_RDWR | O_CLOEXEC), EBUSY);
}

static void it_is_busy_for_other_processes_too(void) {
  int fd = open_node();
  check_join(check_fork(open_while_it_is_held, NULL));
  close_file(fd);
}

static void hold_for_ever(void *argument) {
  const int *ends = argument;
  open_world();
  CHECK_EQ(write(ends[1], "x", 1), 1);
  pause();
}

static void a_holder_that_is_killed_gives_it_back(void) {
  int ends[2];
  char byte;
  CHECK_SYSTEM(pipe(ends));
  pid_t child = check_fork(hold_for_ever, ends);
  close(ends[1]);
  CHECK_EQ(read(ends[0], &byte, 1), 1);
  CHECK_SYSTEM_ERRNO(open(check_node(), O_RDWR | O_CLOEXEC), EBUSY);
  CHECK_SYSTEM(kill(child, SIGKILL));
  CHECK_EQ(waitpid(child, NULL, 0), child);
  int fd = -1;
  int64_t begin = check_millis();
  while ((fd = open(check_node(), O_RDWR | O_CLOEXEC)) < 0 && check_millis() - begin < 2000) {
    CHECK_EQ(errno, EBUSY);
    check_sleep(1);
  }
  CHECK_SYSTEM(fd);
}

/* The kernel keeps O_EXCL for itself, a file system never hears of it: exclusive is who the policy says. */
static void the_flag_makes_no_difference(void) {
  if (!check_word(0)) {
    check_skip("no shared node was named");
  }
  int fd = open_node();
  CHECK_SYSTEM_ERRNO(open(check_node(), O_RDWR | O_EXCL | O_CLOEXEC), EBUSY);
  close_file(fd);
  int first = open(check_word(0), O_RDWR | O_EXCL | O_CLOEXEC);
  int second = open(check_word(0), O_RDWR | O_EXCL | O_CLOEXEC);
  CHECK_SYSTEM(first);
  CHECK_SYSTEM(second);
  open_adapter(first);
  open_adapter(second);
}

static const struct check_case cases[] = {
    CASE(a_held_node_is_busy_until_it_is_closed),
    CASE(it_is_busy_for_other_processes_too),
    CASE(a_holder_that_is_killed_gives_it_back),
    CASE(the_flag_makes_no_difference),
};

CHECK_MAIN(cases)
