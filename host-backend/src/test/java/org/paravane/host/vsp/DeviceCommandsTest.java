package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;
import static org.paravane.host.Results.reason;

import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.CreateContextFlags;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.DeviceExecutionState;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.CreateContextVirtualCommand;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.CreatePagingQueueCommand;
import org.paravane.abi.wire.CreatePagingQueueReply;
import org.paravane.abi.wire.DestroyContextCommand;
import org.paravane.abi.wire.DestroyDeviceCommand;
import org.paravane.abi.wire.DestroyHwQueueCommand;
import org.paravane.abi.wire.DestroyPagingQueueCommand;
import org.paravane.abi.wire.FlushDeviceCommand;
import org.paravane.abi.wire.GetDeviceStateCommand;
import org.paravane.abi.wire.GetDeviceStateReply;
import org.paravane.abi.wire.Message;
import org.paravane.host.object.ObjectKind;

class DeviceCommandsTest {
  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.withProcess(1, host.adapter());

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  private int count(ObjectKind kind) {
    return guest.vsp().partition().counts().of(kind);
  }

  @Test
  void devicesHaveHandlesOfTheirOwn() {
    Handle first = guest.device();
    Handle second = guest.device();

    assertThat(first).isNotEqualTo(second);
    assertThat(first.index()).isEqualTo(1);
    assertThat(second.index()).isEqualTo(2);
    assertThat(count(ObjectKind.DEVICE)).isEqualTo(2);
  }

