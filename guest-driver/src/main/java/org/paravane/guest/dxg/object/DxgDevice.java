package org.paravane.guest.dxg.object;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.paravane.abi.Handle;
import org.paravane.abi.ioctl.DeviceExecutionState;

/**
 * A device: the owner of contexts, queues, allocations and fences. Children are entered and taken out by the process under
 * its lock.
 */
public final class DxgDevice extends DxgObject {

  /** What was last known of the device's health, why, and at which count of host notifications. */
  private record KnownState(int executionState, String reason, long asOf) {
  }

  private final DxgAdapter adapter;
  private final Set<DxgObject> children = new LinkedHashSet<>();
  private boolean active = true;
  private final AtomicReference<KnownState> known = new AtomicReference<>(
      new KnownState(DeviceExecutionState.ACTIVE.value(), "", 0));

  /** A device of an adapter under the host's handle. */
  public DxgDevice(Handle handle, DxgAdapter adapter) {
    super(handle);
    this.adapter = adapter;
  }

  /** Where it is, and with it all that it owns. */
  public DxgAdapter adapter() {
    return adapter;
  }

  @Override
  public DxgDevice device() {
    return this;
  }

  /** Whether the execution state is known as of a count of host notifications. */
  public boolean knowsStateAsOf(long count) {
    return known.get().asOf() == count;
  }

  /** The execution state last heard of. */
  public int executionState() {
    return known.get().executionState();
  }

  /** Why the device is in that state, as the host says it; may be empty. */
  public String stateReason() {
    return known.get().reason();
  }

  /** The host told the execution state; the count is that before it was asked. */
  public void learnState(int executionState, String reason, long asOf) {
    known.set(new KnownState(executionState, reason, asOf));
  }

  boolean isActive() {
    return active;
  }

  void retire() {
    active = false;
  }

  void add(DxgObject child) {
    children.add(child);
  }

  void remove(DxgObject child) {
    children.remove(child);
  }

  List<DxgObject> children() {
    return new ArrayList<>(children);
  }
}
