package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;
import static org.paravane.host.Results.reason;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.U64Array;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.abi.ioctl.DevicePageFaultState;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.ioctl.SubmitCommand;
import org.paravane.abi.ioctl.SubmitCommandFlags;
import org.paravane.abi.wire.CommandFailure;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.CreateSyncObjectReply;
import org.paravane.abi.wire.GetDeviceStateCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetGuestDataCommand;
import org.paravane.abi.wire.SubmitCommandCommand;
import org.paravane.abi.wire.WaitForSyncObjectFromGpuCommand;
import org.paravane.host.engine.simulated.InjectedFault;
import org.paravane.host.vsp.WorkBench.Buffer;
import org.paravane.host.vsp.WorkBench.Commands;

class WorkCommandsTest {
  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.withProcess(1, host.adapter());
  private final WorkBench bench = new WorkBench(guest);
  private final Handle context = guest.context(bench.device());
  private final Buffer target = bench.buffer(1);
  private final Commands fill = bench.commands(AqlPacket.Fill.of(target.address(), 4096, 0x11223344, 0));
  private final Commands bad = bench.commands(AqlPacket.Fill.of(0x7000_0000_0000L, 4096, 1, 0));

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  private int word(Buffer buffer) {
    host.finish();
    return buffer.memory().get(ValueLayout.JAVA_INT, 0);
  }

  private long shown(long gpa) {
    host.finish();
    return guest.at(gpa).get(ValueLayout.JAVA_LONG, 0);
  }

  private SubmitCommandCommand submission(Commands commands, Handle... contexts) {
    return guest.submission(commands.address(), commands.length(), contexts);
  }

  /** The next change of a device's state that the guest is told. */
  private @Nullable SetGuestDataCommand stateChange() {
    byte[] post = guest.globalChannel().nextPost();
    return post == null ? null : StructCodec.of(SetGuestDataCommand.class).decode(post);
  }

  @Test
  void aCommandBufferIsExecutedOnTheGuestsPages() {
    ok(guest.status(submission(fill, context)));

    assertThat(word(target)).isEqualTo(0x11223344);
  }

  @Test
  void nobodyHasToWaitForAnAnswer() {
    guest.post(submission(fill, context));

    assertThat(guest.vgpuChannel().completions()).isZero();
    assertThat(word(target)).isEqualTo(0x11223344);
  }

  @Test
  void aHardwareQueueSetsItsProgressFence() {
    CreateHwQueueCommand queue = ok(guest.createHwQueue(context));

    ok(guest.status(guest.queueSubmission(queue.hwqueue(), 42, fill.address(), fill.length())));

    assertThat(word(target)).isEqualTo(0x11223344);
    assertThat(shown(queue.hwqueueProgressFenceCpuva())).isEqualTo(42);
  }

  /** The queue is lost, but whoever waits for the value does not wait for ever. */
  @ParameterizedTest
  @ValueSource(ints = {0, 32, 32 << 20})
  void workOfABadLengthThatNobodyWaitsForStillSetsTheProgressFence(int length) {
    CreateHwQueueCommand queue = ok(guest.createHwQueue(context));

    guest.post(guest.queueSubmission(queue.hwqueue(), 42, fill.address(), length));

    assertThat(shown(queue.hwqueueProgressFenceCpuva())).isEqualTo(42);
    assertThat(guest.executionState(bench.device())).isEqualTo(DeviceExecutionState.ERROR_DMAFAULT.value());
  }

  @Test
  void aSignalComesAfterTheWorkBeforeIt() {
    CreateSyncObjectReply fence = guest.fence(bench.device(), 0);
    ok(guest.status(submission(fill, context)));
    ok(guest.status(guest.signal(0, 0, new Handle[]{fence.syncObject()}, new Handle[]{context}, 1)));
    assertThat(guest.at(fence.fenceStorageAddress()).get(ValueLayout.JAVA_LONG, 0)).isZero();

    assertThat(shown(fence.fenceStorageAddress())).isEqualTo(1);
    assertThat(word(target)).isEqualTo(0x11223344);
  }

  @Test
  void aBroadcastRunsInEveryContext() {
    Handle second = guest.context(bench.device());

    ok(guest.status(submission(fill, context, second)));
    host.finish();

    assertThat(host.adapter().scheduler().figures().packetsDone()).isEqualTo(2);
  }

