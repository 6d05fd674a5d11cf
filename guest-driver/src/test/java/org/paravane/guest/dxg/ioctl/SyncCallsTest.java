package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.CreateSynchronizationObject;
import org.paravane.abi.ioctl.DestroySynchronizationObject;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.CpuNotification;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.MonitoredFence;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.Semaphore;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.abi.wire.CreateSyncObjectCommand;
import org.paravane.abi.wire.CreateSyncObjectReply;
import org.paravane.abi.wire.DestroySyncObjectCommand;
import org.paravane.abi.wire.Message;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.guest.fake.Notifications;
import org.paravane.linux.EventFd;
import org.paravane.linux.LinuxException;

class SyncCallsTest {
  private final Fixture fixture = Fixture.started();
  private final FakeHost host = fixture.host();
  private final Client client = Client.of(fixture);
  private final Handle device = client.createDevice();

  SyncCallsTest() {
    host.forget();
  }

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  private Client.Outcome<CreateSynchronizationObject> create(CreateSynchronizationObject args) {
    return client.call(DxgIoctl.CREATESYNCHRONIZATIONOBJECT, args);
  }

  private Client.Outcome<DestroySynchronizationObject> destroy(Handle handle) {
    return client.call(DxgIoctl.DESTROYSYNCHRONIZATIONOBJECT, new DestroySynchronizationObject(handle));
  }

  private int objects() {
    return client.file().file().data(DxgProcess.class).objectCount();
  }

  @Test
  void aMonitoredFenceHasAPageAndAGpuAddress() {
    CreateSynchronizationObject after = create(Client.fenceArgs(device, 5)).ok();
    assertThat(after.info().monitoredFence()).isEqualTo(new MonitoredFence(5, 4096, 0xfe4ce000L, 3, 0));
    assertThat(after.syncObject().isNone()).isFalse();
    CreateSyncObjectCommand sent = host.last(Message.CREATESYNCOBJECT, CreateSyncObjectCommand.class);
    assertThat(sent.clientHint()).isEqualTo(1);
    assertThat(sent.args()).isEqualTo(Client.fenceArgs(device, 5));
  }

  @Test
  void mutexAndSemaphoreAreForwarded() {
    CreateSynchronizationObject args = Client.syncArgs(device, SynchronizationObjectType.SEMAPHORE, 0);
    args = args.withInfo(args.info().withSemaphore(new Semaphore(9, 2)));
    Handle handle = create(args).ok().syncObject();
    assertThat(host.last(Message.CREATESYNCOBJECT, CreateSyncObjectCommand.class).args().info().semaphore())
        .isEqualTo(new Semaphore(9, 2));
    create(Client.syncArgs(device, SynchronizationObjectType.SYNCHRONIZATION_MUTEX, 0)).ok();
    destroy(handle).ok();
    destroy(handle).failed(Errno.EINVAL);
    assertThat(host.last(Message.DESTROYSYNCOBJECT, DestroySyncObjectCommand.class).syncObject()).isEqualTo(handle);
  }

