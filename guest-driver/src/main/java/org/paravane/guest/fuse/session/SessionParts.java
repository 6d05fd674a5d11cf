package org.paravane.guest.fuse.session;

import org.paravane.guest.fuse.FileSystem;
import org.paravane.guest.fuse.caller.CallerDirectory;

/** What the threads of a session share. */
interface SessionParts {
  Device device();

  FileSystem fileSystem();

  Crew crew();

  Watch watch();

  Sleepers sleepers();

  CallerDirectory callers();

  OpenHandles handles();

  Pruning pruning();

  Counters counters();

  /** Nothing is to be read any more: the kernel has taken the mount away, or we have. Returns at once. */
  void connectionEnded();
}
