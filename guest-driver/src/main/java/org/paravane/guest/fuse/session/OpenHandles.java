package org.paravane.guest.fuse.session;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.paravane.guest.fuse.FileSystem;
import org.paravane.guest.fuse.PollNotice;

/** What callers have open, so that it can be released when the kernel no longer does: after an unmount by force. */
final class OpenHandles {
  /** An open file and the notice that the kernel last asked for. */
  private static final class OpenedFile {
    volatile @Nullable KernelNotice notice;
  }

  private final Device device;
  private final Map<Long, OpenedFile> files = new ConcurrentHashMap<>();
  private final Set<Long> directories = ConcurrentHashMap.newKeySet();

  OpenHandles(Device device) {
    this.device = device;
  }

  void openedFile(long handle) {
    files.put(handle, new OpenedFile());
  }

  void openedDirectory(long handle) {
    directories.add(handle);
  }

  /** Whether it was open; only then it is to be released. */
  boolean closedFile(long handle) {
    return files.remove(handle) != null;
  }

  /** As {@link #closedFile}. */
  boolean closedDirectory(long handle) {
    return directories.remove(handle);
  }

  /** The notice of an open file; the same as long as the kernel uses the same number. */
  PollNotice notice(long handle, long kernelHandle) {
    OpenedFile file = files.get(handle);
    KernelNotice known = file == null ? null : file.notice;
    if (known != null && known.kernelHandle() == kernelHandle) {
      return known;
    }
    KernelNotice notice = new KernelNotice(device, kernelHandle);
    if (file != null) {
      file.notice = notice;
    }
    return notice;
  }

  int count() {
    return files.size() + directories.size();
  }

  /** Releases whatever is left. */
  void releaseAll(FileSystem fileSystem) {
    for (Long handle : files.keySet()) {
      if (closedFile(handle)) {
        fileSystem.release(handle);
      }
    }
    for (Long handle : directories) {
      if (closedDirectory(handle)) {
        fileSystem.releaseDirectory(handle);
      }
    }
  }
}