  @ParameterizedTest
  @EnumSource(names = {"FENCE", "PERIODIC_MONITORED_FENCE", "SYNCHRONIZATION_TYPE_LIMIT"})
  void otherKindsAreRefused(SynchronizationObjectType kind) {
    create(Client.syncArgs(device, kind, 0)).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void unknownKindsAndDevicesAreRefused() {
    CreateSynchronizationObject args = Client.fenceArgs(device, 0);
    SynchronizationObjectInfo2 info = args.info();
    create(args.withInfo(new SynchronizationObjectInfo2(99, info.flags(), info.body(), Handle.NONE)))
        .failed(Errno.EINVAL);
    create(Client.fenceArgs(Handle.NONE, 0)).failed(Errno.EINVAL);
    create(Client.syncArgs(device, SynchronizationObjectType.MONITORED_FENCE, 1)).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void aSharedObjectNeedsTheHostsSharedHandle() {
    create(Client.syncArgs(device, SynchronizationObjectType.SEMAPHORE, 3)).failed(Errno.EINVAL);
    assertThat(host.messages()).containsExactly(Message.CREATESYNCOBJECT, Message.DESTROYSYNCOBJECT);
    host.reply(Message.CREATESYNCOBJECT, new CreateSyncObjectReply(host.nextHandle(), new Handle(0x99), 0, 0, 0));
    assertThat(create(Client.syncArgs(device, SynchronizationObjectType.SEMAPHORE, 3)).ok().info().sharedHandle())
        .isEqualTo(new Handle(0x99));
  }

  @Test
  void aFenceThatCannotBeMappedOrEnteredIsRolledBack() {
    for (long address : new long[]{0, 4096, fixture.connection().memory().lastRegion()}) {
      host.reply(Message.CREATESYNCOBJECT, new CreateSyncObjectReply(host.nextHandle(), Handle.NONE, 1, address, 0))
          .forget();
      create(Client.fenceArgs(device, 0)).failed(Errno.ENOMEM);
      assertThat(host.messages()).containsExactly(Message.CREATESYNCOBJECT, Message.DESTROYSYNCOBJECT);
    }
    host.reply(Message.CREATESYNCOBJECT, new CreateSyncObjectReply(device, Handle.NONE, 0, 0, 0));
    create(Client.syncArgs(device, SynchronizationObjectType.SEMAPHORE, 0)).failed(Errno.EINVAL);
    assertThat(objects()).isEqualTo(1);
  }

  @Test
  void aHostThatRefusesIsAnErrnoAndNothingIsDestroyed() {
    host.reply(Message.CREATESYNCOBJECT, new CreateSyncObjectReply(Handle.NONE, Handle.NONE, 0, 0, 0));
    create(Client.fenceArgs(device, 0)).failed(Errno.EINVAL);
    host.fail(Message.CREATESYNCOBJECT, NtStatus.NO_MEMORY, "no");
    create(Client.fenceArgs(device, 0)).failed(Errno.ENOMEM);
    assertThat(host.messages()).doesNotContain(Message.DESTROYSYNCOBJECT);
  }

  @Test
  void defect05RollbackNeverDestroysWhatTheCallerNamed() {
    Handle victim = client.createSync(device, SynchronizationObjectType.SEMAPHORE);
    host.fail(Message.CREATESYNCOBJECT, NtStatus.UNSUCCESSFUL, "no").forget();
    create(Client.fenceArgs(device, 0).withSyncObject(victim)).failed(Errno.EINVAL);
    assertThat(host.messages()).containsExactly(Message.CREATESYNCOBJECT);
    destroy(victim).ok();
  }

  private CreateSynchronizationObject notificationArgs(long fd) {
    CreateSynchronizationObject args = Client.syncArgs(device, SynchronizationObjectType.CPU_NOTIFICATION, 0);
    return args.withInfo(args.info().withCpuNotification(new CpuNotification(fd)));
  }

  private long sentEvent() {
    return host.last(Message.CREATESYNCOBJECT, CreateSyncObjectCommand.class).args().info().cpuNotification().event();
  }

  @Test
  void defect05ACpuNotificationKeepsTheCallersDescriptorInItsField() throws LinuxException {
    try (EventFd event = EventFd.create()) {
      CreateSynchronizationObject after = create(notificationArgs(event.fd().number())).ok();
      assertThat(after.info().cpuNotification().event()).isEqualTo(event.fd().number());
      assertThat(sentEvent()).isEqualTo(2);

      Notifications.signal(fixture, 2);
      Notifications.signal(fixture, 2);
      assertThat(event.take()).isEqualTo(2);
      destroy(after.syncObject()).ok();
      Notifications.signal(fixture, 2);
      assertThat(event.take()).isZero();
    }
  }

  @Test
  void aCpuNotificationNeedsAnEventfd() {
    for (long fd : new long[]{-1, 1L << 33, 999_999}) {
      create(notificationArgs(fd)).failed(Errno.EINVAL);
    }
    try (OpenedFile file = OpenedFile.create()) {
      create(notificationArgs(file.number())).failed(Errno.EINVAL);
    }
    assertThat(host.sent()).isEmpty();
    assertThat(objects()).isEqualTo(1);
  }

  @Test
  void aCpuNotificationThatFailsLetsGoOfTheDescriptor() throws LinuxException {
    try (EventFd event = EventFd.create()) {
      host.fail(Message.CREATESYNCOBJECT, NtStatus.NO_MEMORY, "no");
      create(notificationArgs(event.fd().number())).failed(Errno.ENOMEM);
      Notifications.signal(fixture, sentEvent());
      assertThat(event.take()).isZero();
    }
  }

  @Test
  void eventsOfAnotherAdapterOrProcessEndWithTheirFileOnly() throws LinuxException {
    try (EventFd event = EventFd.create(); EventFd other = EventFd.create()) {
      create(notificationArgs(event.fd().number())).ok();
      try (Client second = Client.of(fixture)) {
        Handle device2 = second.createDevice();
        CreateSynchronizationObject args = Client.syncArgs(device2, SynchronizationObjectType.CPU_NOTIFICATION, 0);
        second.call(DxgIoctl.CREATESYNCHRONIZATIONOBJECT,
            args.withInfo(args.info().withCpuNotification(new CpuNotification(other.fd().number())))).ok();
      }
      Notifications.signal(fixture, 3);
      assertThat(other.take()).isZero();
      Notifications.signal(fixture, 2);
      assertThat(event.take()).isEqualTo(1);
    }
  }
}
