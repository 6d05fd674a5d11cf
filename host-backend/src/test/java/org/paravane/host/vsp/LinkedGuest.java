package org.paravane.host.vsp;

import static org.paravane.host.Results.ok;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetIoSpaceRegionCommand;
import org.paravane.abi.wire.SetProcessApertureCommand;
import org.paravane.abi.wire.SignalGuestEventCommand;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.abi.wire.VgpuOpenData;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.ChannelListener;
import org.paravane.vmbus.ClientOptions;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.Connector;
import org.paravane.vmbus.InboundPacket;
import org.paravane.vmbus.Offer;
import org.paravane.vmbus.OfferListener;
import org.paravane.vmbus.OpenOptions;
import org.paravane.vmbus.VmbusChannel;
import org.paravane.vmbus.VmbusClient;
import org.paravane.vmbus.VmbusException;

/** A guest over the real transport. */
public final class LinkedGuest extends GuestCommands implements AutoCloseable {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
  private static final long APERTURE_RESERVED = 64L << 20;

  private final VmbusClient client;
  private final List<AutoCloseable> owned = new ArrayList<>();
  private final BlockingQueue<Offer> offers = new LinkedBlockingQueue<>();
  private final BlockingQueue<Offer> globalOffers = new LinkedBlockingQueue<>();
  private final BlockingQueue<ChannelId> rescinds = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> notifications = new LinkedBlockingQueue<>();
  private final CountDownLatch disconnected = new CountDownLatch(1);
  private final long window;
  private final VmbusChannel global;
  private @Nullable VmbusChannel vgpu;
  private Luid luid = Luid.ZERO;
  private long apertureGpa;
  private MemorySegment apertureMemory = MemorySegment.NULL;

  /** Connects, opens the global channel and sets the I/O window. */
  public LinkedGuest(Connector connector) throws VmbusException, InterruptedException {
    client = VmbusClient.connect(connector, ClientOptions.defaults());
    client.requestOffers(new Offers());
    window = client.memory().reserve(WINDOW_BYTES);
    global = open(Objects.requireNonNull(globalOffers.poll(10, TimeUnit.SECONDS), "no global channel"));
    ok(global(new SetIoSpaceRegionCommand(vm(Message.SETIOSPACEREGION, Handle.NONE), window, WINDOW_BYTES, 0)));
  }

  /** The next adapter that is offered, within 10 s. */
  public Offer nextOffer() throws InterruptedException {
    return Objects.requireNonNull(offers.poll(10, TimeUnit.SECONDS), "no offer");
  }

  /** Whether another offer comes within a moment. */
  public boolean hasOffer() throws InterruptedException {
    Offer offer = offers.poll(200, TimeUnit.MILLISECONDS);
    return offer != null;
  }

  /** The next channel that is taken back, within 10 s. */
  public ChannelId nextRescind() throws InterruptedException {
    ChannelId channel = Objects.requireNonNull(rescinds.poll(10, TimeUnit.SECONDS), "no rescind");
    client.release(channel);
    return channel;
  }

  /** The next event that the host signals, within 10 s. */
  public long nextEvent() throws InterruptedException {
    byte[] payload = Objects.requireNonNull(notifications.poll(10, TimeUnit.SECONDS), "no notification");
    return StructCodec.of(SignalGuestEventCommand.class).decode(payload).event();
  }

  /** Opens an adapter's channel and the adapter. */
  public void use(Offer offer) throws VmbusException {
    luid = StructCodec.of(VgpuOfferData.class).decode(offer.userData()).hostVgpuLuid();
    vgpu = open(offer);
    openAdapterAgain();
  }

  private VmbusChannel open(Offer offer) throws VmbusException {
    return client.open(offer, OpenOptions.defaults().withRingBytes(DxgLimits.RING_BYTES)
        .withUserData(StructCodec.of(VgpuOpenData.class).encode(VgpuOpenData.current())), new Notifications());
  }

  /** Waits until the connection is gone. */
  public boolean awaitDisconnected() throws InterruptedException {
    return disconnected.await(10, TimeUnit.SECONDS);
  }

  @Override
  byte @Nullable [] send(boolean toGlobal, Record command, boolean wantsCompletion) {
    VmbusChannel channel = toGlobal ? global : Objects.requireNonNull(vgpu);
    byte[] packet = ok(CommandMessage.encode(toGlobal ? Luid.ZERO : luid, command));
    byte[] padded = Arrays.copyOf(packet, (packet.length + 7) & -8);
    try {
      if (wantsCompletion) {
        return channel.call(MemorySegment.ofArray(padded), CALL_TIMEOUT);
      }
      channel.post(MemorySegment.ofArray(padded));
      return null;
    } catch (VmbusException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  long giveAperture() {
    try {
      Memfd memfd = Memfd.create("test aperture", 0);
      owned.add(memfd);
      apertureGpa = window + (1L << 36) + owned.size() * APERTURE_RESERVED;
      client.memory().share(memfd, apertureGpa, APERTURE_RESERVED);
      SharedMapping mapping = memfd.map(APERTURE_RESERVED);
      owned.add(mapping);
      apertureMemory = mapping.segment();
      ok(global(
          new SetProcessApertureCommand(vm(Message.SETPROCESSAPERTURE, process()), apertureGpa, APERTURE_RESERVED)));
      return apertureGpa;
    } catch (LinuxException | VmbusException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  MemorySegment at(long gpa) {
    return apertureMemory.asSlice(gpa - apertureGpa);
  }

  @Override
  public void close() {
    client.close();
    for (AutoCloseable resource : owned.reversed()) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final class Offers implements OfferListener {
    @Override
    public void offered(Offer offer) {
      (offer.interfaceId().equals(DxgInterfaces.GLOBAL) ? globalOffers : offers).add(offer);
    }

    @Override
    public void rescinded(ChannelId channelId) {
      rescinds.add(channelId);
    }

    @Override
    public void disconnected(CloseReason reason) {
      disconnected.countDown();
    }
  }

  private final class Notifications implements ChannelListener {
    @Override
    public void onPacket(InboundPacket packet) {
      notifications.add(packet.payload());
    }

    @Override
    public void onClosed(CloseReason reason) {
      // the test asks the host
    }
  }
}
