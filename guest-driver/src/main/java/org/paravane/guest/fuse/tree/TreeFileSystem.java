package org.paravane.guest.fuse.tree;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.DeviceNode;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.OpenFlags;
import org.paravane.device.io.PollEvents;
import org.paravane.device.tree.AttributeFile;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.Link;
import org.paravane.device.tree.NodeFile;
import org.paravane.device.tree.StreamFile;
import org.paravane.device.tree.TreeEntry;
import org.paravane.guest.fuse.Backings;
import org.paravane.guest.fuse.DirectoryWriter;
import org.paravane.guest.fuse.Entry;
import org.paravane.guest.fuse.FileAttributes;
import org.paravane.guest.fuse.FileSystem;
import org.paravane.guest.fuse.Opened;
import org.paravane.guest.fuse.PollNotice;
import org.paravane.guest.fuse.Requester;

/** The tree of a registry as a file system: nodes, attributes, links and streams. */
public final class TreeFileSystem implements FileSystem {
  private static final int CHANGES_MODE_OR_OWNER = 1 | 2 | 4;
  private static final int CHANGES_SIZE = 8;
  /** What poll(2) tells whether it was asked for or not. */
  private static final int ALWAYS_TOLD = PollEvents.GONE.or(PollEvents.NVAL).mask();

  private final Shown shown;
  private final InodeTable inodes;
  private final HandleTable<OpenHandle> files = new HandleTable<>("open file");
  private final HandleTable<DirectoryHandle> directories = new HandleTable<>("open directory");
  private final NodeOpens nodes;

  /** The tree of a registry; the kernel maps device nodes by what backings can do. */
  public TreeFileSystem(DeviceRegistry registry, TreeOptions options, Backings backings) {
    this.shown = new Shown(options, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
    this.inodes = new InodeTable(registry.tree().root());
    this.nodes = new NodeOpens(backings);
  }

  /** What is kept for the kernel. */
  public TreeFigures figures() {
    return new TreeFigures(inodes.size(), files.size(), directories.size(), nodes.count());
  }

  @Override
  public Result<Entry> lookup(Requester requester, long parent, String name) {
    return inodes.find(parent).flatMap(directory -> {
      TreeEntry found = directory.entry() instanceof Directory names ? names.entries().get(name) : null;
      if (found == null) {
        return Result.failed(Errno.ENOENT, "no such entry: name=" + name);
      }
      long id = inodes.number(found);
      inodes.lookedUp(id, found, directory, name);
      return Result.ok(new Entry(id, shown.attributes(found)));
    });
  }

  @Override
  public void forget(long node, long lookups) {
    inodes.forget(node, lookups);
  }

  @Override
  public long[] nameless() {
    return inodes.nameless();
  }

  @Override
  public Result<FileAttributes> attributes(long node) {
    return inodes.find(node).map(inode -> shown.attributes(inode.entry()));
  }

  /** Times are taken and not kept, as nothing shows them. */
  @Override
  public Result<FileAttributes> change(Requester requester, long node, int mask, long sizeBytes) {
    return inodes.find(node).flatMap(inode -> {
      if ((mask & CHANGES_MODE_OR_OWNER) != 0) {
        return Result.failed(Errno.EPERM, "modes and owners are set when the tree is mounted: node=" + node);
      }
      if ((mask & CHANGES_SIZE) != 0 && !(inode.entry() instanceof AttributeFile)) {
        return Result.failed(Errno.EINVAL, "has no size to be set: node=" + node + ", bytes=" + sizeBytes);
      }
      return Result.ok(shown.attributes(inode.entry()));
    });
  }

  @Override
  public Result<String> readlink(long node) {
    return inodes.find(node).flatMap(inode -> inode.entry() instanceof Link link
        ? Result.ok(link.target())
        : Result.failed(Errno.EINVAL, "not a link: node=" + node));
  }

  @Override
  public Result<Opened> open(Requester requester, long node, int flags) {
    return inodes.find(node).flatMap(inode -> switch (inode.entry()) {
      case AttributeFile file -> openAttribute(file, flags);
      case StreamFile stream -> openStream(stream, flags);
      case NodeFile file -> openNode(requester, inode, file, flags);
      case Directory directory -> Result.failed(Errno.EINVAL, "is a directory: node=" + node);
      case Link link -> Result.failed(Errno.EINVAL, "is a link: node=" + node);
    });
  }

  /** Who may do everything gets past the mode, but not to a value that nobody can read or write. */
  private Result<Opened> openAttribute(AttributeFile file, int flags) {
    OpenFlags access = Flags.access(flags);
    if ((access.readable() && (file.mode() & 0444) == 0) || (access.writable() && (file.mode() & 0222) == 0)) {
      return Result.failed(Errno.EACCES, "attribute is not made for that: mode=0" + Integer.toOctalString(file.mode()));
    }
    return Result.ok(new Opened(files.add(new AttributeHandle(file, Flags.appends(flags))), true, 0));
  }

  private Result<Opened> openStream(StreamFile stream, int flags) {
    OpenFlags access = Flags.access(flags);
    return access.writable()
        ? Result.failed(Errno.EACCES, "a stream is only read")
        : Result.ok(new Opened(files.add(new StreamHandle(stream.open())), false, 0));
  }

  private Result<Opened> openNode(Requester requester, Inode inode, NodeFile file, int flags) {
    if (!(file.device() instanceof DeviceNode node)) {
      return Result.failed(Errno.ENODEV, "no device behind it: inode=" + file.inode());
    }
    if (Flags.isExclusive(flags)) {
      return Result.failed(Errno.EBUSY, "nodes are opened exclusively by policy, not by flag: node=" + node.name());
    }
    return requester.caller().flatMap(caller -> nodes.open(inode, node, caller, Flags.access(flags)))
        .map(handle -> new Opened(files.add(handle), true, handle.backing()));
  }

  @Override
  public Result<Long> openDirectory(long node) {
    return inodes.find(node).flatMap(inode -> inode.entry() instanceof Directory directory
        ? Result.ok(directories.add(new DirectoryHandle(inode, directory, inodes, shown)))
        : Result.failed(Errno.EINVAL, "not a directory: node=" + node));
  }

  @Override
  public Result<Boolean> readDirectory(long handle, long offset, DirectoryWriter into) {
    return directories.find(handle).flatMap(directory -> directory.read(offset, into));
  }

  @Override
  public Result<Integer> read(Requester requester, long handle, int flags, long offset, MemorySegment into) {
    return files.find(handle).flatMap(file -> file.read(requester, flags, offset, into));
  }

  @Override
  public Result<Integer> write(Requester requester, long handle, long offset, MemorySegment from) {
    return files.find(handle).flatMap(file -> file.write(requester, offset, from));
  }

  @Override
  public IoctlResult ioctl(Requester requester, long handle, int request, MemorySegment argument) {
    OpenHandle file = files.get(handle);
    return file == null
        ? IoctlResult.failed(Errno.EBADF, "no such open file: handle=" + handle)
        : file.ioctl(requester, request, argument);
  }

  @Override
  public int poll(long handle, int events, @Nullable PollNotice notice) {
    OpenHandle file = files.get(handle);
    PollEvents ready = file == null ? PollEvents.NVAL : file.poll(notice);
    return ready.mask() & (events | ALWAYS_TOLD);
  }

  @Override
  public void release(long handle) {
    OpenHandle file = files.remove(handle);
    if (file != null) {
      file.release();
    }
  }

  @Override
  public void releaseDirectory(long handle) {
    directories.remove(handle);
  }
}
