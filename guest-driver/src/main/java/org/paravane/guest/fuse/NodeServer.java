package org.paravane.guest.fuse;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.paravane.device.DeviceRegistry;
import org.paravane.guest.fuse.mount.MountException;
import org.paravane.guest.fuse.session.FuseSession;
import org.paravane.guest.fuse.tree.TreeFileSystem;

/** The tree of a registry, mounted: its nodes are real files. */
public final class NodeServer implements AutoCloseable {
  private final FuseSession session;
  private final TreeFileSystem tree;

  private NodeServer(FuseSession session, TreeFileSystem tree) {
    this.session = session;
    this.tree = tree;
  }

  /** Mounts the tree of a registry. */
  public static NodeServer mount(DeviceRegistry registry, Path root, NodeServerOptions options) throws MountException {
    AtomicReference<TreeFileSystem> tree = new AtomicReference<>();
    FuseSession session = FuseSession.mount(root, options.mount(), backings -> {
      TreeFileSystem content = new TreeFileSystem(registry, options.tree(), backings);
      tree.set(content);
      return content;
    });
    return new NodeServer(session, tree.get());
  }

  /** Where it is mounted. */
  public Path root() {
    return session.path();
  }

  /** Whether nothing is served any more: it was closed, or unmounted from outside. */
  public boolean isEnded() {
    return session.isEnded();
  }

  public NodeServerFigures figures() {
    return new NodeServerFigures(session.figures(), tree.figures());
  }

  /** Unmounts, even if files are open. Idempotent. */
  @Override
  public void close() {
    session.close();
    tree.close();
  }
}
