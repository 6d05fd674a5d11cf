package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;
import org.paravane.abi.wire.CreateNtSharedObjectCommand;
import org.paravane.abi.wire.DestroyNtSharedObjectCommand;
import org.paravane.abi.wire.DestroyProcessCommand;
import org.paravane.abi.wire.DestroySyncObjectCommand;
import org.paravane.abi.wire.IsFeatureEnabledCommand;
import org.paravane.abi.wire.IsFeatureEnabledGlobalCommand;
import org.paravane.abi.wire.IsFeatureEnabledReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.OpenSyncObjectCommand;
import org.paravane.abi.wire.OpenSyncObjectReply;
import org.paravane.abi.wire.SetIoSpaceRegionCommand;
import org.paravane.abi.wire.SetProcessApertureCommand;
import org.paravane.abi.wire.ShareObjectWithHostCommand;
import org.paravane.abi.wire.VgpuOpenData;
import org.paravane.host.object.ObjectKind;
import org.paravane.host.object.PartitionPolicy;
import org.paravane.vmbus.CloseReason;

class ProcessCommandsTest {
  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.started(1, host.adapter());

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  static DestroySyncObjectCommand destroySync(FakeGuest guest, Handle sync) {
    return new DestroySyncObjectCommand(FakeGuest.vm(Message.DESTROYSYNCOBJECT, guest.process()), sync);
  }

  private static DestroyProcessCommand destroy(Handle process) {
    return new DestroyProcessCommand(FakeGuest.vm(Message.DESTROYPROCESS, process));
  }

  private static SetIoSpaceRegionCommand window(long start, long length) {
    return new SetIoSpaceRegionCommand(FakeGuest.vm(Message.SETIOSPACEREGION, Handle.NONE), start, length, 0);
  }

  private SetProcessApertureCommand aperture(long start, long length) {
    return new SetProcessApertureCommand(FakeGuest.vm(Message.SETPROCESSAPERTURE, guest.process()), start, length);
  }

  @Test
  void processHandlesAreAllDifferentAndHardToGuess() {
    Set<Handle> handles = new HashSet<>();
    for (int i = 0; i < PartitionPolicy.defaults().processes(); i++) {
      handles.add(ok(guest.createProcess()));
    }

    assertThat(handles).hasSize(PartitionPolicy.defaults().processes()).doesNotContain(Handle.NONE);
    assertThat(handles.stream().map(Handle::index).distinct().count()).isGreaterThan(200);
    assertThat(errno(guest.createProcess())).isEqualTo(Errno.ENOMEM);
  }

