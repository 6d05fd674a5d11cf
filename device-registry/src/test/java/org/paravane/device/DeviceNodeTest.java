package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.paravane.device.TestBed.drain;
import static org.paravane.device.TestBed.errno;
import static org.paravane.device.TestBed.ok;
import static org.paravane.device.TestBed.open;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.io.Caller;
import org.paravane.device.io.CallerMemory;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.MappedRange;
import org.paravane.device.io.OpenFlags;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollWaiter;
import org.paravane.device.tree.NodeFile;
import org.paravane.device.tree.TreeEntry;
import org.paravane.device.uevent.Uevent;
import org.paravane.device.uevent.UeventSubscription;

/** Nodes and open files while their device is there. */
@Timeout(30)
class DeviceNodeTest {
  private static final Caller ALICE = new Caller(100, 101, 1000, 1000, CallerMemory.none());
  private static final Caller BOB = new Caller(200, 200, 1001, 1001, CallerMemory.none());

  private final TestBed bed = new TestBed();
  private final AtomicInteger releases = new AtomicInteger();

  /** Echoes what it is asked. */
  private final FileOperations echo = new FileOperations() {
    @Override
    public Result<Object> open(OpenFile file) {
      return Result.ok("opened by " + file.caller().threadGroupId());
    }

    @Override
    public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
      argument.set(ValueLayout.JAVA_INT, 0, file.caller().threadGroupId());
      return IoctlResult.status(request);
    }

    @Override
    public Result<MappedRange> mmap(OpenFile file, long offset, long length, boolean writable) {
      return Result.ok(new MappedRange(9, offset, length));
    }

    @Override
    public PollEvents poll(OpenFile file, PollWaiter waiter) {
      return PollEvents.IN;
    }

    @Override
    public Result<Integer> read(OpenFile file, MemorySegment buffer, long offset) {
      return Result.ok((int) buffer.byteSize());
    }

    @Override
    public Result<Integer> write(OpenFile file, MemorySegment buffer, long offset) {
      return Result.ok((int) (buffer.byteSize() + offset));
    }

    @Override
    public void release(OpenFile file) {
      releases.incrementAndGet();
    }

