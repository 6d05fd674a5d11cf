package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.ioctl.SignalFlags;
import org.paravane.abi.ioctl.SignalSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.SignalSynchronizationObjectFromGpu;
import org.paravane.abi.ioctl.SubmitCommand;
import org.paravane.abi.ioctl.SubmitCommandFlags;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;
import org.paravane.abi.ioctl.SubmitSignalSyncObjectsToHwQueue;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.GetDeviceStateReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SignalSyncObjectCommand;
import org.paravane.abi.wire.SubmitCommandCommand;
import org.paravane.abi.wire.SubmitCommandToHwQueueCommand;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.guest.fake.Notifications;

class SubmissionCallsTest {
  private Fixture fixture = Fixture.started();
  private FakeHost host = fixture.host();
  private Client client = Client.of(fixture);
  private Handle device = client.createDevice();
  private Handle context = client.createContext(device);
  private Handle queue = client.createHwQueue(context).queue();
  private Handle fence = client.createFence(device);

  SubmissionCallsTest() {
    host.forget();
  }

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  private void asynchronous() {
    close();
    fixture = Fixture.asynchronous();
    host = fixture.host();
    client = Client.of(fixture);
    device = client.createDevice();
    context = client.createContext(device);
    queue = client.createHwQueue(context).queue();
    fence = client.createFence(device);
  }

  private SubmitCommand args(int contexts, Handle first, int dataSize, long data, int history, long historyArray,
      int primaries) {
    return new SubmitCommand(0x1234_5000L, 64, new SubmitCommandFlags(false, false, 0), 0, contexts,
        HandleArray.padded(64, first), 0, data, dataSize, primaries, HandleArray.padded(16), history, 0, historyArray);
  }

  private Client.Outcome<SubmitCommand> submit(SubmitCommand args) {
    return client.call(DxgIoctl.SUBMITCOMMAND, args);
  }

  @Test
  void aCommandBufferIsSentWithHistoryAndPrivateData() {
    SubmitCommand args = args(1, context, 5, client.putBytes(FakeHost.pattern(5)), 2,
        client.putHandles(new Handle(1), new Handle(2)), 0);
    host.status(Message.SUBMITCOMMAND, NtStatus.PENDING);
    submit(args).answered(259);
    SubmitCommandCommand sent = host.last(Message.SUBMITCOMMAND, SubmitCommandCommand.class);
    assertThat(sent.args()).isEqualTo(args);
    assertThat(sent.historyBuffers().list()).containsExactly(new Handle(1), new Handle(2));
    assertThat(sent.privDrvData()).isEqualTo(FakeHost.pattern(5));
    assertThat(sent.hdr().asyncMsg()).isFalse();
    assertThat(host.messages()).containsExactly(Message.SUBMITCOMMAND);
  }

  @Test
  void submissionLimitsAreCheckedFirst() {
    submit(args(0, context, 0, 0, 0, 0, 0)).failed(Errno.EINVAL);
    submit(args(65, context, 0, 0, 0, 0, 0)).failed(Errno.EINVAL);
    submit(args(1, context, 131073, Client.BAD, 0, 0, 0)).failed(Errno.EINVAL);
    submit(args(1, context, -1, Client.BAD, 0, 0, 0)).failed(Errno.EINVAL);
    submit(args(1, context, 0, 0, 1025, Client.BAD, 0)).failed(Errno.EINVAL);
    submit(args(1, context, 0, 0, 0, 0, 17)).failed(Errno.EINVAL);
    submit(args(1, device, 0, 0, 0, 0, 0)).failed(Errno.EINVAL);
    submit(args(1, context, 0, 0, 1, Client.BAD, 0)).failed(Errno.EFAULT);
    submit(args(1, context, 1, Client.BAD, 0, 0, 0)).failed(Errno.EFAULT);
    assertThat(host.sent()).isEmpty();
    long data = client.pages(1 << 18);
    submit(args(1, context, 130648, data, 0, 0, 0)).ok();
    submit(args(1, context, 130649, data, 0, 0, 0)).failed(Errno.EINVAL);
    host.status(Message.SUBMITCOMMAND, NtStatus.INVALID_PARAMETER);
    submit(args(1, context, 0, 0, 0, 0, 0)).failed(Errno.EINVAL);
  }

  private SubmitCommandToHwQueue queueArgs(Handle target, int size, long data, int primaries, long list) {
    return new SubmitCommandToHwQueue(target, 0, 7, 0x9999_0000L, 128, size, data, primaries, 0, list);
  }

