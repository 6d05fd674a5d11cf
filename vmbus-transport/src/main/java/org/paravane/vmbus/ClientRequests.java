package org.paravane.vmbus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Result;
import org.paravane.vmbus.carrier.Frame;
import org.paravane.vmbus.channels.ClientEffects;
import org.paravane.vmbus.channels.ProtocolError;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.Negotiated;

/** What a guest waits for, and what it is told: the effects of the client's machine. Called while the machine is locked. */
final class ClientRequests implements ClientEffects {
  private record GpadlWait(ChannelId channel, CompletableFuture<Boolean> answer) {
  }

  private final VmbusClient client;
  private final GuestNotifier notifier;
  private final LimitedLog log;
  private final Consumer<ControlMessage> out;
  private final CompletableFuture<Negotiated> contact = new CompletableFuture<>();
  private final CompletableFuture<Boolean> unload = new CompletableFuture<>();
  private final Map<ChannelId, CompletableFuture<Boolean>> opens = new HashMap<>();
  private final Map<GpadlId, GpadlWait> gpadls = new HashMap<>();
  /** What the host said about channels before it takes them back. */
  private final Map<ChannelId, CloseReason> notes = new HashMap<>();
  private @Nullable OfferListener listener;

  ClientRequests(VmbusClient client, GuestNotifier notifier, LimitedLog log, Consumer<ControlMessage> out) {
    this.client = client;
    this.notifier = notifier;
    this.log = log;
    this.out = out;
  }

  CompletableFuture<Negotiated> contact() {
    return contact;
  }

  CompletableFuture<Boolean> unload() {
    return unload;
  }

  /** Sets who hears of offers; false where there is somebody. */
  boolean listen(OfferListener newListener) {
    if (listener != null) {
      return false;
    }
    listener = newListener;
    return true;
  }

  ChannelId expectOpen(ChannelId channel, CompletableFuture<Boolean> answer) {
    opens.put(channel, answer);
    return channel;
  }

  /** Nobody waits for this answer any more. */
  Result<ChannelId> abandonOpen(ChannelId channel, CompletableFuture<Boolean> answer) {
    opens.remove(channel, answer);
    return Result.ok(channel);
  }

  /** The next answer about this GPADL, whether to its creation or to its teardown. */
  GpadlId expectGpadl(ChannelId channel, GpadlId gpadl, CompletableFuture<Boolean> answer) {
    gpadls.put(gpadl, new GpadlWait(channel, answer));
    return gpadl;
  }

  /** The host says why it is about to take a channel back. */
  Result<Frame.ClosingChannel> announced(Frame.ClosingChannel note) {
    if (ChannelId.isValid(note.channelId())) {
      notes.put(new ChannelId(note.channelId()), ClosingNotes.reason(note, new CloseReason.Rescinded()));
    }
    return Result.ok(note);
  }

  /** The connection is gone: no answer comes any more. */
  void lost(CloseReason reason) {
    ChannelClosedException gone = new ChannelClosedException(reason);
    contact.completeExceptionally(gone);
    unload.complete(false);
    List.copyOf(opens.values()).forEach(answer -> answer.completeExceptionally(gone));
    List.copyOf(gpadls.values()).forEach(wait -> wait.answer.completeExceptionally(gone));
    opens.clear();
    gpadls.clear();
    notify(told -> told.disconnected(reason));
  }

  private void notify(Consumer<OfferListener> call) {
    @Nullable
    OfferListener told = listener;
    if (told != null) {
      notifier.execute(() -> call.accept(told));
    }
  }

  @Override
  public void send(ControlMessage message) {
    out.accept(message);
  }

  @Override
  public void connected(Negotiated negotiated) {
    contact.complete(negotiated);
  }

  @Override
  public void connectRefused(String detail) {
    contact.completeExceptionally(new VmbusException(detail));
  }

  @Override
  public void offered(Offer offer) {
    notify(told -> told.offered(offer));
  }

  @Override
  public void allOffersDelivered() {
    notify(OfferListener::allOffersDelivered);
  }

  @Override
  public void rescinded(ChannelId channel) {
    CloseReason reason = notes.getOrDefault(channel, new CloseReason.Rescinded());
    notes.remove(channel);
    ChannelClosedException gone = new ChannelClosedException(reason);
    @Nullable
    CompletableFuture<Boolean> open = opens.remove(channel);
    if (open != null) {
      open.completeExceptionally(gone);
    }
    gpadls.values().removeIf(wait -> {
      boolean affected = wait.channel.equals(channel);
      if (affected) {
        wait.answer.completeExceptionally(gone);
      }
      return affected;
    });
    client.rescinded(channel, reason);
    notify(told -> told.rescinded(channel));
  }

  @Override
  public void opened(ChannelId channel, boolean success) {
    @Nullable
    CompletableFuture<Boolean> answer = opens.remove(channel);
    if (answer != null) {
      answer.complete(success);
    } else if (success) {
      client.unwanted(channel);
    }
  }

  @Override
  public void gpadlCreated(ChannelId channel, GpadlId gpadl, boolean success) {
    answered(gpadl, success);
  }

  @Override
  public void gpadlTornDown(ChannelId channel, GpadlId gpadl) {
    answered(gpadl, true);
  }

  private void answered(GpadlId gpadl, boolean success) {
    @Nullable
    GpadlWait wait = gpadls.remove(gpadl);
    if (wait != null) {
      wait.answer.complete(success);
    }
  }

  @Override
  public void unloaded() {
    unload.complete(true);
  }

  @Override
  public void refused(ProtocolError error) {
    log.warn("message of the host dropped", error);
  }

  @Override
  public void fail(CloseReason reason) {
    client.failed(reason);
  }
}
