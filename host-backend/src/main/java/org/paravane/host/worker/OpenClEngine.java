package org.paravane.host.worker;

import org.paravane.host.engine.opencl.OpenClDevice;
import org.paravane.host.engine.opencl.OpenClDevices;
import org.paravane.host.engine.opencl.OpenClWorker;
import org.paravane.host.engine.worker.DeviceFacts;
import org.paravane.host.engine.worker.DeviceSelector;
import org.paravane.host.engine.worker.WorkerCalls;
import org.paravane.host.engine.worker.WorkerPort;
import org.paravane.host.engine.worker.WorkerSettings;

/** An OpenCL device under the event loop. */
final class OpenClEngine implements WorkerEngine {
  private static final long FOR_EVER = -1;

  private final OpenClWorker worker;
  private final Runnable wake;

  private OpenClEngine(OpenClWorker worker, Runnable wake) {
    this.worker = worker;
    this.wake = wake;
  }

  /** Opens the device that the settings name. */
  static WorkerEngine open(WorkerPort port, WorkerSettings settings) {
    return new OpenClEngine(new OpenClWorker(find(settings.device()), port), port::wake);
  }

  private static OpenClDevice find(DeviceSelector wanted) {
    for (OpenClDevice device : OpenClDevices.list()) {
      if (wanted.equals(DeviceSelector.FIRST) || (Integer.toString(device.platformIndex()).equals(wanted.platform())
          && device.deviceIndex() == wanted.device())) {
        return device;
      }
    }
    throw new IllegalStateException("no such opencl device: wanted=" + wanted);
  }

  @Override
  public WorkerCalls calls() {
    return worker;
  }

  @Override
  public DeviceFacts facts() {
    return worker.facts();
  }

  @Override
  public boolean advance() {
    return worker.advance();
  }

  @Override
  public long idleNanos() {
    long due = worker.prepareSleep(wake);
    return due == Long.MAX_VALUE ? FOR_EVER : Math.max(0, due - System.nanoTime());
  }

  @Override
  public void close() {
    worker.close();
  }
}
