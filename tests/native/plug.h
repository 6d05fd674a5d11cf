/*
 * Taking a device from its driver and giving it back, as an administrator does it with echo: the nodes of the device go and come. The
 * programs that do this are given the node by its id, since its number changes, and the root of the tree as their second word.
 */
#ifndef PARAVANE_TESTS_PLUG_H
#define PARAVANE_TESTS_PLUG_H

#include <limits.h>

struct plug {
  char root[PATH_MAX];
  char node[PATH_MAX];
  char device[NAME_MAX + 1]; /* its name on the bus */
};

/* The device behind the node that the program was given. */
struct plug plug_of_node(void);

/* Its driver lets it go; what came of it. */
int plug_unbind(const struct plug *plug);

/* Its driver takes it, and the node is there again. */
int plug_bind(const struct plug *plug);

/* Writes a text into a file at once: 0, or a negative errno. */
int write_text(const char *path, const char *text);

/* A path below the root. */
void path_below(const struct plug *plug, char *path, const char *below);

#endif
