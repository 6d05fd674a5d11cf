package org.paravane.device;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.paravane.device.lifetime.ReleaseScope;
import org.paravane.device.tree.AttributeSet;

/**
 * One driver serving one device, from probe to unbind: the driver's data and the two scopes of its resources. The second
 * scope lives as long as the binding or any file opened under it.
 */
final class Binding {
  private final DriverEntry entry;
  private final ReleaseScope untilUnbind;
  private final ReleaseScope untilLastClose;
  /** The binding itself and each open file. */
  private final AtomicInteger references = new AtomicInteger(1);
  private volatile @Nullable Object data;
  private @Nullable AttributeSet attributes;

  Binding(DriverEntry entry, String device) {
    this.entry = entry;
    this.untilUnbind = new ReleaseScope(device);
    this.untilLastClose = new ReleaseScope(device);
  }

  DriverEntry entry() {
    return entry;
  }

  ReleaseScope untilUnbind() {
    return untilUnbind;
  }

  ReleaseScope untilLastClose() {
    return untilLastClose;
  }

  @Nullable
  Object data() {
    return data;
  }

  void setData(@Nullable Object driverData) {
    data = driverData;
  }

  void setAttributes(AttributeSet set) {
    attributes = set;
  }

  void detachAttributes() {
    if (attributes != null) {
      attributes.detach();
    }
  }

  void retain() {
    references.incrementAndGet();
  }

  void drop() {
    if (references.decrementAndGet() == 0) {
      untilLastClose.release();
    }
  }
}
