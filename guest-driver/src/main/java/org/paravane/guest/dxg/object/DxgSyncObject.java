package org.paravane.guest.dxg.object;

import java.util.Optional;
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

  private final DxgDevice device;
  private final SynchronizationObjectType kind;
  private final @Nullable CpuEvent event;

  /**
   * A synchronisation object.
   *
   * @param event the caller's eventfd of a CPU notification, null for other kinds
   */
  public DxgSyncObject(Handle handle, DxgDevice device, SynchronizationObjectType kind, @Nullable CpuEvent event) {
    super(handle);
    this.device = device;
    this.kind = kind;
    this.event = event;
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
