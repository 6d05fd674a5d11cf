#include "plug.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

#define PATIENCE 5000 /* ms until a node is there */

void path_below(const struct plug *plug, char *path, const char *below) {
  int length = snprintf(path, PATH_MAX, "%s/%s", plug->root, below);
  CHECK(length > 0 && length < PATH_MAX);
}

int write_text(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) {
    return -errno;
  }
  ssize_t written = write(fd, text, strlen(text));
  int result = written < 0 ? -errno : 0;
  close(fd);
  return result;
}

struct plug plug_of_node(void) {
  struct plug plug = {0};
  const char *name = strrchr(check_node(), '/');
  if (!check_word(0) || !name) {
    check_fail(__FILE__, __LINE__, "a node below dev/by-id and the root of the tree are to be named");
  }
  snprintf(plug.root, sizeof plug.root, "%s", check_word(0));
  snprintf(plug.node, sizeof plug.node, "%s", check_node());
  snprintf(plug.device, sizeof plug.device, "%s", name + 1);
  return plug;
}

int plug_unbind(const struct plug *plug) {
  char path[PATH_MAX];
  path_below(plug, path, "sys/bus/vmbus/drivers/dxg/unbind");
  return write_text(path, plug->device);
}

int plug_bind(const struct plug *plug) {
  char path[PATH_MAX];
  path_below(plug, path, "sys/bus/vmbus/drivers/dxg/bind");
  int result = write_text(path, plug->device);
  int64_t begin = check_millis();
  while (result == 0 && access(plug->node, F_OK) != 0 && check_millis() - begin < PATIENCE) {
    check_sleep(1);
  }
  return result == 0 && access(plug->node, F_OK) != 0 ? -errno : result;
}
