package org.paravane.guest.fake;

import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.paravane.abi.Bytes;
import org.paravane.abi.Guid;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.CommandFailure;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.Direction;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.StatusReply;

/**
 * Answers commands: each message by its scripted reply, or by the default one. Remembers everything that was sent, in order,
 * so that a test can say that nothing else was.
 */
public final class FakeHost {

  /** Makes the completion of a command. */
  public interface Script extends Function<CommandMessage, byte[]> {
  }

  /** Thrown by a script that answers nothing in time. */
  static final class Silence extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;
  }

  private final Map<Message, Script> scripts = new EnumMap<>(Message.class);
  private final List<CommandMessage> sent = new CopyOnWriteArrayList<>();
  private final AtomicInteger nextIndex = new AtomicInteger(1);
  private final AtomicInteger posted = new AtomicInteger();
  private final DefaultReplies defaults;

  public FakeHost(FakeMemory memory) {
    this.defaults = new DefaultReplies(this, memory);
  }

  /** Replaces the reply of a message. */
  public synchronized FakeHost on(Message message, Script script) {
    scripts.put(message, script);
    return this;
  }

  /** A reply that is always the same. */
  public FakeHost reply(Message message, Record reply) {
    return on(message, command -> encode(reply));
  }

  /** A reply that is nothing but a status. */
  public FakeHost status(Message message, NtStatus status) {
    return reply(message, new StatusReply(status));
  }

  /** A failure with a reason. */
  public FakeHost fail(Message message, NtStatus status, String reason) {
    return reply(message, CommandFailure.of(status, reason));
  }

  /** No reply in time, so many times. */
  public FakeHost silent(Message message, int times) {
    AtomicInteger left = new AtomicInteger(times);
    return on(message, command -> {
      if (left.getAndDecrement() > 0) {
        throw new Silence();
      }
      return defaults.answer(command);
    });
  }

  /** Back to the default reply. */
  public synchronized FakeHost normal(Message message) {
    scripts.remove(message);
    return this;
  }

  /** Default replies, for scripts that change only a part. */
  DefaultReplies defaults() {
    return defaults;
  }

  /** Submissions need not be answered. */
  public void allowAsync() {
    defaults.allowAsync();
  }

  /** What the adapter is called from now on. */
  public void describe(String description) {
    defaults.describe(description);
  }

  /** How many packets were posted. */
  public int posted() {
    return posted.get();
  }

  /** Takes a packet that wants no completion. */
  void post(Direction direction, MemorySegment packet) {
    answer(direction, packet);
    posted.incrementAndGet();
  }

  /** Carries out a packet that came over a channel. */
  byte[] answer(Direction direction, MemorySegment packet) {
    byte[] copy = new byte[(int) packet.byteSize()];
    MemorySegment.ofArray(copy).copyFrom(packet);
    CommandMessage command = switch (CommandMessage.parse(direction, MemorySegment.ofArray(copy))) {
      case Result.Ok<CommandMessage>(CommandMessage parsed) -> parsed;
      case Result.Failed<CommandMessage> failed -> throw new AssertionError("bad command: " + failed.reason());
    };
    sent.add(command);
    Script script;
    synchronized (this) {
      script = scripts.get(command.message());
    }
    byte[] reply = script != null ? script.apply(command) : defaults.answer(command);
    return padded(reply);
  }

  private static byte[] padded(byte[] reply) {
    byte[] padded = new byte[(reply.length + 7) / 8 * 8];
    System.arraycopy(reply, 0, padded, 0, reply.length);
    return padded;
  }

  /** What was sent since the last call of {@link #forget}. */
  public List<CommandMessage> sent() {
    return new ArrayList<>(sent);
  }

  /** The messages that were sent since the last call of {@link #forget}. */
  public List<Message> messages() {
    return sent().stream().map(CommandMessage::message).toList();
  }

  /** The last command of a kind; there must be one. */
  public <C extends Record> C last(Message message, Class<C> type) {
    List<CommandMessage> all = sent().stream().filter(command -> command.message() == message).toList();
    return parsed(all.getLast(), type);
  }

  /** A command as its record. */
  public static <C extends Record> C parsed(CommandMessage command, Class<C> type) {
    return switch (command.command(type)) {
      case Result.Ok<C>(C record) -> record;
      case Result.Failed<C> failed -> throw new AssertionError("bad command: " + failed.reason());
    };
  }

  /** Forgets what was sent. */
  public void forget() {
    sent.clear();
  }

  /** A handle that was not given out before. */
  public Handle nextHandle() {
    return Handle.of(nextIndex.getAndIncrement(), 1, 5);
  }

  /** The bytes of a reply. */
  public static byte[] encode(Record reply) {
    return encodeTyped(reply);
  }

  private static <R extends Record> byte[] encodeTyped(R reply) {
    return StructCodec.ofValue(reply).encode(reply);
  }

  /** The instance of a channel whose adapter has that LUID. */
  public static Guid instanceOf(int number) {
    return new Guid(0, (short) 0, (short) 0, 0x5041_5241_0000_0000L + number).withLuidPrefix(luidOf(number));
  }

  /** The LUID of the n-th adapter. */
  public static Luid luidOf(int number) {
    return new Luid(0x1000 + number, 7);
  }

  /** Bytes of a test, none of them zero. */
  public static Bytes pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251 + 1);
    }
    return Bytes.of(bytes);
  }
}
