package org.paravane.guest.dxg.object;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.SynchronizationObjectType;

/** A synchronisation object. */
public final class DxgSyncObject extends DxgObject {

  /** What the host signals by number while a CPU notification lives. */
  public interface CpuEvent {
    /** The host can signal it no more; the descriptor is let go of. Idempotent. */
    void end();
  }

  private static final long NO_PAGE = -1;

  private final DxgDevice device;
  private final SynchronizationObjectType kind;
  private final @Nullable CpuEvent event;
  private final long pageOffset;

  private DxgSyncObject(Handle handle, DxgDevice device, SynchronizationObjectType kind, @Nullable CpuEvent event,
      long pageOffset) {
    super(handle);
    this.device = device;
    this.kind = kind;
    this.event = event;
    this.pageOffset = pageOffset;
  }

  /** A monitored fence, whose value is the first word of a page of the aperture. */
  public static DxgSyncObject fence(Handle handle, DxgDevice device, long pageOffset) {
    return new DxgSyncObject(handle, device, SynchronizationObjectType.MONITORED_FENCE, null, pageOffset);
  }

  /** A notification of the CPU, with the caller's eventfd. */
  public static DxgSyncObject notification(Handle handle, DxgDevice device, CpuEvent event) {
    return new DxgSyncObject(handle, device, SynchronizationObjectType.CPU_NOTIFICATION, event, NO_PAGE);
  }

  /** An object of a kind that has neither a page nor an event. */
  public static DxgSyncObject plain(Handle handle, DxgDevice device, SynchronizationObjectType kind) {
    return new DxgSyncObject(handle, device, kind, null, NO_PAGE);
  }

  /** Where the page of a monitored fence is in the aperture; empty for other kinds. */
  public OptionalLong pageOffset() {
    return pageOffset == NO_PAGE ? OptionalLong.empty() : OptionalLong.of(pageOffset);
  }

  @Override
  public DxgDevice device() {
    return device;
  }

  public SynchronizationObjectType kind() {
    return kind;
  }

  /** The caller's eventfd of a CPU notification. */
  public Optional<CpuEvent> event() {
    return Optional.ofNullable(event);
  }

  /** Whether waits compare a 64-bit value that only grows. */
  public boolean isMonitored() {
    return kind == SynchronizationObjectType.MONITORED_FENCE;
  }
}
