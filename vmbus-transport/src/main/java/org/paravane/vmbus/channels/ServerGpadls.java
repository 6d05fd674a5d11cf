package org.paravane.vmbus.channels;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.vmbus.ChannelId;
import org.paravane.vmbus.GpaRange;
import org.paravane.vmbus.GpadlId;
import org.paravane.vmbus.TransportLimits;
import org.paravane.vmbus.channels.GpadlState.Accepted;
import org.paravane.vmbus.channels.GpadlState.InProgress;
import org.paravane.vmbus.channels.GpadlState.Offered;
import org.paravane.vmbus.channels.GpadlState.OfferedTearingDown;
import org.paravane.vmbus.channels.GpadlState.TearingDown;
import org.paravane.vmbus.message.GpadlMessage.GpadlBody;
import org.paravane.vmbus.message.GpadlMessage.GpadlCreated;
import org.paravane.vmbus.message.GpadlMessage.GpadlHeader;
import org.paravane.vmbus.message.GpadlMessage.GpadlTeardown;
import org.paravane.vmbus.message.GpadlMessage.GpadlTornDown;
import org.paravane.vmbus.message.MessageLayout;
import org.paravane.vmbus.message.Status;
import org.paravane.vmbus.ring.PageRange;

/** The GPADLs of one connection at the host. Source: vmbus-channels.md section 5. */
final class ServerGpadls {
  /** Who asks: how the channel of a GPADL stands. */
  enum Owner {
    UNKNOWN, OFFERED, REVOKED
  }

  private record Key(ChannelId channel, GpadlId gpadl) {
  }

  private final ServerOutput output;
  private final TransportLimits limits;
  private final Map<ChannelId, Map<GpadlId, GpadlState>> states = new HashMap<>();
  /** While incomplete a handle is unique over the connection, because bodies name no channel. */
  private final Map<GpadlId, Key> inProgress = new HashMap<>();
  private int pages;

  ServerGpadls(ServerOutput output, TransportLimits limits) {
    this.output = output;
    this.limits = limits;
  }

  void header(GpadlHeader message, Owner owner) {
    GpadlId gpadl = new GpadlId(message.gpadlId());
    Optional<ProtocolError> error = headerError(message, gpadl, owner);
    if (error.isPresent()) {
      output.send(new GpadlCreated(message.channelId(), message.gpadlId(), Status.UNSUCCESSFUL));
      output.refused(error.get());
      return;
    }
    Key key = new Key(new ChannelId(message.channelId()), gpadl);
    GpadlAssembly assembly = new GpadlAssembly(message.rangeBufferBytes(), message.rangeCount());
    pages += assembly.announcedPages();
    put(key, new InProgress(assembly));
    inProgress.put(gpadl, key);
    add(key, assembly, message.values(), owner);
  }

  private Optional<ProtocolError> headerError(GpadlHeader message, GpadlId gpadl, Owner owner) {
    if (owner == Owner.UNKNOWN) {
      return Optional.of(new ProtocolError.UnknownChannel(MessageLayout.GPADL_HEADER, message.channelId()));
    }
    ChannelId channel = new ChannelId(message.channelId());
    if (inProgress.containsKey(gpadl) || get(new Key(channel, gpadl)) != null) {
      return Optional.of(new ProtocolError.GpadlInUse(message.gpadlId()));
    }
    if (states.getOrDefault(channel, Map.of()).size() >= limits.gpadlsPerChannel()) {
      return Optional.of(new ProtocolError.OverLimit("gpadlsPerChannel", limits.gpadlsPerChannel() + 1L));
    }
    int announced = message.rangeBufferBytes() / Long.BYTES;
    if (pages + (long) announced > limits.pages()) {
      return Optional.of(new ProtocolError.OverLimit("pages", pages + (long) announced));
    }
    return Optional.empty();
  }

  void body(GpadlBody message, Function<ChannelId, Owner> owners) {
    @Nullable
    Key key = inProgress.get(new GpadlId(message.gpadlId()));
    if (key != null && get(key) instanceof InProgress(GpadlAssembly assembly)) {
      add(key, assembly, message.values(), owners.apply(key.channel));
    } else {
      output.refused(new ProtocolError.UnknownGpadl(MessageLayout.GPADL_BODY, message.gpadlId()));
    }
  }

