package org.paravane.guest.dxg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.CloseAdapter;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.ioctl.OpenAdapterFromLuid;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.OpenAdapterReply;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.device.Device;
import org.paravane.device.DeviceNode;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.DeviceState;
import org.paravane.device.RegistryCensus;
import org.paravane.device.uevent.Uevent;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeConnection;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.vmbus.Offer;

@Timeout(30)
class ProbingTest {
  private final Fixture fixture = Fixture.bare();
  private final FakeConnection connection = fixture.connection();
  private final DeviceRegistry registry = fixture.registry();

  @AfterEach
  void close() {
    fixture.close();
  }

  private List<String> nodes() {
    return fixture.nodes().list();
  }

  enum Step {
    LOAD, GLOBAL, VGPU0, VGPU1
  }

  /** All orders of loading the driver and of three offers. */
  static List<List<Step>> orders() {
    List<List<Step>> all = new ArrayList<>();
    permute(new ArrayList<>(), List.of(Step.values()), all);
    return all;
  }

  private static void permute(List<Step> done, List<Step> left, List<List<Step>> all) {
    if (left.isEmpty()) {
      all.add(List.copyOf(done));
    }
    for (Step next : left) {
      List<Step> rest = new ArrayList<>(left);
      rest.remove(next);
      done.add(next);
      permute(done, rest, all);
      done.removeLast();
    }
  }

  private void take(Step step) {
    switch (step) {
      case LOAD -> fixture.load();
      case GLOBAL -> connection.add(connection.globalOffer());
      case VGPU0 -> connection.add(connection.vgpuOffer(0));
      case VGPU1 -> connection.add(connection.vgpuOffer(1));
    }
  }

  @ParameterizedTest
  @MethodSource("orders")
  void driverGlobalAndVgpusComeInAnyOrder(List<Step> order) {
    fixture.start();
    order.forEach(this::take);
    assertThat(nodes()).hasSize(2);
    assertThat(registry.deferred()).isEmpty();
    for (String node : nodes()) {
      fixture.open(node).close();
    }
  }

  /** All orders in which driver, global channel and a vGPU go away again. */
  @ParameterizedTest
  @MethodSource("orders")
  void theyGoInAnyOrderAndLeaveNothingBehind(List<Step> order) {
    fixture.start();
    RegistryCensus before = registry.census();
    Offer global = connection.add(connection.globalOffer());
    Offer first = connection.add(connection.vgpuOffer(0));
    Offer second = connection.add(connection.vgpuOffer(1));
    fixture.load();
    assertThat(nodes()).hasSize(2);
    for (Step step : order) {
      switch (step) {
        case LOAD -> fixture.bus().bus().removeDriver(fixture.driver());
        case GLOBAL -> connection.rescind(global);
        case VGPU0 -> connection.rescind(first);
        case VGPU1 -> connection.rescind(second);
      }
    }
    assertThat(nodes()).isEmpty();
    assertThat(connection.openCount()).isZero();
    assertThat(connection.memory().reservationCount()).isZero();
    assertThat(connection.released()).hasSize(3);
    assertThat(registry.census()).isEqualTo(before);
  }

  @Test
  void aVgpuWithoutGlobalChannelIsDeferredWithAReason() {
    fixture.load().start();
    connection.add(connection.vgpuOffer(0));
    assertThat(nodes()).isEmpty();
    assertThat(registry.deferred().values()).singleElement().asString().contains("global channel");
    assertThat(connection.host().sent()).isEmpty();
    connection.add(connection.globalOffer());
    assertThat(nodes()).containsExactly("accel/accel0");
  }

  @Test
  void aGlobalChannelThatComesBackRestartsTheAdapters() {
    fixture.load().start();
    Offer global = connection.add(connection.globalOffer());
    connection.add(connection.vgpuOffer(0));
    connection.add(connection.vgpuOffer(1));
    connection.rescind(global);
    assertThat(nodes()).isEmpty();
    assertThat(registry.deferred()).hasSize(2);
    connection.add(connection.globalOffer());
    assertThat(nodes()).hasSize(2);
  }

  @Test
  void aSecondGlobalChannelIsRejectedQuietly() {
    fixture.load().start();
    connection.add(connection.globalOffer());
    Offer second = connection.add(connection.offer(DxgDriver.GLOBAL_INTERFACE, FakeHost.instanceOf(77), new byte[0]));
    Device device = fixture.bus().bus().device(second.instanceId().toString()).orElseThrow();
    assertThat(device.driver()).isEmpty();
    assertThat(connection.openCount()).isEqualTo(1);
  }

