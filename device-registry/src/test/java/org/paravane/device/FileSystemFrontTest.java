package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.device.TestBed.errno;
import static org.paravane.device.TestBed.ok;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.Caller;
import org.paravane.device.io.CallerMemory;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollQueue;
import org.paravane.device.io.PollWaiter;
import org.paravane.device.tree.AttributeFile;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.Link;
import org.paravane.device.tree.NodeFile;
import org.paravane.device.tree.StreamFile;
import org.paravane.device.tree.TreeEntry;
import org.paravane.device.uevent.Delivery;
import org.paravane.device.uevent.UeventSubscription;

/**
 * What a file system server needs of the registry, shown with a small one: entries by inode, opens and calls for callers
 * that change, polls that are notified once, a stream of events.
 */
@Timeout(30)
class FileSystemFrontTest {

  /** A server in the manner of FUSE: everything by number, answers are values or negative errnos. */
  private static final class Front {
    private static final long ROOT = 1;

    final Map<Long, TreeEntry> inodes = new HashMap<>();
    final Map<Long, OpenFile> handles = new HashMap<>();
    final Map<Long, PollWaiter> polls = new HashMap<>();
    final BlockingQueue<Long> notified = new LinkedBlockingQueue<>();
    final AtomicLong nextHandle = new AtomicLong();

    Front(DeviceRegistry registry) {
      inodes.put(ROOT, registry.tree().root());
    }

    long lookup(long parent, String name) {
      if (!(inodes.get(parent) instanceof Directory directory)) {
        return -Errno.ENOENT.number();
      }
      TreeEntry entry = directory.entries().get(name);
      if (entry == null) {
        return -Errno.ENOENT.number();
      }
      inodes.put(entry.inode(), entry);
      return entry.inode();
    }

    long walk(String path) {
      long inode = ROOT;
      for (String part : path.split("/", -1)) {
        inode = lookup(inode, part);
      }
      return inode;
    }

    String kind(long inode) {
      return switch (Objects.requireNonNull(inodes.get(inode))) {
        case Directory directory -> "dir " + Integer.toOctalString(directory.mode());
        case AttributeFile file -> "file " + Integer.toOctalString(file.mode());
        case Link link -> "link " + link.target();
        case StreamFile stream -> "stream " + Integer.toOctalString(stream.mode());
        case NodeFile node -> "node " + node.device().major() + ":" + node.device().minor();
      };
    }

    long open(long inode, Caller caller) {
      if (!(inodes.get(inode) instanceof NodeFile(long number, DeviceNode node))) {
        return -Errno.EINVAL.number();
      }
      return switch (node.open(caller)) {
        case Result.Ok<OpenFile>(OpenFile file) -> {
          long handle = nextHandle.incrementAndGet();
          handles.put(handle, file);
          yield handle;
        }
        case Result.Failed<OpenFile> failed -> -failed.errno().number();
      };
    }

    private OpenFile file(long handle) {
      return Objects.requireNonNull(handles.get(handle));
    }

    int ioctl(long handle, Caller caller, int request, MemorySegment argument) {
      return file(handle).forCaller(caller).ioctl(request, argument).value();
    }

    /** Answers what is ready; if told to, notifies once when that may have changed. */
    int poll(long handle, boolean notify) {
      PollWaiter former = polls.remove(handle);
      if (former != null) {
        former.close();
      }
      if (!notify) {
        return file(handle).poll(PollWaiter.none()).mask();
      }
      PollWaiter waiter = new PollWaiter(() -> notified.add(handle));
      polls.put(handle, waiter);
      return file(handle).poll(waiter).mask();
    }

    void release(long handle) {
      PollWaiter waiter = polls.remove(handle);
      if (waiter != null) {
        waiter.close();
      }
      Objects.requireNonNull(handles.remove(handle)).close();
    }
  }

  /** A mailbox: ioctl 1 puts a message for the caller's process, ioctl 2 takes one. */
  private static final class Mailbox implements FileOperations {
    final PollQueue queue = new PollQueue();
    final Map<Integer, Integer> messages = new TreeMap<>();

    @Override
    public synchronized IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
      int process = file.caller().threadGroupId();
      switch (request) {
        case 1 -> {
          messages.put(argument.get(ValueLayout.JAVA_INT, 0), process);
          queue.wake();
        }
        case 2 -> {
          Integer from = messages.remove(process);
          if (from == null) {
            return IoctlResult.failed(Errno.EAGAIN, "no message: process=" + process);
          }
          argument.set(ValueLayout.JAVA_INT, 0, from);
        }
        default -> {
          return FileOperations.super.ioctl(file, request, argument);
        }
      }
      return IoctlResult.ok();
    }

