package org.paravane.host.worker;

import org.paravane.host.engine.worker.DeviceFacts;
import org.paravane.host.engine.worker.WorkerCalls;
import org.paravane.host.engine.worker.WorkerPort;
import org.paravane.host.engine.worker.WorkerSettings;

/** What a worker's event loop drives: takes calls, and does what is possible whenever it is asked. One thread. */
public interface WorkerEngine extends AutoCloseable {
  /** Takes the calls. */
  WorkerCalls calls();

  /** What the device is. */
  DeviceFacts facts();

  /** Does what is possible now, without waiting; whether there was anything. */
  boolean advance();

  /** How long {@link #advance} need not be called if nothing happens; negative for as long as nothing does. */
  long idleNanos();

  /** Lets go of the device. Nothing calls {@link WorkerPort#wake} afterwards. */
  @Override
  void close();

  /** Opens a device. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens it.
     *
     * @param port for replies, and to be woken
     * @throws Exception with the reason for people: no such device, driver not found
     */
    WorkerEngine open(WorkerPort port,
        WorkerSettings settings) throws Exception;
  }
}