  private Client.Outcome<SubmitCommandToHwQueue> submit(SubmitCommandToHwQueue args) {
    return client.call(DxgIoctl.SUBMITCOMMANDTOHWQUEUE, args);
  }

  @Test
  void aHardwareQueueTakesCommandBuffers() {
    SubmitCommandToHwQueue args = queueArgs(queue, 3, client.putBytes(FakeHost.pattern(3)), 1,
        client.putHandles(fence));
    submit(args).ok();
    SubmitCommandToHwQueueCommand sent = host.last(Message.SUBMITCOMMANDTOHWQUEUE, SubmitCommandToHwQueueCommand.class);
    assertThat(sent.args()).isEqualTo(args);
    assertThat(sent.writtenPrimaries().list()).containsExactly(fence);
    assertThat(sent.privDrvData()).isEqualTo(FakeHost.pattern(3));
  }

  @Test
  void hardwareQueueLimitsAreCheckedFirst() {
    submit(queueArgs(queue, 131073, Client.BAD, 0, 0)).failed(Errno.EINVAL);
    submit(queueArgs(queue, 0, 0, 32769, Client.BAD)).failed(Errno.EINVAL);
    submit(queueArgs(queue, 0, 0, -1, Client.BAD)).failed(Errno.EINVAL);
    submit(queueArgs(context, 0, 0, 0, 0)).failed(Errno.EINVAL);
    submit(queueArgs(queue, 1, Client.BAD, 0, 0)).failed(Errno.EFAULT);
    submit(queueArgs(queue, 0, 0, 1, Client.BAD)).failed(Errno.EFAULT);
    assertThat(host.sent()).isEmpty();
    long data = client.pages(1 << 18);
    submit(queueArgs(queue, 130976, data, 0, 0)).ok();
    submit(queueArgs(queue, 130972, data, 2, data)).failed(Errno.EINVAL);
  }

  private SignalSyncObjectCommand sentSignal() {
    return host.last(Message.SIGNALSYNCOBJECT, SignalSyncObjectCommand.class);
  }

  @Test
  void theCpuSignalsFences() {
    SignalSynchronizationObjectFromCpu args = new SignalSynchronizationObjectFromCpu(device, 2,
        client.putHandles(fence, fence), client.putLongs(4, 5), SignalFlags.of(4));
    client.call(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMCPU, args).ok();
    assertThat(sentSignal().device()).isEqualTo(device);
    assertThat(sentSignal().contextCount()).isZero();
    assertThat(sentSignal().objects().list()).containsExactly(fence, fence);
    assertThat(sentSignal().fenceValues().toArray()).containsExactly(4, 5);
    assertThat(sentSignal().flags().allowFenceRewind()).isTrue();
  }

  @Test
  void cpuSignalsAreChecked() {
    long objects = client.putHandles(fence);
    long values = client.putLongs(1);
    for (int count : new int[]{0, 33, -1}) {
      signal(new SignalSynchronizationObjectFromCpu(device, count, objects, values, SignalFlags.NONE))
          .failed(Errno.EINVAL);
    }
    signal(new SignalSynchronizationObjectFromCpu(device, 1, objects, values, SignalFlags.of(2))).failed(Errno.EINVAL);
    signal(new SignalSynchronizationObjectFromCpu(context, 1, objects, values, SignalFlags.NONE)).failed(Errno.EINVAL);
    signal(new SignalSynchronizationObjectFromCpu(device, 1, Client.BAD, values, SignalFlags.NONE))
        .failed(Errno.EFAULT);
    signal(new SignalSynchronizationObjectFromCpu(device, 1, objects, Client.BAD, SignalFlags.NONE))
        .failed(Errno.EFAULT);
    assertThat(host.sent()).isEmpty();
  }

  private Client.Outcome<SignalSynchronizationObjectFromCpu> signal(SignalSynchronizationObjectFromCpu args) {
    return client.call(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMCPU, args);
  }

