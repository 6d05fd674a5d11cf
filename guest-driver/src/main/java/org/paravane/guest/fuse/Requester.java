package org.paravane.guest.fuse;

import org.paravane.abi.Result;
import org.paravane.device.io.Caller;

/** Who a request of the kernel comes from. Valid while the request is being answered. */
public interface Requester {

  /** Effective uid, as the mount's user namespace sees it. */
  int userId();

  /** Effective gid. */
  int groupId();

  /** The process behind it, found out when asked for the first time: EPERM when it is not visible from here. */
  Result<Caller> caller();
}