    @Override
    public List<Attribute> clientAttributes(OpenFile file) {
      return List.of(Attribute.constant("fdinfo", "drm-client-id: " + file.id()));
    }
  };

  @Test
  void callsReachTheDriver() {
    try (Arena arena = Arena.ofConfined(); OpenFile file = ok(bed.node("w", echo).open(ALICE))) {
      MemorySegment buffer = arena.allocate(16);
      assertThat(file.ioctl(5, buffer)).isEqualTo(IoctlResult.status(5));
      assertThat(buffer.get(ValueLayout.JAVA_INT, 0)).isEqualTo(100);
      assertThat(file.mmap(4096, 8192, true)).isEqualTo(Result.ok(new MappedRange(9, 4096, 8192)));
      assertThat(file.read(buffer, 0)).isEqualTo(Result.ok(16));
      assertThat(file.write(buffer, 3)).isEqualTo(Result.ok(19));
      assertThat(file.poll(PollWaiter.none())).isEqualTo(PollEvents.IN);
      assertThat(file.data(String.class)).isEqualTo("opened by 100");
      assertThatThrownBy(() -> file.data(Integer.class)).isInstanceOf(ClassCastException.class);
    }
    assertThat(releases).hasValue(1);
  }

  @Test
  void aFileMayBeUsedByAnotherCaller() {
    try (Arena arena = Arena.ofConfined(); OpenFile file = ok(bed.node("w", echo).open(ALICE))) {
      MemorySegment buffer = arena.allocate(16);
      OpenFile bobs = file.forCaller(BOB);
      bobs.ioctl(0, buffer);
      assertThat(buffer.get(ValueLayout.JAVA_INT, 0)).isEqualTo(200);
      assertThat(bobs.id()).isEqualTo(file.id());
      assertThat(bobs.caller()).isEqualTo(BOB);
      assertThat(bobs.opener()).isEqualTo(ALICE);
      assertThat(bobs.data(String.class)).isSameAs(file.data(String.class));
    }
    assertThat(releases).hasValue(1);
  }

  @Test
  void aFrontThatCannotMapSaysSoToEveryUserOfTheFile() {
    try (OpenFile file = ok(bed.node("w", echo).open(ALICE))) {
      assertThat(file.isMappable()).isTrue();
      OpenFile bobs = file.forCaller(BOB);
      file.forbidMapping();
      assertThat(bobs.isMappable()).isFalse();
      assertThat(errno(bobs.mmap(4096, 8192, true))).isEqualTo(Errno.ENODEV);
      assertThat(errno(file.mmap(-1, 8192, true))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void aDriverWithoutCallbacksOpensClosesAndRefuses() {
    DeviceNode node = bed.node("w", FileOperations.none());
    try (Arena arena = Arena.ofConfined(); OpenFile file = open(node)) {
      MemorySegment buffer = arena.allocate(8);
      assertThat(file.ioctl(0x1234, buffer).value()).isEqualTo(-Errno.ENOTTY.number());
      assertThat(file.ioctl(0x1234, buffer).reason()).isEqualTo("no such request: node=toy0, request=0x1234");
      assertThat(errno(file.read(buffer, 0))).isEqualTo(Errno.EINVAL);
      assertThat(errno(file.write(buffer, 0))).isEqualTo(Errno.EINVAL);
      assertThat(errno(file.mmap(0, 4096, true))).isEqualTo(Errno.ENODEV);
      assertThat(file.poll(PollWaiter.none())).isEqualTo(PollEvents.ALWAYS);
    }
  }

  @Test
  void openFlagsAreKept() {
    DeviceNode node = bed.node("w", echo);
    try (Arena arena = Arena.ofConfined();
        OpenFile reader = ok(node.open(ALICE, OpenFlags.READ_ONLY));
        OpenFile writer = ok(node.open(ALICE, OpenFlags.WRITE_ONLY))) {
      MemorySegment buffer = arena.allocate(8);
      assertThat(reader.read(buffer, 0)).isEqualTo(Result.ok(8));
      assertThat(errno(reader.write(buffer, 0))).isEqualTo(Errno.EBADF);
      assertThat(errno(writer.read(buffer, 0))).isEqualTo(Errno.EBADF);
      assertThat(writer.write(buffer, 0)).isEqualTo(Result.ok(8));
      assertThat(errno(reader.mmap(0, 4096, true))).isEqualTo(Errno.EACCES);
      assertThat(reader.mmap(0, 4096, false)).isInstanceOf(Result.Ok.class);
      assertThat(errno(writer.mmap(0, 4096, false))).isEqualTo(Errno.EACCES);
      assertThat(reader.ioctl(1, buffer).isOk()).isTrue();
      assertThat(reader.flags()).isEqualTo(OpenFlags.READ_ONLY);
    }
  }

  @Test
  void impossibleRangesToMapDoNotReachTheDriver() {
    try (OpenFile file = open(bed.node("w", echo))) {
      assertThat(errno(file.mmap(-1, 4096, true))).isEqualTo(Errno.EINVAL);
      assertThat(errno(file.mmap(0, 0, true))).isEqualTo(Errno.EINVAL);
      assertThat(errno(file.mmap(0, -4096, true))).isEqualTo(Errno.EINVAL);
      assertThat(errno(file.mmap(Long.MAX_VALUE, 2, true))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void aDriverThatThrowsAnswersEio() {
    FileOperations broken = new FileOperations() {
      @Override
      public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
        throw new IllegalStateException("on purpose");
      }

      @Override
      public Result<Integer> read(OpenFile file, MemorySegment buffer, long offset) {
        throw new IndexOutOfBoundsException("on purpose");
      }

      @Override
      public PollEvents poll(OpenFile file, PollWaiter waiter) {
        throw new IllegalStateException("on purpose");
      }

      @Override
      public void release(OpenFile file) {
        releases.incrementAndGet();
        throw new IllegalStateException("on purpose");
      }
    };
    DeviceNode node = bed.node("w", broken);
    try (Arena arena = Arena.ofConfined(); OpenFile file = open(node)) {
      assertThat(file.ioctl(0, arena.allocate(8)).value()).isEqualTo(-Errno.EIO.number());
      assertThat(errno(file.read(arena.allocate(8), 0))).isEqualTo(Errno.EIO);
      assertThat(file.poll(PollWaiter.none())).isEqualTo(PollEvents.ERR);
    }
    assertThat(releases).hasValue(1);
    assertThat(node.openCount()).isZero();
    node.unregister();
  }

  @Test
  void aRefusedOpenLeavesNothing() {
    FileOperations refusing = new FileOperations() {
      @Override
      public Result<Object> open(OpenFile file) {
        if (file.caller().userId() == 1000) {
          throw new IllegalStateException("on purpose");
        }
        return Result.failed(Errno.ENOMEM, "no more room");
      }

      @Override
      public void release(OpenFile file) {
        releases.incrementAndGet();
      }
    };
    DeviceNode node = bed.node("w", NodeOptions.defaults().withPolicy(OpenPolicy.EXCLUSIVE), refusing);

    assertThat(errno(node.open(ALICE))).isEqualTo(Errno.EIO);
    assertThat(errno(node.open(BOB))).isEqualTo(Errno.ENOMEM);
    assertThat(errno(node.open(BOB))).isEqualTo(Errno.ENOMEM);
    assertThat(node.openCount()).isZero();
    assertThat(releases).hasValue(0);
  }

  @Test
  void anExclusiveNodeIsBusyUntilTheLastClose() {
    DeviceNode node = bed.node("w", NodeOptions.defaults().withPolicy(OpenPolicy.EXCLUSIVE), echo);
    OpenFile first = ok(node.open(ALICE));
    assertThat(node.open(BOB))
        .isEqualTo(Result.failed(Errno.EBUSY, "device is held exclusively: node=toy0, caller=200"));
    OpenFile copy = ok(first.duplicate());
    first.close();
    assertThat(errno(node.open(BOB))).isEqualTo(Errno.EBUSY);
    copy.close();

    ok(node.open(BOB)).close();
    assertThat(releases).hasValue(2);
  }

  @Test
  void informationAnswersWhileTheNodeIsHeldExclusively() {
    DeviceNode node = bed.node("w", NodeOptions.defaults().withMode(0600).withPolicy(OpenPolicy.EXCLUSIVE), echo);
    try (OpenFile file = ok(node.open(ALICE))) {
      assertThat(bed.read(node.path() + "/open_count")).isEqualTo("1\n");
      assertThat(bed.read(node.path() + "/open_policy")).isEqualTo("exclusive\n");
      assertThat(bed.read("sys/class/toy/toy0/dev")).isEqualTo("261:0\n");
      assertThat(node.openFiles()).extracting(OpenFile::id).containsExactly(file.id());
    }
    assertThat(bed.read(node.path() + "/open_count")).isEqualTo("0\n");
  }

  @Test
  void theReleaseRunsOnceAfterTheLastReferenceAndTheLastCall() {
    List<String> order = new ArrayList<>();
    FileOperations closing = new FileOperations() {
      @Override
      public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
        file.close();
        order.add("call goes on");
        return IoctlResult.ok();
      }

      @Override
      public void release(OpenFile file) {
        order.add("release");
      }
    };
    DeviceNode node = bed.node("w", closing);
    OpenFile file = open(node);
    try (Arena arena = Arena.ofConfined()) {
      assertThat(file.ioctl(0, arena.allocate(8)).isOk()).isTrue();
    }
    file.close();

    assertThat(order).containsExactly("call goes on", "release");
    assertThat(node.openCount()).isZero();
  }

  @Test
  void clientsAreShownWhileTheyAreOpen() {
    DeviceNode node = bed.node("w", echo);
    OpenFile file = ok(node.open(ALICE));
    String client = node.path() + "/clients/" + file.id();

    assertThat(bed.list(node.path() + "/clients")).containsExactly(Long.toString(file.id()));
    assertThat(bed.list(client)).containsExactly("fdinfo", "pid");
    assertThat(bed.read(client + "/pid")).isEqualTo("100\n");
    assertThat(bed.read(client + "/fdinfo")).isEqualTo("drm-client-id: " + file.id() + "\n");
    TreeEntry before = ok(bed.registry.tree().stat(client));
    assertThat(ok(bed.registry.tree().stat(client)).inode()).isEqualTo(before.inode());
    file.close();
    assertThat(bed.list(node.path() + "/clients")).isEmpty();
    assertThat(errno(bed.registry.tree().read(client + "/pid"))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void theTreeShowsTheNode() {
    DeviceNode node = ok(bed.nodes.register(bed.plug("w"),
        NodeOptions.defaults().withMode(0660).withOwner(5, 44).withById("guid-of-w"), echo,
        List.of(AttributeGroup.of(Attribute.constant("uuid", "u-1")),
            AttributeGroup.in("engines", Attribute.constant("count", 4)))));

    assertThat(node.path()).isEqualTo("sys/devices/test/w/toy/toy0");
    assertThat(bed.list(node.path())).containsExactly("clients", "dev", "device", "driver", "engines", "minor", "name",
        "open_count", "open_policy", "subsystem", "uevent", "uuid");
    assertThat(bed.read("sys/class/toy/toy0/engines/count")).isEqualTo("4\n");
    assertThat(ok(bed.registry.tree().readlink("sys/class/toy/toy0"))).isEqualTo("../../devices/test/w/toy/toy0");
    assertThat(ok(bed.registry.tree().readlink("dev/by-id/guid-of-w"))).isEqualTo("../toy/toy0");
    assertThat(ok(bed.registry.tree().readlink(node.path() + "/subsystem"))).isEqualTo("../../../../../class/toy");
    assertThat(bed.list(node.path() + "/device")).contains("driver_override", "toy");
    assertThat(bed.list(node.path() + "/subsystem")).containsExactly("toy0");
    assertThat(ok(bed.registry.tree().lookup("dev/by-id/guid-of-w"))).isInstanceOfSatisfying(NodeFile.class, file -> {
      assertThat(file.device()).isSameAs(node);
      assertThat(file.mode()).isEqualTo(0660);
      assertThat(file.device().ownerUid()).isEqualTo(5);
      assertThat(file.device().ownerGid()).isEqualTo(44);
      assertThat(file.device().major()).isEqualTo(261);
    });
    assertThat(bed.registry.node("toy/toy0")).contains(node);
    assertThat(bed.registry.node("toy/toy1")).isEmpty();
    assertThat(bed.nodes.node(0)).contains(node);
    node.unregister();
    assertThat(bed.list("dev/by-id")).isEmpty();
    assertThat(bed.list("dev/toy")).isEmpty();
    assertThat(bed.list("sys/class/toy")).isEmpty();
    assertThat(bed.list("sys/devices/test/w")).doesNotContain("toy");
  }

  @Test
  void theAddEventNamesTheNode() {
    UeventSubscription events = bed.registry.events().subscribe();
    bed.node("w", NodeOptions.defaults().withMode(0666).withOwner(0, 44), echo);

    Uevent add = drain(events).getLast();
    assertThat(add.text()).isEqualTo("""
        ACTION=add
        DEVPATH=/devices/test/w/toy/toy0
        SUBSYSTEM=toy
        MAJOR=261
        MINOR=0
        DEVNAME=toy/toy0
        DEVMODE=0666
        DEVGID=44
        DEVTYPE=toy_minor
        SEQNUM=2

        """);
    assertThat(bed.read("sys/class/toy/toy0/uevent")).startsWith("MAJOR=261\nMINOR=0\nDEVNAME=toy/toy0\n");
  }

  @Test
  void aChangeIsAnnouncedWithItsVariables() {
    DeviceNode node = bed.node("w", echo);
    UeventSubscription events = bed.registry.events().subscribe();
    node.changed(Map.of("WEDGED", "rebind"));
    node.device().changed(Map.of("STATE", "reset"));
    node.unregister();
    node.changed(Map.of("WEDGED", "none"));

    List<Uevent> told = drain(events);
    assertThat(told).hasSize(3);
    assertThat(told.get(0).variables()).containsEntry("WEDGED", "rebind").containsEntry("DEVNAME", "toy/toy0");
    assertThat(told.get(1).variables()).containsEntry("STATE", "reset");
    assertThat(told.get(2).action().text()).isEqualTo("remove");
  }

  @Test
  void aNodeMayHaveANameOfItsOwn() {
    DeviceClass misc = bed.registry.addClass(new ClassOptions("misc", "", "misc", 10, 8, "misc_node"));
    DeviceNode node = ok(misc.register(bed.plug("hub"), NodeOptions.defaults().withName("dxg"), echo, List.of()));

    assertThat(node.devName()).isEqualTo("dxg");
    assertThat(ok(bed.registry.tree().stat("dev/dxg"))).isInstanceOf(NodeFile.class);
    assertThat(errno(misc.register(bed.plug("other"), NodeOptions.defaults().withName("dxg"), echo, List.of())))
        .isEqualTo(Errno.EEXIST);
    assertThat(bed.registry.census().minors()).isEqualTo(1);
  }

  @Test
  void debugFilesAreShownOnlyWhereAsked() {
    NodeOptions options = NodeOptions.defaults().withDebugGroups(AttributeGroup.of(Attribute.constant("ring", "raw")));
    bed.node("w", options, echo);
    assertThat(errno(bed.registry.tree().stat("sys/kernel/debug"))).isEqualTo(Errno.ENOENT);

    try (TestBed debugging = new TestBed(new DeviceRegistry(RegistryOptions.defaults().withDebugTree()))) {
      DeviceNode node = debugging.node("w", options, echo);
      assertThat(debugging.list("sys/kernel/debug/toy/0")).containsExactly("name", "ring");
      assertThat(debugging.read("sys/kernel/debug/toy/0/ring")).isEqualTo("raw\n");
      assertThat(debugging.read("sys/kernel/debug/toy/0/name")).isEqualTo(" dev=w\n");
      node.unregister();
      assertThat(debugging.list("sys/kernel/debug/toy")).isEmpty();
    }
  }

  @Test
  void oneDeviceMayHaveSeveralNodes() {
    DeviceClass control = bed.registry.addClass(ClassOptions.of("ctl", 262, 4));
    Device device = bed.plug("w");
    DeviceNode data = ok(bed.nodes.register(device, NodeOptions.defaults(), echo, List.of()));
    DeviceNode second = ok(bed.nodes.register(device, NodeOptions.defaults(), echo, List.of()));
    DeviceNode manage = ok(control.register(device, NodeOptions.defaults(), echo, List.of()));

    assertThat(device.nodes()).containsExactly(data, second, manage);
    assertThat(bed.list(device.path() + "/toy")).containsExactly("toy0", "toy1");
    bed.bus.remove(device);
    assertThat(bed.registry.census().nodes()).isZero();
  }
}
