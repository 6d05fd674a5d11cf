package org.paravane.host.vsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.ok;

import java.io.File;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.U64Array;
import org.paravane.abi.accel.AqlPacket;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpuFlags;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.CreateSyncObjectReply;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.WaitForSyncObjectFromCpuCommand;
import org.paravane.host.Host;
import org.paravane.host.HostControl;
import org.paravane.host.HostOptions;
import org.paravane.host.control.ControlClient;
import org.paravane.host.memory.SegmentGroup;
import org.paravane.host.object.HostAdapter;
import org.paravane.vmbus.Connector;
import org.paravane.vmbus.Offer;

/** Guests over the real transport, with real threads. */
@Timeout(120)
class LinkedGuestTest {
  private static final HostOptions OPTIONS = HostOptions.defaults().withMemoryBytes(64 << 20);

  @TempDir
  private Path directory;

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.sleep(2);
    }
  }

  private static void awaitBaseline(Host host) throws InterruptedException {
    await("guests gone", () -> host.guests().isEmpty());
    assertThat(host.counts().total()).isZero();
    for (HostAdapter adapter : host.adapters().all()) {
      await("memory given back", () -> adapter.memory().figures(SegmentGroup.LOCAL).usage() == 0
          && adapter.memory().figures(SegmentGroup.NON_LOCAL).usage() == 0 && adapter.memory().heldAllocations() == 0);
      await("contexts closed", () -> adapter.scheduler().figures().contexts() == 0);
      assertThat(adapter.memory().violations()).isEmpty();
    }
  }

  /** Fills a buffer a number of times, through a context and a hardware queue, and checks what it sees. */
  private static void work(LinkedGuest guest, int rounds, int tag) throws InterruptedException {
    guest.newProcess();
    WorkBench bench = new WorkBench(guest);
    Handle context = guest.context(bench.device());
    CreateHwQueueCommand queue = ok(guest.createHwQueue(context));
    CreateSyncObjectReply fence = guest.fence(bench.device(), 0);
    WorkBench.Buffer target = bench.buffer(4);
    for (int round = 1; round <= rounds; round++) {
      int pattern = tag + round;
      WorkBench.Commands commands = bench.commands(AqlPacket.Fill.of(target.address(), 16384, pattern, 0));
      guest.post(guest.queueSubmission(queue.hwqueue(), round, commands.address(), commands.length()));
      guest.post(guest.signal(0, 0, new Handle[]{fence.syncObject()}, new Handle[]{queue.hwqueue()}, round));
      ok(guest
          .status(new WaitForSyncObjectFromCpuCommand(guest.header(Message.WAITFORSYNCOBJECTFROMCPU), bench.device(), 1,
              WaitForSynchronizationObjectFromCpuFlags.NONE, round, false, HandleArray.of(fence.syncObject()),
              U64Array.of(round))));
      assertThat(guest.nextEvent()).isEqualTo(round);
      assertThat(target.memory().get(ValueLayout.JAVA_INT, 16380)).isEqualTo(pattern);
      assertThat(guest.at(queue.hwqueueProgressFenceCpuva()).get(ValueLayout.JAVA_LONG, 0)).isEqualTo(round);
    }
  }

  @Test
  void workOfAGuestInThisProcess() throws Exception {
    try (Host host = Host.inProcess(OPTIONS)) {
      try (LinkedGuest guest = new LinkedGuest(host.connector())) {
        guest.use(guest.nextOffer());
        work(guest, 50, 1000);
      }
      awaitBaseline(host);
    }
  }

  @Test
  void workOfGuestsOverASocketAtTheSameTime() throws Exception {
    Path socket = directory.resolve("host");
    try (Host host = Host.listen(socket, OPTIONS.withDevices(2));
        ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int tag = 10_000 * i;
        running.add(threads.submit(() -> {
          try (LinkedGuest guest = new LinkedGuest(Connector.local(socket))) {
            guest.use(guest.nextOffer());
            work(guest, 10, tag);
            guest.use(guest.nextOffer());
            work(guest, 10, tag + 5000);
          }
          return null;
        }));
      }
      for (Future<?> guest : running) {
        guest.get(60, TimeUnit.SECONDS);
      }
      awaitBaseline(host);
    }
    assertThat(new File(socket.toString())).doesNotExist();
  }

  @Test
  void adaptersComeAndGoWhileGuestsAreConnected() throws Exception {
    try (Host host = Host.inProcess(OPTIONS); LinkedGuest guest = new LinkedGuest(host.connector())) {
      HostControl control = new HostControl(host, () -> {
      });
      Offer first = guest.nextOffer();
      guest.use(first);
      work(guest, 3, 0);
      assertThat(host.counts().total()).isPositive();

      assertThat(control.command(List.of("remove-device", "0")).toString()).startsWith("{\"ok\":true");
      assertThat(guest.nextRescind()).isEqualTo(first.channelId());
      assertThat(host.counts().total()).as("the process").isEqualTo(1);
      assertThat(host.adapters().all()).isEmpty();
      assertThat(guest.hasOffer()).isFalse();

      assertThat(control.command(List.of("add-device")).toString()).contains("\"id\":1");
      Offer second = guest.nextOffer();
      assertThat(second.instanceId()).isNotEqualTo(first.instanceId());
      guest.use(second);
      work(guest, 3, 0);
    }
  }

  @Test
  void adaptersAreRemovedUnderLoad() throws Exception {
    try (Host host = Host.inProcess(OPTIONS); ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int round = 0; round < 5; round++) {
        try (LinkedGuest guest = new LinkedGuest(host.connector())) {
          Offer offer = guest.nextOffer();
          guest.use(offer);
          work(guest, 1, 0);
          Future<?> busy = threads.submit(() -> {
            work(guest, 100_000, 0);
            return null;
          });
          Thread.sleep(20);
          int id = host.adapters().all().getFirst().id();
          ok(host.adapters().remove(id));
          assertThat(busy).failsWithin(Duration.ofSeconds(25));
          ok(host.adapters().add());
        }
        awaitBaseline(host);
      }
    }
  }

  @Test
  void closingTheHostDisconnectsItsGuests() throws Exception {
    Path socket = directory.resolve("host");
    Host host = Host.listen(socket, OPTIONS);
    try (LinkedGuest guest = new LinkedGuest(Connector.local(socket))) {
      guest.use(guest.nextOffer());
      work(guest, 3, 0);

      host.close();
      host.close();

      assertThat(guest.awaitDisconnected()).isTrue();
      assertThat(host.adapters().all()).isEmpty();
    }
  }

  @Test
  void statsAndObjectsShowTheGuests() throws Exception {
    try (Host host = Host.inProcess(OPTIONS); LinkedGuest guest = new LinkedGuest(host.connector())) {
      HostControl control = new HostControl(host, () -> {
      });
      guest.use(guest.nextOffer());
      work(guest, 2, 0);

      String stats = control.command(List.of("stats")).toString();
      assertThat(stats).contains("\"device\":1").contains("\"hw-queue\":1").contains("\"submitcommandtohwqueue\":2")
          .contains("\"violations\":[]").contains("\"packetsDone\":2");
      String objects = control.command(List.of("objects")).toString();
      assertThat(objects).contains("\"process\":\"1/process 1\"").contains("\"name\":\"test\"")
          .contains("\"devices\":[0]");
      assertThat(ControlClient.isOk(stats)).isTrue();
    }
  }

  @Test
  void faultsAreInjectedFromOutside() throws Exception {
    try (Host host = Host.inProcess(OPTIONS); LinkedGuest guest = new LinkedGuest(host.connector())) {
      HostControl control = new HostControl(host, () -> {
      });
      guest.use(guest.nextOffer());
      guest.newProcess();
      WorkBench bench = new WorkBench(guest);
      Handle context = guest.context(bench.device());
      WorkBench.Commands commands = bench.commands(AqlPacket.Fill.of(bench.buffer(1).address(), 4096, 1, 0));

      assertThat(control.command(List.of("inject-fault", "0", "page-fault")).toString()).startsWith("{\"ok\":true");
      guest.post(guest.submission(commands.address(), commands.length(), context));

      await("device in error", () -> guest.executionState(bench.device()) == 7);
    }
  }

  @Test
  void controlCommandsThatMakeNoSenseSaySo() {
    try (Host host = Host.inProcess(OPTIONS.withDevices(0))) {
      HostControl control = new HostControl(host, () -> {
      });
      for (String bad : new String[]{"nonsense", "remove-device", "remove-device x", "remove-device 0",
          "remove-device 0 1",
          "inject-fault 0", "inject-fault 0 fail", "inject-fault x fail"}) {
        assertThat(control.command(List.of(bad.split(" "))).toString()).as(bad).startsWith("{\"ok\":false,\"error\":");
      }
      ok(host.adapters().add());
      assertThat(control.command(List.of("inject-fault", "0", "earthquake")).toString()).contains("no such fault");
    }
  }
}
