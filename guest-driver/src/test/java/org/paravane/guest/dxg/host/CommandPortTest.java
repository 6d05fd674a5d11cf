package org.paravane.guest.dxg.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.wire.CommandFailure;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.DestroyContextCommand;
import org.paravane.abi.wire.Direction;
import org.paravane.abi.wire.Lock2Reply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.QueryAdapterInfoCommand;
import org.paravane.abi.wire.QueryAdapterInfoReply;
import org.paravane.abi.wire.StatusReply;
import org.paravane.abi.wire.VgpuToHostHeader;
import org.paravane.guest.dxg.host.CommandPort.Noted;
import org.paravane.guest.fake.FakeHost;

/** Commands and replies over a link whose answers are bytes of the test. */
class CommandPortTest {
  private static final Luid LUID = new Luid(0x1234, 5);
  private static final Handle PROCESS = Handle.of(9, 1, 0);
  private static final DestroyContextCommand COMMAND = new DestroyContextCommand(
      VgpuToHostHeader.of(Message.DESTROYCONTEXT, PROCESS), Handle.of(3, 1, 0));

  private final ScriptedLink link = new ScriptedLink();
  private final CommandPort port = CommandPort.vgpu(link, LUID);

  /** Answers what it is told to, and keeps what was sent. */
  private static final class ScriptedLink implements HostLink {
    private final List<byte[]> called = new ArrayList<>();
    private final List<byte[]> posted = new ArrayList<>();
    private Result<byte[]> answer = Result.ok(new byte[0]);
    private int closes;

    @Override
    public Result<byte[]> call(MemorySegment message) {
      called.add(Bytes.copyOf(message, 0, message.byteSize()).toArray());
      return answer;
    }

    @Override
    public Result<Long> post(MemorySegment message) {
      posted.add(Bytes.copyOf(message, 0, message.byteSize()).toArray());
      return answer.map(bytes -> message.byteSize());
    }

    @Override
    public boolean isOpen() {
      return closes == 0;
    }

    @Override
    public void close() {
      closes++;
    }
  }

  private void answer(Record reply) {
    link.answer = Result.ok(FakeHost.encode(reply));
  }

  private void answerWithNote(Record reply, int padding, CommandFailure note) {
    byte[] first = FakeHost.encode(reply);
    byte[] second = FakeHost.encode(note);
    byte[] both = Arrays.copyOf(first, first.length + second.length + padding);
    System.arraycopy(second, 0, both, first.length, second.length);
    link.answer = Result.ok(both);
  }

