package org.paravane.host.vsp;

import static org.paravane.host.Results.ok;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Guid;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.StructCodec;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetProcessApertureCommand;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.abi.wire.VgpuOpenData;
import org.paravane.host.object.HostAdapter;
import org.paravane.host.object.PartitionPolicy;

/** What a guest driver does, message by message, against the host's end in the same thread. */
final class FakeGuest extends GuestCommands {
  static final Guid GLOBAL_INSTANCE = Guid.parse("11111111-2222-3333-4444-555555555555");

  private final FakeConnection connection;
  private final GuestVsp vsp;
  private final HostAdapter adapter;
  private FakeChannel global;
  private FakeChannel vgpu;
  private Luid luid = Luid.ZERO;
  private long nextAperture = WINDOW_START;
  private @Nullable FakeRegion aperture;
  private int stopAfter = Integer.MAX_VALUE;

  /** The guest was killed instead of sending one more message. */
  static final class Stopped extends RuntimeException {
  }

  /** A guest that is offered one adapter and has opened nothing. */
  FakeGuest(long id, HostAdapter adapter, PartitionPolicy policy) {
    this.connection = new FakeConnection(id);
    this.adapter = adapter;
    this.vsp = new GuestVsp(connection, policy, new Random(id));
    this.global = new FakeChannel(1);
    this.vgpu = new FakeChannel(2);
    ok(vsp.offerGlobal(GLOBAL_INSTANCE));
    vsp.offer(adapter);
  }

  /** The same, with channels and adapter open and the I/O window set. */
  static FakeGuest started(long id, HostAdapter adapter) {
    return started(id, adapter, PartitionPolicy.defaults());
  }

  static FakeGuest started(long id, HostAdapter adapter, PartitionPolicy policy) {
    FakeGuest guest = new FakeGuest(id, adapter, policy);
    guest.openChannels(VgpuOpenData.current());
    guest.openAdapter();
    return guest;
  }

  /** The same, with a process that has an aperture. */
  static FakeGuest withProcess(long id, HostAdapter adapter) {
    FakeGuest guest = started(id, adapter);
    guest.newProcess();
    return guest;
  }

  void openChannels(VgpuOpenData data) {
    VgpuOfferData offered = StructCodec.of(VgpuOfferData.class)
        .decode(connection.offered(DxgInterfaces.VGPU).getFirst().userData());
    luid = offered.hostVgpuLuid();
    global = Objects.requireNonNull(connection.open(GLOBAL_INSTANCE, new byte[0]));
    vgpu = Objects.requireNonNull(
        connection.open(adapter.instanceId(), StructCodec.of(VgpuOpenData.class).encode(data)));
  }

  /** Opens the adapter, which was offered again. */
  void reopenVgpu() {
    luid = StructCodec.of(VgpuOfferData.class)
        .decode(connection.offered(DxgInterfaces.VGPU).getFirst().userData()).hostVgpuLuid();
    vgpu = Objects.requireNonNull(connection.open(adapter.instanceId(),
        StructCodec.of(VgpuOpenData.class).encode(VgpuOpenData.current())));
    openAdapterAgain();
  }

  /** Is offered one more adapter and opens it; commands on the vGPU channel go there from now on. */
  VgpuSeat openAlso(HostAdapter other) {
    VgpuSeat before = new VgpuSeat(vgpu, luid, adapterHandle());
    vsp.offer(other);
    luid = connection.offered(DxgInterfaces.VGPU).stream()
        .filter(offer -> offer.instanceId().equals(other.instanceId())).findFirst()
        .map(offer -> StructCodec.of(VgpuOfferData.class).decode(offer.userData()).hostVgpuLuid()).orElseThrow();
    vgpu = Objects.requireNonNull(connection.open(other.instanceId(),
        StructCodec.of(VgpuOpenData.class).encode(VgpuOpenData.current())));
    openAdapterAgain();
    return before;
  }

  /** Where commands on the vGPU channel go. */
  record VgpuSeat(FakeChannel channel, Luid luid, Handle adapterHandle) {
  }

  /** Commands on the vGPU channel go there from now on. */
  VgpuSeat switchTo(VgpuSeat seat) {
    VgpuSeat before = new VgpuSeat(vgpu, luid, adapterHandle());
    vgpu = seat.channel();
    luid = seat.luid();
    useAdapterHandle(seat.adapterHandle());
    return before;
  }

  FakeConnection connection() {
    return connection;
  }

  GuestVsp vsp() {
    return vsp;
  }

  FakeChannel globalChannel() {
    return global;
  }

  FakeChannel vgpuChannel() {
    return vgpu;
  }

  Luid luid() {
    return luid;
  }

  FakeRegion aperture() {
    return Objects.requireNonNull(aperture);
  }

  @Override
  MemorySegment at(long gpa) {
    return aperture().segment().asSlice(gpa - aperture().gpaBase());
  }

  /** Kills the guest when this many messages are sent, by {@link Stopped}. */
  void stopAfter(int messages) {
    stopAfter = messages;
  }

  @Override
  byte @Nullable [] send(boolean toGlobal, Record command, boolean wantsCompletion) {
    if (global.sent().size() + vgpu.sent().size() >= stopAfter) {
      throw new Stopped();
    }
    return toGlobal
        ? global.send(ok(CommandMessage.encode(Luid.ZERO, command)), wantsCompletion)
        : vgpu.send(ok(CommandMessage.encode(luid, command)), wantsCompletion);
  }

  @Override
  long giveAperture() {
    long gpa = nextAperture;
    nextAperture += 16 * APERTURE_BYTES;
    aperture = connection.share(gpa, APERTURE_BYTES, 0);
    ok(global(new SetProcessApertureCommand(vm(Message.SETPROCESSAPERTURE, process()), gpa, APERTURE_BYTES)));
    return gpa;
  }

  /** The guest is killed. */
  void die() {
    connection.die(vsp);
  }
}
