package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.accel.KernelArguments;
import org.paravane.abi.wire.DestroyContextCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.QuerySensorsCommand;
import org.paravane.abi.wire.QuerySensorsReply;
import org.paravane.abi.wire.QueryUsageCommand;
import org.paravane.abi.wire.QueryUsageReply;
import org.paravane.abi.wire.VgpuToHostHeader;

/** What a guest can ask of its use of an adapter: engine time by process, memory that nobody was charged for, sensors. */
class UsageCommandsTest {
  private static final long SPIN = 3_000_000;

  private final SteppedAdapter host = new SteppedAdapter(0);
  private final FakeGuest guest = FakeGuest.withProcess(1, host.adapter());

  @AfterEach
  void nothingIsLeft() {
    Baseline.afterDeathOf(guest, host);
    host.close();
  }

  private Result<QueryUsageReply> usage(FakeGuest who, Handle process) {
    return who.call(new QueryUsageCommand(VgpuToHostHeader.of(Message.QUERYUSAGE, process), who.adapterHandle()),
        QueryUsageReply.class);
  }

  private long busy(FakeGuest who, Handle process, int node) {
    return ok(usage(who, process)).busyNanos().get(node);
  }

  private Handle spin(FakeGuest who, int node) {
    WorkBench bench = new WorkBench(who);
    Handle context = ok(who.createContext(bench.device(), node));
    WorkBench.Commands work = bench
        .commands(bench.dispatch(host.gpu(), "spin", new KernelArguments.Spin(SPIN)));
    ok(who.status(who.submission(work.address(), work.length(), context)));
    host.finish();
    return context;
  }

  @Test
  void engineTimeIsCountedForTheProcessAndItsGuestAndNobodyElse() {
    Handle first = guest.process();
    Handle second = guest.newProcess();
    FakeGuest other = FakeGuest.withProcess(2, host.adapter());
    assertThat(ok(usage(guest, first)).busyNanos().length()).isEqualTo(3);
    spin(guest, 1);

    assertThat(busy(guest, second, 1)).isEqualTo(SPIN);
    assertThat(busy(guest, second, 0)).isZero();
    assertThat(busy(guest, first, 1)).isZero();
    assertThat(busy(guest, Handle.NONE, 1)).isEqualTo(SPIN);
    assertThat(busy(other, Handle.NONE, 1)).isZero();
    other.die();
    host.finish();
  }

  @Test
  void endedContextsAndProcessesStillCount() {
    Handle context = spin(guest, 0);
    ok(guest.status(new DestroyContextCommand(guest.header(Message.DESTROYCONTEXT), context)));
    spin(guest, 0);
    assertThat(busy(guest, guest.process(), 0)).isEqualTo(2 * SPIN);
    guest.vsp().partition().destroy(ok(guest.vsp().partition().process(guest.process())));
    host.finish();
    assertThat(errno(usage(guest, guest.process()))).isEqualTo(Errno.EINVAL);
    assertThat(busy(guest, Handle.NONE, 0)).isEqualTo(2 * SPIN);
  }

  @Test
  void memoryOutsideOfAllocationsIsFoundAndCountedForItsProcess() {
    Handle first = guest.process();
    WorkBench bench = new WorkBench(guest);
    WorkBench.Buffer mine = bench.buffer(2);
    mine.memory().fill((byte) 7);
    assertThat(guest.vsp().partition().auditApertures()).isZero();
    guest.aperture().segment().asSlice(512 << 10, 256 << 10).fill((byte) 9);
    Handle second = guest.newProcess();

    guest.vsp().auditApertures();

    assertThat(ok(usage(guest, first)).apertureExcessBytes()).isEqualTo(256 << 10);
    assertThat(ok(usage(guest, second)).apertureExcessBytes()).isZero();
    assertThat(ok(usage(guest, Handle.NONE)).apertureExcessBytes()).isEqualTo(256 << 10);
    assertThat(mine.memory().get(ValueLayout.JAVA_BYTE, 8191)).isEqualTo((byte) 7);
  }

  @Test
  void sensorsAreReadAndNeedTheAdapter() {
    QuerySensorsReply read = ok(guest.call(
        new QuerySensorsCommand(guest.header(Message.QUERYSENSORS), guest.adapterHandle()), QuerySensorsReply.class));
    assertThat(read.hasTemperature()).isTrue();
    assertThat(read.hasPower()).isTrue();
    assertThat(read.hasFrequency()).isTrue();
    assertThat(read.temperatureMillidegrees()).isBetween(30_000, 80_000);
    assertThat(read.powerMicrowatts()).isBetween(10_000_000L, 100_000_000L);
    assertThat(errno(guest.call(new QuerySensorsCommand(guest.header(Message.QUERYSENSORS), Handle.NONE),
        QuerySensorsReply.class))).isEqualTo(Errno.EINVAL);
    assertThat(errno(guest.call(new QueryUsageCommand(guest.header(Message.QUERYUSAGE), new Handle(5)),
        QueryUsageReply.class))).isEqualTo(Errno.EINVAL);
  }
}
