package org.paravane.vmbus;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.linux.LinuxException;
import org.paravane.vmbus.carrier.Frame;
import org.paravane.vmbus.carrier.GuestLink;
import org.paravane.vmbus.carrier.GuestSocketLink;
import org.paravane.vmbus.carrier.InProcessLink;
import org.paravane.vmbus.carrier.LinkListener;
import org.paravane.vmbus.channels.ClientChannels;
import org.paravane.vmbus.event.EventPages;
import org.paravane.vmbus.message.UserData;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.PageRange;
import org.paravane.vmbus.ring.RingPair;
import org.paravane.vmbus.ring.RingViolationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guest's end of one connection. Safe for use by any platform thread. Two threads belong to it: one receives packets
 * ({@link ChannelListener}), one tells of offers ({@link OfferListener}).
 */
public final class VmbusClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VmbusClient.class);
  private static final long JOIN_MILLIS = 5_000;

  private final ClientOptions options;
  private final EventPages events;
  private final GuestLink link;
  private final GuestMemory memory;
  private final Map<ChannelId, GuestChannel> channels = new ConcurrentHashMap<>();
  private final GuestReceiver receiver;
  private final GuestNotifier notifier;
  private final LimitedLog limitedLog;
  private final AtomicBoolean closed = new AtomicBoolean();
  /** Guards the machine; nobody waits while he holds it. */
  private final ReentrantLock lock = new ReentrantLock();
  private final ClientRequests requests;
  private final ClientChannels machine;
  private volatile @Nullable CloseReason lost;

  private VmbusClient(ClientOptions options, EventPages events, LateListener listener, GuestLink link) {
    this.options = options;
    this.events = events;
    this.link = link;
    limitedLog = new LimitedLog(LOG, options.name());
    memory = new GuestMemory(link, options.requestTimeout());
    receiver = new GuestReceiver(options.name(), events, channels);
    notifier = new GuestNotifier(options.name());
    requests = new ClientRequests(this, notifier, limitedLog,
        message -> link.send(new Frame.Control(message.encode())));
    machine = new ClientChannels(requests, options.limits());
    listener.bind(new FromHost());
  }

  /**
   * Connects and agrees on a version, newest first.
   *
   * @throws VmbusException when nobody listens, the host refuses, or time runs out; nothing stays behind
   */
  public static VmbusClient connect(Connector connector, ClientOptions options) throws VmbusException {
    EventPages events;
    try {
      events = EventPages.create();
    } catch (LinuxException e) {
      throw new VmbusException("cannot make event pages: cause=" + e.getMessage(), e);
    }
    LateListener listener = new LateListener();
    GuestLink link;
    try {
      link = switch (connector) {
        case Connector.Local(var socket) -> GuestSocketLink.connect(socket, options.name(), options.connectTimeout(),
            events.memfd(), listener);
        case Connector.InProcess(VmbusServer server) -> InProcessLink.connect(server.acceptor(), events.memfd(),
            listener);
      };
    } catch (VmbusException e) {
      events.close();
      throw e;
    }
    VmbusClient client = new VmbusClient(options, events, listener, link);
    client.receiver.start();
    client.notifier.start();
    try {
      client.contact();
      return client;
    } catch (VmbusException e) {
      client.close();
      throw e;
    }
  }

  private void contact() throws VmbusException {
    locked(() -> {
      if (lost == null) {
        machine.connect();
      }
      return Result.ok(options);
    });
    try {
      Answers.await(requests.contact(), options.connectTimeout(), "cannot connect");
    } catch (ChannelClosedException e) {
      throw new VmbusException("cannot connect: reason=" + e.reason(), e);
    }
  }

  /** Asks for offers, once. The listener hears of them, and of everything later, on a thread of its own. */
  public void requestOffers(OfferListener listener) throws VmbusException {
    unwrap(locked(() -> {
      if (!requests.listen(listener)) {
        return Result.failed(Errno.EBUSY, "offers were requested before");
      }
      return machine.requestOffers();
    }));
  }

  /** The guest's memory that the host may use. */
  public GuestMemory memory() {
    return memory;
  }

  /**
   * Opens an offered channel: rings, their GPADL, the open message. On failure nothing stays behind and the offer can be opened again.
   *
   * @throws VmbusException when the host refuses, the offer is rescinded meanwhile, or time runs out
   */
  public VmbusChannel open(Offer offer, OpenOptions openOptions, ChannelListener listener) throws VmbusException {
    long deadline = System.nanoTime() + openOptions.openTimeout().toNanos();
    RingRegion region = RingRegion.create(memory, openOptions.ringBytes());
    try {
      GpadlId ring = lend(offer.channelId(), region.range(), left(deadline));
      try {
        return open(offer, openOptions, listener, region, ring, deadline);
      } catch (VmbusException e) {
        takeBackQuietly(offer.channelId(), ring);
        throw e;
      }
    } catch (VmbusException e) {
      region.close();
      throw e;
    }
  }

  private VmbusChannel open(Offer offer, OpenOptions openOptions, ChannelListener listener, RingRegion region,
      GpadlId ring, long deadline) throws VmbusException {
    ChannelEnd end = attach(offer, region);
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    GuestChannel channel = new GuestChannel(end, this, events, listener, new GuestChannel.Ring(region, ring, answer),
        new GuestChannel.Options(openOptions.sendTimeout(), options.spin(), options.beforePark()));
    if (channels.putIfAbsent(offer.channelId(), channel) != null) {
      throw new VmbusException("channel is open already: offer=" + offer);
    }
    try {
      unwrap(locked(() -> {
        Result<ChannelId> asked = machine.open(offer.channelId(), ring, region.downstreamPage(),
            UserData.of(openOptions.userData()));
        return asked.map(id -> requests.expectOpen(id, answer));
      }));
      if (!Answers.await(answer, left(deadline), "cannot open: offer=" + offer)) {
        throw new VmbusException("host refuses to open: offer=" + offer);
      }
    } catch (VmbusException e) {
      locked(() -> requests.abandonOpen(offer.channelId(), answer));
      channels.remove(offer.channelId(), channel);
      if (channel.end(new CloseReason.Local("not opened"))) {
        end.quiesce();
      }
      throw e;
    }
    // The ring has been masked until now; the receiver lets the host signal from here on.
    events.signalSelf(offer.channelId());
    return channel;
  }

  private ChannelEnd attach(Offer offer, RingRegion region) throws VmbusException {
    try {
      RingPair rings = RingPair.of(region.segment(), region.downstreamPage());
      return new ChannelEnd(offer, OutgoingRing.attach(rings.guestToHost()), IncomingRing.attach(rings.hostToGuest()),
          new FromChannels());
    } catch (RingViolationException e) {
      throw new VmbusException("fresh rings are corrupt: cause=" + e.getMessage(), e);
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  /**
   * Lends a range of shared memory to the host under a new handle.
   *
   * @param range within shared regions, at most 8190 pages
   */
  public GpadlId createGpadl(ChannelId channel, GpaRange range) throws VmbusException {
    return lend(channel, range, options.requestTimeout());
  }

  private GpadlId lend(ChannelId channel, GpaRange range, Duration timeout) throws VmbusException {
    if (range.pageCount() > ClientChannels.MOST_PAGES) {
      throw new VmbusException("too many pages for one gpadl: pages=" + range.pageCount() + ", most="
          + ClientChannels.MOST_PAGES);
    }
    PageRange pages = PageRuns.pages(range);
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    GpadlId gpadl = unwrap(locked(
        () -> machine.createGpadl(channel, pages).map(id -> requests.expectGpadl(channel, id, answer))));
    if (!Answers.await(answer, timeout, "cannot lend memory: channel=" + channel)) {
      throw new VmbusException("host refuses memory: channel=" + channel + ", gpa=0x" + Long.toHexString(range.gpa())
          + ", bytes=" + range.bytes());
    }
    return gpadl;
  }

  /**
   * Takes a range back, and waits until the host has stopped using it. Does nothing on a rescinded channel: its release takes everything
   * back.
   */
  public void teardownGpadl(ChannelId channel, GpadlId gpadl) throws VmbusException {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Result<GpadlId> asked = locked(
        () -> machine.teardownGpadl(channel, gpadl).map(id -> requests.expectGpadl(channel, id, answer)));
    if (asked instanceof Result.Failed<GpadlId>(Errno errno, String _) && errno == Errno.ENODEV) {
      return;
    }
    unwrap(asked);
    try {
      Answers.await(answer, options.requestTimeout(), "host does not give memory back: channel=" + channel);
    } catch (ChannelClosedException _) {
      // Rescinded meanwhile.
    }
  }

  private void takeBackQuietly(ChannelId channel, GpadlId gpadl) {
    try {
      teardownGpadl(channel, gpadl);
    } catch (VmbusException e) {
      LOG.warn("{}: memory not given back: channel={}, gpadl={}, cause={}", name(), channel, gpadl, e.getMessage());
    }
  }

  /** Tells the host that a rescinded channel was cleaned up, so that its id can be used again. Does nothing for an unknown one. */
  public void release(ChannelId channel) {
    locked(() -> machine.release(channel));
  }

  /** False from the moment that the connection is known to be gone. */
  public boolean connected() {
    return lost == null && !closed.get();
  }

  /** Closes a channel on behalf of its owner, and waits until the host is done with its rings. */
  void close(GuestChannel channel, CloseReason reason) {
    if (finish(channel, reason)) {
      cleanUp(channel, reason);
    }
  }

  /** Closes a channel from a thread that must not wait. */
  void end(GuestChannel channel, CloseReason reason) {
    if (finish(channel, reason)) {
      notifier.execute(() -> cleanUp(channel, reason));
    }
  }

  private void cleanUp(GuestChannel channel, CloseReason reason) {
    link.send(ClosingNotes.of(channel.id(), reason));
    locked(() -> machine.close(channel.id()));
    takeBackQuietly(channel.id(), channel.ring().gpadl());
    channel.retire();
  }

  /** Marks a channel closed and tells its listener behind what it still has to hear; false where that was done before. */
  private boolean finish(GuestChannel channel, CloseReason reason) {
    if (!channel.end(reason)) {
      return false;
    }
    channels.remove(channel.id(), channel);
    receiver.execute(channel::deliverClosed);
    return true;
  }

  /** The host took a channel back: called while the machine is locked. */
  void rescinded(ChannelId id, CloseReason reason) {
    @Nullable
    GuestChannel channel = channels.get(id);
    if (channel != null && finish(channel, reason)) {
      notifier.execute(channel::retire);
    }
  }

  /** The host went too far: called while the machine is locked. */
  void failed(CloseReason reason) {
    notifier.execute(() -> {
      link.close();
      lost(reason);
    });
  }

  /** The connection is gone, for this reason. */
  void lost(CloseReason reason) {
    lock.lock();
    try {
      if (lost != null) {
        return;
      }
      lost = reason;
      memory.lost(reason);
      for (GuestChannel channel : List.copyOf(channels.values())) {
        if (finish(channel, reason)) {
          notifier.execute(channel::retire);
        }
      }
      machine.lost(reason);
      requests.lost(reason);
    } finally {
      lock.unlock();
    }
  }

  /** The host opened a channel after its opener had given up. */
  void unwanted(ChannelId channel) {
    notifier.execute(() -> locked(() -> machine.close(channel)));
  }

  /** Unloads, waits for the host a bounded time, and releases everything. Closing again does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    for (GuestChannel channel : List.copyOf(channels.values())) {
      if (finish(channel, new CloseReason.Local("connection closed"))) {
        notifier.execute(channel::retire);
      }
    }
    unload();
    link.close();
    lost(new CloseReason.Local("connection closed"));
    if (notifier.isCurrent() || receiver.isCurrent()) {
      // A listener closes us: its own thread ends only after this call.
      Thread.ofPlatform().daemon().name(name() + "-closer").start(this::stopThreads);
    } else {
      stopThreads();
    }
  }

  private void stopThreads() {
    boolean notified = notifier.stop(JOIN_MILLIS);
    boolean received = receiver.stop(JOIN_MILLIS);
    if (notified && received) {
      receiver.unmap();
    } else {
      LOG.warn("{}: closed while a listener is running; the event pages stay mapped", name());
    }
  }

  private void unload() {
    if (!(locked(machine::unload) instanceof Result.Ok)) {
      return;
    }
    try {
      Answers.await(requests.unload(), options.requestTimeout(), "host does not answer the unload");
    } catch (VmbusException e) {
      LOG.debug("{}: {}", name(), e.getMessage());
    }
  }

  String name() {
    return options.name();
  }

  /** How often the receiver thread slept and woke. */
  long receiverWakeUps() {
    return receiver.wakeUps();
  }

  private <T> Result<T> locked(Supplier<Result<T>> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  private <T> T unwrap(Result<T> result) throws VmbusException {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Failed<T>(Errno errno, String reason) -> {
        CloseReason gone = lost;
        if (gone != null) {
          throw new ChannelClosedException(gone);
        }
        throw new VmbusException(reason + ", errno=" + errno);
      }
    };
  }

  /** What the link brings. */
  private final class FromHost implements LinkListener {
    @Override
    public void received(Frame frame) {
      switch (frame) {
        case Frame.Control(byte[] message) -> {
          lock.lock();
          try {
            machine.receive(message);
          } finally {
            lock.unlock();
          }
        }
        case Frame.RegionAnswer answer -> memory.answered(answer);
        case Frame.TurnedAway(String reason) ->
          lost(new CloseReason.Disconnected("turned away by the host: " + reason));
        case Frame.ClosingChannel note -> locked(() -> requests.announced(note));
        case Frame.EventPages _,Frame.ShareRegion _,Frame.WithdrawRegion _ -> limitedLog.warn("frame dropped", frame);
      }
    }

    @Override
    public void closed(String detail) {
      lost(new CloseReason.Disconnected(detail));
    }
  }

  /** What channels want. */
  private final class FromChannels implements ChannelEnd.Owner {
    @Override
    public void signalPeer(ChannelId channel) {
      events.signalPeer(channel);
    }

    @Override
    public void broken(ChannelId id, CloseReason reason) {
      limitedLog.warn("channel broken", reason);
      @Nullable
      GuestChannel channel = channels.get(id);
      if (channel != null) {
        end(channel, reason);
      }
    }

    @Override
    public LimitedLog log() {
      return limitedLog;
    }
  }
}
