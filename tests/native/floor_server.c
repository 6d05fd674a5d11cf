/*
 * The floor of an ioctl's cost: the least that a FUSE server can be. One thread, one file, named "floor", that answers each
 * ioctl by adding 1 to the third word of its argument. Serves until its standard input ends, or SIGTERM or SIGINT.
 *
 *   floor_server DIRECTORY
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILE_NODE 2
#define WORDS 4 /* of the only argument that is served */

struct request {
  struct fuse_in_header head;
  union {
    struct fuse_init_in init;
    struct {
      struct fuse_ioctl_in head;
      uint32_t words[WORDS];
    } ioctl;
    char text[1 << 17]; /* a name, or the longest request there is */
  };
};

static int device;
static const char *directory;

static void reply(uint64_t unique, int error, const void *body, size_t size) {
  struct fuse_out_header head = {.len = (uint32_t)(sizeof head + size), .error = error, .unique = unique};
  struct iovec parts[] = {{&head, sizeof head}, {(void *)body, size}};
  /* A requester that is gone is no error of ours. */
  if (writev(device, parts, size ? 2 : 1) < 0 && errno != ENOENT) {
    perror("floor_server: reply");
  }
}

static struct fuse_attr attributes(uint64_t node) {
  return (struct fuse_attr){
      .ino = node, .mode = node == FUSE_ROOT_ID ? S_IFDIR | 0755 : S_IFREG | 0666, .nlink = 1, .blksize = 4096};
}

static void init(const struct request *request) {
  struct fuse_init_out out = {.major = FUSE_KERNEL_VERSION,
      .minor = FUSE_KERNEL_MINOR_VERSION,
      .max_readahead = request->init.max_readahead,
      .max_write = 1 << 16,
      .max_background = 16,
      .congestion_threshold = 12,
      .time_gran = 1};
  reply(request->head.unique, 0, &out, sizeof out);
}

static void lookup(const struct request *request) {
  if (request->head.nodeid != FUSE_ROOT_ID || strcmp(request->text, "floor") != 0) {
    reply(request->head.unique, -ENOENT, NULL, 0);
    return;
  }
  struct fuse_entry_out out = {.nodeid = FILE_NODE, .generation = 1, .attr = attributes(FILE_NODE)};
  reply(request->head.unique, 0, &out, sizeof out);
}

static void answer_ioctl(const struct request *request) {
  struct {
    struct fuse_ioctl_out head;
    uint32_t words[WORDS];
  } out = {0};
  if (request->ioctl.head.in_size != sizeof out.words || request->ioctl.head.out_size != sizeof out.words) {
    reply(request->head.unique, -ENOTTY, NULL, 0);
    return;
  }
  memcpy(out.words, request->ioctl.words, sizeof out.words);
  out.words[2]++;
  reply(request->head.unique, 0, &out, sizeof out);
}

static void serve(const struct request *request) {
  switch (request->head.opcode) {
    case FUSE_INIT:
      init(request);
      break;
    case FUSE_LOOKUP:
      lookup(request);
      break;
    case FUSE_GETATTR: {
      struct fuse_attr_out out = {.attr = attributes(request->head.nodeid)};
      reply(request->head.unique, 0, &out, sizeof out);
      break;
    }
    case FUSE_OPEN: {
      struct fuse_open_out out = {.fh = 1, .open_flags = FOPEN_DIRECT_IO};
      reply(request->head.unique, 0, &out, sizeof out);
      break;
    }
    case FUSE_IOCTL:
      answer_ioctl(request);
      break;
    case FUSE_RELEASE:
      reply(request->head.unique, 0, NULL, 0);
      break;
    case FUSE_FORGET:
    case FUSE_BATCH_FORGET:
    case FUSE_INTERRUPT:
      break;
    default:
      reply(request->head.unique, -ENOSYS, NULL, 0);
  }
}

/* Waits for the end of the standard input, or a signal that asks for the end. */
static void *wait_for_end(void *signals) {
  struct pollfd ends[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = *(int *)signals, .events = POLLIN}};
  char byte;
  do {
    poll(ends, 2, -1);
  } while (!ends[1].revents && read(STDIN_FILENO, &byte, 1) > 0);
  umount2(directory, MNT_DETACH);
  _exit(0);
  return NULL;
}

/* A descriptor of the signals that ask for the end; no thread takes them any other way. */
static int end_signals(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  return signalfd(-1, &set, SFD_CLOEXEC);
}

int main(int count, char **words) {
  if (count != 2) {
    fprintf(stderr, "usage: floor_server DIRECTORY\n");
    return 64;
  }
  directory = words[1];
  int signals = end_signals();
  device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (device < 0) {
    perror("floor_server: /dev/fuse");
    return 1;
  }
  char options[128];
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=%u,group_id=%u", device, getuid(), getgid());
  if (mount("floor", directory, "fuse.floor", MS_NOSUID | MS_NODEV, options) != 0) {
    perror("floor_server: mount");
    return 1;
  }
  pthread_t watcher;
  if (pthread_create(&watcher, NULL, wait_for_end, &signals) != 0) {
    umount2(directory, MNT_DETACH);
    return 1;
  }
  puts("ready");
  fflush(stdout);
  static struct request request;
  for (;;) {
    ssize_t got = read(device, &request, sizeof request);
    if (got >= (ssize_t)sizeof request.head) {
      serve(&request);
    } else if (errno == ENODEV) {
      return 0;
    }
  }
}
