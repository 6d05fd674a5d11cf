package org.paravane.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.host.Results.errno;
import static org.paravane.host.Results.ok;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.host.object.HostAdapter;
import org.paravane.host.object.Partition;
import org.paravane.host.object.PartitionPolicy;
import org.paravane.host.vsp.SilentNotifier;

@Timeout(60)
class HostAdaptersTest {
  private static final HostOptions OPTIONS = HostOptions.defaults().withMemoryBytes(1 << 20);

  private final HostAdapters adapters = new HostAdapters(new SimulatedAdapters(OPTIONS), new Random(5));

  @AfterEach
  void close() {
    adapters.close();
  }

  @Test
  void numbersAreNotUsedTwiceAndLuidsDiffer() {
    Set<Luid> luids = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      HostAdapter adapter = ok(adapters.add());
      assertThat(adapter.id()).isEqualTo(i);
      assertThat(adapter.instanceId().luidPrefix()).isEqualTo(adapter.luid());
      luids.add(adapter.luid());
      ok(adapters.remove(i));
    }
    assertThat(luids).hasSize(5);
    assertThat(errno(adapters.remove(2))).isEqualTo(Errno.ENOENT);
    assertThat(errno(adapters.find(2))).isEqualTo(Errno.ENOENT);
    assertThat(adapters.all()).isEmpty();
  }

  @Test
  void aFactoryThatFailsAddsNothing() {
    try (HostAdapters broken = new HostAdapters((id, instance) -> Result.failed(Errno.ENOMEM, "no memory"),
        new Random(1))) {
      assertThat(errno(broken.add())).isEqualTo(Errno.ENOMEM);
      assertThat(broken.all()).isEmpty();
    }
  }

  @Test
  void nothingIsAddedToAClosedSet() {
    adapters.close();
    adapters.close();

    assertThat(errno(adapters.add())).isEqualTo(Errno.ENODEV);
  }

  @Test
  void aPartitionThatLetsGoLetsAnAdapterEnd() throws Exception {
    HostAdapter adapter = ok(adapters.add());
    Partition partition = new Partition("p", PartitionPolicy.defaults(), new SilentNotifier(), new Random(1));
    partition.join(adapter);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Result<HostAdapter>> removal = thread.submit(() -> adapters.remove(0));
      assertThat(removal).isNotDone();
      while (!adapter.isRemoved()) {
        Thread.onSpinWait();
      }

      partition.part(adapter);

      ok(removal.get(5, TimeUnit.SECONDS));
    }
    partition.close();
  }

  @Test
  void adaptersComeAndGoFromManyThreads() throws Exception {
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        running.add(threads.submit(() -> {
          for (int round = 0; round < 10; round++) {
            ok(adapters.remove(ok(adapters.add()).id()));
          }
        }));
      }
      for (Future<?> thread : running) {
        thread.get(50, TimeUnit.SECONDS);
      }
    }
    assertThat(adapters.all()).isEmpty();
    assertThat(ok(adapters.add()).id()).isEqualTo(40);
  }
}
