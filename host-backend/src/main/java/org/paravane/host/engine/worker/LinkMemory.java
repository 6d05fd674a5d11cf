package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.Seal;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.ring.EventWord;
import org.paravane.vmbus.ring.RingLayout;
import org.paravane.vmbus.ring.RingPair;

/**
 * The memory that a host and a worker share besides guest memory: a sparse memory file that neither can make shorter or longer.
 *
 * <pre>
 *  page 0        64: event word of the host     192: event word of the worker
 *  page 1        ring of calls, host → worker: control page, data
 *  …             ring of replies, worker → host: control page, data
 *  …             area for one payload, worker → host: code of a program, in a builder an image
 * </pre>
 */
final class LinkMemory implements AutoCloseable {
  /** Longest payload. */
  static final long AREA_BYTES = ProgramImage.MAX_BYTES;

  private static final int HOST_EVENT = 64;
  private static final int WORKER_EVENT = 192;
  private static final int RING_DATA_BYTES = 256 << 10;
  private static final long RINGS_BYTES = 2L * (RingLayout.PAGE + RING_DATA_BYTES);
  private static final long AREA = RingLayout.PAGE + RINGS_BYTES;
  private static final long TOTAL_BYTES = AREA + AREA_BYTES;

  private final Memfd memfd;
  private final SharedMapping mapping;

  private LinkMemory(Memfd memfd) throws LinuxException {
    this.memfd = memfd;
    try {
      mapping = memfd.map(TOTAL_BYTES);
    } catch (LinuxException e) {
      memfd.close();
      throw e;
    }
  }

  /** Makes the memory and formats both rings. */
  static LinkMemory create() throws LinuxException {
    Memfd memfd = Memfd.create("paravane-worker-link", TOTAL_BYTES);
    try {
      memfd.seal(Seal.SHRINK, Seal.GROW, Seal.SEAL);
    } catch (LinuxException e) {
      memfd.close();
      throw e;
    }
    LinkMemory memory = new LinkMemory(memfd);
    RingPair.format(memory.ringRegion(), RINGS_BYTES / 2 / RingLayout.PAGE);
    return memory;
  }

  /** Maps what the host made. */
  static LinkMemory open(OwnedFd fd) throws LinuxException {
    return new LinkMemory(Memfd.adopt(fd));
  }

  OwnedFd fd() {
    return memfd.fd();
  }

  /** Ring A carries calls, ring B replies. */
  RingPair rings() {
    return RingPair.of(ringRegion(), RINGS_BYTES / 2 / RingLayout.PAGE);
  }

  EventWord hostEvent() {
    return new EventWord(mapping.segment().asSlice(HOST_EVENT));
  }

  EventWord workerEvent() {
    return new EventWord(mapping.segment().asSlice(WORKER_EVENT));
  }

  MemorySegment area() {
    return mapping.segment().asSlice(AREA, AREA_BYTES);
  }

  /** Gives the pages of the payload area back. */
  void emptyArea() throws LinuxException {
    memfd.punchHole(AREA, AREA_BYTES);
  }

  /** The ring of replies as it lies in memory, for tests. */
  MemorySegment hostRing() {
    return ringRegion().asSlice(RINGS_BYTES / 2);
  }

  private MemorySegment ringRegion() {
    return mapping.segment().asSlice(RingLayout.PAGE, RINGS_BYTES);
  }

  @Override
  public void close() {
    mapping.close();
    memfd.close();
  }
}
