package org.paravane.guest.fake;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Guid;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.Direction;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.guest.bus.BusConnection;
import org.paravane.guest.dxg.DxgDriver;
import org.paravane.linux.Memfd;
import org.paravane.vmbus.CallTimeoutException;
import org.paravane.vmbus.ChannelClosedException;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.ChannelListener;
import org.paravane.vmbus.CloseReason;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.InboundPacket;
import org.paravane.vmbus.MemoryRegion;
import org.paravane.vmbus.Offer;
import org.paravane.vmbus.OfferListener;
import org.paravane.vmbus.OpenOptions;
import org.paravane.vmbus.VmbusChannel;
import org.paravane.vmbus.VmbusException;

/** A connection whose other end is a {@link FakeHost}. Offers and rescinds happen on the thread of the test. */
public final class FakeConnection implements BusConnection {
  private static final Guid GLOBAL_INSTANCE = Guid.parse("00000000-0000-0000-0000-0000000000aa");

  private final FakeMemory memory = new FakeMemory();
  private final FakeHost host = new FakeHost(memory);
  private final Map<ChannelId, Offer> offers = new LinkedHashMap<>();
  private final Map<ChannelId, FakeChannel> open = new LinkedHashMap<>();
  private final List<ChannelId> released = new ArrayList<>();
  private @Nullable OfferListener listener;
  private boolean gone;
  private int nextChannel = 1;
  private @Nullable String refusal;
  private int delays;

  public FakeHost host() {
    return host;
  }

  public FakeMemory memory() {
    return memory;
  }

  /** The offer of the global channel. */
  public Offer globalOffer() {
    return offer(DxgDriver.GLOBAL_INTERFACE, GLOBAL_INSTANCE, new byte[0]);
  }

  /** The offer of the n-th adapter, which has graphics. */
  public Offer vgpuOffer(int number) {
    return vgpuOffer(number, VgpuOfferData.of(FakeHost.luidOf(number), true, VgpuOfferData.DEVICE_RENDER));
  }

  /** The offer of the n-th adapter. */
  public Offer vgpuOffer(int number, VgpuOfferData data) {
    return offer(DxgDriver.VGPU_INTERFACE, FakeHost.instanceOf(number),
        StructCodec.of(VgpuOfferData.class).encode(data));
  }

  /** Some offer. */
  public Offer offer(Guid interfaceId, Guid instance, byte[] userData) {
    byte[] padded = new byte[Offer.USER_DATA_BYTES];
    System.arraycopy(userData, 0, padded, 0, userData.length);
    return new Offer(new ChannelId(nextChannel++), interfaceId, instance, 0, 0, padded);
  }

  /** The host offers a channel; told at once to a listener that is there. */
  public Offer add(Offer offer) {
    OfferListener told;
    synchronized (this) {
      offers.put(offer.channelId(), offer);
      told = listener;
    }
    if (told != null) {
      told.offered(offer);
    }
    return offer;
  }

  /** The host takes an offer back: the channel closes, then the listener hears of it. */
  public void rescind(Offer offer) {
    closeChannel(offer.channelId(), new CloseReason.Rescinded());
    OfferListener told;
    synchronized (this) {
      offers.remove(offer.channelId());
      told = listener;
    }
    if (told != null) {
      told.rescinded(offer.channelId());
    }
  }

  /** The channel of an offer closes because it is rescinded; the listener hears of that later. */
  public void closeChannelOf(Offer offer) {
    closeChannel(offer.channelId(), new CloseReason.Rescinded());
  }

  /** The host dies. */
  public void die() {
    end(new CloseReason.Disconnected("fake host died"));
  }

  private void end(CloseReason reason) {
    List<ChannelId> closing;
    OfferListener told;
    synchronized (this) {
      if (gone) {
        return;
      }
      gone = true;
      closing = List.copyOf(open.keySet());
      told = listener;
    }
    closing.forEach(channel -> closeChannel(channel, reason));
    if (told != null) {
      told.disconnected(reason);
    }
  }

  /** From now on no channel can be opened, for that reason; null allows it again. */
  public synchronized void refuseOpen(@Nullable String reason) {
    refusal = reason;
  }

  /** So many times from now on, a channel is not opened in time. */
  public synchronized void delayOpen(int times) {
    delays = times;
  }

