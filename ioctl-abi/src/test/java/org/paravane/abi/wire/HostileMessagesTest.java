package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.abi.CField;
import org.paravane.abi.Errno;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.Seeds;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.accel.KernelObjectTable;

/** What a hostile peer sends: any bytes of any length give a value or a reason, and cost no more memory than they are long. */
class HostileMessagesTest {
  private static final long SEED = Seeds.next("HostileMessagesTest");
  private static final List<Direction> DIRECTIONS = List.of(Direction.values());
  private static final List<Message> MESSAGES = List.of(Message.values());
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static List<Class<? extends Record>> messages() {
    return Stream.concat(
        Stream.of(Message.values()).flatMap(message -> Stream.of(message.command(), message.reply()))
            .flatMap(Optional::stream).distinct(),
        Stream.of(CommandFailure.class, KernelObjectTable.class)).toList();
  }

  /** Parses; the outcome must be a value that can be written again, or a failure with a reason. */
  private static <T extends Record> boolean parse(Class<T> type, byte[] message, int elements) {
    StructCodec<T> codec = StructCodec.of(type);
    return switch (codec.parse(MemorySegment.ofArray(message), elements)) {
      case Result.Ok<T>(T value) -> {
        assertThat(codec.parse(MemorySegment.ofArray(codec.encode(value)), elements(value, elements)))
            .isEqualTo(Result.ok(value));
        yield true;
      }
      case Result.Failed<T>(Errno errno, String reason) -> {
        assertThat(errno).isEqualTo(Errno.EOVERFLOW);
        assertThat(reason).isNotEmpty();
        yield false;
      }
    };
  }

  /** A part that takes the rest must be told its length when the message is written with padding. */
  private static <T extends Record> int elements(T value, int elements) {
    if (elements >= 0) {
      return elements;
    }
    return switch (value) {
      case QueryAdapterInfoReply reply -> reply.privateData().length();
      case CreateAllocationReply reply -> reply.allocationInfo().size();
      case EscapeReply reply -> reply.privDrvData().length();
      case GetAllocationPriorityCommand command -> command.replySpace().length();
      case SetAllocationPriorityCommand command -> command.priorities().length();
      case SignalSyncObjectCommand command -> command.fenceValues().length();
      case QueryAllocationResidencyCommand command -> command.allocations().length();
      case QueryAllocationResidencyReply reply -> reply.residency().length();
      case OpenResourceReply reply -> reply.allocations().length();
      case ReclaimAllocationsReply reply -> reply.discarded().length();
      case GetAllocationPriorityReply reply -> reply.priorities().length();
      default -> -1;
    };
  }

  @ParameterizedTest
  @MethodSource("messages")
  @Timeout(20)
  void randomBytesOfRandomLengths(Class<? extends Record> type) {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      byte[] message = new byte[random.nextInt(700)];
      random.nextBytes(message);
      parse(type, message, -1);
      parse(type, message, random.nextInt(40));
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  @Timeout(20)
  void everyTruncationOfSmallCounts(Class<? extends Record> type) {
    StructCodec<? extends Record> codec = StructCodec.of(type);
    byte[] longest = new byte[codec.size() + 64];
    Arrays.fill(longest, 0, codec.size(), (byte) 0);
    int shortestGood = Integer.MAX_VALUE;
    for (int length = longest.length; length >= 0; length--) {
      if (parse(type, Arrays.copyOf(longest, length), -1)) {
        shortestGood = length;
      } else {
        assertThat(length).isLessThan(codec.needed());
      }
    }
    assertThat(shortestGood).isEqualTo(codec.needed());
  }

  @ParameterizedTest
  @MethodSource("messages")
  @Timeout(20)
  void hugeNumbersInEachField(Class<? extends Record> type) {
    StructCodec<? extends Record> codec = StructCodec.of(type);
    for (byte fill : new byte[]{(byte) 0xff, (byte) 0x7f, (byte) 0x80}) {
      for (CField field : codec.fields()) {
        byte[] message = new byte[codec.size() + 256];
        int end = Math.min(field.offset() + field.size(), message.length);
        Arrays.fill(message, field.offset(), end, fill);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        codec.parse(message);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).as(field.name()).isLessThan(200_000);
      }
    }
  }

  @Test
  @Timeout(20)
  void randomCommandsOnEachChannel() {
    Random random = new Random(SEED);
    int accepted = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] packet = new byte[random.nextInt(200)];
      random.nextBytes(packet);
      Direction direction = DIRECTIONS.get(random.nextInt(3));
      if (random.nextBoolean() && packet.length >= 40) {
        Message message = MESSAGES.get(random.nextInt(MESSAGES.size()));
        direction = message.direction();
        Arrays.fill(packet, 0, 16, (byte) 0);
        packet[0] = 16;
        packet[28] = (byte) direction.channelType().value();
        Arrays.fill(packet, 29, 40, (byte) 0);
        packet[32] = (byte) message.number();
        packet[33] = (byte) (message.number() >>> 8);
      }
      Result<CommandMessage> parsed = CommandMessage.parse(direction, MemorySegment.ofArray(packet));
      if (parsed instanceof Result.Ok<CommandMessage>(CommandMessage command)) {
        accepted++;
        parse(command.message().command().orElseThrow(), command.body().toArray(ValueLayout.JAVA_BYTE), -1);
      }
    }
    assertThat(accepted).isPositive();
  }

  @Test
  @Timeout(20)
  void randomPacketsOfACommandBuffer() {
    Random random = new Random(SEED);
    for (int round = 0; round < 20_000; round++) {
      byte[] buffer = new byte[random.nextInt(130)];
      random.nextBytes(buffer);
      long offset = random.nextInt(140) - 5L;
      if (random.nextBoolean() && buffer.length > 4) {
        buffer[0] = (byte) random.nextInt(6);
        buffer[2] = (byte) random.nextInt(4);
        buffer[3] = 0;
        offset = 0;
      }
      MemorySegment segment = MemorySegment.ofArray(buffer);
      Result<AqlPacket> parsed = AqlPacket.parse(segment, offset);
      if (parsed instanceof Result.Ok<AqlPacket>(AqlPacket packet)) {
        assertThat(AqlPacket.parse(MemorySegment.ofArray(packet.encode()), 0)).isEqualTo(parsed);
      }
    }
  }

  @Test
  @Timeout(20)
  void randomCompletions() {
    Random random = new Random(SEED);
    for (int round = 0; round < 20_000; round++) {
      byte[] completion = new byte[random.nextInt(64)];
      random.nextBytes(completion);
      if (random.nextBoolean() && completion.length >= 8) {
        byte[] failure = StructCodec.of(CommandFailure.class)
            .encode(CommandFailure.of(NtStatus.NO_MEMORY, "why"));
        System.arraycopy(failure, 0, completion, 0,
            Math.min(failure.length, 8 + random.nextInt(completion.length - 7)) % (completion.length + 1));
      }
      for (Class<? extends Record> type : List.of(StatusReply.class, MakeResidentReply.class,
          CreateAllocationReply.class)) {
        assertThat(Replies.parse(type, completion, random.nextInt(5))).isNotNull();
      }
    }
  }
}