  @Test
  void aContextSignalsFences() {
    client.call(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMGPU, gpuArgs(context, 1, client.putHandles(fence),
        client.putLongs(8))).ok();
    assertThat(sentSignal().contexts().list()).containsExactly(context);
    assertThat(sentSignal().fenceValues().toArray()).containsExactly(8);
    assertThat(sentSignal().cpuEventHandle()).isZero();
    for (int count : new int[]{0, -1, 10917, 131073}) {
      client.call(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMGPU, gpuArgs(context, count, Client.BAD, Client.BAD))
          .failed(Errno.EINVAL);
    }
    long objects = client.putHandles(fence);
    client.call(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMGPU, gpuArgs(device, 1, objects, Client.BAD))
        .failed(Errno.EINVAL);
    client.call(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMGPU, gpuArgs(context, 1, Client.BAD, Client.BAD))
        .failed(Errno.EFAULT);
    client.call(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMGPU, gpuArgs(context, 1, objects, Client.BAD))
        .failed(Errno.EFAULT);
  }

  @Test
  void theMostObjectsOfASignalFitIntoAMessage() {
    long objects = client.pages(1 << 17);
    client.call(DxgIoctl.SIGNALSYNCHRONIZATIONOBJECTFROMGPU, gpuArgs(context, 10916, objects, objects)).ok();
  }

  private static SignalSynchronizationObjectFromGpu gpuArgs(Handle from, int count, long objects, long values) {
    return new SignalSynchronizationObjectFromGpu(from, count, objects, Bytes.zero(64).withU64(0, values));
  }

  @Test
  void hardwareQueuesSignalFences() {
    long queues = client.putHandles(queue, new Handle(99));
    long objects = client.putHandles(fence);
    long values = client.putLongs(3);
    SubmitSignalSyncObjectsToHwQueue args = new SubmitSignalSyncObjectsToHwQueue(SignalFlags.of(1), 2, queues, 1, 0,
        objects, values);
    client.call(DxgIoctl.SUBMITSIGNALSYNCOBJECTSTOHWQUEUE, args).ok();
    assertThat(sentSignal().contexts().list()).containsExactly(queue, new Handle(99));
    assertThat(sentSignal().flags().signalAtSubmission()).isTrue();
    host.forget();

    refusedSignal(0, queues, 1, objects, values, Errno.EINVAL);
    refusedSignal(65, queues, 1, objects, values, Errno.EINVAL);
    refusedSignal(1, queues, 0, objects, values, Errno.EINVAL);
    refusedSignal(1, queues, 33, objects, values, Errno.EINVAL);
    refusedSignal(1, Client.BAD, 1, objects, values, Errno.EFAULT);
    refusedSignal(1, objects, 1, objects, values, Errno.EINVAL);
    refusedSignal(1, queues, 1, Client.BAD, values, Errno.EFAULT);
    refusedSignal(1, queues, 1, objects, Client.BAD, Errno.EFAULT);
    assertThat(host.sent()).isEmpty();
  }

  private void refusedSignal(int queueCount, long queues, int count, long objects, long values, Errno errno) {
    client.call(DxgIoctl.SUBMITSIGNALSYNCOBJECTSTOHWQUEUE, new SubmitSignalSyncObjectsToHwQueue(SignalFlags.NONE,
        queueCount, queues, count, 0, objects, values)).failed(errno);
  }

  @Test
  void asynchronousCommandsArePostedWithTheirBit() {
    asynchronous();
    host.forget();
    submit(args(1, context, 0, 0, 0, 0, 0)).ok();
    submit(queueArgs(queue, 0, 0, 0, 0)).ok();
    signal(new SignalSynchronizationObjectFromCpu(device, 1, client.putHandles(fence), client.putLongs(1),
        SignalFlags.NONE)).ok();
    assertThat(host.sent()).hasSize(3).allMatch(CommandMessage::async);
    assertThat(host.posted()).isEqualTo(3);
  }

  @Test
  void defect22AFailedAsynchronousCommandIsToldByTheNextCall() {
    asynchronous();
    Supplier<Client.Outcome<SubmitCommandToHwQueue>> next = () -> submit(queueArgs(queue, 0, 0, 0, 0));
    next.get().ok();
    GetDeviceState state = new GetDeviceState(device, DeviceStateType.EXECUTION.value(), Bytes.zero(48));
    host.reply(Message.GETDEVICESTATE, new GetDeviceStateReply(state.withExecutionState(7), NtStatus.SUCCESS));
    Notifications.deviceStateChanged(fixture);
    int posted = host.posted();

    next.get().failed(Errno.EIO);
    assertThat(next.get().reason()).contains("ERROR_DMAPAGEFAULT");
    assertThat(host.posted()).isEqualTo(posted);

    host.reply(Message.GETDEVICESTATE, new GetDeviceStateReply(state.withExecutionState(1), NtStatus.SUCCESS));
    Notifications.deviceStateChanged(fixture);
    next.get().ok();
  }
}
