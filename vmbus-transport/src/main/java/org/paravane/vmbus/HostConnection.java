package org.paravane.vmbus;

import java.util.List;

import org.paravane.abi.Guid;
import org.paravane.abi.Result;

/** A guest, as the host sees it. All methods may be called from any thread; callbacks come on the thread of the connection. */
public interface HostConnection {
  /** Its number on this server. */
  ConnectionId id();

  /** The guest's process and user. */
  PeerCredentials peer();

  /** False once the guest is gone. */
  boolean isConnected();

  /**
   * Offers a channel. The guest learns it when it requests offers, or at once where it has.
   *
   * @return the spec; EEXIST where the key is offered already, ENOSPC past the limit of offers, ENODEV where the guest is gone
   */
  Result<OfferSpec> offer(OfferSpec spec, ChannelService service);

  /** Takes back all channels of a device, sub-channels before the primary. Open ones close with {@link CloseReason.Rescinded}. Unknown keys are ignored. */
  void rescind(Guid interfaceId, Guid instanceId);

  /** The guest's memory. */
  SharedRegions memory();

  /** Pages behind a handle as contiguous runs, in order; EINVAL where the guest made no such GPADL on this channel, or is tearing it down. */
  Result<List<GpaRange>> gpadl(ChannelId channel, GpadlId gpadl);

  /** Counts one use: a teardown is answered to the guest only when all uses ended. EINVAL as for {@link #gpadl}. Call on the thread of the connection. */
  Result<List<GpaRange>> retainGpadl(ChannelId channel, GpadlId gpadl);

  /** Ends one {@link #retainGpadl}. Call on the thread of the connection. */
  void releaseGpadl(ChannelId channel, GpadlId gpadl);

  /** Runs a task on the thread of this connection; at once where the caller is that thread. Dropped once the guest is gone. */
  void execute(Runnable task);

  /** Ends the connection and closes all its channels. */
  void disconnect(CloseReason reason);
}