  private void closeChannel(ChannelId id, CloseReason reason) {
    FakeChannel channel;
    synchronized (this) {
      channel = open.remove(id);
    }
    if (channel != null) {
      channel.end(reason);
    }
  }

  /** Sends a packet from the host to the guest. */
  public void notify(Offer offer, byte[] payload) {
    FakeChannel channel;
    synchronized (this) {
      channel = open.get(offer.channelId());
    }
    if (channel == null) {
      throw new AssertionError("channel is not open: offer=" + offer);
    }
    channel.listener.onPacket(new InboundPacket(InboundPacket.Type.IN_BAND, false, 0, payload, List.of()));
  }

  /** What is offered now. */
  public synchronized List<Offer> offers() {
    return List.copyOf(offers.values());
  }

  /** Channels that are open now. */
  public synchronized int openCount() {
    return open.size();
  }

  /** Channels that the guest has released. */
  public synchronized List<ChannelId> released() {
    return List.copyOf(released);
  }

  @Override
  public void requestOffers(OfferListener offerListener) {
    List<Offer> present;
    synchronized (this) {
      listener = offerListener;
      present = List.copyOf(offers.values());
    }
    present.forEach(offerListener::offered);
    offerListener.allOffersDelivered();
  }

  @Override
  public VmbusChannel open(Offer offer, OpenOptions options, ChannelListener channelListener) throws VmbusException {
    synchronized (this) {
      if (gone || refusal != null || !offers.containsKey(offer.channelId())) {
        throw new VmbusException("cannot be opened: why=" + refusal);
      }
      if (delays > 0) {
        delays--;
        throw new CallTimeoutException("open: no answer in time");
      }
      FakeChannel channel = new FakeChannel(offer, channelListener);
      open.put(offer.channelId(), channel);
      return channel;
    }
  }

  @Override
  public synchronized void release(ChannelId channel) {
    released.add(channel);
  }

  @Override
  public long reserve(long bytes) {
    return memory.reserve(bytes);
  }

  @Override
  public void unreserve(long gpaBase) {
    memory.unreserve(gpaBase);
  }

  @Override
  public MemoryRegion share(Memfd memfd, long gpaBase, long reservedBytes) throws VmbusException {
    return memory.share(memfd, gpaBase, reservedBytes);
  }

  @Override
  public void withdraw(MemoryRegion region) {
    memory.withdraw(region);
  }

  @Override
  public GpadlId createGpadl(ChannelId channel, GpaRange range) throws VmbusException {
    return memory.createGpadl(range);
  }

  @Override
  public void teardownGpadl(ChannelId channel, GpadlId gpadl) {
    memory.teardownGpadl();
  }

  @Override
  public synchronized boolean connected() {
    return !gone;
  }

  @Override
  public void close() {
    end(new CloseReason.Local("guest closed"));
  }

  private final class FakeChannel implements VmbusChannel {
    private final Offer offer;
    private final ChannelListener listener;
    private volatile @Nullable CloseReason closed;

    FakeChannel(Offer offer, ChannelListener listener) {
      this.offer = offer;
      this.listener = listener;
    }

    void end(CloseReason reason) {
      closed = reason;
      listener.onClosed(reason);
    }

    private Direction direction() {
      return offer.interfaceId().equals(DxgDriver.GLOBAL_INTERFACE) ? Direction.VM_TO_HOST : Direction.VGPU_TO_HOST;
    }

    private void requireOpen() throws ChannelClosedException {
      CloseReason reason = closed;
      if (reason != null) {
        throw new ChannelClosedException(reason);
      }
    }

    @Override
    public ChannelId id() {
      return offer.channelId();
    }

    @Override
    public Offer offer() {
      return offer;
    }

    @Override
    public boolean isOpen() {
      return closed == null;
    }

    @Override
    public void post(MemorySegment payload) throws VmbusException {
      requireOpen();
      host.post(direction(), payload);
    }

    @Override
    public byte[] call(MemorySegment payload, Duration timeout) throws VmbusException {
      requireOpen();
      try {
        byte[] reply = host.answer(direction(), payload);
        requireOpen();
        return reply;
      } catch (FakeHost.Silence e) {
        throw new CallTimeoutException("no completion in time");
      }
    }

    @Override
    public void complete(long transactionId, MemorySegment payload) {
      throw new AssertionError("a guest completes nothing");
    }

    @Override
    public void close(CloseReason reason) {
      closeChannel(offer.channelId(), reason);
    }
  }
}
