package org.paravane.guest.fuse;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.uevent.UeventAction;
import org.paravane.device.uevent.Uevents;
import org.paravane.guest.fuse.mount.MountException;
import org.paravane.guest.fuse.session.FuseSession;
import org.paravane.guest.fuse.tree.TreeFileSystem;

/** Real files for the devices of a registry: its tree, mounted at a directory. */
public final class NodeServer implements AutoCloseable {
  private final FuseSession session;
  private final TreeFileSystem tree;
  /** Hears of devices that go, and their names with them. */
  private final Uevents.Listening leaving;

  private NodeServer(FuseSession session, TreeFileSystem tree, Uevents.Listening leaving) {
    this.session = session;
    this.tree = tree;
    this.leaving = leaving;
  }

  /**
   * Mounts the tree of a registry. Devices may come and go before, meanwhile and after.
   *
   * @param root an empty directory; made if it is not there, and removed again at the end
   */
  public static NodeServer mount(DeviceRegistry registry, Path root, NodeServerOptions options) throws MountException {
    CompletableFuture<TreeFileSystem> made = new CompletableFuture<>();
    FuseSession session = FuseSession.mount(root, options.mount(), backings -> {
      TreeFileSystem tree = new TreeFileSystem(registry, options.tree(), backings);
      made.complete(tree);
      return tree;
    });
    return new NodeServer(session, made.join(), registry.events().listen(uevent -> {
      if (uevent.action() == UeventAction.REMOVE || uevent.action() == UeventAction.UNBIND) {
        session.namesAreGone();
      }
    }));
  }

  /** Where the tree is, without links. */
  public Path root() {
    return session.path();
  }

  /** What it has done and holds. */
  public NodeServerFigures figures() {
    return new NodeServerFigures(session.figures(), tree.figures());
  }

  /** Waits until nothing is served any more, because it was closed or unmounted from outside. */
  public void awaitEnd() throws InterruptedException {
    session.awaitEnd();
  }

  /** Whether nothing is served any more. */
  public boolean isEnded() {
    return session.isEnded();
  }

  /** Unmounts; files that are open then are released and answer ENOTCONN. The registry stays. Idempotent. */
  @Override
  public void close() {
    leaving.close();
    session.close();
  }
}
