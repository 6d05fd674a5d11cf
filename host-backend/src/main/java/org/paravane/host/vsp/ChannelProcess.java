package org.paravane.host.vsp;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.host.object.AdapterShare;
import org.paravane.host.object.HostAdapter;
import org.paravane.host.object.HostDevice;
import org.paravane.host.object.HostObject;
import org.paravane.host.object.HostProcess;
import org.paravane.host.object.HostSync;
import org.paravane.host.object.ProcessAdapter;
import org.paravane.host.scheduler.SyncObject;

/**
 * A process as a channel reaches it. Over the channel of an adapter a command can name only what the process has on that
 * adapter, so that no command ever brings the fences, queues or memory of two adapters together.
 *
 * @param process whose objects they are
 * @param adapter whose channel it is; null for the global channel, which reaches everything
 */
record ChannelProcess(HostProcess process, @Nullable HostAdapter adapter) {

  Handle handle() {
    return process.handle();
  }

  /** The object that a handle names; EINVAL if it names none here, or one of another kind. */
  <T extends HostObject> Result<T> find(Handle wanted, Class<T> kind) {
    return adapter == null ? process.find(wanted, kind) : process.find(wanted, kind, adapter);
  }

  /** Brings the process to the adapter of a share. */
  Result<ProcessAdapter> on(AdapterShare share) {
    return process.on(share);
  }

  /** See {@link HostProcess#createDevice}. */
  Result<HostDevice> createDevice(AdapterShare share, long cookie) {
    return process.createDevice(share, cookie);
  }

  /** See {@link HostProcess#createSync}. */
  Result<HostSync> createSync(ProcessAdapter on, Supplier<Result<? extends SyncObject>> maker) {
    return process.createSync(on, maker);
  }

  /** See {@link HostProcess#destroy}. */
  Result<HostProcess> destroy(HostObject object) {
    return process.destroy(object);
  }

  @Override
  public String toString() {
    return process.toString();
  }
}