  @Test
  void aProcessEndsWithEverythingInIt() {
    guest.newProcess();
    Handle device = guest.device();
    guest.context(device);
    guest.allocation(device, 8192, true);
    ok(guest.createPagingQueue(device));

    ok(guest.global(destroy(guest.process())));
    host.settle();

    assertThat(guest.vsp().partition().counts().total()).isZero();
    Baseline.isReached(host);
    assertThat(errno(guest.global(destroy(guest.process())))).isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.createDevice())).isEqualTo(Errno.EINVAL);
  }

  @Test
  void commandsOfUnknownProcessesAreRefused() {
    guest.newProcess();
    guest.useProcess(new Handle(guest.process().value() ^ 1));

    assertThat(errno(guest.createDevice())).isEqualTo(Errno.EINVAL);
  }

  @Test
  void theWindowIsSetOnce() {
    assertThat(errno(guest.global(window(FakeGuest.WINDOW_START, 4096)))).isEqualTo(Errno.EEXIST);
  }

  @Test
  void theWindowIsARangeOfPages() {
    FakeGuest fresh = new FakeGuest(2, host.adapter(), PartitionPolicy.defaults());
    fresh.openChannels(VgpuOpenData.current());

    for (SetIoSpaceRegionCommand bad : List.of(window(0, 0), window(1, 4096), window(4096, 4095), window(-4096, 8192),
        window(Long.MAX_VALUE & -4096, 8192), window(4096, Long.MIN_VALUE))) {
      assertThat(errno(fresh.global(bad))).isEqualTo(Errno.EINVAL);
    }
    ok(fresh.global(window(0, 4096)));
    fresh.die();
  }

  @Test
  void anApertureLiesInTheWindowAndBeginsARegion() {
    guest.useProcess(ok(guest.createProcess()));
    long start = FakeGuest.WINDOW_START;
    guest.connection().share(start, FakeGuest.APERTURE_BYTES, 0);
    guest.connection().share(start - (1 << 20), 1 << 20, 0);
    guest.connection().share(start + FakeGuest.WINDOW_BYTES - 4096, 1 << 20, 0);

    for (SetProcessApertureCommand bad : List.of(aperture(start - (1 << 20), 1 << 20), aperture(start, 0),
        aperture(start, 4095), aperture(start + 1, 4096), aperture(start + 4096, 4096),
        aperture(start, FakeGuest.APERTURE_BYTES + 4096), aperture(start + FakeGuest.WINDOW_BYTES - 4096, 8192),
        aperture(-4096, 4096), aperture(start, Long.MAX_VALUE & -4096))) {
      assertThat(errno(guest.global(bad))).isEqualTo(Errno.EINVAL);
    }
    ok(guest.global(aperture(start, FakeGuest.APERTURE_BYTES)));
    assertThat(errno(guest.global(aperture(start, FakeGuest.APERTURE_BYTES)))).isEqualTo(Errno.EEXIST);
  }

  @Test
  void anApertureMayComeAfterTheFirstDevice() {
    guest.useProcess(ok(guest.createProcess()));
    Handle device = guest.device();
    assertThat(errno(guest.createPagingQueue(device))).isEqualTo(Errno.EOPNOTSUPP);

    guest.giveAperture();

    ok(guest.createPagingQueue(device));
  }

  @Test
  void anApertureIsLetGoWithItsProcessEvenIfUnused() {
    guest.newProcess();
    assertThat(guest.aperture().retained()).isEqualTo(1);

    ok(guest.global(destroy(guest.process())));
    host.settle();

    assertThat(guest.aperture().retained()).isZero();
  }

  @Test
  void syncObjectsAreDestroyedOnce() {
    guest.newProcess();
    Handle fence = guest.fence(guest.device(), 1).syncObject();

    ok(guest.global(destroySync(guest, fence)));
    host.settle();

    assertThat(guest.vsp().partition().counts().of(ObjectKind.SYNC_OBJECT)).isZero();
    assertThat(host.memoryInUse()).isZero();
    assertThat(errno(guest.global(destroySync(guest, fence)))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void destroyingSomethingElseAsSyncObjectIsRefused() {
    guest.newProcess();
    Handle device = guest.device();

    assertThat(errno(guest.global(destroySync(guest, device)))).isEqualTo(Errno.EINVAL);
    assertThat(guest.vsp().partition().counts().of(ObjectKind.DEVICE)).isEqualTo(1);
  }

  @Test
  void sharingIsNotSupported() {
    guest.newProcess();
    Handle process = guest.process();

    assertThat(errno(guest.global(new OpenSyncObjectCommand(FakeGuest.vm(Message.OPENSYNCOBJECT, process), Handle.NONE,
        Handle.NONE, 0, SynchronizationObjectFlags.NONE), OpenSyncObjectReply.class))).isEqualTo(Errno.EPERM);
    assertThat(errno(guest.global(
        new CreateNtSharedObjectCommand(FakeGuest.vm(Message.CREATENTSHAREDOBJECT, process), Handle.NONE))))
        .isEqualTo(Errno.EPERM);
    assertThat(errno(guest.global(
        new DestroyNtSharedObjectCommand(FakeGuest.vm(Message.DESTROYNTSHAREDOBJECT, process), Handle.NONE))))
        .isEqualTo(Errno.EPERM);
    assertThat(errno(guest.global(new ShareObjectWithHostCommand(FakeGuest.vm(Message.SHAREOBJECTWITHHOST, process),
        Handle.NONE, Handle.NONE, 0)))).isEqualTo(Errno.EPERM);
    assertThat(guest.vsp().counters().figures().unsupported()).isEqualTo(4);
  }

  @Test
  void noFeatureIsEnabledAndOneIsKnown() {
    IsFeatureEnabledReply known = ok(guest.global(
        new IsFeatureEnabledGlobalCommand(FakeGuest.vm(Message.ISFEATUREENABLED_GLOBAL, Handle.NONE), 0),
        IsFeatureEnabledReply.class));
    IsFeatureEnabledReply unknown = ok(guest.call(
        new IsFeatureEnabledCommand(guest.header(Message.ISFEATUREENABLED), 33), IsFeatureEnabledReply.class));

    assertThat(known.status()).isEqualTo(NtStatus.SUCCESS);
    assertThat(known.result().knownFeature()).isTrue();
    assertThat(known.result().enabled()).isFalse();
    assertThat(unknown.result().knownFeature()).isFalse();
  }

  @Test
  void closingTheGlobalChannelEndsAllProcesses() {
    guest.newProcess();
    guest.device();
    guest.newProcess();
    guest.context(guest.device());

    guest.globalChannel().close(new CloseReason.PeerClosed());
    host.settle();

    assertThat(guest.vsp().partition().counts().total()).isZero();
    Baseline.isReached(host);
  }
}
