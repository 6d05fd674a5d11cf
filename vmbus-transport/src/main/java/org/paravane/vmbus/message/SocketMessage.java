package org.paravane.vmbus.message;

import org.paravane.abi.Guid;

/** Hyper-V sockets: parsed, never used here. Source: vmbus-channels.md section 2. */
public sealed interface SocketMessage extends ControlMessage {

  record SocketConnectRequest(Guid endpointId, Guid serviceId) implements SocketMessage {
  }

  /** The long form of {@link SocketConnectRequest}. */
  record SocketConnectRequestWithSilo(Guid endpointId, Guid serviceId, Guid siloId) implements SocketMessage {
  }

  record SocketConnectResult(Guid endpointId, Guid serviceId, int status) implements SocketMessage {
  }
}
