package org.paravane.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.AdapterInfo;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.EnumAdapters3;
import org.paravane.abi.ioctl.EnumAdaptersFilter;
import org.paravane.guest.bus.BusConnection;
import org.paravane.guest.bus.ReconnectPolicy;
import org.paravane.guest.fake.FakeConnection;
import org.paravane.runtime.Accelerator;
import org.paravane.runtime.AcceleratorException;
import org.paravane.runtime.IoctlAnswer;
import org.paravane.runtime.NodeAccess;
import org.paravane.runtime.NodeFile;
import org.paravane.vmbus.VmbusException;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class GuestStackTest {
  private static final GuestOptions OPTIONS = GuestOptions.defaults().withName("test")
      .withPatience(Duration.ofSeconds(10))
      .withReconnect(new ReconnectPolicy(Duration.ofMillis(2), Duration.ofMillis(5)));

  private final BlockingQueue<FakeConnection> hosts = new ArrayBlockingQueue<>(4);

  private FakeConnection host(int adapters) {
    FakeConnection connection = new FakeConnection();
    connection.add(connection.globalOffer());
    for (int i = 0; i < adapters; i++) {
      connection.add(connection.vgpuOffer(i));
    }
    hosts.add(connection);
    return connection;
  }

  private BusConnection dial() throws VmbusException {
    FakeConnection next = hosts.poll();
    if (next == null) {
      throw new VmbusException("nobody listens");
    }
    return next;
  }

  @Test
  void allThatTheHostOffersIsThereWhenConnectReturns() throws VmbusException {
    host(3);
    try (GuestStack guest = GuestStack.connect(this::dial, OPTIONS)) {
      assertThat(guest.accelerators()).containsExactly("accel0", "accel1", "accel2");
      assertThat(guest.nodes().list()).containsExactly("accel/accel0", "accel/accel1", "accel/accel2");
      assertThat(guest.isConnected()).isTrue();
    }
  }

  @Test
  void aHostWithoutDevicesIsAHost() throws VmbusException {
    host(0);
    try (GuestStack guest = GuestStack.connect(this::dial, OPTIONS)) {
      assertThat(guest.accelerators()).isEmpty();
    }
  }

  @Test
  void noHostInTimeSaysWhy() {
    assertThatThrownBy(() -> GuestStack.connect(this::dial, OPTIONS.withPatience(Duration.ofMillis(100))))
        .isInstanceOf(VmbusException.class).hasMessageContaining("nobody listens");
  }

  @Test
  void aSocketThatIsNotThereSaysWhy(@TempDir Path folder) {
    assertThatThrownBy(
        () -> GuestStack.connect(folder.resolve("none"), OPTIONS.withPatience(Duration.ofSeconds(2))))
        .isInstanceOf(VmbusException.class).hasMessageContaining("no host is there")
        .hasMessageContaining("nobody listens");
  }

  @Test
  void devicesGoWithTheHostAndComeBackWithAnother() throws Exception {
    FakeConnection first = host(1);
    try (GuestStack guest = GuestStack.connect(this::dial, OPTIONS)) {
      NodeFile open = opened(guest.node("accel0"));
      first.die();
      host(2);
      while (guest.accelerators().size() != 2) {
        Thread.sleep(2);
      }
      assertThat(guest.awaitDevices(Duration.ofSeconds(5))).isTrue();
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment argument = arena.allocate(4, 8);
        assertThat(open.ioctl(DxgIoctl.CLOSEADAPTER.requestCode(), argument).errno()).isEqualTo(Errno.ENODEV);
      }
      open.close();
    }
  }

  /** As a service does that looks after its own end meanwhile. */
  @Test
  void aDeviceThatIsPutOffIsNotThereYetHoweverShortTheLooks() throws Exception {
    host(2).delayOpen(2);
    try (GuestStack guest = GuestStack.start(this::dial, OPTIONS)) {
      long begin = System.nanoTime();
      while (!guest.awaitDevices(Duration.ofMillis(1))) {
        assertThat(System.nanoTime() - begin).isLessThan(20_000_000_000L);
      }
      assertThat(guest.accelerators()).containsExactly("accel0", "accel1");
    }
  }

  @Test
  void closeTakesAllDevicesAway() throws VmbusException {
    FakeConnection host = host(2);
    GuestStack guest = GuestStack.connect(this::dial, OPTIONS);
    NodeAccess node = guest.node("accel1");
    guest.close();
    guest.close();
    assertThat(guest.accelerators()).isEmpty();
    assertThat(host.openCount()).isZero();
    assertThatThrownBy(() -> Accelerator.open(node))
        .isInstanceOfSatisfying(AcceleratorException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
  }

  @Test
  void twoGuestsInOneProgramDoNotKnowOfEachOther() throws VmbusException {
    host(1);
    try (GuestStack one = GuestStack.connect(this::dial, OPTIONS)) {
      host(2);
      try (GuestStack two = GuestStack.connect(this::dial, OPTIONS)) {
        assertThat(one.accelerators()).hasSize(1);
        assertThat(two.accelerators()).hasSize(2);
        assertThat(two.registry()).isNotSameAs(one.registry());
      }
      assertThat(one.accelerators()).hasSize(1);
    }
  }

  private static NodeFile opened(NodeAccess node) {
    return switch (node.open()) {
      case Result.Ok<NodeFile>(NodeFile file) -> file;
      case Result.Failed<NodeFile> failed -> throw new AssertionError(failed);
    };
  }

  @Test
  void aNodeOfTheLibraryIsTheNodeOfTheRegistry() throws VmbusException {
    host(2);
    try (GuestStack guest = GuestStack.connect(this::dial, OPTIONS);
        Arena arena = Arena.ofConfined();
        NodeFile file = opened(guest.node("accel1"))) {
      assertThat(guest.node("accel1").name()).isEqualTo("accel1");
      StructCodec<EnumAdapters3> codec = StructCodec.of(EnumAdapters3.class);
      MemorySegment adapters = arena.allocate(StructCodec.of(AdapterInfo.class).size() * 8L, 8);
      MemorySegment argument = arena.allocate(codec.size(), 8);
      codec.write(new EnumAdapters3(new EnumAdaptersFilter(true, false, 0), 8, 0, adapters.address()), argument, 0);

      assertThat(file.ioctl(DxgIoctl.ENUMADAPTERS3.requestCode(), argument)).isEqualTo(IoctlAnswer.OK);
      assertThat(codec.read(argument, 0).adapterCount()).isEqualTo(1);

      IoctlAnswer unknown = file.ioctl(DxgIoctl.requestCode(0x7f, 8), arena.allocate(8, 8));
      assertThat(unknown.errno()).isEqualTo(Errno.ENOTTY);
      assertThat(file.mmap(1L << 50, 4096, arena)).isInstanceOf(Result.Failed.class);
    }
  }

  @Test
  void aNodeThatIsNotThereIsEnoent() throws VmbusException {
    host(1);
    try (GuestStack guest = GuestStack.connect(this::dial, OPTIONS)) {
      assertThat(guest.node("accel7").open()).isInstanceOfSatisfying(Result.Failed.class,
          failed -> assertThat(failed.errno()).isEqualTo(Errno.ENOENT));
      assertThat(List.of(guest.node("accel7").name())).containsExactly("accel7");
    }
  }
}
