package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.U64Array;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.CpuNotification;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.Fence;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.MonitoredFence;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.PeriodicMonitoredFence;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.Semaphore;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2.SynchronizationMutex;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpuFlags;
import org.paravane.abi.wire.CreateSyncObjectReply;
import org.paravane.abi.wire.DestroyDeviceCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SignalGuestEventCommand;
import org.paravane.abi.wire.SignalSyncObjectCommand;
import org.paravane.abi.wire.WaitForSyncObjectFromCpuCommand;
import org.paravane.abi.wire.WaitForSyncObjectFromGpuCommand;
import org.paravane.host.object.ObjectKind;
import org.paravane.vmbus.CloseReason;

class SyncCommandsTest {
  private static final Handle[] NONE = {};

  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.withProcess(1, host.adapter());
  private final Handle device = guest.device();

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  /** The ids of the events that the host has signalled since the last call. */
  private List<Long> events() {
    host.settle();
    List<Long> events = new ArrayList<>();
    for (byte[] post = guest.globalChannel().nextPost(); post != null; post = guest.globalChannel().nextPost()) {
      SignalGuestEventCommand event = StructCodec.of(SignalGuestEventCommand.class).decode(post);
      assertThat(post).hasSize(48);
      assertThat(event.hdr().commandType()).isEqualTo(Message.SIGNALGUESTEVENT.number());
      events.add(event.event());
    }
    return events;
  }

  private long shown(CreateSyncObjectReply fence) {
    host.settle();
    return guest.at(fence.fenceStorageAddress()).get(ValueLayout.JAVA_LONG, 0);
  }

  private Result<NtStatus> waitFromCpu(long event, boolean any, Handle[] objects, long... values) {
    return guest.status(new WaitForSyncObjectFromCpuCommand(guest.header(Message.WAITFORSYNCOBJECTFROMCPU), device,
        objects.length, WaitForSynchronizationObjectFromCpuFlags.of(any ? 1 : 0), event, false, HandleArray.of(objects),
        U64Array.of(values)));
  }

  private Result<NtStatus> waitFromGpu(Handle context, Handle[] objects, long... values) {
    return guest.status(new WaitForSyncObjectFromGpuCommand(guest.header(Message.WAITFORSYNCOBJECTFROMGPU), context,
        objects.length, false, U64Array.of(values), HandleArray.of(objects)));
  }

  private Result<NtStatus> signalFromCpu(Handle object, long value) {
    return guest.status(guest.signal(0, device.value(), new Handle[]{object}, NONE, value));
  }

  private Result<NtStatus> signalFromGpu(Handle context, Handle object, long value) {
    return guest.status(guest.signal(0, 0, new Handle[]{object}, new Handle[]{context}, value));
  }

  @Test
  void aMonitoredFenceShowsItsValue() {
    CreateSyncObjectReply fence = guest.fence(device, 7);

    assertThat(fence.fenceGpuVa()).isNotZero();
    assertThat(fence.fenceStorageOffset()).isZero();
    assertThat(shown(fence)).isEqualTo(7);

    ok(signalFromCpu(fence.syncObject(), 12));
    assertThat(shown(fence)).isEqualTo(12);
  }

  @Test
  void aFenceGoesBackOnlyWhereThatIsAllowed() {
    CreateSyncObjectReply fence = guest.fence(device, 7);

    ok(signalFromCpu(fence.syncObject(), 3));
    assertThat(shown(fence)).isEqualTo(7);

    ok(guest.status(guest.signal(4, device.value(), new Handle[]{fence.syncObject()}, NONE, 3)));
    assertThat(shown(fence)).isEqualTo(3);
  }

  @Test
  void everyKindIsMadeAndCounted() {
    Result<?>[] made = {
        guest.createSync(device, SynchronizationObjectType.SYNCHRONIZATION_MUTEX, 0, new SynchronizationMutex(1)),
        guest.createSync(device, SynchronizationObjectType.SEMAPHORE, 0, new Semaphore(3, 1)),
        guest.createSync(device, SynchronizationObjectType.FENCE, 0, new Fence(5)),
        guest.createSync(device, SynchronizationObjectType.CPU_NOTIFICATION, 0, new CpuNotification(9)),
        guest.createSync(device, SynchronizationObjectType.MONITORED_FENCE, 0, new MonitoredFence(0, 0, 0, 0, 0))};

    for (Result<?> result : made) {
      ok(result);
    }
    assertThat(guest.vsp().partition().counts().of(ObjectKind.SYNC_OBJECT)).isEqualTo(5);
  }

