package org.paravane.vmbus;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.paravane.abi.Guid;

/** A server and its guests over one kind of connector, with services that tests choose. */
final class Transport implements AutoCloseable {
  static final Guid INTERFACE = Guid.parse("6e382d18-3336-4f4b-acc4-2b7703d4df4a");

  enum Kind {
    IN_PROCESS, LOCAL
  }

  final VmbusServer server;
  final Connector connector;
  final Hosted hosted;
  final Path socket;

  private Transport(VmbusServer server, Connector connector, Hosted hosted, Path socket) {
    this.server = server;
    this.connector = connector;
    this.hosted = hosted;
    this.socket = socket;
  }

  static Transport start(Kind kind, Hosted hosted) throws VmbusException, IOException {
    return start(kind, hosted, ServerOptions.defaults());
  }

  static Transport start(Kind kind, Hosted hosted, ServerOptions options) throws VmbusException, IOException {
    Path socket = Files.createTempDirectory("pv").resolve("s");
    return switch (kind) {
      case IN_PROCESS -> {
        VmbusServer server = VmbusServer.inProcess(options, hosted);
        yield new Transport(server, server.connector(), hosted, socket);
      }
      case LOCAL -> new Transport(VmbusServer.listen(socket, options, hosted), Connector.local(socket), hosted, socket);
    };
  }

  VmbusClient client() throws VmbusException {
    return VmbusClient.connect(connector, ClientOptions.defaults());
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket.getParent());
  }

  static Guid instance(int number) {
    return new Guid(number, (short) 0, (short) 0, 0L);
  }

  static MemorySegment payload(int bytes, int seed) {
    byte[] data = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      data[i] = (byte) (seed + i);
    }
    return MemorySegment.ofArray(data);
  }

  static MemorySegment longs(long... values) {
    return MemorySegment.ofArray(values);
  }

  static long longAt(byte[] payload, int index) {
    return MemorySegment.ofArray(payload).get(ValueLayout.JAVA_LONG_UNALIGNED, (long) index * Long.BYTES);
  }

  /** Offers a number of devices to each guest and remembers what happens. */
  static final class Hosted implements ConnectionHandler {
    final List<HostConnection> connections = new CopyOnWriteArrayList<>();
    final BlockingQueue<CloseReason> disconnected = new LinkedBlockingQueue<>();
    private final int devices;
    private final ChannelService service;

    Hosted(int devices, ChannelService service) {
      this.devices = devices;
      this.service = service;
    }

    @Override
    public void connected(HostConnection connection) {
      connections.add(connection);
      for (int i = 1; i <= devices; i++) {
        connection.offer(OfferSpec.of(INTERFACE, instance(i), new byte[]{(byte) i}), service);
      }
    }

    @Override
    public void disconnected(HostConnection connection, CloseReason reason) {
      connections.remove(connection);
      disconnected.add(reason);
    }
  }

  /** Hears of offers. */
  static final class Offers implements OfferListener {
    final BlockingQueue<Offer> offered = new LinkedBlockingQueue<>();
    final BlockingQueue<ChannelId> rescinded = new LinkedBlockingQueue<>();
    final BlockingQueue<Boolean> delivered = new LinkedBlockingQueue<>();
    final BlockingQueue<CloseReason> disconnected = new LinkedBlockingQueue<>();

    @Override
    public void offered(Offer offer) {
      offered.add(offer);
    }

    @Override
    public void rescinded(ChannelId channelId) {
      rescinded.add(channelId);
    }

    @Override
    public void allOffersDelivered() {
      delivered.add(true);
    }

    @Override
    public void disconnected(CloseReason reason) {
      disconnected.add(reason);
    }

    Offer next() {
      return take(offered);
    }
  }

  /** Collects what a channel end is told. */
  static final class Heard implements ChannelListener {
    final BlockingQueue<InboundPacket> packets = new LinkedBlockingQueue<>();
    final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();

    @Override
    public void onPacket(InboundPacket packet) {
      packets.add(packet);
    }

    @Override
    public void onClosed(CloseReason reason) {
      closed.add(reason);
    }
  }

  /** The next thing that happens, within a time that no healthy transport needs. */
  static <T> T take(BlockingQueue<T> queue) {
    try {
      T taken = queue.poll(5, TimeUnit.SECONDS);
      if (taken == null) {
        throw new AssertionError("nothing happened in time");
      }
      return taken;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
