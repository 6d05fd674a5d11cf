package org.paravane.guest.fuse;

import org.paravane.abi.Result;

/** Files that the kernel maps in our stead (FUSE passthrough). Needs Linux 6.9 and CAP_SYS_ADMIN. */
public interface Backings {

  /** Whether this mount can do it. */
  boolean supported();

  /** Registers a file of ours; the answer is a backing id, more than 0. The descriptor may be closed afterwards. */
  Result<Integer> open(int descriptor);

  /** Forgets a backing id; files that were opened with it keep their mapping. */
  void close(int backing);
}
