package org.paravane.host.engine.opencl;

import org.jspecify.annotations.Nullable;
import org.paravane.host.memory.GpuAccess;
import org.paravane.host.memory.StoreRun;

/** How kernels reach the memory of guests: itself, or copies of it on the device. */
interface DeviceMemory extends AutoCloseable {
  /** Changes whenever a buffer that was handed out may be gone. */
  long generation();

  /** Why a kernel's argument cannot begin at this place, or null. */
  @Nullable
  String refusal(StoreRun run);

  /**
   * A buffer whose first byte is the run's first. It stays usable until the generation changes, and for commands that are enqueued
   * already.
   *
   * @throws OpenClException if the device has no room
   */
  long buffer(StoreRun run, GpuAccess access);

  /** Something of a store is mapped in a space from now on. */
  void mapped(int store, long offset, long bytes);

  /** Whether memory of guests is copied, so that every launch has to ask for its buffers. */
  boolean copies();

  /** Nothing of the store is mapped any more. */
  void detach(int store);

  /** The range of the store is zero when it is mapped again. */
  void forget(int store, long offset, long bytes);

  @Override
  void close();
}