    @Override
    public PollEvents poll(OpenFile file, PollWaiter waiter) {
      waiter.watch(queue);
      synchronized (this) {
        return messages.containsKey(file.opener().threadGroupId()) ? PollEvents.IN : PollEvents.NONE;
      }
    }
  }

  private static Caller process(int id) {
    return new Caller(id, id, 1000, 1000, CallerMemory.none());
  }

  private final TestBed bed = new TestBed();
  private final Front front = new Front(bed.registry);
  private final DeviceNode node = bed.node("w", new Mailbox());

  @Test
  void entriesAreFoundByComponentAndKeepTheirNumbers() {
    long inode = front.walk("dev/toy/toy0");

    assertThat(front.kind(inode)).isEqualTo("node 261:0");
    assertThat(front.walk("dev/toy/toy0")).isEqualTo(inode);
    assertThat(front.kind(front.walk("sys/class/toy/toy0"))).isEqualTo("link ../../devices/test/w/toy/toy0");
    assertThat(front.kind(front.walk("sys/devices/test/w/toy/toy0/dev"))).isEqualTo("file 444");
    assertThat(front.kind(front.walk("sys"))).isEqualTo("dir 555");
    assertThat(front.walk("dev/toy/toy9")).isEqualTo(-Errno.ENOENT.number());
  }

  @Test
  void anEntryThatWasLookedUpBeforeTheUnplugAnswersEnodevAfterIt() {
    long file = front.walk("dev/toy/toy0");
    AttributeFile attribute = (AttributeFile) Objects
        .requireNonNull(front.inodes.get(front.walk("sys/devices/test/w/toy/toy0/dev")));
    bed.bus.remove(node.device());

    assertThat(front.open(file, process(1))).isEqualTo(-Errno.ENODEV.number());
    assertThat(errno(attribute.read())).isEqualTo(Errno.ENODEV);
    assertThat(front.walk("dev/toy/toy0")).isEqualTo(-Errno.ENOENT.number());
  }

  @Test
  void aNodeThatComesBackIsAnotherEntry() {
    long before = front.walk("dev/toy/toy0");
    Device device = node.device();
    bed.bus.remove(device);
    long after = 0;
    for (int i = 1; i < 257; i++) {
      Device again = bed.plug("w");
      DeviceNode next = ok(bed.nodes.register(again, NodeOptions.defaults(), new Mailbox(), List.of()));
      if (next.minor() == 0) {
        after = front.walk("dev/toy/toy0");
      }
      bed.bus.remove(again);
    }

    assertThat(after).isPositive().isNotEqualTo(before);
  }

  @Test
  void callsCarryWhoeverMakesThem() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(8);
      long handle = front.open(front.walk("dev/toy/toy0"), process(10));
      argument.set(ValueLayout.JAVA_INT, 0, 20);
      assertThat(front.ioctl(handle, process(11), 1, argument)).isZero();

      assertThat(front.ioctl(handle, process(10), 2, argument)).isEqualTo(-Errno.EAGAIN.number());
      assertThat(front.ioctl(handle, process(20), 2, argument)).isZero();
      assertThat(argument.get(ValueLayout.JAVA_INT, 0)).isEqualTo(11);
      assertThat(front.ioctl(handle, process(10), 99, argument)).isEqualTo(-Errno.ENOTTY.number());
      front.release(handle);
    }
    assertThat(node.openCount()).isZero();
  }

  @Test
  void aPollIsNotifiedAndAskedAgain() throws InterruptedException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(8);
      long reader = front.open(front.walk("dev/toy/toy0"), process(10));
      long writer = front.open(front.walk("dev/toy/toy0"), process(20));
      assertThat(front.poll(reader, true)).isZero();
      argument.set(ValueLayout.JAVA_INT, 0, 10);
      assertThat(front.ioctl(writer, process(20), 1, argument)).isZero();

      assertThat(front.notified.poll(10, TimeUnit.SECONDS)).isEqualTo(reader);
      assertThat(front.poll(reader, true)).isEqualTo(PollEvents.IN.mask());
      assertThat(front.ioctl(reader, process(10), 2, argument)).isZero();
      assertThat(front.poll(reader, false)).isZero();
      front.release(reader);
      front.release(writer);
    }
  }

  @Test
  void everyWaitingPollIsNotifiedOfAnUnplug() throws InterruptedException {
    List<Long> handles = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      long handle = front.open(front.walk("dev/toy/toy0"), process(i));
      handles.add(handle);
      assertThat(front.poll(handle, true)).isZero();
    }
    bed.bus.remove(node.device());
    List<Long> told = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      told.add(Objects.requireNonNull(front.notified.poll(10, TimeUnit.SECONDS)));
    }

    assertThat(told).containsExactlyInAnyOrderElementsOf(handles);
    handles.forEach(handle -> {
      assertThat(front.poll(handle, true)).isEqualTo(PollEvents.GONE.mask());
      front.release(handle);
    });
    assertThat(node.openCount()).isZero();
  }

  @Test
  void aForkedChildKeepsTheFileOpen() {
    long handle = front.open(front.walk("dev/toy/toy0"), process(10));
    OpenFile child = ok(front.file(handle).duplicate());
    front.release(handle);
    assertThat(node.openCount()).isEqualTo(1);
    child.close();
    assertThat(node.openCount()).isZero();
  }

  /** The {@code events} file: what one reader gets as text. */
  private static String cat(UeventSubscription subscription) {
    StringBuilder text = new StringBuilder();
    for (@Nullable
    Delivery next = subscription.poll(); next != null; next = subscription.poll()) {
      text.append(switch (next) {
        case Delivery.Present(var uevent) -> "(" + uevent.variable("ACTION") + " " + uevent.devpath() + ")\n";
        case Delivery.SnapshotEnd(long sequence) -> "-- " + sequence + "\n";
        case Delivery.Happened(var uevent) ->
          uevent.sequence() + " " + uevent.action().text() + " " + uevent.devpath() + "\n";
        case Delivery.Overflow(long lost, long first, long last) -> "lost " + lost + ": " + first + "-" + last + "\n";
      });
    }
    return text.toString();
  }

  @Test
  void theEventStreamBeginsWithWhatIsThere() {
    UeventSubscription early = bed.registry.events().subscribe(2);
    assertThat(cat(early)).isEqualTo("""
        (add /devices/test/w)
        (add /devices/test/w/toy/toy0)
        -- 2
        """);
    bed.plug("x");
    bed.bus.remove(node.device());
    UeventSubscription late = bed.registry.events().subscribe();

    assertThat(cat(early)).isEqualTo("""
        3 add /devices/test/x
        4 remove /devices/test/w/toy/toy0
        lost 1: 5-5
        """);
    assertThat(cat(late)).isEqualTo("""
        (add /devices/test/x)
        -- 5
        """);
  }
}
