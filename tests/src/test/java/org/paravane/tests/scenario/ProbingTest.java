package org.paravane.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.OpenPolicy;
import org.paravane.device.tree.AttributeFile;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.TreeEntry;
import org.paravane.device.uevent.UeventAction;
import org.paravane.device.uevent.Uevents;
import org.paravane.guest.GuestStack;
import org.paravane.guest.dxg.DxgOptions;
import org.paravane.host.object.HostAdapter;
import org.paravane.runtime.Accelerator;
import org.paravane.runtime.AcceleratorException;

/** Real hosts, real drivers: devices come, go, and tell about themselves. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProbingTest {
  @Test
  void aHundredDevicesAreAHundredNodesWithStatesOfTheirOwn() throws Exception {
    try (WholeStack stack = WholeStack.withDevices(100); GuestStack guest = stack.guest()) {
      List<String> accelerators = guest.accelerators();
      assertThat(accelerators).hasSize(100).doesNotHaveDuplicates();
      Set<String> luids = new HashSet<>();
      for (String accelerator : accelerators) {
        luids.add(attribute(guest.registry(), accelerator, "luid"));
      }
      Set<String> offered = new TreeSet<>();
      stack.host().adapters().all().forEach(adapter -> offered.add(adapter.luid().toString()));
      assertThat(new TreeSet<>(luids)).isEqualTo(offered);

      try (Accelerator one = Accelerator.open(guest.node(accelerators.get(42)))) {
        one.createBuffer(4096);
        assertThat(attribute(guest.registry(), accelerators.get(42), "usage/open_count")).isEqualTo("1");
        assertThat(attribute(guest.registry(), accelerators.get(41), "usage/open_count")).isEqualTo("0");
        assertThat(one.description().luid().toString())
            .isEqualTo(attribute(guest.registry(), accelerators.get(42), "luid"));
      }
    }
  }

  @Test
  void everyAttributeIsReadableAtTheMomentOfTheAddEvent() throws Exception {
    try (WholeStack stack = WholeStack.withDevices(1); GuestStack guest = stack.guest()) {
      BlockingQueue<Map<String, String>> seen = new LinkedBlockingQueue<>();
      try (Uevents.Listening _ = guest.registry().events().listen(event -> {
        if (event.action() == UeventAction.ADD && event.subsystem().equals("accel")) {
          seen.add(readAll(guest.registry(), "sys" + event.devpath()));
        }
      })) {
        stack.host().adapters().add();

        Map<String, String> attributes = seen.poll(20, TimeUnit.SECONDS);
        assertThat(attributes).isNotNull().containsKeys("luid", "description", "state", "api_version", "vendor",
            "memory/local_limit_bytes", "memory/nonlocal_limit_bytes", "engines/count", "usage/open_count",
            "errors/total", "uevent", "dev");
        assertThat(attributes.values()).noneMatch(value -> value.startsWith("unreadable"));
        assertThat(attributes).containsEntry("state", "active\n").containsEntry("engines/count", "2\n");
        assertThat(Long.parseLong(attributes.getOrDefault("memory/local_limit_bytes", "0").strip())).isPositive();
      }
    }
  }

  @Test
  void informationAnswersWhileTheDeviceIsHeldExclusively() throws Exception {
    DxgOptions exclusive = DxgOptions.defaults().withPolicy(OpenPolicy.EXCLUSIVE);
    try (WholeStack stack = WholeStack.withDevices(1);
        GuestStack guest = stack.guest(exclusive);
        Accelerator holder = Accelerator.open(guest.node("accel0"))) {
      holder.createBuffer(1 << 20);

      assertThat(guest.nodes().open("accel/accel0")).isInstanceOfSatisfying(Result.Failed.class,
          failed -> assertThat(failed.errno()).isEqualTo(Errno.EBUSY));
      Map<String, String> attributes = readAll(guest.registry(), pathOf(guest.registry(), "accel0"));
      assertThat(attributes).containsEntry("open_count", "1\n").containsEntry("state", "active\n");
      assertThat(attributes.values()).noneMatch(value -> value.startsWith("unreadable"));
    }
  }

  @Test
  void aDeviceThatIsRemovedAnswersEnodevAndAnotherOneGoesOn() throws Exception {
    try (WholeStack stack = WholeStack.withDevices(2); GuestStack guest = stack.guest()) {
      List<String> before = guest.accelerators();
      Accelerator gone = Accelerator.open(guest.node(before.getFirst()));
      Accelerator stays = Accelerator.open(guest.node(before.getLast()));
      HostAdapter removed = stack.host().adapters().all().stream()
          .filter(adapter -> adapter.luid().equals(gone.description().luid())).findFirst().orElseThrow();

      assertThat(stack.host().adapters().remove(removed.id())).isInstanceOf(Result.Ok.class);

      awaitAccelerators(guest, 1);
      assertThat(errnoOf(() -> gone.createBuffer(4096))).isEqualTo(Errno.ENODEV);
      stays.createBuffer(4096);
      gone.close();
      stays.close();
      assertThat(guest.accelerators()).containsExactly(before.getLast());
    }
  }

  @Test
  void hotPlugUnderUseLeavesNothingBehind() throws Exception {
    try (WholeStack stack = WholeStack.withDevices(1); GuestStack guest = stack.guest()) {
      AtomicBoolean stop = new AtomicBoolean();
      List<Throwable> wrong = new ArrayList<>();
      List<String> events = new CopyOnWriteArrayList<>();
      guest.registry().events().listen(event -> {
        if (event.subsystem().equals("accel")) {
          events.add(event.action() + " " + event.devpath());
        }
      });
      Thread user = Thread.ofPlatform().start(() -> useWhateverIsThere(guest, stop, wrong));
      for (int i = 0; i < 40; i++) {
        Result<HostAdapter> added = stack.host().adapters().add();
        assertThat(added).isInstanceOf(Result.Ok.class);
        awaitAccelerators(guest, 2);
        if (added instanceof Result.Ok<HostAdapter>(HostAdapter adapter)) {
          stack.host().adapters().remove(adapter.id());
        }
        awaitAccelerators(guest, 1);
      }
      stop.set(true);
      user.join();
      assertThat(events).hasSize(80);
      for (int i = 0; i < events.size(); i += 2) {
        assertThat(events.get(i)).startsWith("ADD ");
        assertThat(events.get(i + 1)).isEqualTo(events.get(i).replace("ADD ", "REMOVE "));
      }

      assertThat(wrong).isEmpty();
      assertThat(stack.objectsLeft(Duration.ofSeconds(10))).isZero();
    }
  }

  @Test
  void twoGuestsOfOneJvmDoNotSeeEachOther() throws Exception {
    try (WholeStack one = WholeStack.withDevices(1);
        WholeStack other = WholeStack.withDevices(3);
        GuestStack first = one.guest();
        GuestStack third = other.guest()) {
      try (GuestStack second = other.guest(); Accelerator held = Accelerator.open(second.node("accel0"))) {
        assertThat(first.accelerators()).hasSize(1);
        assertThat(second.accelerators()).hasSize(3);
        held.createBuffer(1 << 20);
        assertThat(attribute(second.registry(), "accel0", "usage/open_count")).isEqualTo("1");
        assertThat(attribute(first.registry(), "accel0", "usage/open_count")).isEqualTo("0");
        assertThat(attribute(third.registry(), "accel0", "usage/open_count")).isEqualTo("0");
      }
      assertThat(third.accelerators()).hasSize(3);
    }
  }

  private static void useWhateverIsThere(GuestStack guest, AtomicBoolean stop, List<Throwable> wrong) {
    while (!stop.get()) {
      for (String accelerator : guest.accelerators()) {
        try (Accelerator opened = Accelerator.open(guest.node(accelerator))) {
          opened.createBuffer(4096);
        } catch (AcceleratorException e) {
          if (e.errno() != Errno.ENODEV && e.errno() != Errno.ENOENT) {
            wrong.add(e);
          }
        }
      }
    }
  }

  static void awaitAccelerators(GuestStack guest, int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (guest.accelerators().size() != count) {
      assertThat(System.nanoTime()).as("accelerators: " + guest.accelerators()).isLessThan(deadline);
      Thread.sleep(2);
    }
  }

  static Errno errnoOf(Runnable call) {
    try {
      call.run();
    } catch (AcceleratorException e) {
      return e.errno();
    }
    throw new AssertionError("no error");
  }

  private static String pathOf(DeviceRegistry registry, String accelerator) {
    return registry.node("accel/" + accelerator).orElseThrow().path();
  }

  static String attribute(DeviceRegistry registry, String accelerator, String name) {
    return switch (registry.tree().read(pathOf(registry, accelerator) + "/" + name)) {
      case Result.Ok<String>(String value) -> value.strip();
      case Result.Failed<String>(Errno errno, String reason) -> throw new AssertionError(errno + " " + reason);
    };
  }

  /** Every readable attribute below a directory, by its path there; unreadable ones say why. */
  private static Map<String, String> readAll(DeviceRegistry registry, String path) {
    Map<String, String> values = new HashMap<>();
    if (registry.tree().lookup(path) instanceof Result.Ok<TreeEntry>(Directory directory)) {
      readInto(values, "", directory);
    }
    return values;
  }

  private static void readInto(Map<String, String> values, String prefix, Directory directory) {
    directory.entries().forEach((name, entry) -> {
      switch (entry) {
        case AttributeFile file when (file.mode() & 0444) != 0 -> values.put(prefix + name, switch (file.read()) {
          case Result.Ok<String>(String value) -> value;
          case Result.Failed<String>(Errno errno, String reason) -> "unreadable " + errno + " " + reason;
        });
        case Directory below when !name.equals("clients") -> readInto(values, prefix + name + "/", below);
        default -> {
        }
      }
    });
  }
}
