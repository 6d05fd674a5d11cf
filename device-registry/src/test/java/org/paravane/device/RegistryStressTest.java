package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.device.TestBed.ok;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.io.Caller;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollWaiter;
import org.paravane.device.tree.DeviceTree;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.TreeEntry;
import org.paravane.device.uevent.Delivery;
import org.paravane.device.uevent.UeventAction;
import org.paravane.device.uevent.UeventSubscription;

/** Users and administrators at the same time. */
@Timeout(120)
class RegistryStressTest {
  private static final int ROUNDS = 10_000;

  private final TestBed bed = new TestBed(new DeviceRegistry(), 16);
  private final ConcurrentLinkedQueue<String> trouble = new ConcurrentLinkedQueue<>();

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private Thread start(Runnable body) {
    return Thread.ofPlatform().start(() -> {
      try {
        body.run();
      } catch (RuntimeException | Error e) {
        trouble.add(e.toString());
      }
    });
  }

  /** The operations of one registration, which know when they must not be called any more. */
  private final class Generation implements FileOperations {
    final AtomicInteger opens = new AtomicInteger();
    final AtomicInteger releases = new AtomicInteger();
    volatile boolean unregistered;

    private void entered(String call) {
      if (unregistered) {
        trouble.add(call + " after unregister returned");
      }
    }

    @Override
    public Result<Object> open(OpenFile file) {
      entered("open");
      opens.incrementAndGet();
      return Result.ok(this);
    }

    @Override
    public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
      entered("ioctl");
      return IoctlResult.ok();
    }

    @Override
    public PollEvents poll(OpenFile file, PollWaiter waiter) {
      entered("poll");
      return PollEvents.NONE;
    }

