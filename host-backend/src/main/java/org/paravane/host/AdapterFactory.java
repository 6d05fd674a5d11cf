package org.paravane.host;

import org.paravane.abi.Guid;
import org.paravane.abi.Result;
import org.paravane.host.object.HostAdapter;

/** Makes the adapters of a host. */
@FunctionalInterface
public interface AdapterFactory extends AutoCloseable {
  /**
   * Makes an adapter.
   *
   * @param id its number
   * @param instanceId instance of its channels; begins with its LUID
   * @return ENOMEM or another errno of the system if there is no memory or thread for it
   */
  Result<HostAdapter> create(int id, Guid instanceId);

  /** All its adapters are closed. */
  @Override
  default void close() {
    // most have nothing else to close
  }
}
