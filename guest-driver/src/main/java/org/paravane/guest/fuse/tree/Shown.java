package org.paravane.guest.fuse.tree;

import java.nio.charset.StandardCharsets;
import org.paravane.device.tree.AttributeFile;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.Link;
import org.paravane.device.tree.NodeFile;
import org.paravane.device.tree.StreamFile;
import org.paravane.device.tree.TreeEntry;
import org.paravane.guest.fuse.FileAttributes;

/**
 * What stat(2) shows of the entries. A device node is shown as a regular file, since the kernel would look for a driver of
 * its own behind a character device.
 */
record Shown(TreeOptions options, long timeNanos) {
  /** As in sysfs: a page, whatever the value. */
  private static final long ATTRIBUTE_BYTES = 4096;
  /** As long as an address space that could be mapped: Python refuses to map a file beyond its length. */
  private static final long NODE_BYTES = 1L << 40;

  FileAttributes attributes(TreeEntry entry) {
    return switch (entry) {
      case Directory directory -> directory(directory.inode());
      case AttributeFile file -> own(file, FileAttributes.REGULAR | file.mode(), ATTRIBUTE_BYTES);
      case Link link -> own(link, FileAttributes.SYMBOLIC_LINK | link.mode(),
          link.target().getBytes(StandardCharsets.UTF_8).length);
      case StreamFile stream -> own(stream, FileAttributes.REGULAR | stream.mode(), 0);
      case NodeFile(long inode, NodeFile.DeviceFile device) ->
        new FileAttributes(inode, FileAttributes.REGULAR | device.mode(), 1, device.ownerUid(), device.ownerGid(),
            NODE_BYTES, timeNanos);
    };
  }

  /** Of a directory. One link says that subdirectories are not counted. */
  FileAttributes directory(long inode) {
    return new FileAttributes(inode, FileAttributes.DIRECTORY | 0555, 1, options.userId(), options.groupId(), 0,
        timeNanos);
  }

  private FileAttributes own(TreeEntry entry, int mode, long sizeBytes) {
    return new FileAttributes(entry.inode(), mode, 1, options.userId(), options.groupId(), sizeBytes, timeNanos);
  }
}
