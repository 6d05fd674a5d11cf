package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.CreateContextVirtual;
import org.paravane.abi.ioctl.DestroyContext;
import org.paravane.abi.ioctl.DestroyDevice;
import org.paravane.abi.ioctl.DestroyHwQueue;
import org.paravane.abi.ioctl.DeviceStateType;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.GetDeviceState;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.abi.wire.CreateContextVirtualCommand;
import org.paravane.abi.wire.CreateDeviceCommand;
import org.paravane.abi.wire.CreateDeviceReply;
import org.paravane.abi.wire.DestroyAllocationCommand;
import org.paravane.abi.wire.DestroyContextCommand;
import org.paravane.abi.wire.DestroyDeviceCommand;
import org.paravane.abi.wire.GetDeviceStateReply;
import org.paravane.abi.wire.Message;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.guest.fake.Notifications;

class DeviceCallsTest {
  private final Fixture fixture = Fixture.started();
  private final FakeHost host = fixture.host();
  private final Client client = Client.of(fixture);

  DeviceCallsTest() {
    host.forget();
  }

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  @Test
  void aDeviceHasTheHostsHandleAndAnOpaqueCookie() {
    Handle device = client.createDevice();

    CreateDeviceCommand sent = host.last(Message.CREATEDEVICE, CreateDeviceCommand.class);
    assertThat(sent.errorCode()).isBetween(1L, 1000L);
    assertThat(sent.cddDevice()).isFalse();
    assertThat(sent.hdr().process().isNone()).isFalse();
    assertThat(host.messages()).containsExactly(Message.CREATEDEVICE);
    client.createContext(device);
  }

