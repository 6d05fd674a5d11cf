package org.paravane.guest.fuse.tree;

/**
 * How a tree is served.
 *
 * @param userId  owner of directories, links and attributes; nodes have their own
 * @param groupId their group
 */
public record TreeOptions(int userId, int groupId) {
}
