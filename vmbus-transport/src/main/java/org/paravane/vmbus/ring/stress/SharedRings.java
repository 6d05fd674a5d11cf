package org.paravane.vmbus.ring.stress;

import java.lang.foreign.MemorySegment;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.Processes;
import org.paravane.linux.Seal;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.ring.EventWord;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingPair;

/**
 * A memory file with everything that two processes need for a pair of rings.
 *
 * <pre>
 *  page 0      64: event word of the parent    192: event word of the child
 *  page 1 …    ring parent → child, ring child → parent, of equal size
 * </pre>
 */
public final class SharedRings implements AutoCloseable {
  private static final int PARENT_EVENT = 64;
  private static final int CHILD_EVENT = 192;

  private final Memfd memfd;
  private final SharedMapping mapping;

  private SharedRings(Memfd memfd) throws LinuxException {
    this.memfd = memfd;
    mapping = memfd.map(memfd.sizeBytes());
  }

  /**
   * Makes the memory and formats both rings.
   *
   * @param dataBytes data area of each ring, a multiple of 4096
   */
  public static SharedRings create(int dataBytes) throws LinuxException {
    Memfd memfd = Memfd.create("paravane-rings", RingLayout.PAGE + 2L * (RingLayout.PAGE + dataBytes));
    memfd.seal(Seal.SHRINK, Seal.GROW, Seal.SEAL);
    SharedRings rings = new SharedRings(memfd);
    RingPair.format(rings.region(), rings.downstreamPage());
    return rings;
  }

  /** Maps the memory of another process that keeps it open. */
  public static SharedRings open(int pid, int remoteFd) throws LinuxException {
    return new SharedRings(Memfd.adopt(Processes.openFd(pid, remoteFd)));
  }

  /** The descriptor's number in this process, for {@link #open} in the other. */
  public int fdNumber() {
    return memfd.fd().number();
  }

  /** Ring A goes from parent to child. */
  public RingPair rings() {
    return RingPair.of(region(), downstreamPage());
  }

  /** What the parent sleeps on. */
  public EventWord parentEvent() {
    return new EventWord(mapping.segment().asSlice(PARENT_EVENT));
  }

  /** What the child sleeps on. */
  public EventWord childEvent() {
    return new EventWord(mapping.segment().asSlice(CHILD_EVENT));
  }

  private MemorySegment region() {
    return mapping.segment().asSlice(RingLayout.PAGE);
  }

  private long downstreamPage() {
    return region().byteSize() / 2 / RingLayout.PAGE;
  }

  @Override
  public void close() {
    mapping.close();
    memfd.close();
  }
}
