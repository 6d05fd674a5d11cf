package org.paravane.guest.fuse;

import org.paravane.guest.fuse.mount.MountOptions;
import org.paravane.guest.fuse.tree.TreeOptions;

/**
 * How a tree is mounted and served.
 *
 * @param mount how it is mounted
 * @param tree  how it is served
 */
public record NodeServerOptions(MountOptions mount, TreeOptions tree) {

  /** Visible to all, owned by root. */
  public static NodeServerOptions defaults() {
    return new NodeServerOptions(MountOptions.defaults(), new TreeOptions(0, 0));
  }

  public NodeServerOptions withMount(MountOptions options) {
    return new NodeServerOptions(options, tree);
  }

  /** With another owner of directories and attributes. */
  public NodeServerOptions withOwner(int userId, int groupId) {
    return new NodeServerOptions(mount, new TreeOptions(userId, groupId));
  }
}