  @Test
  void aNullSubmissionRunsNothing() {
    SubmitCommandCommand command = submission(bad, context);
    SubmitCommand args = command.args();
    SubmitCommandCommand nothing = new SubmitCommandCommand(command.hdr(), new SubmitCommand(args.commandBuffer(),
        args.commandLength(), SubmitCommandFlags.of(1), 0, 1, args.broadcastContext(), 0, 0, 0, 0,
        args.writtenPrimaries(),
        0, 0, 0), HandleArray.EMPTY, Bytes.EMPTY);

    ok(guest.status(nothing));
    host.finish();

    assertThat(guest.executionState(bench.device())).isEqualTo(DeviceExecutionState.ACTIVE.value());
  }

  @Test
  void submissionsThatMakeNoSenseAreRefused() {
    Handle device = bench.device();

    assertThat(errno(guest.status(submission(fill)))).as("no context").isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.status(submission(fill, device)))).as("no context").isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.status(submission(fill, context, device)))).as("second").isEqualTo(Errno.EINVAL);
    for (long[] range : new long[][]{{0, 64}, {1, 64}, {fill.address(), 0}, {fill.address(), 63},
        {fill.address(), -64}, {-64, 64}, {fill.address(), 1 << 25}}) {
      assertThat(errno(guest.status(guest.submission(range[0], (int) range[1], context)))).isEqualTo(Errno.EINVAL);
    }
    assertThat(errno(guest.status(guest.queueSubmission(context, 1, fill.address(), fill.length()))))
        .isEqualTo(Errno.EINVAL);
    assertThat(guest.executionState(device)).isEqualTo(DeviceExecutionState.ACTIVE.value());
  }

  @Test
  void countsInASubmissionAreChecked() {
    for (int[] counts : new int[][]{{0, 0}, {65, 0}, {-1, 0}, {1, 17}, {1, -1}}) {
      SubmitCommandCommand command = new SubmitCommandCommand(guest.header(Message.SUBMITCOMMAND),
          new SubmitCommand(fill.address(), fill.length(), SubmitCommandFlags.NONE, 0, counts[0],
              HandleArray.padded(64, context), 0, 0, 0, counts[1], HandleArray.padded(16), 0, 0, 0),
          HandleArray.EMPTY, Bytes.EMPTY);
      assertThat(errno(guest.status(command))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void aPageFaultEndsItsContextAndPutsItsDeviceInError() {
    CreateSyncObjectReply fence = guest.fence(bench.device(), 0);
    Handle survivor = guest.context(bench.device());
    ok(guest.status(submission(bad, context)));
    ok(guest.status(guest.signal(0, 0, new Handle[]{fence.syncObject()}, new Handle[]{context}, 1)));

    assertThat(shown(fence.fenceStorageAddress())).as("pending fences complete").isEqualTo(1);
    assertThat(guest.executionState(bench.device())).isEqualTo(DeviceExecutionState.ERROR_DMAPAGEFAULT.value());
    DevicePageFaultState fault = ok(guest.deviceState(bench.device(), DeviceStateType.PAGE_FAULT)).args()
        .pageFaultState();
    assertThat(fault.faultedVirtualAddress()).isEqualTo(0x7000_0000_0000L);
    assertThat(fault.faultErrorCode().code()).isZero();

    assertThat(errno(guest.status(submission(fill, context)))).isEqualTo(Errno.ENODEV);
    assertThat(reason(guest.status(submission(fill, context)))).contains("context is lost");
    ok(guest.status(submission(fill, survivor)));
    assertThat(word(target)).as("other contexts go on").isEqualTo(0x11223344);
  }

  @Test
  void theGuestIsToldOfAFaultOnceWithItsCookie() {
    ok(guest.status(submission(bad, context)));
    Handle second = guest.context(bench.device());
    ok(guest.status(submission(bad, second)));
    host.finish();

    SetGuestDataCommand change = Objects.requireNonNull(stateChange());
    assertThat(change.hdr().commandType()).isEqualTo(Message.SETGUESTDATA.number());
    assertThat(change.hdr().process()).isEqualTo(guest.process());
    assertThat(change.guestPointer()).isEqualTo(FakeGuest.COOKIE);
    assertThat(change.data32()).isEqualTo(DeviceExecutionState.ERROR_DMAPAGEFAULT.value());
    assertThat(change.dataType()).isZero();
    assertThat(stateChange()).isNull();
  }

  @Test
  void theReasonFollowsTheStateOfADeviceInError() {
    ok(guest.status(submission(bad, context)));
    host.finish();
    GetDeviceStateCommand command = new GetDeviceStateCommand(guest.header(Message.GETDEVICESTATE),
        new GetDeviceState(bench.device(), 1, Bytes.zero(48)));

    byte[] completion = Objects.requireNonNull(
        guest.vgpuChannel().send(ok(CommandMessage.encode(guest.luid(), command)), true));

    CommandFailure why = CommandFailure.find(MemorySegment.ofArray(completion).asSlice(64)).orElseThrow();
    assertThat(why.status()).isEqualTo(NtStatus.DEVICE_REMOVED);
    assertThat(why.reasonText()).contains("page fault").contains("1/process 1");
  }

  @Test
  void otherFaultsHaveStatesOfTheirOwn() {
    expectState(new InjectedFault.Fail("test"), DeviceExecutionState.ERROR_DMAFAULT);
    expectState(new InjectedFault.PageFault(0x1000), DeviceExecutionState.ERROR_DMAPAGEFAULT);
    expectState(new InjectedFault.Hang(), DeviceExecutionState.HUNG);
    expectState(new InjectedFault.Stuck(), DeviceExecutionState.HUNG);
  }

  private void expectState(InjectedFault fault, DeviceExecutionState state) {
    WorkBench other = new WorkBench(guest);
    Handle doomed = guest.context(other.device());
    host.gpu().faults().arm(fault, "", 0);
    ok(guest.status(submission(other.commands(AqlPacket.Fill.of(target.address(), 4, 1, 0)), doomed)));
    host.finish();
    assertThat(guest.executionState(other.device())).as(fault.toString()).isEqualTo(state.value());
  }

  @Test
  void aLostAdapterStopsItsDevices() {
    host.gpu().lose("test");
    host.finish();

    assertThat(guest.executionState(bench.device())).isEqualTo(DeviceExecutionState.STOPPED.value());
    assertThat(errno(guest.status(submission(fill, context)))).isEqualTo(Errno.ENODEV);
  }

  @Test
  void badWorkThatNobodyWaitsForLosesItsContextAndIsCounted() {
    guest.post(guest.submission(1, 64, context));
    host.finish();

    assertThat(guest.executionState(bench.device())).isEqualTo(DeviceExecutionState.ERROR_DMAFAULT.value());
    assertThat(errno(guest.status(submission(fill, context)))).isEqualTo(Errno.ENODEV);
    assertThat(guest.vsp().counters().figures().asyncFailures()).isEqualTo(1);
    assertThat(Objects.requireNonNull(stateChange()).data32()).isEqualTo(DeviceExecutionState.ERROR_DMAFAULT.value());
  }

  @Test
  void aBadSignalThatNobodyWaitsForHurtsItsQueueOrDevice() {
    CreateHwQueueCommand queue = ok(guest.createHwQueue(context));
    guest.post(guest.signal(0, 0, new Handle[]{bench.device()}, new Handle[]{queue.hwqueue()}, 1));
    assertThat(guest.executionState(bench.device())).isEqualTo(DeviceExecutionState.ERROR_DMAFAULT.value());

    Handle other = guest.device();
    guest.post(guest.signal(0, other.value(), new Handle[]{context}, new Handle[]{}, 1));
    assertThat(guest.executionState(other)).isEqualTo(DeviceExecutionState.ERROR_DMAFAULT.value());
  }

  @Test
  void badWorkForNobodyIsOnlyCounted() {
    guest.post(submission(fill, new Handle(0x7777)));
    guest.post(guest.queueSubmission(bench.device(), 1, fill.address(), fill.length()));

    assertThat(guest.vsp().counters().figures().asyncFailures()).isEqualTo(2);
    assertThat(guest.executionState(bench.device())).as("named by handle").isEqualTo(6);
    assertThat(guest.executionState(guest.device())).isEqualTo(DeviceExecutionState.ACTIVE.value());
  }

  @Test
  void workPastTheLimitIsOutOfMemory() {
    CreateSyncObjectReply gate = guest.fence(bench.device(), 0);
    ok(guest.status(new WaitForSyncObjectFromGpuCommand(
        guest.header(Message.WAITFORSYNCOBJECTFROMGPU), context, 1, false, U64Array.of(1),
        HandleArray.of(gate.syncObject()))));
    int accepted = 1;
    while (guest.status(submission(fill, context)) instanceof Result.Ok) {
      accepted++;
      if (accepted % 1000 == 0) {
        host.settle();
      }
    }
    host.settle();

    assertThat(accepted).isEqualTo(4096);
    assertThat(errno(guest.status(submission(fill, context)))).isEqualTo(Errno.ENOMEM);
    ok(guest.status(guest.signal(0, bench.device().value(), new Handle[]{gate.syncObject()}, new Handle[]{}, 1)));
    host.finish();
    ok(guest.status(submission(fill, context)));
  }
}