  private void add(Key key, GpadlAssembly assembly, List<Long> values, Owner owner) {
    assembly.add(values);
    if (!assembly.isComplete()) {
      return;
    }
    inProgress.remove(key.gpadl);
    List<PageRange> ranges = assembly.ranges();
    pages -= assembly.announcedPages();
    if (ranges.isEmpty()) {
      forget(key);
      sendCreated(key, Status.UNSUCCESSFUL);
      output.refused(new ProtocolError.BadGpadl(key.gpadl.value(), "ranges do not match their pages"));
      return;
    }
    pages += count(ranges);
    if (owner == Owner.REVOKED) {
      // A client that races with a rescind must not hang.
      put(key, new Accepted(ranges, 0));
      sendCreated(key, Status.SUCCESS);
    } else {
      put(key, new Offered(ranges));
      output.effects().checkGpadl(key.channel, key.gpadl, ranges);
    }
  }

  void accepted(ChannelId channel, GpadlId gpadl) {
    Key key = new Key(channel, gpadl);
    switch (get(key)) {
      case Offered(List<PageRange> ranges) -> {
        put(key, new Accepted(ranges, 0));
        sendCreated(key, Status.SUCCESS);
      }
      case OfferedTearingDown(List<PageRange> ranges) -> remove(key, ranges);
      case InProgress _,Accepted _,TearingDown _ -> throw new IllegalStateException("not asked: gpadl=" + gpadl);
      case null -> {
        // The channel was revoked meanwhile.
      }
    }
  }

  void refused(ChannelId channel, GpadlId gpadl, String detail) {
    Key key = new Key(channel, gpadl);
    switch (get(key)) {
      case Offered(List<PageRange> ranges) -> {
        remove(key, ranges);
        sendCreated(key, Status.UNSUCCESSFUL);
        output.refused(new ProtocolError.BadGpadl(gpadl.value(), detail));
      }
      case OfferedTearingDown(List<PageRange> ranges) -> remove(key, ranges);
      case InProgress _,Accepted _,TearingDown _ -> throw new IllegalStateException("not asked: gpadl=" + gpadl);
      case null -> {
        // The channel was revoked meanwhile.
      }
    }
  }

  void teardown(GpadlTeardown message) {
    if (!ChannelId.isValid(message.channelId())) {
      output.refused(new ProtocolError.UnknownChannel(MessageLayout.GPADL_TEARDOWN, message.channelId()));
      return;
    }
    Key key = new Key(new ChannelId(message.channelId()), new GpadlId(message.gpadlId()));
    switch (get(key)) {
      case Accepted(List<PageRange> ranges, int uses) when uses == 0 -> {
        remove(key, ranges);
        output.send(new GpadlTornDown(message.gpadlId()));
      }
      case Accepted(List<PageRange> ranges, int uses) -> {
        put(key, new TearingDown(ranges, uses, true));
        output.effects().dropGpadl(key.channel, key.gpadl);
      }
      case InProgress _,Offered _,OfferedTearingDown _,TearingDown _ -> output.refused(
          new ProtocolError.WrongState(MessageLayout.GPADL_TEARDOWN, name(get(key))));
      case null -> output.refused(new ProtocolError.UnknownGpadl(MessageLayout.GPADL_TEARDOWN, message.gpadlId()));
    }
  }

  /** The pages of a GPADL that the host may use. */
  Result<List<PageRange>> ranges(ChannelId channel, GpadlId gpadl) {
    return get(new Key(channel, gpadl)) instanceof Accepted(List<PageRange> ranges, int _)
        ? Result.ok(ranges)
        : Result.failed(Errno.EINVAL, "no such gpadl: channel=" + channel + ", gpadl=" + gpadl);
  }

  Result<List<PageRange>> retain(ChannelId channel, GpadlId gpadl) {
    Key key = new Key(channel, gpadl);
    if (get(key) instanceof Accepted(List<PageRange> ranges, int uses)) {
      put(key, new Accepted(ranges, uses + 1));
    }
    return ranges(channel, gpadl);
  }

  void release(ChannelId channel, GpadlId gpadl) {
    Key key = new Key(channel, gpadl);
    switch (get(key)) {
      case Accepted(List<PageRange> ranges, int uses) when uses > 0 -> put(key, new Accepted(ranges, uses - 1));
      case TearingDown(List<PageRange> ranges, int uses, boolean announce) when uses > 1 -> put(key,
          new TearingDown(ranges, uses - 1, announce));
      case TearingDown(List<PageRange> ranges, int _, boolean announce) -> {
        remove(key, ranges);
        if (announce) {
          output.send(new GpadlTornDown(gpadl.value()));
        }
      }
      case Accepted _,InProgress _,Offered _,OfferedTearingDown _ -> throw new IllegalStateException(
          "released more often than retained: gpadl=" + gpadl);
      case null -> throw new IllegalStateException("released more often than retained: gpadl=" + gpadl);
    }
  }

