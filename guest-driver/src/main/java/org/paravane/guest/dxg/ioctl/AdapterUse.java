package org.paravane.guest.dxg.ioctl;

import org.paravane.abi.Result;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.dxg.object.ProcessAdapter;

/** A process begins and ends to use an adapter. The two know each other as long as that lasts. */
public final class AdapterUse {
  private AdapterUse() {
  }

  /** From now on the process hears when the adapter goes. ENODEV when the adapter or the process is gone. */
  public static Result<DxgAdapter> begin(DxgProcess process, DxgAdapter adapter) {
    if (!process.use(adapter)) {
      return adapter.requireActive();
    }
    adapter.add(process);
    // SYNC: an adapter that goes is lost before its processes are looked at; we are among them before we look.
    Result<DxgAdapter> active = adapter.requireActive();
    if (active instanceof Result.Failed<DxgAdapter>) {
      end(new ProcessAdapter(process, adapter));
    }
    return active;
  }

  /** Ends what the process has there: events, then devices, on the host as well where it can be reached. Works once. */
  public static void end(ProcessAdapter use) {
    DxgAdapter adapter = use.adapter();
    adapter.remove(use.process());
    adapter.events().removeAll(use);
    DeviceTeardown teardown = new DeviceTeardown(adapter, use.process().hostHandle());
    use.process().lose(adapter).forEach(teardown::flushAndDestroy);
  }
}
