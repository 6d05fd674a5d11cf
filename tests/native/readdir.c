/* Directories that are read while they change: no error, nothing twice, and what stays is always seen. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "check.h"
#include "plug.h"

#define MAX_ENTRIES 512
#define MILLIS 1500

/* The node that goes and comes is the program's; that which stays is its third word. */
static const char *staying(void) {
  const char *path = check_word(1);
  CHECK(path != NULL);
  return strrchr(path, '/') + 1;
}

static void come_and_go(void *argument) {
  const struct plug *plug = argument;
  for (;;) {
    CHECK_EQ(plug_unbind(plug), 0);
    CHECK_EQ(plug_bind(plug), 0);
  }
}

/* Ends the child between two unplugs: the device is given back whatever it was doing. */
static void stop(pid_t child, const struct plug *plug) {
  CHECK_SYSTEM(kill(child, SIGKILL));
  CHECK_EQ(waitpid(child, NULL, 0), child);
  int result = plug_bind(plug);
  CHECK(result == 0 || result == -ENODEV || result == -EBUSY || result == -EINVAL);
  CHECK_SYSTEM(access(plug->node, F_OK));
}

struct names {
  char names[MAX_ENTRIES][NAME_MAX + 1];
  int count;
};

static void add_once(struct names *names, const char *directory, const char *name) {
  for (int i = 0; i < names->count; i++) {
    if (strcmp(names->names[i], name) == 0) {
      check_fail(__FILE__, __LINE__, "%s was listed twice in %s", name, directory);
    }
  }
  CHECK(names->count < MAX_ENTRIES);
  snprintf(names->names[names->count++], NAME_MAX + 1, "%s", name);
}

static int contains(const struct names *names, const char *name) {
  for (int i = 0; i < names->count; i++) {
    if (strcmp(names->names[i], name) == 0) {
      return 1;
    }
  }
  return 0;
}

/* A whole directory, read with a buffer of that size: the smaller, the more happens in between. */
static void list(const char *directory, size_t room, struct names *names) {
  char buffer[4096];
  names->count = 0;
  int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  CHECK_SYSTEM(fd);
  long got;
  while ((got = syscall(SYS_getdents64, fd, buffer, room)) > 0) {
    for (long at = 0; at < got;) {
      const struct dirent64 *entry = (const struct dirent64 *)(buffer + at);
      add_once(names, directory, entry->d_name);
      at += entry->d_reclen;
    }
  }
  CHECK_SYSTEM(got);
  close(fd);
  CHECK(contains(names, ".") && contains(names, ".."));
}

static void changing_directories_are_listed_without_error(void) {
  static struct names names;
  struct plug plug = plug_of_node();
  pid_t child = check_fork(come_and_go, &plug);
  const char *changing[] = {"dev/accel", "sys/class/accel", "sys/bus/vmbus/drivers/dxg"};
  const size_t rooms[] = {72, 128, 4096};
  int64_t begin = check_millis();
  int rounds = 0;
  while (check_millis() - begin < MILLIS) {
    for (int i = 0; i < 3; i++) {
      char path[PATH_MAX];
      path_below(&plug, path, changing[i]);
      list(path, rooms[rounds % 3], &names);
      CHECK(i == 2 || contains(&names, staying()));
    }
    rounds++;
  }
  CHECK(rounds > 20);
  stop(child, &plug);
}

static int found_staying;

static int visit(const char *path, const struct stat *status, int kind, struct FTW *where) {
  (void)status;
  if (kind == FTW_DNR || kind == FTW_NS) { /* it went between being listed and being looked at */
    CHECK(errno == ENOENT || errno == ENODEV);
  }
  found_staying |= strcmp(path + where->base, staying()) == 0;
  return 0;
}

static void the_whole_tree_is_walked_while_devices_come_and_go(void) {
  struct plug plug = plug_of_node();
  pid_t child = check_fork(come_and_go, &plug);
  int64_t begin = check_millis();
  while (check_millis() - begin < MILLIS) {
    found_staying = 0;
    if (nftw(plug.root, visit, 16, FTW_PHYS) != 0) {
      CHECK(errno == ENOENT || errno == ENODEV);
      continue;
    }
    CHECK(found_staying);
  }
  stop(child, &plug);
}

static void a_directory_is_read_again_from_its_beginning(void) {
  struct plug plug = plug_of_node();
  char path[PATH_MAX];
  path_below(&plug, path, "dev/accel");
  DIR *directory = opendir(path);
  CHECK(directory != NULL);
  int before = 0;
  while (readdir(directory)) {
    before++;
  }
  CHECK_EQ(plug_unbind(&plug), 0);
  rewinddir(directory);
  int after = 0;
  while (readdir(directory)) {
    after++;
  }
  CHECK_EQ(plug_bind(&plug), 0);
  CHECK_EQ(after, before - 1);
  closedir(directory);
}

static void a_place_in_a_directory_can_be_found_again(void) {
  struct plug plug = plug_of_node();
  char path[PATH_MAX], second[NAME_MAX + 1];
  path_below(&plug, path, "sys");
  DIR *directory = opendir(path);
  CHECK(directory != NULL);
  CHECK(readdir(directory) != NULL);
  long place = telldir(directory);
  const struct dirent *entry = readdir(directory);
  CHECK(entry != NULL);
  snprintf(second, sizeof second, "%s", entry->d_name);
  while (readdir(directory)) {
  }
  seekdir(directory, place);
  entry = readdir(directory);
  CHECK(entry != NULL && strcmp(entry->d_name, second) == 0);
  closedir(directory);
}

static void a_file_of_a_device_that_is_gone_is_enodev(void) {
  struct plug plug = plug_of_node();
  char path[PATH_MAX], real[PATH_MAX], text[64];
  CHECK(realpath(plug.node, real) != NULL);
  snprintf(text, sizeof text, "sys/class/accel/%.40s/dev", strrchr(real, '/') + 1);
  path_below(&plug, path, text);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  CHECK_SYSTEM(fd);
  CHECK_EQ(plug_unbind(&plug), 0);
  ssize_t got = read(fd, text, sizeof text);
  CHECK(got > 0 || errno == ENODEV);
  CHECK_SYSTEM_ERRNO(open(path, O_RDONLY | O_CLOEXEC), ENOENT);
  CHECK_EQ(plug_bind(&plug), 0);
  close(fd);
}

static const struct check_case cases[] = {
    CASE(changing_directories_are_listed_without_error),
    CASE(the_whole_tree_is_walked_while_devices_come_and_go),
    CASE(a_directory_is_read_again_from_its_beginning),
    CASE(a_place_in_a_directory_can_be_found_again),
    CASE(a_file_of_a_device_that_is_gone_is_enodev),
};

CHECK_MAIN(cases)