  @Test
  void kindsThatDoNotExistAndBadSemaphoresAreRefused() {
    assertThat(errno(guest.createSync(device, SynchronizationObjectType.PERIODIC_MONITORED_FENCE, 0,
        new PeriodicMonitoredFence(Handle.NONE, 0, 0, 0, 0, 0, 0)))).isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.createSync(device, SynchronizationObjectType.SYNCHRONIZATION_TYPE_LIMIT, 0, new Fence(0))))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.createSync(device, SynchronizationObjectType.CPU_NOTIFICATION, 0, new CpuNotification(0))))
        .isEqualTo(Errno.EINVAL);
    for (Semaphore bad : List.of(new Semaphore(0, 0), new Semaphore(1, 2), new Semaphore(-1, 0),
        new Semaphore(1, -1))) {
      assertThat(errno(guest.createSync(device, SynchronizationObjectType.SEMAPHORE, 0, bad))).isEqualTo(Errno.EINVAL);
    }
    assertThat(guest.vsp().partition().counts().of(ObjectKind.SYNC_OBJECT)).isZero();
  }

  @Test
  void sharedObjectsAreNotSupported() {
    for (int flags : new int[]{1, 2, 3, 4}) {
      assertThat(errno(guest.createSync(device, SynchronizationObjectType.FENCE, flags, new Fence(0))))
          .isEqualTo(Errno.EPERM);
    }
  }

  @Test
  void objectsWithoutAPageOutliveTheirDevice() {
    Handle semaphore = ok(guest.createSync(device, SynchronizationObjectType.SEMAPHORE, 0, new Semaphore(1, 0)))
        .syncObject();
    guest.fence(device, 0);

    ok(guest.status(new DestroyDeviceCommand(guest.header(Message.DESTROYDEVICE), device)));

    assertThat(guest.vsp().partition().counts().of(ObjectKind.SYNC_OBJECT)).isEqualTo(1);
    ok(guest.global(ProcessCommandsTest.destroySync(guest, semaphore)));
  }

  @Test
  void aCpuWaitSignalsItsEventOnceWhenItIsOver() {
    Handle fence = guest.fence(device, 0).syncObject();

    ok(waitFromCpu(55, false, new Handle[]{fence}, 3));
    assertThat(events()).isEmpty();
    ok(signalFromCpu(fence, 2));
    assertThat(events()).isEmpty();
    ok(signalFromCpu(fence, 3));
    assertThat(events()).containsExactly(55L);
    ok(signalFromCpu(fence, 4));
    assertThat(events()).isEmpty();
  }

  @Test
  void aCpuWaitThatIsOverAlreadySignalsAtOnce() {
    ok(waitFromCpu(56, false, new Handle[]{guest.fence(device, 9).syncObject()}, 9));

    assertThat(events()).containsExactly(56L);
  }

  @Test
  void aCpuWaitIsForAllOrForAny() {
    Handle a = guest.fence(device, 0).syncObject();
    Handle b = guest.fence(device, 0).syncObject();
    ok(waitFromCpu(1, false, new Handle[]{a, b}, 1, 1));
    ok(waitFromCpu(2, true, new Handle[]{a, b}, 1, 1));

    ok(signalFromCpu(b, 1));
    assertThat(events()).containsExactly(2L);
    ok(signalFromCpu(a, 1));
    assertThat(events()).containsExactly(1L);
  }

  @Test
  void destroyingAFenceWakesWhoWaitsForIt() {
    Handle fence = guest.fence(device, 0).syncObject();
    ok(waitFromCpu(3, false, new Handle[]{fence}, 1));

    ok(guest.global(ProcessCommandsTest.destroySync(guest, fence)));

    assertThat(events()).containsExactly(3L);
  }

  @Test
  void aPagingQueueFenceCanBeWaitedFor() {
    Handle fence = ok(guest.createPagingQueue(device)).syncObject();

    ok(waitFromCpu(4, false, new Handle[]{fence}, 0));

    assertThat(events()).containsExactly(4L);
  }

  @Test
  void cpuWaitsThatMakeNoSenseAreRefused() {
    Handle fence = guest.fence(device, 0).syncObject();
    Handle mutex = ok(guest.createSync(device, SynchronizationObjectType.SYNCHRONIZATION_MUTEX, 0,
        new SynchronizationMutex(0))).syncObject();

    assertThat(errno(waitFromCpu(0, false, new Handle[]{fence}, 1))).as("no event").isEqualTo(Errno.EINVAL);
    assertThat(errno(waitFromCpu(1, false, NONE))).as("no object").isEqualTo(Errno.EINVAL);
    assertThat(errno(waitFromCpu(1, false, new Handle[]{mutex}, 1))).as("no fence").isEqualTo(Errno.EINVAL);
    assertThat(errno(waitFromCpu(1, false, new Handle[]{device}, 1))).as("no sync object").isEqualTo(Errno.EINVAL);
    Handle[] many = Stream.generate(() -> fence).limit(65).toArray(Handle[]::new);
    assertThat(errno(waitFromCpu(1, false, many, new long[65]))).as("too many").isEqualTo(Errno.EINVAL);
    assertThat(events()).isEmpty();
  }

  @Test
  void tooManyCpuWaitsAreOutOfMemory() {
    Handle fence = guest.fence(device, 0).syncObject();
    Result<NtStatus> last = waitFromCpu(1, false, new Handle[]{fence}, 1);
    int waits = 0;
    while (last instanceof Result.Ok) {
      waits++;
      last = waitFromCpu(1, false, new Handle[]{fence}, 1);
    }

    assertThat(errno(last)).isEqualTo(Errno.ENOMEM);
    assertThat(waits).isEqualTo(1024);
    ok(signalFromCpu(fence, 1));
    assertThat(events()).hasSize(1024);
  }

  @Test
  void queuesPassWaitsInOrder() {
    Handle context = guest.context(device);
    Handle gate = guest.fence(device, 0).syncObject();
    CreateSyncObjectReply done = guest.fence(device, 0);

    ok(waitFromGpu(context, new Handle[]{gate}, 5));
    ok(signalFromGpu(context, done.syncObject(), 1));
    assertThat(shown(done)).isZero();

    ok(signalFromCpu(gate, 5));
    assertThat(shown(done)).isEqualTo(1);
  }

  @Test
  void hardwareQueuesWaitAndSignalToo() {
    var queue = ok(guest.createHwQueue(guest.context(device)));
    CreateSyncObjectReply done = guest.fence(device, 0);

    ok(waitFromGpu(queue.hwqueue(), new Handle[]{queue.hwqueueProgressFence()}, 1));
    ok(signalFromGpu(queue.hwqueue(), done.syncObject(), 8));
    assertThat(shown(done)).isZero();

    ok(signalFromCpu(queue.hwqueueProgressFence(), 1));
    assertThat(shown(done)).isEqualTo(8);
  }

  @Test
  void aMutexLetsOneContextPass() {
    Handle mutex = ok(guest.createSync(device, SynchronizationObjectType.SYNCHRONIZATION_MUTEX, 0,
        new SynchronizationMutex(0))).syncObject();
    Handle first = guest.context(device);
    Handle second = guest.context(device);
    CreateSyncObjectReply done = guest.fence(device, 0);

    ok(waitFromGpu(first, new Handle[]{mutex}, 0));
    ok(waitFromGpu(second, new Handle[]{mutex}, 0));
    ok(signalFromGpu(second, done.syncObject(), 1));
    assertThat(shown(done)).isZero();

    ok(signalFromGpu(first, mutex, 0));
    assertThat(shown(done)).isEqualTo(1);
  }

  @Test
  void aSemaphoreCountsAndANotificationFiresEachTime() {
    Handle semaphore = ok(guest.createSync(device, SynchronizationObjectType.SEMAPHORE, 0, new Semaphore(2, 0)))
        .syncObject();
    Handle notification = ok(guest.createSync(device, SynchronizationObjectType.CPU_NOTIFICATION, 0,
        new CpuNotification(77))).syncObject();
    Handle context = guest.context(device);
    for (int i = 0; i < 2; i++) {
      ok(waitFromGpu(context, new Handle[]{semaphore}, 0));
      ok(signalFromGpu(context, notification, 0));
    }
    assertThat(events()).isEmpty();

    ok(signalFromCpu(semaphore, 0));
    assertThat(events()).containsExactly(77L);
    ok(signalFromCpu(semaphore, 0));
    assertThat(events()).containsExactly(77L);
  }

  @Test
  void anEventIsQueuedBehindWork() {
    Handle context = guest.context(device);
    Handle gate = guest.fence(device, 0).syncObject();
    ok(waitFromGpu(context, new Handle[]{gate}, 1));

    ok(guest.status(guest.signal(2, 99, NONE, new Handle[]{context})));
    assertThat(events()).isEmpty();

    ok(signalFromCpu(gate, 1));
    assertThat(events()).containsExactly(99L);
  }

  @Test
  void aSignalAtSubmissionDoesNotWait() {
    Handle context = guest.context(device);
    Handle gate = guest.fence(device, 0).syncObject();
    CreateSyncObjectReply done = guest.fence(device, 0);
    ok(waitFromGpu(context, new Handle[]{gate}, 1));

    ok(guest.status(guest.signal(1, 0, new Handle[]{done.syncObject()}, new Handle[]{context}, 1)));

    assertThat(shown(done)).isEqualTo(1);
  }

  @Test
  void oneValueServesAllObjectsOfAnOlderCommand() {
    Handle context = guest.context(device);
    CreateSyncObjectReply a = guest.fence(device, 0);
    CreateSyncObjectReply b = guest.fence(device, 0);
    var command = guest.signal(0, 0, new Handle[]{a.syncObject(), b.syncObject()}, new Handle[]{context});
    var withValue = new SignalSyncObjectCommand(command.hdr(), 2, command.flags(), 1, 6, 0,
        command.objects(), command.contexts(), U64Array.EMPTY);

    ok(guest.status(withValue));

    assertThat(shown(a)).isEqualTo(6);
    assertThat(shown(b)).isEqualTo(6);
  }

  @Test
  void signalsAndWaitsThatMakeNoSenseAreRefused() {
    Handle context = guest.context(device);
    Handle fence = guest.fence(device, 0).syncObject();
    Handle[] one = {fence};
    Handle[] contexts = {context};

    assertThat(errno(guest.status(guest.signal(0, device.value(), NONE, NONE)))).isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.status(guest.signal(0, 0, one, NONE, 1)))).as("no device").isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.status(guest.signal(0, 0, one, new Handle[]{device}, 1)))).isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.status(guest.signal(0, 0, new Handle[]{context}, contexts, 1)))).isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.status(guest.signal(0, 0, new Handle[]{fence, fence}, contexts, 1)))).as("values")
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.status(guest.signal(2, 0, NONE, contexts)))).as("event 0").isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.status(guest.signal(2, 5, NONE, NONE)))).as("no queue").isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.status(guest.signal(2, 5, one, contexts, 1)))).as("event and object")
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(waitFromGpu(context, NONE))).isEqualTo(Errno.EINVAL);
    assertThat(errno(waitFromGpu(device, one, 1))).isEqualTo(Errno.EINVAL);
    assertThat(errno(waitFromGpu(context, Stream.generate(() -> fence).limit(33).toArray(Handle[]::new), new long[33])))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void whatAProcessSignalsIsNotSignalledAfterItsEnd() {
    Handle fence = guest.fence(device, 0).syncObject();
    ok(waitFromCpu(3, false, new Handle[]{fence}, 1));

    guest.globalChannel().close(new CloseReason.PeerClosed());
    host.settle();

    assertThat(guest.globalChannel().nextPost()).isNull();
  }
}