  @Test
  void defect02CreateDeviceRefusedByHostIsAnErrno() {
    host.reply(Message.CREATEDEVICE, new CreateDeviceReply(Handle.NONE));
    assertThat(
        client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(client.openAdapter())).failed(Errno.EINVAL).device())
        .isEqualTo(Handle.NONE);
    host.fail(Message.CREATEDEVICE, NtStatus.NO_MEMORY, "over budget");
    assertThat(client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(client.openAdapter())).reason())
        .contains("over budget");
    client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(client.openAdapter())).failed(Errno.ENOMEM);
  }

  @Test
  void aDeviceNeedsAnAdapterHandle() {
    client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(Handle.NONE)).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void aDuplicateHandleOfTheHostIsRolledBack() {
    Handle device = client.createDevice();
    host.reply(Message.CREATEDEVICE, new CreateDeviceReply(device));
    host.forget();

    client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(client.openAdapter())).failed(Errno.EINVAL);
    assertThat(host.messages()).containsExactly(Message.CREATEDEVICE, Message.DESTROYDEVICE);
  }

  @Test
  void defect17AHostHandleIsNeverANumberOfAnAdapterHandle() {
    Handle adapter = client.openAdapter();
    host.reply(Message.CREATEDEVICE, new CreateDeviceReply(adapter));

    client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(adapter)).failed(Errno.EINVAL);
    assertThat(host.last(Message.DESTROYDEVICE, DestroyDeviceCommand.class).device()).isEqualTo(adapter);
    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(adapter, 0, 0)).failed(Errno.EINVAL);
  }

  @Test
  void defect17AnAdapterHandleIsNeverANumberOfAHostHandle() {
    Handle adapter = client.openAdapter();
    Handle next = new Handle(0x40000040);
    host.reply(Message.CREATEDEVICE, new CreateDeviceReply(next));
    assertThat(client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(adapter)).ok().device()).isEqualTo(next);

    assertThat(client.openAdapter()).isEqualTo(new Handle(0x40000080));
  }

  @Test
  void aContextGetsItsPrivateDataBackFromTheHost() {
    Handle device = client.createDevice();
    long data = client.putBytes(FakeHost.pattern(21));
    host.on(Message.CREATECONTEXTVIRTUAL, command -> {
      CreateContextVirtualCommand sent = FakeHost.parsed(command, CreateContextVirtualCommand.class);
      assertThat(sent.privDrvData()).isEqualTo(FakeHost.pattern(21));
      assertThat(sent.device()).isEqualTo(device);
      return FakeHost.encode(sent.withContext(new Handle(0x1240)).withPrivDrvData(Bytes.zero(21)));
    });

    CreateContextVirtual after = client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(device, data, 21)).ok();
    assertThat(after.context()).isEqualTo(new Handle(0x1240));
    assertThat(client.readBytes(data, 21)).isEqualTo(Bytes.zero(21));
  }

  @Test
  void defect03BadPrivateDataPointerOfAContextIsEfault() {
    Handle device = client.createDevice();
    host.forget();
    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(device, Client.BAD, 8)).failed(Errno.EFAULT);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void contextLimitsAreChecked() {
    Handle device = client.createDevice();
    long data = client.pages(1 << 18);
    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(device, data, 131073)).failed(Errno.EINVAL);
    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(device, data, -5)).failed(Errno.EINVAL);
    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(device, data, 131002)).failed(Errno.EINVAL);
    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(device, data, 131001)).ok();
    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(Handle.NONE, data, 4)).failed(Errno.EINVAL);
    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(client.openAdapter(), data, 4)).failed(Errno.EINVAL);
  }

  @Test
  void aContextThatCannotBeTakenOverIsDestroyedAgain() {
    Handle device = client.createDevice();
    host.on(Message.CREATECONTEXTVIRTUAL, command -> FakeHost
        .encode(FakeHost.parsed(command, CreateContextVirtualCommand.class).withContext(device)));
    host.forget();

    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(device, 0, 0)).failed(Errno.EINVAL);
    assertThat(host.messages()).containsExactly(Message.CREATECONTEXTVIRTUAL, Message.DESTROYCONTEXT);
  }

  @Test
  void aContextThatTheHostRefusesIsAnErrno() {
    Handle device = client.createDevice();
    host.on(Message.CREATECONTEXTVIRTUAL,
        command -> FakeHost.encode(FakeHost.parsed(command, CreateContextVirtualCommand.class)));
    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(device, 0, 0)).failed(Errno.EINVAL);
    host.on(Message.CREATECONTEXTVIRTUAL, command -> new byte[16]);
    client.call(DxgIoctl.CREATECONTEXTVIRTUAL, client.contextArgs(device, 0, 0)).failed(Errno.EOVERFLOW);
  }

  @Test
  void destroyingAContextTakesItsQueuesWithItAndPassesTheStatusOn() {
    Handle device = client.createDevice();
    Handle context = client.createContext(device);
    Handle queue = client.createHwQueue(context).queue();
    host.status(Message.DESTROYCONTEXT, NtStatus.PENDING).forget();

    client.call(DxgIoctl.DESTROYCONTEXT, new DestroyContext(context)).answered(259);
    assertThat(host.last(Message.DESTROYCONTEXT, DestroyContextCommand.class).context()).isEqualTo(context);
    assertThat(host.messages()).containsExactly(Message.DESTROYCONTEXT);
    client.call(DxgIoctl.DESTROYHWQUEUE, new DestroyHwQueue(queue)).failed(Errno.EINVAL);
    client.call(DxgIoctl.DESTROYCONTEXT, new DestroyContext(context)).failed(Errno.EINVAL);
  }

  @Test
  void destroyingIsByKind() {
    Handle device = client.createDevice();
    Handle context = client.createContext(device);
    client.call(DxgIoctl.DESTROYCONTEXT, new DestroyContext(device)).failed(Errno.EINVAL);
    client.call(DxgIoctl.DESTROYDEVICE, new DestroyDevice(context)).failed(Errno.EINVAL);
    client.call(DxgIoctl.DESTROYCONTEXT, new DestroyContext(context)).ok();
  }

  @Test
  void aDeviceIsDestroyedWithWhatItHas() {
    Handle device = client.createDevice();
    Handle allocation = client.createAllocation(device, 4096);
    client.createSync(device, SynchronizationObjectType.SEMAPHORE);
    client.createFence(device);
    client.createPagingQueue(device);
    client.createHwQueue(client.createContext(device));
    host.status(Message.DESTROYDEVICE, NtStatus.UNSUCCESSFUL).forget();

    client.call(DxgIoctl.DESTROYDEVICE, new DestroyDevice(device)).ok();

    assertThat(host.messages()).containsExactly(Message.DESTROYALLOCATION, Message.DESTROYDEVICE);
    assertThat(host.last(Message.DESTROYALLOCATION, DestroyAllocationCommand.class).allocations().list())
        .containsExactly(allocation);
    client.call(DxgIoctl.DESTROYDEVICE, new DestroyDevice(device)).failed(Errno.EINVAL);
  }

  @Test
  void anErrorStateIsRememberedAndAnActiveOneIsAskedFor() {
    Handle device = client.createDevice();
    GetDeviceState args = new GetDeviceState(device, DeviceStateType.EXECUTION.value(), Bytes.zero(48));

    host.reply(Message.GETDEVICESTATE, new GetDeviceStateReply(args.withExecutionState(1), NtStatus.SUCCESS));
    assertThat(client.call(DxgIoctl.GETDEVICESTATE, args).ok().executionState()).isEqualTo(1);

    // A fence in memory tells of the fault before the host's message does.
    host.reply(Message.GETDEVICESTATE, new GetDeviceStateReply(args.withExecutionState(7), NtStatus.SUCCESS));
    assertThat(client.call(DxgIoctl.GETDEVICESTATE, args).ok().executionState()).isEqualTo(7);
    assertThat(client.call(DxgIoctl.GETDEVICESTATE, args).ok().executionState()).isEqualTo(7);
    assertThat(host.messages()).containsExactly(Message.CREATEDEVICE, Message.GETDEVICESTATE, Message.GETDEVICESTATE);

    Notifications.deviceStateChanged(fixture);
    assertThat(client.call(DxgIoctl.GETDEVICESTATE, args).ok().executionState()).isEqualTo(7);
    assertThat(client.call(DxgIoctl.GETDEVICESTATE, args).ok().executionState()).isEqualTo(7);
    assertThat(host.messages()).hasSize(4);
  }

  @Test
  void otherStatesAreAlwaysAsked() {
    Handle device = client.createDevice();
    GetDeviceState args = new GetDeviceState(device, DeviceStateType.PAGE_FAULT.value(), Bytes.zero(48));
    host.reply(Message.GETDEVICESTATE,
        new GetDeviceStateReply(new GetDeviceState(Handle.NONE, 5, FakeHost.pattern(48)), NtStatus.PENDING)).forget();

    GetDeviceState after = client.call(DxgIoctl.GETDEVICESTATE, args).ok();
    assertThat(after.state()).isEqualTo(FakeHost.pattern(48));
    assertThat(after.device()).isEqualTo(device);
    client.call(DxgIoctl.GETDEVICESTATE, args).ok();
    assertThat(host.sent()).hasSize(2);

    host.fail(Message.GETDEVICESTATE, NtStatus.INVALID_PARAMETER, "no such state");
    client.call(DxgIoctl.GETDEVICESTATE, args).failed(Errno.EINVAL);
    client.call(DxgIoctl.GETDEVICESTATE, new GetDeviceState(Handle.NONE, 1, Bytes.zero(48))).failed(Errno.EINVAL);
  }
}
