package org.paravane.vmbus;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.Seal;
import org.paravane.vmbus.carrier.Frame;
import org.paravane.vmbus.carrier.GuestLink;
import org.paravane.vmbus.region.AddressSpace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guest physical address space of one connection, as the guest sees it: which numbers are taken, and which memory the host may use.
 * Safe for use by any thread.
 */
public final class GuestMemory {
  private static final Logger LOG = LoggerFactory.getLogger(GuestMemory.class);

  private final GuestLink link;
  private final Duration timeout;
  private final AddressSpace addresses = new AddressSpace();
  private final Map<Long, MemoryRegion> regions = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<Frame.RegionAnswer>> asked = new ConcurrentHashMap<>();
  /** Held while a descriptor and the frame that belongs to it are sent. */
  private final ReentrantLock sending = new ReentrantLock();
  private int sequence;
  private volatile @Nullable CloseReason lost;

  GuestMemory(GuestLink link, Duration timeout) {
    this.link = link;
    this.timeout = timeout;
  }

  /**
   * Takes a range of guest physical addresses; nothing is backed yet.
   *
   * @param bytes rounded up to whole pages
   * @return its first address, a multiple of 4096, never 0
   */
  public long reserve(long bytes) throws VmbusException {
    OptionalLong gpa = addresses.reserve(bytes);
    return gpa.orElseThrow(() -> new VmbusException("no free guest physical addresses: bytes=" + bytes));
  }

  /** Gives a range of {@link #reserve} back. Its regions must have been withdrawn. */
  public void unreserve(long gpaBase) {
    if (!addresses.unreserve(gpaBase)) {
      throw new IllegalArgumentException("not reserved: gpa=0x" + Long.toHexString(gpaBase));
    }
  }

  /**
   * Hands memory to the host, and waits until the host has mapped it. The file is sealed against shrinking by this call. The caller
   * keeps and closes the file.
   *
   * @param memfd         as long as what is used; may grow up to the reserved bytes by either side
   * @param gpaBase       address of its first byte, in a range reserved before; a multiple of 4096
   * @param reservedBytes at least its length, a multiple of 4096
   */
  public MemoryRegion share(Memfd memfd, long gpaBase, long reservedBytes) throws VmbusException {
    if (!addresses.isReserved(gpaBase, reservedBytes)) {
      throw new VmbusException(
          "not reserved: gpa=0x" + Long.toHexString(gpaBase) + ", reserved=" + reservedBytes + ", use=reserve");
    }
    try {
      if (!memfd.seals().contains(Seal.SHRINK)) {
        memfd.seal(Seal.SHRINK);
      }
    } catch (LinuxException e) {
      throw new VmbusException("cannot seal a memory file: cause=" + e.getMessage(), e);
    }
    CompletableFuture<Frame.RegionAnswer> answer = new CompletableFuture<>();
    int number;
    sending.lock();
    try {
      link.sendDescriptor(memfd.fd());
      number = expect(answer);
      link.send(new Frame.ShareRegion(number, gpaBase, reservedBytes));
    } finally {
      sending.unlock();
    }
    check(number, answer, "host refuses a region: gpa=0x" + Long.toHexString(gpaBase));
    MemoryRegion region = new MemoryRegion(gpaBase, reservedBytes);
    regions.put(gpaBase, region);
    return region;
  }

  /**
   * Takes memory back from the host, and waits until the host no longer resolves it. Does nothing where it is gone already. What goes
   * wrong is logged: the memory is the guest's again in any case.
   */
  public void withdraw(MemoryRegion region) {
    if (lost != null || !regions.remove(region.gpaBase(), region)) {
      return;
    }
    CompletableFuture<Frame.RegionAnswer> answer = new CompletableFuture<>();
    try {
      int number;
      sending.lock();
      try {
        number = expect(answer);
        link.send(new Frame.WithdrawRegion(number, region.gpaBase()));
      } finally {
        sending.unlock();
      }
      check(number, answer, "host does not give a region back: gpa=0x" + Long.toHexString(region.gpaBase()));
    } catch (ChannelClosedException _) {
      // The connection is gone, and the host's mapping with it.
    } catch (VmbusException e) {
      LOG.warn("region withdrawn without the host: region={}, cause={}", region, e.getMessage());
    }
  }

  /** Takes memory back without waiting: whatever is shared later is told to the host later. */
  void forget(MemoryRegion region) {
    if (lost == null && regions.remove(region.gpaBase(), region)) {
      sending.lock();
      try {
        link.send(new Frame.WithdrawRegion(0, region.gpaBase()));
      } finally {
        sending.unlock();
      }
    }
  }

  private int expect(CompletableFuture<Frame.RegionAnswer> answer) throws VmbusException {
    int number = ++sequence;
    asked.put(number, answer);
    CloseReason reason = lost;
    if (reason != null) {
      asked.remove(number);
      throw new ChannelClosedException(reason);
    }
    return number;
  }

  private void check(int number, CompletableFuture<Frame.RegionAnswer> answer, String what) throws VmbusException {
    try {
      Frame.RegionAnswer got = Answers.await(answer, timeout, what);
      if (got.errno() != 0) {
        throw new VmbusException(what + ", errno=" + got.errno() + ", reason=" + got.reason());
      }
    } finally {
      asked.remove(number);
    }
  }

  /** An answer of the host. */
  void answered(Frame.RegionAnswer answer) {
    CompletableFuture<Frame.RegionAnswer> waiting = asked.remove(answer.sequence());
    if (waiting != null) {
      waiting.complete(answer);
    }
  }

  /** The connection is gone: no answer comes any more. */
  void lost(CloseReason reason) {
    lost = reason;
    regions.clear();
    asked.values().forEach(answer -> answer.completeExceptionally(new ChannelClosedException(reason)));
  }

  /** Ranges that are reserved now. */
  int reservations() {
    return addresses.count();
  }
}
