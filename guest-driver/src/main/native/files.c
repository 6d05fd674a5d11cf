/* Which descriptors are open files of ours. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/vfs.h>

#include "preload.h"

#define FUSE_MAGIC 0x65735546

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct pv_file **files; /* by descriptor */
static unsigned room;

/* In a forked child nothing is ours: it has neither the mappings nor the right to use the file. */
static void forked(void) {
  pthread_mutex_init(&lock, NULL);
  files = NULL;
  room = 0;
}

__attribute__((constructor)) static void loaded(void) {
  pthread_atfork(NULL, NULL, forked);
}

/* The last user is gone: mappings would keep the open file alive. Without the lock, since that may take a while. */
static void release(struct pv_file *file) {
  pv_memory_drop_all(file);
  pthread_mutex_destroy(&file->order);
  free(file);
}

static bool leave(struct pv_file *file) {
  return --file->users == 0;
}

void pv_file_leave(struct pv_file *file) {
  pthread_mutex_lock(&lock);
  bool last = leave(file);
  pthread_mutex_unlock(&lock);
  if (last) {
    int kept = errno;
    release(file);
    errno = kept;
  }
}

/* Room for a descriptor; under the lock. */
static bool reach(int fd) {
  unsigned wanted = room == 0 ? 64 : room;
  while (wanted <= (unsigned)fd) {
    wanted *= 2;
  }
  if (wanted > room) {
    struct pv_file **grown = realloc(files, wanted * sizeof(*files));
    if (grown == NULL) {
      return false;
    }
    for (unsigned i = room; i < wanted; i++) {
      grown[i] = NULL;
    }
    files = grown;
    __atomic_store_n(&room, wanted, __ATOMIC_RELAXED);
  }
  return true;
}

static struct pv_file *known(int fd) {
  return (unsigned)fd < room ? files[fd] : NULL;
}

/* Asks a file of a file system in user space whether it is a node of ours. */
static struct pv_file *look(int fd) {
  struct statfs system;
  struct paravane_getversion version = {0};
  if (fstatfs(fd, &system) != 0 || system.f_type != FUSE_MAGIC
      || pv_next()->ioctl(fd, PARAVANE_IOCTL_GETVERSION, &version) != 0) {
    return NULL;
  }
  struct pv_file *file = calloc(1, sizeof(*file));
  if (file != NULL) {
    pthread_mutex_init(&file->order, NULL);
    file->copies = (version.features & PARAVANE_FEATURE_MMAP) == 0;
    file->lends = (version.features & PARAVANE_FEATURE_LEND) != 0;
  }
  return file;
}

struct pv_file *pv_file_enter(int fd) {
  if (fd < 0) {
    return NULL;
  }
  pthread_mutex_lock(&lock);
  struct pv_file *file = known(fd);
  if (file != NULL) {
    file->users++;
  }
  pthread_mutex_unlock(&lock);
  if (file != NULL) {
    return file;
  }
  int kept = errno;
  struct pv_file *fresh = look(fd);
  if (fresh != NULL) {
    pthread_mutex_lock(&lock);
    bool fits = reach(fd);
    file = fits ? files[fd] : NULL;
    if (fits && file == NULL) {
      file = files[fd] = fresh;
      file->users = 1;
      fresh = NULL;
    }
    if (file != NULL) {
      file->users++;
    }
    pthread_mutex_unlock(&lock);
    free(fresh); /* another thread was first, or there is no memory */
  }
  errno = kept;
  return file;
}

/* Programs that never opened a node pay nothing here, and may close and duplicate from a signal handler as ever. */
static bool none_is_ours(void) {
  return __atomic_load_n(&room, __ATOMIC_RELAXED) == 0;
}

void pv_file_duplicated(int fd, int other) {
  if (fd < 0 || other < 0 || none_is_ours()) {
    return;
  }
  int kept = errno;
  pthread_mutex_lock(&lock);
  struct pv_file *file = known(fd);
  struct pv_file *before = known(other);
  if (file != NULL && reach(other)) {
    file->users++;
    files[other] = file;
  } else if (before != NULL) {
    files[other] = NULL;
  }
  bool last = before != NULL && leave(before);
  pthread_mutex_unlock(&lock);
  if (last) {
    release(before);
  }
  errno = kept;
}

void pv_file_closing(unsigned first, unsigned last) {
  if (none_is_ours()) {
    return;
  }
  int kept = errno;
  for (unsigned fd = first; fd <= last; fd++) {
    pthread_mutex_lock(&lock);
    bool end = fd >= room;
    struct pv_file *file = end ? NULL : files[fd];
    if (file != NULL) {
      files[fd] = NULL;
    }
    bool gone = file != NULL && leave(file);
    pthread_mutex_unlock(&lock);
    if (gone) {
      release(file);
    }
    if (end) {
      break;
    }
  }
  errno = kept;
}