  private static void assertErrno(Result<?> result, Errno errno) {
    assertThat(result).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(errno));
  }

  private static CommandMessage parsed(byte[] packet) {
    return switch (CommandMessage.parse(Direction.VGPU_TO_HOST, MemorySegment.ofArray(packet))) {
      case Result.Ok<CommandMessage>(CommandMessage message) -> message;
      case Result.Failed<CommandMessage> failed -> throw new AssertionError(failed);
    };
  }

  @Test
  void aCommandTravelsWithTheLuidOfItsAdapter() {
    answer(new StatusReply(NtStatus.SUCCESS));
    assertThat(port.status(COMMAND)).isEqualTo(Result.ok(0));
    CommandMessage message = parsed(link.called.getFirst());
    assertThat(message.vgpuLuid()).isEqualTo(LUID);
    assertThat(message.message()).isEqualTo(Message.DESTROYCONTEXT);
    assertThat(message.process()).isEqualTo(PROCESS);
    assertThat(message.command(DestroyContextCommand.class)).isEqualTo(Result.ok(COMMAND));
  }

  @Test
  void aGlobalCommandNamesNoAdapter() {
    assertThat(CommandPort.global(link).acknowledged(COMMAND)).isEqualTo(Result.ok(0));
    assertThat(parsed(link.called.getFirst()).vgpuLuid()).isEqualTo(Luid.ZERO);
  }

  @Test
  void aStatusThatIsASuccessIsPassedOnAndAFailureIsItsErrno() {
    for (NtStatus.Named named : NtStatus.named()) {
      answer(new StatusReply(named.status()));
      Result<Integer> result = port.status(COMMAND);
      if (named.status().isSuccess()) {
        assertThat(result).as(named.name()).isEqualTo(Result.ok(named.status().value()));
      } else {
        assertErrno(result, named.status().toErrno());
        assertThat(result.toString()).contains(named.name());
      }
    }
    answer(new StatusReply(new NtStatus(0xc0de_0001)));
    assertErrno(port.status(COMMAND), Errno.EINVAL);
  }

  @Test
  void aReplyTooShortForItsRecordIsEoverflow() {
    link.answer = Result.ok(new byte[3]);
    assertErrno(port.status(COMMAND), Errno.EOVERFLOW);
    link.answer = Result.ok(new byte[8]);
    assertErrno(port.call(COMMAND, Lock2Reply.class), Errno.EOVERFLOW);
    assertErrno(port.callForNote(COMMAND, Lock2Reply.class), Errno.EOVERFLOW);
  }

  @Test
  void aReplyMayBePadded() {
    Lock2Reply reply = new Lock2Reply(NtStatus.SUCCESS, 0x7000);
    link.answer = Result.ok(Arrays.copyOf(FakeHost.encode(reply), 64));
    assertThat(port.call(COMMAND, Lock2Reply.class)).isEqualTo(Result.ok(reply));
  }

  @Test
  void aStatusInsideAReplyIsNotLookedAt() {
    Lock2Reply refused = new Lock2Reply(NtStatus.NO_MEMORY, 0);
    answer(refused);
    assertThat(port.call(COMMAND, Lock2Reply.class)).isEqualTo(Result.ok(refused));
    assertErrno(CommandPort.check(refused.status(), COMMAND), Errno.ENOMEM);
    assertThat(CommandPort.check(NtStatus.PENDING, COMMAND)).isEqualTo(Result.ok(259));
    assertThat(CommandPort.check(NtStatus.NO_MEMORY, COMMAND).toString()).contains("DestroyContextCommand");
  }

  @Test
  void theCallerSaysHowManyElementsAReplyHasThatDoesNot() {
    Bytes data = FakeHost.pattern(13);
    link.answer = Result.ok(Arrays.copyOf(FakeHost.encode(new QueryAdapterInfoReply(NtStatus.SUCCESS, data)), 24));
    assertThat(port.call(COMMAND, QueryAdapterInfoReply.class, 13).map(QueryAdapterInfoReply::privateData))
        .isEqualTo(Result.ok(data));
    assertErrno(port.call(COMMAND, QueryAdapterInfoReply.class, 64), Errno.EOVERFLOW);
  }

  @Test
  void aFailureInPlaceOfAReplyIsItsErrnoAndReasonForEveryKindOfCall() {
    answer(CommandFailure.of(NtStatus.ACCESS_DENIED, "not yours: why=test"));
    for (Result<?> result : List.of(port.status(COMMAND), port.acknowledged(COMMAND),
        port.call(COMMAND, Lock2Reply.class), port.callForNote(COMMAND, Lock2Reply.class))) {
      assertThat(result).isEqualTo(Result.failed(Errno.EACCES, "not yours: why=test"));
    }
  }

  @Test
  void aFailureThatClaimsSuccessIsAFailureStill() {
    answer(CommandFailure.of(NtStatus.SUCCESS, "confused"));
    assertErrno(port.status(COMMAND), Errno.EINVAL);
    assertErrno(port.acknowledged(COMMAND), Errno.EINVAL);
  }

  @Test
  void anAcknowledgementIsAnythingThatIsNoFailure() {
    assertThat(port.acknowledged(COMMAND)).isEqualTo(Result.ok(0));
    answer(new StatusReply(NtStatus.NO_MEMORY));
    assertThat(port.acknowledged(COMMAND)).isEqualTo(Result.ok(0));
  }

  @Test
  void aNoteBehindAReplyIsReadAndRubbishThereIsNone() {
    Lock2Reply reply = new Lock2Reply(NtStatus.SUCCESS, 4096);
    answerWithNote(reply, 5, CommandFailure.of(NtStatus.SUCCESS, "by the way"));
    assertThat(port.callForNote(COMMAND, Lock2Reply.class)).isEqualTo(Result.ok(new Noted<>(reply, "by the way")));
    answer(reply);
    assertThat(port.callForNote(COMMAND, Lock2Reply.class)).isEqualTo(Result.ok(new Noted<>(reply, "")));
    link.answer = Result.ok(Arrays.copyOf(FakeHost.encode(reply), 200));
    assertThat(port.callForNote(COMMAND, Lock2Reply.class)).isEqualTo(Result.ok(new Noted<>(reply, "")));
  }

  @Test
  void whatTheLinkSaysIsPassedOn() {
    for (Errno errno : List.of(Errno.ENODEV, Errno.EAGAIN, Errno.ETIMEDOUT, Errno.EINTR)) {
      link.answer = Result.failed(errno, "link says so");
      for (Result<?> result : List.of(port.status(COMMAND), port.acknowledged(COMMAND), port.post(COMMAND),
          port.call(COMMAND, Lock2Reply.class), port.callForNote(COMMAND, Lock2Reply.class))) {
        assertThat(result).isEqualTo(Result.failed(errno, "link says so"));
      }
    }
  }

  @Test
  void aCommandThatIsTooLongIsEinvalAndNotSent() {
    Record tooLong = new QueryAdapterInfoCommand(VgpuToHostHeader.of(Message.QUERYADAPTERINFO, PROCESS), 1, 131_072,
        Bytes.zero(131_072));
    assertErrno(port.status(tooLong), Errno.EINVAL);
    assertErrno(port.post(tooLong), Errno.EINVAL);
    assertThat(link.called).isEmpty();
    assertThat(link.posted).isEmpty();
  }

  @Test
  void aPostedCommandIsAnsweredByNobody() {
    assertThat(port.post(COMMAND)).isEqualTo(Result.ok(0));
    assertThat(link.posted).hasSize(1);
    assertThat(link.called).isEmpty();
  }

  @Test
  void thePortIsAsOpenAsItsLink() {
    assertThat(port.isOpen()).isTrue();
    port.close();
    assertThat(port.isOpen()).isFalse();
    assertThat(link.closes).isEqualTo(1);
  }

  @Test
  void aClosedLinkAnswersEnodevToEverything() {
    CommandPort closed = CommandPort.vgpu(ClosedLink.INSTANCE, LUID);
    assertErrno(closed.status(COMMAND), Errno.ENODEV);
    assertErrno(closed.post(COMMAND), Errno.ENODEV);
    closed.close();
    assertThat(closed.isOpen()).isFalse();
  }
}
