package org.paravane.guest.fuse;

import org.paravane.guest.fuse.mount.MountOptions;
import org.paravane.guest.fuse.mount.Rights;
import org.paravane.guest.fuse.tree.TreeOptions;

/**
 * How nodes are served.
 *
 * @param mount how the file system is mounted
 * @param tree  how the tree is shown
 */
public record NodeServerOptions(MountOptions mount, TreeOptions tree) {

  /** The defaults of a mount; what is shown belongs to the user and group of this process. */
  public static NodeServerOptions defaults() {
    Rights rights = Rights.ofThisProcess();
    return new NodeServerOptions(MountOptions.defaults(), new TreeOptions(rights.userId(), rights.groupId()));
  }

  public NodeServerOptions withMount(MountOptions options) {
    return new NodeServerOptions(options, tree);
  }

  public NodeServerOptions withTree(TreeOptions options) {
    return new NodeServerOptions(mount, options);
  }
}
