package org.paravane.guest.dxg.object;

import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.U64Array;
import org.paravane.device.io.AdoptedRange;
import org.paravane.guest.bus.BusConnection;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OwnedFd;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.MemoryRegion;
import org.paravane.vmbus.VmbusException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages of a caller that became an allocation: caller and engine use the very same memory. It has guest physical addresses
 * for as long as the allocation lives, and becomes the caller's private memory again afterwards.
 */
public final class LentMemory {
  /** Most pages that one GPADL can hold (dxg-vmbus-protocol.md 9). */
  public static final long GPADL_PAGES = 8190;

  private static final Logger LOG = LoggerFactory.getLogger(LentMemory.class);

  private record Lease(ChannelId channel, GpadlId gpadl) {
  }

  private final BusConnection connection;
  private final long callerAddress;
  private final AdoptedRange pages;
  private final Memfd memfd;
  private final MemoryRegion region;
  private @Nullable Lease lease;

  private LentMemory(BusConnection connection, long callerAddress, AdoptedRange pages, Memfd memfd,
      MemoryRegion region) {
    this.connection = connection;
    this.callerAddress = callerAddress;
    this.pages = pages;
    this.memfd = memfd;
    this.region = region;
  }

  /**
   * Gives adopted pages a guest physical address and hands them to the host. On failure they are given back to the caller.
   * ENOMEM when there is no room, ENODEV when the host is gone.
   */
  public static Result<LentMemory> lend(BusConnection connection, long callerAddress, AdoptedRange pages) {
    Memfd memfd = null;
    long gpa = 0;
    try {
      memfd = duplicate(pages);
      long reserved = pages.fdOffset() + pages.length();
      gpa = connection.reserve(reserved);
      MemoryRegion region = connection.share(memfd, gpa, reserved);
      return Result.ok(new LentMemory(connection, callerAddress, pages, memfd, region));
    } catch (LinuxException | VmbusException e) {
      if (gpa != 0) {
        connection.unreserve(gpa);
      }
      if (memfd != null) {
        memfd.close();
      }
      pages.close();
      return Result.failed(connection.connected() ? Errno.ENOMEM : Errno.ENODEV,
          "host does not take the memory: bytes=" + pages.length() + ", why=" + e.getMessage());
    }
  }

  private static Memfd duplicate(AdoptedRange pages) throws LinuxException {
    OwnedFd borrowed = OwnedFd.of(pages.fd());
    try {
      return Memfd.adopt(borrowed.duplicate());
    } finally {
      borrowed.release();
    }
  }

  /** Where the caller sees it. */
  public long callerAddress() {
    return callerAddress;
  }

  /** How many pages it has. */
  public int pageCount() {
    return Math.toIntExact(pages.length() / Aperture.PAGE);
  }

  /** The frame numbers of some of its pages. */
  public U64Array frames(int firstPage, int count) {
    long first = (region.gpaBase() + pages.fdOffset()) / Aperture.PAGE + firstPage;
    long[] frames = new long[count];
    for (int i = 0; i < count; i++) {
      frames[i] = first + i;
    }
    return U64Array.of(frames);
  }

  /** Makes a GPADL of all its pages. ENOMEM when they are too many or the host refuses, ENODEV when the host is gone. */
  public Result<GpadlId> lendByGpadl(ChannelId channel) {
    if (pageCount() > GPADL_PAGES) {
      return Result.failed(Errno.ENOMEM, "too many pages for a gpadl: pages=" + pageCount() + ", limit=" + GPADL_PAGES);
    }
    try {
      GpadlId gpadl = connection.createGpadl(channel,
          new GpaRange(region.gpaBase() + pages.fdOffset(), pages.length()));
      lease = new Lease(channel, gpadl);
      return Result.ok(gpadl);
    } catch (VmbusException e) {
      return Result.failed(connection.connected() ? Errno.ENOMEM : Errno.ENODEV,
          "no gpadl: pages=" + pageCount() + ", why=" + e.getMessage());
    }
  }

  /** Takes the memory back from the host, which has destroyed the allocation before, and gives it back to the caller. At most once. */
  public void giveBack() {
    Lease lent = lease;
    if (lent != null) {
      try {
        connection.teardownGpadl(lent.channel(), lent.gpadl());
      } catch (VmbusException e) {
        LOG.debug("gpadl not torn down: gpadl={}, why={}", lent.gpadl(), e.getMessage());
      }
    }
    connection.withdraw(region);
    connection.unreserve(region.gpaBase());
    memfd.close();
    pages.close();
  }
}