  /** The guest let go of a channel, and so of its GPADLs. */
  void channelReleased(ChannelId channel) {
    List<Key> dropped = new ArrayList<>();
    for (Key key : keysOf(channel)) {
      switch (get(key)) {
        case InProgress(GpadlAssembly assembly) -> abandon(key, assembly);
        case Offered(List<PageRange> ranges) -> put(key, new OfferedTearingDown(ranges));
        case Accepted(List<PageRange> ranges, int uses) when uses == 0 -> remove(key, ranges);
        case Accepted(List<PageRange> ranges, int uses) -> {
          put(key, new TearingDown(ranges, uses, false));
          dropped.add(key);
        }
        case TearingDown(List<PageRange> ranges, int uses, boolean _) -> put(key,
            new TearingDown(ranges, uses, false));
        case OfferedTearingDown _ -> {
        }
        case null -> {
        }
      }
    }
    dropped.forEach(key -> output.effects().dropGpadl(key.channel, key.gpadl));
  }

  /** The host took a channel back. What was in use stays until its uses end. */
  void channelRevoked(ChannelId channel) {
    for (Key key : keysOf(channel)) {
      if (get(key) instanceof Offered(List<PageRange> ranges)) {
        remove(key, ranges);
        sendCreated(key, Status.UNSUCCESSFUL);
      }
    }
  }

  boolean isEmpty() {
    return states.isEmpty();
  }

  /** True where the id of a channel must not be given to another one yet. */
  boolean lingersOn(ChannelId channel) {
    return states.containsKey(channel);
  }

  /** Pages in all live GPADLs. */
  int pages() {
    return pages;
  }

  Optional<GpadlState> state(ChannelId channel, GpadlId gpadl) {
    return Optional.ofNullable(get(new Key(channel, gpadl)));
  }

  private @Nullable GpadlState get(Key key) {
    return states.getOrDefault(key.channel, Map.of()).get(key.gpadl);
  }

  private void put(Key key, GpadlState state) {
    states.computeIfAbsent(key.channel, _ -> new LinkedHashMap<>()).put(key.gpadl, state);
  }

  private void forget(Key key) {
    states.computeIfPresent(key.channel, (_, gpadls) -> {
      gpadls.remove(key.gpadl);
      return gpadls.isEmpty() ? null : gpadls;
    });
  }

  private void abandon(Key key, GpadlAssembly assembly) {
    forget(key);
    inProgress.remove(key.gpadl);
    pages -= assembly.announcedPages();
  }

  private void remove(Key key, List<PageRange> ranges) {
    forget(key);
    pages -= count(ranges);
  }

  private List<Key> keysOf(ChannelId channel) {
    return states.getOrDefault(channel, Map.of()).keySet().stream().map(gpadl -> new Key(channel, gpadl)).toList();
  }

  private void sendCreated(Key key, int status) {
    output.send(new GpadlCreated(key.channel.value(), key.gpadl.value(), status));
  }

  private static int count(List<PageRange> ranges) {
    return ranges.stream().mapToInt(PageRange::pageCount).sum();
  }

  static String name(@Nullable Object state) {
    return state == null ? "none" : state.getClass().getSimpleName();
  }

  /** Whether a GPADL can be a channel's rings; what is wrong with it, or null. */
  static @Nullable String ringError(List<PageRange> ranges, int downstreamPage) {
    if (ranges.size() != 1) {
      return "ring has several ranges: ranges=" + ranges.size();
    }
    PageRange range = ranges.getFirst();
    if (range.byteOffset() != 0 || range.byteCount() % GpaRange.PAGE_BYTES != 0) {
      return "ring is not whole pages: offset=" + range.byteOffset() + ", bytes=" + range.byteCount();
    }
    // Each half is a control page and at least one data page.
    if (downstreamPage < 2 || downstreamPage > range.pageCount() - 2) {
      return "ring halves too small: downstreamPage=" + downstreamPage + ", pages=" + range.pageCount();
    }
    return null;
  }
}
