package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.OpenAdapterFromLuid;
import org.paravane.guest.dxg.object.DxgAdapter;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;

/** Every row of the routing table, with handles of two adapters and with handles of none. */
class RoutesTest {
  /** What is for the file as a whole. */
  private static final Set<DxgIoctl> OF_FILES = EnumSet.of(DxgIoctl.OPENADAPTERFROMLUID, DxgIoctl.ENUMADAPTERS2,
      DxgIoctl.ENUMADAPTERS3, DxgIoctl.CLOSEADAPTER);
  /** What names an adapter by the handle of an opening. */
  private static final Set<DxgIoctl> BY_OPENING = EnumSet.of(DxgIoctl.QUERYADAPTERINFO, DxgIoctl.QUERYVIDEOMEMORYINFO,
      DxgIoctl.CREATEDEVICE, DxgIoctl.FREEGPUVIRTUALADDRESS);

  private final Fixture fixture = Fixture.legacy(2);
  private final Client client = new Client(fixture.open("dxg"), 0);
  private final FileCall call = new FileCall(client.file().file().data(DxgProcess.class),
      client.file().file().caller().memory(), 0);
  private final Routes routes = new Routes();

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  private Handle opened(int number) {
    return client.call(DxgIoctl.OPENADAPTERFROMLUID, new OpenAdapterFromLuid(FakeHost.luidOf(number), Handle.NONE))
        .ok().adapterHandle();
  }

  private Handle device(int number) {
    return client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(opened(number))).ok().device();
  }

  /** Routes an argument that has the handle wherever one can stand. */
  private <A extends Record> Result<DxgAdapter> route(DxgIoctl ioctl, Class<A> type, Handle handle) {
    StructCodec<A> codec = StructCodec.of(type);
    MemorySegment argument = client.at(client.pages(codec.size()), codec.size());
    if (ioctl == DxgIoctl.SUBMITSIGNALSYNCOBJECTSTOHWQUEUE) {
      argument.asSlice(8).fill((byte) 0);
      argument.set(ValueLayout.JAVA_LONG, codec.layout().field("hwqueues").offset(), client.putHandles(handle));
    } else {
      for (long at = 0; at + 4 <= codec.size(); at += 4) {
        argument.set(ValueLayout.JAVA_INT, at, handle.value());
      }
    }
    return routes.<A>of(ioctl).adapter(call, codec.read(argument, 0));
  }

  private Result<Luid> routed(DxgIoctl ioctl, Handle handle) {
    return route(ioctl, ioctl.argument(), handle).map(adapter -> adapter.identity().luid());
  }

  private static void assertErrno(Result<?> result, Errno errno) {
    assertThat(result).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(errno));
  }

  @Test
  void everySupportedIoctlHasARowOrIsForTheFile() {
    Set<DxgIoctl> supported = EnumSet.noneOf(DxgIoctl.class);
    Stream.of(DxgIoctl.values()).filter(DxgIoctl::isSupported).forEach(supported::add);
    Set<DxgIoctl> covered = EnumSet.copyOf(OF_FILES);
    covered.addAll(routes.routed());
    assertThat(covered).isEqualTo(supported);
    assertThat(routes.routed()).doesNotContainAnyElementsOf(OF_FILES);
    assertThatThrownBy(() -> routes.of(DxgIoctl.CLOSEADAPTER)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theHandleOfAnObjectLeadsToItsAdapter() {
    List<Handle> devices = List.of(device(0), device(1));
    for (DxgIoctl ioctl : routes.routed()) {
      for (int number = 0; number < 2; number++) {
        if (BY_OPENING.contains(ioctl)) {
          assertErrno(routed(ioctl, devices.get(number)), Errno.EINVAL);
        } else {
          assertThat(routed(ioctl, devices.get(number))).as("%s", ioctl)
              .isEqualTo(Result.ok(FakeHost.luidOf(number)));
        }
      }
    }
  }

  @Test
  void theHandleOfAnOpeningLeadsToItsAdapter() {
    List<Handle> openings = List.of(opened(0), opened(1));
    for (DxgIoctl ioctl : routes.routed()) {
      for (int number = 0; number < 2; number++) {
        if (BY_OPENING.contains(ioctl) || ioctl == DxgIoctl.RESERVEGPUVIRTUALADDRESS) {
          assertThat(routed(ioctl, openings.get(number))).as("%s", ioctl)
              .isEqualTo(Result.ok(FakeHost.luidOf(number)));
        } else {
          assertErrno(routed(ioctl, openings.get(number)), Errno.EINVAL);
        }
      }
    }
  }

  @Test
  void aHandleOfNothingIsEinvalEverywhere() {
    device(0);
    for (DxgIoctl ioctl : routes.routed()) {
      assertErrno(routed(ioctl, Handle.NONE), Errno.EINVAL);
      assertErrno(routed(ioctl, new Handle(0x1234_5678)), Errno.EINVAL);
    }
  }
}
