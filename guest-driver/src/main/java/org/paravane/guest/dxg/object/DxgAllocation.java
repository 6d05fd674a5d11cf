package org.paravane.guest.dxg.object;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Handle;

/** Memory that the host made, or that the caller lent. */
public final class DxgAllocation extends DxgObject {
  private static final long NOT_KNOWN = -1;

  private final DxgDevice device;
  private final @Nullable DxgResource resource;
  private final long sizeBytes;
  private final @Nullable LentMemory lent;
  private final ReentrantLock lockOrder = new ReentrantLock();
  private int locks;
  private long offset = NOT_KNOWN;

  /**
   * An allocation.
   *
   * @param resource  what it is part of, or null
   * @param sizeBytes as the host says
   * @param lent      the caller's memory that it consists of, or null where the host made it
   */
  public DxgAllocation(Handle handle, DxgDevice device, @Nullable DxgResource resource, long sizeBytes,
      @Nullable LentMemory lent) {
    super(handle);
    this.device = device;
    this.resource = resource;
    this.sizeBytes = sizeBytes;
    this.lent = lent;
  }

  @Override
  public DxgDevice device() {
    return device;
  }

  public Optional<DxgResource> resource() {
    return Optional.ofNullable(resource);
  }

  public long sizeBytes() {
    return sizeBytes;
  }

  /** The caller's memory that the allocation consists of. */
  public Optional<LentMemory> lent() {
    return Optional.ofNullable(lent);
  }

  /** Held over a lock or unlock together with its host message, so that the count and the host agree. */
  public ReentrantLock lockOrder() {
    return lockOrder;
  }

  /** How often it is locked. Call with {@link #lockOrder} held. */
  public int locks() {
    return locks;
  }

  /** Where it is in the aperture, once the host has told: it never moves. Call with {@link #lockOrder} held. */
  public OptionalLong offset() {
    return offset == NOT_KNOWN ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /** The host told where it is. Call with {@link #lockOrder} held. */
  public void placedAt(long apertureOffset) {
    offset = apertureOffset;
  }

  /** One lock more. Call with {@link #lockOrder} held. */
  public void addLock() {
    locks = Math.addExact(locks, 1);
  }

  /** One lock less. Call with {@link #lockOrder} held. */
  public void dropLock() {
    locks--;
  }

  @Override
  public String toString() {
    return "allocation " + handle() + ", bytes=" + sizeBytes;
  }
}