  @Test
  void startSendsTheDocumentedSequence() {
    fixture.load().start();
    connection.add(connection.globalOffer());
    connection.add(connection.vgpuOffer(0));
    assertThat(connection.host().messages()).containsExactly(Message.SETIOSPACEREGION, Message.OPENADAPTER,
        Message.GETINTERNALADAPTERINFO, Message.QUERYADAPTERINFO, Message.QUERYADAPTERINFO, Message.QUERYADAPTERINFO,
        Message.QUERYSENSORS);
    assertThat(connection.host().sent().get(1).vgpuLuid()).isEqualTo(FakeHost.luidOf(0));
    assertThat(connection.host().sent()).allMatch(command -> command.process().isNone());
  }

  @Test
  void unbindingSaysGoodbyeAndBindingStartsAgain() {
    fixture.load().start();
    connection.add(connection.globalOffer());
    Offer offer = connection.add(connection.vgpuOffer(0));
    Device device = fixture.bus().bus().device(offer.instanceId().toString()).orElseThrow();
    try (Client client = Client.of(fixture)) {
      client.createDevice();
      connection.host().forget();

      assertThat(fixture.bus().bus().unbind(device, fixture.driver())).isInstanceOf(Result.Ok.class);
      assertThat(connection.host().messages()).containsExactly(Message.FLUSHDEVICE, Message.DESTROYDEVICE,
          Message.DESTROYPROCESS, Message.CLOSEADAPTER);
      client.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(Handle.NONE)).failed(Errno.ENODEV);
      assertThat(connection.memory().regionCount()).isZero();
    }
    assertThat(device.driverData(DxgAdapter.class)).isEmpty();
    assertThat(fixture.bus().bus().bind(device, fixture.driver())).isInstanceOf(Result.Ok.class);
    assertThat(nodes()).hasSize(1);
    try (Client client = new Client(fixture.open(nodes().getFirst()), 0)) {
      client.createDevice();
    }
  }

  /** What goes wrong at one step of a probe. */
  enum Trouble {
    WINDOW_REFUSED, OPENADAPTER_FAILS, OPENADAPTER_SHORT, OPENADAPTER_STATUS, INFO_FAILS, INFO_SHORT, NO_CHANNEL
  }

  private void cause(Trouble trouble) {
    FakeHost host = connection.host();
    switch (trouble) {
      case WINDOW_REFUSED -> host.status(Message.SETIOSPACEREGION, NtStatus.NO_MEMORY);
      case OPENADAPTER_FAILS -> host.fail(Message.OPENADAPTER, NtStatus.NO_MEMORY, "no");
      case OPENADAPTER_SHORT -> host.on(Message.OPENADAPTER, command -> new byte[8]);
      case OPENADAPTER_STATUS ->
        host.reply(Message.OPENADAPTER, new OpenAdapterReply(Handle.NONE, NtStatus.UNSUCCESSFUL, 40, 40));
      case INFO_FAILS -> host.fail(Message.GETINTERNALADAPTERINFO, NtStatus.NO_MEMORY, "no");
      case INFO_SHORT -> host.on(Message.GETINTERNALADAPTERINFO, command -> new byte[704]);
      case NO_CHANNEL -> connection.refuseOpen("no room");
    }
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void aProbeThatFailsAtAnyStepLeavesNothingBehindAndCanBeRepeated(Trouble trouble) {
    fixture.load().start();
    cause(trouble);
    connection.add(connection.globalOffer());
    int globals = connection.openCount();
    int reservations = connection.memory().reservationCount();
    Offer offer = connection.add(connection.vgpuOffer(0));
    assertThat(nodes()).isEmpty();
    assertThat(connection.openCount()).isEqualTo(globals);
    assertThat(connection.memory().reservationCount()).isEqualTo(reservations);

    for (Message message : List.of(Message.SETIOSPACEREGION, Message.OPENADAPTER, Message.GETINTERNALADAPTERINFO)) {
      connection.host().normal(message);
    }
    connection.refuseOpen(null);
    fixture.bus().bus().rescan();
    assertThat(nodes()).hasSize(1);
    assertThat(fixture.bus().bus().device(offer.instanceId().toString()).orElseThrow().state())
        .isEqualTo(new DeviceState.Bound("dxg"));
  }

  @Test
  void anOldHostIsRejectedQuietly() {
    fixture.load().start();
    connection.add(connection.globalOffer());
    connection.add(connection.vgpuOffer(0, new VgpuOfferData(27, false, 0, false, Luid.ZERO, 0x1414, 0x8e,
        Bytes.zero(96))));
    assertThat(nodes()).isEmpty();
    assertThat(connection.openCount()).isEqualTo(1);
  }

  @Test
  void aHostWithoutExtensionsHasNodesButNoMappings() {
    fixture.load().start();
    connection.add(connection.globalOffer());
    connection.add(connection.vgpuOffer(0, new VgpuOfferData(40, true, 0, false, FakeHost.luidOf(0), 0x1414, 0x8e,
        Bytes.zero(96))));
    try (Client client = Client.of(fixture)) {
      Handle device = client.createDevice();
      assertThat(client.file().mmap(4096, 4096)).isInstanceOf(Result.Failed.class);
      Handle allocation = client.createAllocation(device, 4096);
      client.call(DxgIoctl.LOCK2, new Lock2(device, allocation,
          Lock2Flags.NONE, 0, 0)).failed(Errno.ENODEV);
    }
    assertThat(connection.host().messages()).doesNotContain(Message.SETPROCESSAPERTURE);
  }

  @Test
  void aRescindWhileTheProbeRunsIsARemoval() {
    fixture.load().start();
    connection.add(connection.globalOffer());
    Offer offer = connection.vgpuOffer(0);
    connection.host().on(Message.OPENADAPTER, command -> {
      connection.closeChannelOf(offer);
      return FakeHost.encode(new OpenAdapterReply(new Handle(1), NtStatus.SUCCESS, 40, 40));
    });
    connection.add(offer);
    assertThat(nodes()).isEmpty();
    connection.rescind(offer);
    assertThat(fixture.bus().bus().devices()).hasSize(1);
    assertThat(connection.released()).containsExactly(offer.channelId());
  }

  @Test
  void aRescindAfterTheNodeAppearedInsideTheProbeIsARemoval() {
    Offer offer = connection.vgpuOffer(0);
    fixture.load().start();
    connection.add(connection.globalOffer());
    Consumer<Uevent> rescinder = uevent -> {
      if (uevent.subsystem().equals("accel") && uevent.variable("ACTION").equals("add")) {
        connection.rescind(offer);
      }
    };
    registry.events().listen(rescinder);
    connection.add(offer);
    assertThat(nodes()).isEmpty();
    assertThat(connection.openCount()).isEqualTo(1);
  }

  @Test
  void aHundredDevicesAreAHundredStates() {
    fixture.load().start();
    connection.add(connection.globalOffer());
    for (int i = 0; i < 100; i++) {
      connection.add(connection.vgpuOffer(i));
    }
    assertThat(nodes()).hasSize(100);
    Set<DxgAdapter> states = new HashSet<>();
    Set<Luid> luids = new HashSet<>();
    for (DeviceNode node : fixture.accel().nodes()) {
      DxgAdapter adapter = node.device().driverData(DxgAdapter.class).orElseThrow();
      states.add(adapter);
      luids.add(adapter.identity().luid());
    }
    assertThat(states).hasSize(100);
    assertThat(luids).hasSize(100);
    try (Client seventh = new Client(fixture.open("accel/accel7"), 7);
        Client eighth = new Client(
            fixture.open("accel/accel8"), 7)) {
      seventh.openAdapter();
      eighth.call(DxgIoctl.OPENADAPTERFROMLUID,
          new OpenAdapterFromLuid(FakeHost.luidOf(7), Handle.NONE)).failed(Errno.EINVAL);
    }
  }

  @Test
  void oneMoreThanTheMinorsFailsItsProbeAndHarmsNoOther() {
    fixture.load().start();
    connection.add(connection.globalOffer());
    for (int i = 0; i < 129; i++) {
      connection.add(connection.vgpuOffer(i));
    }
    assertThat(nodes()).hasSize(128);
    assertThat(connection.openCount()).isEqualTo(129);
  }

  @Test
  void twoDriversInOneProgramDoNotSeeEachOther() {
    try (Fixture other = Fixture.started()) {
      fixture.load().start();
      connection.add(connection.globalOffer());
      connection.add(connection.vgpuOffer(0));
      try (Client mine = Client.of(fixture); Client theirs = Client.of(other)) {
        Handle device = mine.createDevice();
        theirs.call(DxgIoctl.CREATECONTEXTVIRTUAL, theirs.contextArgs(device, 0, 0)).failed(Errno.EINVAL);
        other.connection().die();
        mine.createContext(device);
        theirs.call(DxgIoctl.CLOSEADAPTER, new CloseAdapter(Handle.NONE)).failed(Errno.ENODEV);
      }
    }
  }

  @Test
  void oneLostAdapterHarmsNoOther() {
    fixture.load().start();
    connection.add(connection.globalOffer());
    Offer first = connection.add(connection.vgpuOffer(0));
    connection.add(connection.vgpuOffer(1));
    try (Client lost = new Client(fixture.open("accel/accel0"), 0);
        Client kept = new Client(
            fixture.open("accel/accel1"), 1)) {
      Handle device = lost.createDevice();
      connection.rescind(first);
      lost.call(DxgIoctl.CREATECONTEXTVIRTUAL, lost.contextArgs(device, 0, 0)).failed(Errno.ENODEV);
      kept.createContext(kept.createDevice());
    }
  }
}
