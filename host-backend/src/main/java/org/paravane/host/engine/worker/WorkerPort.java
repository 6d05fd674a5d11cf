package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import org.paravane.host.engine.Outcome;
import org.paravane.linux.DescriptorSocket;
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

/**
 * A worker's end of its link. Everything but {@link #wake} and {@link #stop} belongs to the thread of the event loop, which polls,
 * advances its queues, and sleeps in {@link #await} when neither found anything to do.
 */
public final class WorkerPort implements WorkerReplies, AutoCloseable {
  /** How soon messages that found no room are tried again. */
  private static final long SETTINGS_LOOK_NANOS = 500_000_000L;
  private static final long RETRY_NANOS = 500_000;

  private final LinkMemory memory;
  private final DescriptorSocket socket;
  private final EventWord event;
  private final IncomingRing incoming;
  private final MessageOutlet outlet;
  private final ReplyEncoder encoder;
  private final CallDecoder decoder;
  private final Source source = new Source();
  private Waiter waiter;
  private volatile boolean woken;
  private volatile boolean stopped;
  private boolean closed;

  private WorkerPort(LinkMemory memory, DescriptorSocket socket) throws RingViolationException {
    this.memory = memory;
    this.socket = socket;
    RingPair rings = memory.rings();
    event = memory.workerEvent();
    incoming = IncomingRing.attach(rings.guestToHost());
    outlet = new MessageOutlet(OutgoingRing.attach(rings.hostToGuest()), memory.hostEvent(), null);
    encoder = new ReplyEncoder(outlet, memory.area());
    decoder = new CallDecoder(socket, encoder::areaFreed);
    waiter = new Waiter(event, 0, 0);
  }

  /**
   * The worker's end, of what the host gave.
   *
   * @param memory the link's memory file; closed with the port
   * @param socket for descriptors; closed with the port
   */
  public static WorkerPort open(OwnedFd memory, OwnedFd socket) throws LinuxException {
    LinkMemory mapped = LinkMemory.open(memory);
    try {
      return new WorkerPort(mapped, new DescriptorSocket(socket));
    } catch (RingViolationException e) {
      mapped.close();
      throw new IllegalArgumentException("link is not one: " + e.getMessage(), e);
    }
  }

  /**
   * Waits for the settings, which are the host's first message.
   *
   * @param hostIsThere asked now and then: a host may go before it has sent them
   * @throws IllegalStateException when it is gone
   */
  public WorkerSettings awaitSettings(BooleanSupplier hostIsThere) {
    while (incoming.poll() != Poll.PACKET) {
      if (!hostIsThere.getAsBoolean()) {
        throw new IllegalStateException("host is gone before it sent settings");
      }
      waiter.await(source, SETTINGS_LOOK_NANOS);
    }
    try {
      WorkerSettings settings = decoder.settings(incoming.packet());
      waiter = new Waiter(event, 0, settings.spins());
      return settings;
    } catch (LinkViolationException e) {
      throw new IllegalStateException("host's settings: " + e.violation(), e);
    } finally {
      incoming.release();
    }
  }

  /**
   * Gives calls that have come to a handler, in their order. A store's or program's descriptor is closed after the call that has it.
   *
   * @param most calls at most
   * @return how many there were
   */
  public int poll(WorkerCalls handler, int most) {
    int taken = 0;
    try {
      while (taken < most && incoming.poll() == Poll.PACKET) {
        decoder.decode(incoming.packet(), handler);
        taken++;
      }
    } catch (LinkViolationException e) {
      throw new IllegalStateException("host's message: " + e.violation(), e);
    } catch (LinuxException e) {
      throw new IllegalStateException("host's message: " + e.getMessage(), e);
    }
    if (incoming.violation() != null) {
      throw new IllegalStateException("host's ring: " + incoming.violation());
    }
    if (taken > 0) {
      incoming.release();
    }
    if (outlet.holdsBack()) {
      outlet.flush();
    }
    return taken;
  }

  /**
   * Waits for a call or a {@link #wake}, for a bounded time; looks a while before it sleeps, as long as that pays.
   *
   * @param nanos at most; negative for as long as it takes
   */
  public void await(long nanos) {
    long most = nanos;
    if (outlet.holdsBack()) {
      outlet.flush();
      most = nanos < 0 ? RETRY_NANOS : Math.min(nanos, RETRY_NANOS);
    }
    waiter.await(source, most);
    woken = false;
  }

  /** Ends the wait that is or comes next. Any thread. */
  public void wake() {
    woken = true;
    event.ring();
  }

  /** Asks the loop to end, in a host that runs it on a thread of its own. Any thread. */
  synchronized void stop() {
    stopped = true;
    if (!closed) {
      event.ring();
    }
  }

  /** Whether the loop has to end. */
  public boolean isStopped() {
    return stopped;
  }

  private final class Source implements Waiter.Source {
    @Override
    public boolean ready() {
      return woken || stopped || incoming.hasData();
    }

    @Override
    public boolean arm() {
      return incoming.goIdle() == Idle.SLEEP && !woken && !stopped;
    }
  }

  /** For tests that send what no worker sends. */
  MessageOutlet outlet() {
    return outlet;
  }

  /** See {@link #outlet}. */
  LinkMemory memory() {
    return memory;
  }

  @Override
  public void ready(DeviceFacts facts) {
    encoder.ready(facts);
  }

  /** The worker cannot begin; it should end now. */
  public void failed(String reason) {
    encoder.failed(reason);
  }

  @Override
  public void ended(int queue, long sequence, Outcome outcome) {
    encoder.ended(queue, sequence, outcome);
  }

  @Override
  public void wantsProgram(int space, long request, ProgramSource source) {
    encoder.wantsProgram(space, request, source);
  }

  @Override
  public void droppedProgram(int space, int program) {
    encoder.droppedProgram(space, program);
  }

  @Override
  public void built(long request, MemorySegment image) {
    encoder.built(request, image);
  }

  @Override
  public void copied(int space, long bytes) {
    encoder.copied(space, bytes);
  }

  @Override
  public synchronized void close() {
    closed = true;
    socket.close();
    memory.close();
  }
}