  @Test
  void aDestroyedDeviceIsUnknown() {
    Handle device = guest.device();

    ok(guest.status(new DestroyDeviceCommand(guest.header(Message.DESTROYDEVICE), device)));

    assertThat(count(ObjectKind.DEVICE)).isZero();
    assertThat(errno(guest.status(new DestroyDeviceCommand(guest.header(Message.DESTROYDEVICE), device))))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.createContext(device, 0))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void flushNeedsADevice() {
    Handle device = guest.device();

    ok(guest.status(new FlushDeviceCommand(guest.header(Message.FLUSHDEVICE), device, 4)));
    assertThat(errno(guest.status(new FlushDeviceCommand(guest.header(Message.FLUSHDEVICE), Handle.NONE, 4))))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void aContextEchoesItsCommand() {
    Handle device = guest.device();
    CreateContextVirtualCommand command = new CreateContextVirtualCommand(guest.header(Message.CREATECONTEXTVIRTUAL),
        Handle.NONE, device, 2, 1, CreateContextFlags.of(0), 5, 3, Bytes.of((byte) 1, (byte) 2, (byte) 3));

    CreateContextVirtualCommand reply = ok(guest.call(command, CreateContextVirtualCommand.class));

    assertThat(reply.context().isNone()).isFalse();
    assertThat(reply.withContext(Handle.NONE)).isEqualTo(command);
    assertThat(count(ObjectKind.CONTEXT)).isEqualTo(1);
  }

  @Test
  void aContextNeedsAnEngineNodeThatExists() {
    Handle device = guest.device();

    for (int node : new int[]{3, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThat(errno(guest.createContext(device, node))).isEqualTo(Errno.EINVAL);
    }
    assertThat(reason(guest.createContext(device, 7))).contains("no such engine node").contains("node=7");
    assertThat(count(ObjectKind.CONTEXT)).isZero();
  }

  @Test
  void aContextNeedsADeviceNotSomethingElse() {
    Handle device = guest.device();
    Handle context = guest.context(device);

    assertThat(errno(guest.createContext(context, 0))).isEqualTo(Errno.EINVAL);
    assertThat(reason(guest.createContext(context, 0))).contains("found=context");
  }

  @Test
  void destroyingAContextDestroysItsQueues() {
    Handle context = guest.context(guest.device());
    CreateHwQueueCommand queue = ok(guest.createHwQueue(context));

    ok(guest.status(new DestroyContextCommand(guest.header(Message.DESTROYCONTEXT), context)));

    assertThat(count(ObjectKind.HW_QUEUE)).isZero();
    assertThat(count(ObjectKind.SYNC_OBJECT)).isZero();
    assertThat(errno(guest.status(new DestroyHwQueueCommand(guest.header(Message.DESTROYHWQUEUE), queue.hwqueue()))))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void aHardwareQueueShowsItsProgressInTheAperture() {
    CreateHwQueueCommand queue = ok(guest.createHwQueue(guest.context(guest.device())));

    assertThat(queue.status()).isEqualTo(NtStatus.SUCCESS);
    assertThat(queue.hwqueue()).isNotEqualTo(queue.hwqueueProgressFence());
    assertThat(queue.hwqueueProgressFenceCpuva() % 4096).isZero();
    assertThat(guest.at(queue.hwqueueProgressFenceCpuva()).get(ValueLayout.JAVA_LONG, 0)).isZero();
    assertThat(queue.hwqueueProgressFenceGpuva()).isNotZero();
    assertThat(count(ObjectKind.HW_QUEUE)).isEqualTo(1);
    assertThat(count(ObjectKind.SYNC_OBJECT)).isEqualTo(1);
  }

  @Test
  void aHardwareQueueNeedsAContextThatIsMadeForIt() {
    Handle device = guest.device();
    CreateContextVirtualCommand plain = new CreateContextVirtualCommand(guest.header(Message.CREATECONTEXTVIRTUAL),
        Handle.NONE, device, 0, 0, CreateContextFlags.NONE, 0, 0, Bytes.EMPTY);
    Handle context = ok(guest.call(plain, CreateContextVirtualCommand.class)).context();

    assertThat(errno(guest.createHwQueue(context))).isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.createHwQueue(device))).isEqualTo(Errno.EINVAL);
    assertThat(count(ObjectKind.SYNC_OBJECT)).isZero();
  }

  @Test
  void oneHardwareQueueTooManyLeavesNothingBehind() {
    Handle context = guest.context(guest.device());
    for (int i = 0; i < 64; i++) {
      ok(guest.createHwQueue(context));
    }
    long used = host.memoryInUse();

    assertThat(errno(guest.createHwQueue(context))).isEqualTo(Errno.ENOMEM);
    host.settle();

    assertThat(count(ObjectKind.HW_QUEUE)).isEqualTo(64);
    assertThat(count(ObjectKind.SYNC_OBJECT)).isEqualTo(64);
    assertThat(host.memoryInUse()).isEqualTo(used);
  }

  @Test
  void aPagingQueueHasAFenceThatCannotBeDestroyedAlone() {
    CreatePagingQueueReply queue = ok(guest.createPagingQueue(guest.device()));

    assertThat(queue.fenceStoragePhysicalAddress()).isGreaterThan(guest.aperture().gpaBase());
    assertThat(queue.fenceStorageOffset()).isZero();
    assertThat(errno(guest.global(ProcessCommandsTest.destroySync(guest, queue.syncObject())))).isEqualTo(Errno.EINVAL);
    assertThat(count(ObjectKind.SYNC_OBJECT)).isEqualTo(1);
  }

  @Test
  void aPagingQueueIsDestroyedWithoutData() {
    CreatePagingQueueReply queue = ok(guest.createPagingQueue(guest.device()));
    DestroyPagingQueueCommand destroy = new DestroyPagingQueueCommand(guest.header(Message.DESTROYPAGINGQUEUE),
        queue.pagingQueue());

    byte[] completion = guest.vgpuChannel().send(
        ok(CommandMessage.encode(guest.luid(), destroy)), true);

    assertThat(Objects.requireNonNull(completion)).isEmpty();
    assertThat(count(ObjectKind.PAGING_QUEUE)).isZero();
    assertThat(count(ObjectKind.SYNC_OBJECT)).isZero();
    assertThat(errno(guest.status(destroy))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void thereIsOnePhysicalAdapter() {
    CreatePagingQueueCommand command = new CreatePagingQueueCommand(guest.header(Message.CREATEPAGINGQUEUE),
        new CreatePagingQueue(guest.device(), 0, Handle.NONE, Handle.NONE, 0, 1));

    assertThat(errno(guest.call(command, CreatePagingQueueReply.class))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void fencePagesNeedAnAperture() {
    guest.useProcess(ok(guest.createProcess()));
    Handle device = guest.device();

    assertThat(errno(guest.createPagingQueue(device))).isEqualTo(Errno.EOPNOTSUPP);
    assertThat(errno(guest.createHwQueue(guest.context(device)))).isEqualTo(Errno.EOPNOTSUPP);
    assertThat(count(ObjectKind.SYNC_OBJECT)).isZero();
    assertThat(count(ObjectKind.PAGING_QUEUE)).isZero();
  }

  @Test
  void aNewDeviceIsActive() {
    Handle device = guest.device();

    assertThat(guest.executionState(device)).isEqualTo(DeviceExecutionState.ACTIVE.value());
    GetDeviceStateReply reset = ok(guest.deviceState(device, DeviceStateType.RESET));
    assertThat(reset.status()).isEqualTo(NtStatus.SUCCESS);
    assertThat(reset.args().resetState().desktopSwitched()).isFalse();
    assertThat(
        ok(guest.deviceState(device, DeviceStateType.PAGE_FAULT)).args().pageFaultState().faultedVirtualAddress())
        .isZero();
  }

  @Test
  void statesOfADisplayAreNotSupportedAndOthersDoNotExist() {
    Handle device = guest.device();

    assertThat(errno(guest.deviceState(device, DeviceStateType.PRESENT))).isEqualTo(Errno.EPERM);
    assertThat(errno(guest.deviceState(device, DeviceStateType.PRESENT_DWM))).isEqualTo(Errno.EPERM);
    assertThat(errno(guest.deviceState(device, DeviceStateType.PRESENT_QUEUE))).isEqualTo(Errno.EPERM);
    for (int type : new int[]{0, 7, -1}) {
      GetDeviceStateCommand command = new GetDeviceStateCommand(guest.header(Message.GETDEVICESTATE),
          new GetDeviceState(device, type, Bytes.zero(48)));
      assertThat(errno(guest.call(command, GetDeviceStateReply.class))).isEqualTo(Errno.EINVAL);
    }
    assertThat(errno(guest.deviceState(Handle.NONE, DeviceStateType.EXECUTION))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void aProcessCannotUseTheHandlesOfAnother() {
    Handle device = guest.device();
    Handle context = guest.context(device);
    Handle owner = guest.process();

    guest.newProcess();

    assertThat(errno(guest.status(new DestroyDeviceCommand(guest.header(Message.DESTROYDEVICE), device))))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.createContext(device, 0))).isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.status(new DestroyContextCommand(guest.header(Message.DESTROYCONTEXT), context))))
        .isEqualTo(Errno.EINVAL);

    guest.useProcess(owner);
    ok(guest.createContext(device, 0));
  }
}
