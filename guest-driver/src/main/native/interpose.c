/* The functions of libc that are replaced: each does what it did, and tells files.c. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "preload.h"

#define EXPORTED __attribute__((visibility("default")))

static struct pv_next next;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *symbol(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL) {
    static const char text[] = "libparavane-preload: libc lacks a function\n";
    ssize_t said = write(STDERR_FILENO, text, sizeof(text) - 1);
    (void)said;
    abort();
  }
  return found;
}

static void resolve(void) {
  next.openat = (int (*)(int, const char *, int, ...))symbol("openat64");
  next.ioctl = (int (*)(int, unsigned long, ...))symbol("ioctl");
  next.close = (int (*)(int))symbol("close");
  next.dup = (int (*)(int))symbol("dup");
  next.dup2 = (int (*)(int, int))symbol("dup2");
  next.dup3 = (int (*)(int, int, int))symbol("dup3");
  next.fcntl = (int (*)(int, int, ...))symbol("fcntl64");
  next.close_range = (int (*)(unsigned, unsigned, int))dlsym(RTLD_NEXT, "close_range");
}

const struct pv_next *pv_next(void) {
  pthread_once(&once, resolve);
  return &next;
}

/* Where our node is instead of /dev/dxg: in PARAVANE_ROOT, or where the daemon mounts by default. */
static const char *redirected(const char *path, char place[PATH_MAX]) {
  if (path == NULL || strcmp(path, "/dev/dxg") != 0) {
    return path;
  }
  const char *root = secure_getenv("PARAVANE_ROOT");
  const char *user = secure_getenv("XDG_RUNTIME_DIR");
  int kept = errno;
  int length = snprintf(place, PATH_MAX, "%s/dev/dxg", root != NULL ? root : "/run/paravane");
  bool there = length < PATH_MAX && access(place, F_OK) == 0;
  if (!there && root == NULL && user != NULL) {
    length = snprintf(place, PATH_MAX, "%s/paravane/dev/dxg", user);
    there = length < PATH_MAX && access(place, F_OK) == 0;
  }
  errno = kept;
  return there ? place : path;
}

static int opened(int directory, const char *path, int flags, mode_t mode) {
  char place[PATH_MAX];
  return pv_next()->openat(directory, redirected(path, place), flags, mode);
}

#define MODE_OF(flags) \
  ({ \
    mode_t mode = 0; \
    if (((flags) & O_CREAT) != 0 || ((flags) & O_TMPFILE) == O_TMPFILE) { \
      va_list words; \
      va_start(words, flags); \
      mode = va_arg(words, mode_t); \
      va_end(words); \
    } \
    mode; \
  })

EXPORTED int open(const char *path, int flags, ...) {
  return opened(AT_FDCWD, path, flags, MODE_OF(flags));
}

EXPORTED int open64(const char *path, int flags, ...) {
  return opened(AT_FDCWD, path, flags, MODE_OF(flags));
}

EXPORTED int openat(int directory, const char *path, int flags, ...) {
  return opened(directory, path, flags, MODE_OF(flags));
}

EXPORTED int openat64(int directory, const char *path, int flags, ...) {
  return opened(directory, path, flags, MODE_OF(flags));
}

/* What fortified programs call where they give no mode. */
EXPORTED int __open_2(const char *path, int flags) {
  return opened(AT_FDCWD, path, flags, 0);
}

EXPORTED int __open64_2(const char *path, int flags) {
  return opened(AT_FDCWD, path, flags, 0);
}

EXPORTED int __openat_2(int directory, const char *path, int flags) {
  return opened(directory, path, flags, 0);
}

EXPORTED int __openat64_2(int directory, const char *path, int flags) {
  return opened(directory, path, flags, 0);
}

EXPORTED int ioctl(int fd, unsigned long request, ...) {
  va_list words;
  va_start(words, request);
  void *argument = va_arg(words, void *);
  va_end(words);
  struct pv_file *file = _IOC_TYPE(request) == _IOC_TYPE(LX_DXLOCK2) ? pv_file_enter(fd) : NULL;
  if (file == NULL) {
    return pv_next()->ioctl(fd, request, argument);
  }
  int result = pv_complete(file, fd, request, argument);
  pv_file_leave(file);
  return result;
}

EXPORTED int close(int fd) {
  if (fd >= 0) {
    pv_file_closing((unsigned)fd, (unsigned)fd);
  }
  return pv_next()->close(fd);
}

EXPORTED int dup(int fd) {
  int other = pv_next()->dup(fd);
  pv_file_duplicated(fd, other);
  return other;
}

/* The target is closed by the call, but only if the call succeeds; a target that is the source stays as it is. */
EXPORTED int dup2(int fd, int target) {
  int other = pv_next()->dup2(fd, target);
  if (other != fd) {
    pv_file_duplicated(fd, other);
  }
  return other;
}

EXPORTED int dup3(int fd, int target, int flags) {
  int other = pv_next()->dup3(fd, target, flags);
  pv_file_duplicated(fd, other);
  return other;
}

static int controlled(int fd, int command, void *argument) {
  int result = pv_next()->fcntl(fd, command, argument);
  if (command == F_DUPFD || command == F_DUPFD_CLOEXEC) {
    pv_file_duplicated(fd, result);
  }
  return result;
}

EXPORTED int fcntl(int fd, int command, ...) {
  va_list words;
  va_start(words, command);
  void *argument = va_arg(words, void *);
  va_end(words);
  return controlled(fd, command, argument);
}

EXPORTED int fcntl64(int fd, int command, ...) {
  va_list words;
  va_start(words, command);
  void *argument = va_arg(words, void *);
  va_end(words);
  return controlled(fd, command, argument);
}

EXPORTED int close_range(unsigned first, unsigned last, int flags) {
  if (pv_next()->close_range == NULL) {
    errno = ENOSYS;
    return -1;
  }
  if ((flags & CLOSE_RANGE_CLOEXEC) == 0) {
    pv_file_closing(first, last);
  }
  return pv_next()->close_range(first, last, flags);
}

EXPORTED void closefrom(int first) {
  close_range(first < 0 ? 0 : (unsigned)first, ~0U, 0);
}
