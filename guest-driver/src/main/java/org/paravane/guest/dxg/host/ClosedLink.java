package org.paravane.guest.dxg.host;

import java.lang.foreign.MemorySegment;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/** The link of a channel that is not open: everything is ENODEV. */
enum ClosedLink implements HostLink {
  INSTANCE;

  @Override
  public Result<byte[]> call(MemorySegment message) {
    return closed();
  }

  @Override
  public Result<Long> post(MemorySegment message) {
    return closed();
  }

  private static <T> Result<T> closed() {
    return Result.failed(Errno.ENODEV, "channel is not open");
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