    @Override
    public void release(OpenFile file) {
      releases.incrementAndGet();
    }
  }

  @Test
  void eightThreadsOpenAndCloseWhileTwoRegisterAndUnregisterTenThousandTimes() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong opened = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    ConcurrentLinkedQueue<Generation> generations = new ConcurrentLinkedQueue<>();
    BitSet minors = new BitSet();
    RegistryCensus before = bed.registry.census();
    List<Thread> users = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      users.add(start(() -> {
        try (Arena arena = Arena.ofConfined()) {
          MemorySegment argument = arena.allocate(8);
          while (!stop.get()) {
            for (DeviceNode node : bed.nodes.nodes()) {
              use(node, argument, opened, refused);
            }
            // Leaves the cores to the administrators: eight spinning users would make this a test of the scheduler.
            LockSupport.parkNanos(1_000);
          }
        }
      }));
    }
    List<Thread> administrators = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Device device = bed.plug("w" + i);
      administrators.add(start(() -> {
        for (int round = 0; round < ROUNDS; round++) {
          registerOnce(device, minors, generations);
        }
        bed.bus.remove(device);
      }));
    }
    join(administrators);
    stop.set(true);
    join(users);

    assertThat(trouble).isEmpty();
    assertThat(bed.registry.census()).isEqualTo(before);
    assertThat(generations).hasSize(2 * ROUNDS)
        .allMatch(generation -> generation.opens.get() == generation.releases.get());
    assertThat(generations.stream().mapToLong(generation -> generation.opens.get()).sum())
        .isEqualTo(opened.get() + 2 * ROUNDS);
    System.out.println("opened " + opened + ", refused " + refused);
  }

  private void registerOnce(Device device, BitSet minors, ConcurrentLinkedQueue<Generation> generations) {
    Generation generation = new Generation();
    generations.add(generation);
    DeviceNode node = ok(bed.nodes.register(device, NodeOptions.defaults(), generation, List.of()));
    synchronized (minors) {
      if (minors.get(node.minor())) {
        trouble.add("minor given twice: " + node.minor());
      }
      minors.set(node.minor());
    }
    if (node.open(Caller.internal()) instanceof Result.Ok<OpenFile>(OpenFile own)) {
      own.close();
    }
    synchronized (minors) {
      minors.clear(node.minor());
    }
    node.unregister();
    generation.unregistered = true;
  }

  private void use(DeviceNode node, MemorySegment argument, AtomicLong opened, AtomicLong refused) {
    switch (node.open(Caller.internal())) {
      case Result.Ok<OpenFile>(OpenFile file) -> {
        opened.incrementAndGet();
        int value = file.ioctl(1, argument).value();
        if (value != 0 && value != -Errno.ENODEV.number()) {
          trouble.add("ioctl " + value);
        }
        PollEvents events = file.poll(PollWaiter.none());
        if (!events.isNone() && !events.equals(PollEvents.GONE)) {
          trouble.add("poll " + events);
        }
        file.close();
      }
      case Result.Failed<OpenFile>(Errno errno, String reason) -> {
        refused.incrementAndGet();
        if (errno != Errno.ENODEV) {
          trouble.add(reason);
        }
      }
    }
  }

  @Test
  void theTreeIsWholeWhileDevicesComeAndGo() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong looks = new AtomicLong();
    DeviceTree tree = bed.registry.tree();
    ok(bed.bus.addDriver(new WidgetDriver("d").probing(device -> ProbeResult.of(bed.nodes.register(device,
        NodeOptions.defaults().withById(device.name()), FileOperations.none(),
        List.of(AttributeGroup.of(Attribute.constant("x", 1))))))));
    Device permanent = bed.plug("permanent");
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(start(() -> {
        while (!stop.get()) {
          walk(tree, "", tree.root());
          List<String> names = ok(tree.list("sys/bus/test/devices"));
          if (!names.contains("permanent") || new HashSet<>(names).size() != names.size()) {
            trouble.add("torn listing: " + names);
          }
          looks.incrementAndGet();
        }
      }));
    }
    for (int i = 0; i < 1000; i++) {
      bed.bus.remove(bed.plug("w" + i % 3));
    }
    stop.set(true);
    join(readers);

    assertThat(trouble).isEmpty();
    assertThat(looks.get()).isPositive();
    assertThat(permanent.driver()).isPresent();
  }

  /** Looks at everything; what was listed may have gone, but nothing is ever half there. */
  private void walk(DeviceTree tree, String path, Directory directory) {
    directory.entries().forEach((name, entry) -> {
      String here = path.isEmpty() ? name : path + "/" + name;
      if (tree.stat(here) instanceof Result.Failed<TreeEntry>(Errno errno, String reason) && errno != Errno.ENOENT) {
        trouble.add(reason);
      }
      if (entry instanceof Directory below) {
        walk(tree, here, below);
      } else if (tree.read(here) instanceof Result.Failed<String>(Errno errno, String reason)
          && !Set.of(Errno.ENOENT, Errno.ENODEV, Errno.EACCES, Errno.EINVAL).contains(errno)) {
        trouble.add(reason);
      }
    });
  }

  @Test
  void subscribersThatComeAtAnyMomentSeeAConsistentStory() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> administrators = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String name = "w" + i;
      administrators.add(start(() -> {
        while (!stop.get()) {
          bed.bus.remove(bed.plug(name));
        }
      }));
    }
    for (int i = 0; i < 300; i++) {
      try (UeventSubscription subscription = bed.registry.events().subscribe(10_000)) {
        Set<String> present = new HashSet<>();
        long last = 0;
        for (int seen = 0; seen < 20;) {
          Delivery next = subscription.poll();
          if (next == null) {
            Thread.onSpinWait();
            continue;
          }
          seen++;
          switch (next) {
            case Delivery.Present(var uevent) -> present.add(uevent.devpath());
            case Delivery.SnapshotEnd(long sequence) -> last = sequence;
            case Delivery.Happened(var uevent) -> {
              boolean fits = uevent.sequence() == last + 1 && switch (uevent.action()) {
                case UeventAction.ADD -> present.add(uevent.devpath());
                case UeventAction.REMOVE -> present.remove(uevent.devpath());
                default -> true;
              };
              if (!fits) {
                trouble.add("does not follow: last=" + last + ", event=" + uevent + ", present=" + present);
              }
              last = uevent.sequence();
            }
            case Delivery.Overflow overflow -> trouble.add("lost: " + overflow);
          }
        }
      }
    }
    stop.set(true);
    join(administrators);

    assertThat(trouble).isEmpty();
    assertThat(bed.registry.census().audience()).isZero();
  }

  @Test
  void exclusiveNodesAreHeldByOneAtATime() throws InterruptedException {
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger held = new AtomicInteger();
    FileOperations sole = new FileOperations() {
      @Override
      public Result<Object> open(OpenFile file) {
        if (holders.incrementAndGet() != 1) {
          trouble.add("two holders");
        }
        return Result.ok(file);
      }

      @Override
      public void release(OpenFile file) {
        holders.decrementAndGet();
      }
    };
    DeviceNode node = bed.node("w", NodeOptions.defaults().withPolicy(OpenPolicy.EXCLUSIVE), sole);
    List<Thread> users = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      users.add(start(() -> {
        for (int j = 0; j < 5_000; j++) {
          if (node.open(Caller.internal()) instanceof Result.Ok<OpenFile>(OpenFile file)) {
            held.incrementAndGet();
            file.close();
          }
        }
      }));
    }
    join(users);

    assertThat(trouble).isEmpty();
    assertThat(held.get()).isPositive();
    assertThat(node.openCount()).isZero();
  }

  @Test
  void attributesAreNotAskedAfterTheirOwnerHasGone() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong answered = new AtomicLong();
    DeviceTree tree = bed.registry.tree();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(start(() -> {
        while (!stop.get()) {
          for (String name : ok(tree.list("sys/class/toy"))) {
            if (tree.read("sys/class/toy/" + name + "/alive") instanceof Result.Ok<String>(String value)) {
              answered.incrementAndGet();
              if (!value.equals("yes\n")) {
                trouble.add("asked too late: " + value);
              }
            }
          }
        }
      }));
    }
    Device device = bed.plug("w");
    for (int i = 0; i < 2_000; i++) {
      AtomicBoolean alive = new AtomicBoolean(true);
      DeviceNode node = ok(bed.nodes.register(device, NodeOptions.defaults(), FileOperations.none(),
          List.of(AttributeGroup.of(Attribute.readOnly("alive", () -> alive.get() ? "yes" : "no")))));
      while (i % 50 == 0 && answered.get() == 0) {
        Thread.onSpinWait();
      }
      node.unregister();
      alive.set(false);
    }
    stop.set(true);
    join(readers);

    assertThat(trouble).isEmpty();
    assertThat(answered.get()).isPositive();
  }

  @Test
  void iteratingTheBusNeverShowsARemovedDevicesState() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    ok(bed.bus.addDriver(new WidgetDriver("d").probing(device -> {
      device.setDriverData(device.name());
      return ProbeResult.bound();
    })));
    List<Thread> administrators = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String name = "w" + i;
      administrators.add(start(() -> {
        for (int round = 0; round < 1_000; round++) {
          bed.bus.remove(bed.plug(name));
        }
      }));
    }
    Thread reader = start(() -> {
      while (!stop.get()) {
        List<Device> snapshot = bed.bus.devices();
        if (snapshot.stream().map(Device::name).distinct().count() != snapshot.size()) {
          trouble.add("device listed twice: " + snapshot);
        }
        for (Device device : snapshot) {
          String state = device.driverData(String.class).orElse(device.name());
          if (!state.equals(device.name())) {
            trouble.add("state of another device: " + device + " has " + state);
          }
        }
      }
    });
    join(administrators);
    stop.set(true);
    reader.join();

    assertThat(trouble).isEmpty();
    assertThat(bed.bus.devices()).isEmpty();
  }
}
