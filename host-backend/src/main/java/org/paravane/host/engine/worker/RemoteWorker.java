package org.paravane.host.engine.worker;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.worker.LinkViolation.Rule;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.vmbus.ring.EventWord;
import org.paravane.vmbus.ring.IncomingRing;
import org.paravane.vmbus.ring.IncomingRing.Idle;
import org.paravane.vmbus.ring.IncomingRing.Poll;
import org.paravane.vmbus.ring.OutgoingRing;
import org.paravane.vmbus.ring.RingPair;
import org.paravane.vmbus.ring.RingViolationException;
import org.paravane.vmbus.ring.Waiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker as its host sees it. Calls may come from any thread and never wait; replies come from one thread, that of the link. A worker
 * that breaks the protocol, does not listen or dies ends with a {@link WorkerEnd}, told once; calls after that are ignored.
 */
public final class RemoteWorker implements WorkerCalls, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteWorker.class);
  /** How soon messages that found no room are tried again. */
  private static final long RETRY_NANOS = 500_000;
  /** Replies that are taken before the worker sees that there is room again. */
  private static final int BATCH = 64;

  private final HostLink link;
  private final EventWord event;
  private final ReentrantLock lock = new ReentrantLock();
  private final MessageOutlet outlet;
  private final CallEncoder encoder;
  private final IncomingRing incoming;
  private final ReplyDecoder decoder;
  private final Waiter waiter;
  private final CompletableFuture<DeviceFacts> ready = new CompletableFuture<>();
  private final CompletableFuture<WorkerEnd> gone = new CompletableFuture<>();
  private final Thread reader;
  private final WorkerReplies unbound = new BeforeBinding();

  private volatile @Nullable WorkerBody body;
  /** Why we killed it; null if it went by itself. Under the lock. */
  private @Nullable WorkerEnd cause;
  private volatile @Nullable WorkerEnd bodyEnd;
  private volatile boolean flushWanted;
  private volatile boolean deaf;
  private volatile @Nullable WorkerReplies replies;

  private RemoteWorker(HostLink link, String name, int spins) throws RingViolationException {
    this.link = link;
    RingPair rings = link.memory().rings();
    event = link.memory().hostEvent();
    outlet = new MessageOutlet(OutgoingRing.attach(rings.guestToHost()), link.memory().workerEvent(), link.socket());
    encoder = new CallEncoder(outlet);
    incoming = IncomingRing.attach(rings.hostToGuest());
    decoder = new ReplyDecoder(link.memory().area(), new Payloads());
    waiter = new Waiter(event, 0, spins);
    reader = Thread.ofPlatform().daemon().name(name + "-replies").unstarted(this::read);
  }

  /**
   * The host's end of a link whose worker is about to be started.
   *
   * @param name of the link's thread
   * @param spins how often the thread looks for replies before it sleeps, at most
   */
  static RemoteWorker over(HostLink link, String name, int spins) {
    try {
      return new RemoteWorker(link, name, spins);
    } catch (RingViolationException e) {
      throw new IllegalStateException("fresh rings are not sound", e);
    }
  }

  /** The worker runs; its replies are taken from now on. */
  void begin(WorkerBody body, WorkerSettings settings) {
    this.body = body;
    lock.lock();
    try {
      encoder.settings(settings);
    } finally {
      lock.unlock();
    }
    reader.start();
    if (cause() != null) {
      body.kill();
    }
  }

  /** Its process, if it has one of its own. */
  public OptionalInt processId() {
    WorkerBody running = body;
    return running == null ? OptionalInt.empty() : running.processId();
  }

  /** Completed when the worker is ready, with what it found; exceptionally if it ends before. */
  public CompletableFuture<DeviceFacts> ready() {
    return ready;
  }

  /** Completed when the worker is gone. Whoever waits for both should use {@link #bind}. */
  public CompletableFuture<WorkerEnd> gone() {
    return gone;
  }

  /**
   * Says who gets the replies; once, before the worker is told anything but programs to build. The first reply is
   * {@link WorkerReplies#ready} where the worker is ready already.
   *
   * @param ended told once, when the worker is gone: its process does not exist any more. On the thread of the link, or on this one if the
   *        worker is gone already
   */
  public void bind(WorkerReplies replies, Consumer<WorkerEnd> ended) {
    if (this.replies != null) {
      throw new IllegalStateException("worker is bound already");
    }
    var _ = ready.thenAccept(replies::ready);
    this.replies = replies;
    var _ = gone.thenAccept(ended);
  }

  private void read() {
    try {
      Waiter.Source source = new Source();
      while (bodyEnd == null) {
        waiter.await(source, holdsBack() ? RETRY_NANOS : -1);
        while (takeReplies()) {
          // Until there are none.
        }
        flush();
      }
      while (takeReplies()) {
        // What it said before it ended.
      }
    } catch (RuntimeException e) {
      LOG.error("worker's replies were not taken: thread={}", Thread.currentThread().getName(), e);
      end(new WorkerEnd.Failed("internal error: " + e));
      while (bodyEnd == null) {
        event.await(event.ticket(), RETRY_NANOS);
      }
    }
    finish();
  }

  private void finish() {
    WorkerEnd why;
    lock.lock();
    try {
      why = cause != null ? cause : bodyEnd;
      outlet.close();
    } finally {
      lock.unlock();
    }
    WorkerEnd end = why != null ? why : new WorkerEnd.Closed();
    link.close();
    ready.completeExceptionally(new WorkerGoneException(end));
    gone.complete(end);
  }

  /** Takes a batch of replies; whether there may be more. */
  private boolean takeReplies() {
    if (deaf) {
      return false;
    }
    int taken = 0;
    try {
      while (taken < BATCH) {
        Poll poll = incoming.poll();
        if (poll == Poll.CORRUPT) {
          throw new LinkViolationException(Rule.RING, String.valueOf(incoming.violation()));
        }
        if (poll == Poll.EMPTY) {
          break;
        }
        taken++;
        decoder.decode(incoming.packet(), target());
      }
    } catch (LinkViolationException e) {
      deaf = true;
      end(new WorkerEnd.BrokeProtocol(e.violation()));
    } catch (UnaskedReplyException e) {
      deaf = true;
      end(new WorkerEnd.BrokeProtocol(new LinkViolation(Rule.ORDER, "unasked reply: " + e.getMessage())));
    }
    incoming.release();
    return taken == BATCH;
  }

  private WorkerReplies target() {
    WorkerReplies bound = replies;
    return bound != null && ready.isDone() ? bound : unbound;
  }

  /** A worker that nobody has told anything may say that it is ready, and nothing else. */
  private final class BeforeBinding extends NoReplies {
    @Override
    public void ready(DeviceFacts facts) {
      ready.complete(facts);
    }
  }

  private final class Source implements Waiter.Source {
    @Override
    public boolean ready() {
      return bodyEnd != null || flushWanted || (!deaf && incoming.hasData());
    }

    @Override
    public boolean arm() {
      return deaf ? bodyEnd == null : incoming.goIdle() == Idle.SLEEP && !flushWanted && bodyEnd == null;
    }
  }

  private final class Payloads implements ReplyDecoder.Payloads {
    /** Fewer pages are not worth a system call. */
    private static final long WORTH_FREEING = 256 << 10;

    @Override
    public void areaRead(long bytes) {
      if (bytes > WORTH_FREEING) {
        try {
          link.memory().emptyArea();
        } catch (LinuxException e) {
          LOG.warn("pages of a worker's payload not freed: {}", e.getMessage());
        }
      }
      call(CallEncoder::freeArea);
    }

    @Override
    public void failed(String reason) {
      end(new WorkerEnd.Failed(reason));
    }
  }

  private boolean holdsBack() {
    lock.lock();
    try {
      return outlet.holdsBack();
    } finally {
      lock.unlock();
    }
  }

  private void flush() {
    flushWanted = false;
    lock.lock();
    try {
      outlet.flush();
      afterSending();
    } finally {
      lock.unlock();
    }
  }

  private void call(Consumer<CallEncoder> call) {
    lock.lock();
    try {
      call.accept(encoder);
      afterSending();
    } finally {
      lock.unlock();
    }
  }

  private void afterSending() {
    LinkViolation failure = outlet.failure();
    WorkerBody running = body;
    if (failure != null) {
      end(new WorkerEnd.BrokeProtocol(failure));
    } else if (outlet.isPeerGone() && running != null) {
      // Most often it died, and how is what its end will say.
      running.kill();
    } else if (outlet.holdsBack() && !Thread.currentThread().equals(reader)) {
      flushWanted = true;
      event.ring();
    }
  }

  private @Nullable WorkerEnd cause() {
    lock.lock();
    try {
      return cause;
    } finally {
      lock.unlock();
    }
  }

  private void end(WorkerEnd why) {
    lock.lock();
    try {
      if (cause != null || bodyEnd != null) {
        return;
      }
      cause = why;
      outlet.close();
    } finally {
      lock.unlock();
    }
    WorkerBody running = body;
    if (running != null) {
      running.kill();
    }
  }

  /** The body is gone; told by whoever watches it. */
  void bodyEnded(WorkerEnd end) {
    // Under the lock, so that the memory of the event word outlives the signal.
    lock.lock();
    try {
      bodyEnd = end;
      event.ring();
    } finally {
      lock.unlock();
    }
  }

  /** The worker said what cannot be true, or its host gave up on it: it is killed. Any thread. */
  public void fail(String reason) {
    end(new WorkerEnd.Failed(reason));
  }

  /** Kills the worker; {@link #gone} is completed before long. Any thread. */
  @Override
  public void close() {
    end(new WorkerEnd.Closed());
  }

  @Override
  public void openSpace(int space, String name, long lowestAddress, long addressLimit) {
    call(to -> to.openSpace(space, name, lowestAddress, addressLimit));
  }

  @Override
  public void closeSpace(int space) {
    call(to -> to.closeSpace(space));
  }

  @Override
  public void attachStore(int store, OwnedFd file, long capacityBytes, boolean local) {
    call(to -> to.attachStore(store, file, capacityBytes, local));
  }

  @Override
  public void detachStore(int store) {
    call(to -> to.detachStore(store));
  }

  @Override
  public void forgetRange(int store, long offset, long bytes) {
    call(to -> to.forgetRange(store, offset, bytes));
  }

  @Override
  public void map(int space, long from, long to, List<MappedPiece> pieces) {
    call(encoder -> encoder.map(space, from, to, pieces));
  }

  @Override
  public void openQueue(int queue, int space, NodeKind kind, String name) {
    call(to -> to.openQueue(queue, space, kind, name));
  }

  @Override
  public void closeQueue(int queue) {
    call(to -> to.closeQueue(queue));
  }

  /** Written out: the one call that must not allocate. */
  @Override
  public void submit(int queue, long sequence, long address, int lengthBytes, int resumeOffset) {
    lock.lock();
    try {
      encoder.submit(queue, sequence, address, lengthBytes, resumeOffset);
      afterSending();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void preempt(int queue) {
    call(to -> to.preempt(queue));
  }

  @Override
  public void cancel(int queue, String reason) {
    call(to -> to.cancel(queue, reason));
  }

  /**
   * {@inheritDoc} The image may be that of several workers, so it has to be sealed against writing:
   * {@link org.paravane.linux.Memfd#sealedCopy}.
   */
  @Override
  public void program(int space, long request, int program, OwnedFd image, long imageBytes) {
    call(to -> to.program(space, request, program, image, imageBytes));
  }

  @Override
  public void build(long request, ProgramSource source) {
    call(to -> to.build(request, source));
  }
}
