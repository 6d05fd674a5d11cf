package org.paravane.guest.fuse.session;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.paravane.guest.fuse.PollNotice;

/** Tells the kernel to poll an open file again. The message is written once and sent as often as wanted, by any thread. */
final class KernelNotice implements PollNotice {
  private static final int NOTIFY_POLL = 1;
  private static final int BYTES = 24;

  private final Device device;
  private final long kernelHandle;
  private final MemorySegment message;

  KernelNotice(Device device, long kernelHandle) {
    this.device = device;
    this.kernelHandle = kernelHandle;
    this.message = Arena.ofAuto().allocate(BYTES, 8);
    message.set(JAVA_INT, 0, BYTES);
    message.set(JAVA_INT, 4, NOTIFY_POLL);
    message.set(JAVA_LONG, 16, kernelHandle);
  }

  long kernelHandle() {
    return kernelHandle;
  }

  @Override
  public void ready() {
    device.tell(message);
  }
}
