package org.paravane.host.engine.worker;

import org.paravane.linux.DescriptorSocket;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.SocketPair;

/**
 * The host's end of a link: memory with two rings, and a socket for descriptors. The other end is made of {@link #memoryFd} and
 * {@link #socketFd}, by {@link WorkerPort#open}.
 */
final class HostLink implements AutoCloseable {
  private final LinkMemory memory;
  private final DescriptorSocket socket;
  private final OwnedFd workerSocket;

  private HostLink(LinkMemory memory, SocketPair sockets) {
    this.memory = memory;
    socket = new DescriptorSocket(sockets.ours());
    workerSocket = sockets.theirs();
  }

  static HostLink create() throws LinuxException {
    LinkMemory memory = LinkMemory.create();
    try {
      return new HostLink(memory, SocketPair.create());
    } catch (LinuxException e) {
      memory.close();
      throw e;
    }
  }

  LinkMemory memory() {
    return memory;
  }

  DescriptorSocket socket() {
    return socket;
  }

  /** For the worker; still owned by this object. */
  OwnedFd memoryFd() {
    return memory.fd();
  }

  /** The worker's end of the socket; owned by this object until {@link #workerHasIt}. */
  OwnedFd socketFd() {
    return workerSocket;
  }

  /** The worker has its descriptors: ours of its end is closed. */
  void workerHasIt() {
    workerSocket.close();
  }

  @Override
  public void close() {
    workerSocket.close();
    socket.close();
    memory.close();
  }
}
