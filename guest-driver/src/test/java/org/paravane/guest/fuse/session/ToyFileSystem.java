package org.paravane.guest.fuse.session;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.Caller;
import org.paravane.device.io.CallerFd;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.Sleeping;
import org.paravane.guest.fuse.Backings;
import org.paravane.guest.fuse.DirectoryWriter;
import org.paravane.guest.fuse.Entry;
import org.paravane.guest.fuse.FileAttributes;
import org.paravane.guest.fuse.FileSystem;
import org.paravane.guest.fuse.Opened;
import org.paravane.guest.fuse.PollNotice;
import org.paravane.guest.fuse.Requester;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.OpenFiles;
import org.paravane.linux.OwnedFd;

/**
 * A small file system with a bit of everything: {@code node} takes requests, {@code text} is read and written, {@code link} leads
 * to it, and {@code many} is a directory with as many names as one likes. It counts what the kernel does to it.
 */
final class ToyFileSystem implements FileSystem {
  static final long MAPPED_BYTES = 64 * 1_024;
  static final int MANY = 1_000;

  private static final long TEXT = 2;
  private static final long LINK = 3;
  private static final long DIRECTORY = 4;
  private static final long FIRST_OF_MANY = 1_000;
  private static final long FIRST_NODE = 1_000_000;

  final AtomicInteger opens = new AtomicInteger();
  final AtomicInteger releases = new AtomicInteger();
  final AtomicLong lookups = new AtomicLong();
  final AtomicInteger waiting = new AtomicInteger();
  final AtomicInteger refused = new AtomicInteger();
  final AtomicReference<String> text = new AtomicReference<>("hello\n");
  final AtomicReference<@Nullable PollNotice> notice = new AtomicReference<>();
  final AtomicInteger lastFlags = new AtomicInteger();
  /** Let those go who wait without having said so. */
  final CountDownLatch unannounced = new CountDownLatch(1);
  volatile int ready;

  private final Backings backings;
  private final AtomicLong nextNode = new AtomicLong(FIRST_NODE);
  private final AtomicLong nextHandle = new AtomicLong(1);
  private final Map<Long, OpenNode> nodes = new ConcurrentHashMap<>();
  private final Object gate = new Object();
  private int generation;

  /** An open node, with the memory that mmap shows. */
  record OpenNode(@Nullable Memfd memory, int backing) {
  }

  ToyFileSystem(Backings backings) {
    this.backings = backings;
  }

  /** The memory of the only open node. */
  Memfd onlyMemory() {
    Memfd memory = nodes.values().iterator().next().memory();
    if (memory == null) {
      throw new IllegalStateException("node is not mapped");
    }
    return memory;
  }

  /** Lets those go who wait and said so. */
  void release() {
    synchronized (gate) {
      generation++;
      gate.notifyAll();
    }
  }

  @Override
  public Result<Entry> lookup(Requester requester, long parent, String name) {
    Result<Entry> found = entry(parent, name);
    if (found instanceof Result.Ok<Entry>) {
      lookups.incrementAndGet();
    }
    return found;
  }

  private Result<Entry> entry(long parent, String name) {
    if (parent == ROOT) {
      return switch (name) {
        case "node" -> Result.ok(entry(nextNode.getAndIncrement()));
        case "text" -> Result.ok(entry(TEXT));
        case "link" -> Result.ok(entry(LINK));
        case "many" -> Result.ok(entry(DIRECTORY));
        default -> Result.failed(Errno.ENOENT, "no such name: name=" + name);
      };
    }
    if (parent == DIRECTORY && name.startsWith("f")) {
      return Result.ok(entry(FIRST_OF_MANY + Integer.parseInt(name.substring(1))));
    }
    return Result.failed(Errno.ENOENT, "no such name: name=" + name);
  }

  private static Entry entry(long node) {
    return new Entry(node, attributesOf(node));
  }

  private static FileAttributes attributesOf(long node) {
    int mode = node == ROOT || node == DIRECTORY
        ? FileAttributes.DIRECTORY | 0755
        : node == LINK ? FileAttributes.SYMBOLIC_LINK | 0777 : FileAttributes.REGULAR | 0666;
    long size = node >= FIRST_NODE ? MAPPED_BYTES : node == LINK ? 4 : node == TEXT ? 4_096 : 0;
    return new FileAttributes(node >= FIRST_NODE ? FIRST_NODE : node, mode, 1, 0, 0, size, 1_234_567_890_123_456_789L);
  }

  @Override
  public void forget(long node, long count) {
    lookups.addAndGet(-count);
  }

  @Override
  public Result<FileAttributes> attributes(long node) {
    return Result.ok(attributesOf(node));
  }

  @Override
  public Result<FileAttributes> change(Requester requester, long node, int mask, long sizeBytes) {
    return node == TEXT ? attributes(node) : Result.failed(Errno.EINVAL, "not to be changed: node=" + node);
  }

  @Override
  public Result<String> readlink(long node) {
    return node == LINK ? Result.ok("text") : Result.failed(Errno.EINVAL, "no link: node=" + node);
  }

  @Override
  public Result<Opened> open(Requester requester, long node, int flags) {
    opens.incrementAndGet();
    lastFlags.set(flags);
    long handle = nextHandle.getAndIncrement();
    if (node < FIRST_NODE) {
      return Result.ok(new Opened(handle, true, 0));
    }
    Memfd memory = null;
    int backing = 0;
    if (backings.supported()) {
      try {
        memory = Memfd.create("toy", MAPPED_BYTES);
      } catch (LinuxException e) {
        return Result.failed(Errno.ENOMEM, "no memory: why=" + e.getMessage());
      }
      if (backings.open(memory.fd().number()) instanceof Result.Ok<Integer>(Integer id)) {
        backing = id;
      }
    }
    nodes.put(handle, new OpenNode(memory, backing));
    return Result.ok(new Opened(handle, false, backing));
  }

  @Override
  public void release(long handle) {
    releases.incrementAndGet();
    OpenNode node = nodes.remove(handle);
    if (node != null && node.memory() != null) {
      backings.close(node.backing());
      node.memory().close();
    }
  }

  @Override
  public Result<Long> openDirectory(long node) {
    opens.incrementAndGet();
    return Result.ok(node);
  }

  @Override
  public void releaseDirectory(long handle) {
    releases.incrementAndGet();
  }

  @Override
  public Result<Boolean> readDirectory(long handle, long offset, DirectoryWriter into) {
    List<String> names = new ArrayList<>(List.of(".", ".."));
    if (handle == ROOT) {
      names.addAll(List.of("node", "text", "link", "many"));
    } else {
      for (int i = 0; i < MANY; i++) {
        names.add("f" + i);
      }
    }
    for (int i = Math.clamp(offset, 0, names.size()); i < names.size(); i++) {
      String name = names.get(i);
      boolean dot = name.startsWith(".");
      Entry entry = dot ? new Entry(0, attributesOf(handle)) : found(handle, name);
      if (!into.add(name, entry, i + 1L)) {
        return Result.ok(false);
      }
      if (into.withAttributes() && !dot) {
        lookups.incrementAndGet();
      }
    }
    return Result.ok(true);
  }

  private Entry found(long parent, String name) {
    return switch (entry(parent, name)) {
      case Result.Ok<Entry>(Entry entry) -> entry;
      case Result.Failed<Entry> failed -> throw new IllegalStateException(failed.reason());
    };
  }

  @Override
  public Result<Integer> read(Requester requester, long handle, int flags, long offset, MemorySegment into) {
    byte[] bytes = text.get().getBytes(StandardCharsets.UTF_8);
    int from = Math.clamp(offset, 0, bytes.length);
    int count = (int) Math.min(bytes.length - from, into.byteSize());
    if (count > 0) {
      MemorySegment.copy(bytes, from, into, ValueLayout.JAVA_BYTE, 0, count);
    }
    return Result.ok(count);
  }

  @Override
  public Result<Integer> write(Requester requester, long handle, long offset, MemorySegment from) {
    if (nodes.containsKey(handle)) {
      return Result.failed(Errno.EINVAL, "not to be written");
    }
    text.set(new String(from.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
    return Result.ok((int) from.byteSize());
  }

  @Override
  public IoctlResult ioctl(Requester requester, long handle, int request, MemorySegment argument) {
    return switch (Toy.of(request)) {
      case null -> IoctlResult.failed(Errno.ENOTTY, "unknown");
      case ADD -> add(argument);
      case NESTED -> nested(requester, argument);
      case STATUS -> IoctlResult.status(77);
      case WHO -> who(requester, argument);
      case WAIT -> await();
      case WAKE -> {
        release();
        yield IoctlResult.ok();
      }
      case WAIT_UNANNOUNCED -> awaitUnannounced();
      case SIGNAL_FD -> signal(requester, argument);
      case BUG -> throw new IllegalStateException("a bug, on purpose");
      case NOTHING -> IoctlResult.ok();
      case SET_READY -> setReady(argument);
    };
  }

  private static IoctlResult add(MemorySegment argument) {
    argument.set(JAVA_LONG, 0, argument.get(JAVA_LONG, 0) + 1);
    return IoctlResult.ok();
  }

  /** Follows the pointer: turns each byte round, and answers their sum. */
  private static IoctlResult nested(Requester requester, MemorySegment argument) {
    int length = argument.get(JAVA_INT, 16);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(Math.clamp(length, 0, 65_536));
      return IoctlResult.of(requester.caller().flatMap(
          caller -> caller.memory().copyIn(argument.get(JAVA_LONG, 8), copy).flatMap(read -> {
            int sum = 0;
            for (long i = 0; i < copy.byteSize(); i++) {
              byte value = copy.get(ValueLayout.JAVA_BYTE, i);
              sum += value & 0xff;
              copy.set(ValueLayout.JAVA_BYTE, i, (byte) ~value);
            }
            argument.set(JAVA_INT, 20, sum);
            return caller.memory().copyOut(copy, argument.get(JAVA_LONG, 8));
          })));
    }
  }

  private static IoctlResult who(Requester requester, MemorySegment argument) {
    return IoctlResult.of(requester.caller().map((Caller caller) -> {
      argument.set(JAVA_INT, 0, caller.threadGroupId());
      argument.set(JAVA_INT, 4, caller.threadId());
      argument.set(JAVA_INT, 8, caller.userId());
      return caller;
    }));
  }

  private IoctlResult await() {
    if (!Sleeping.mayLast()) {
      refused.incrementAndGet();
      return IoctlResult.failed(Errno.EAGAIN, "too many calls sleep");
    }
    waiting.incrementAndGet();
    try {
      synchronized (gate) {
        int before = generation;
        while (generation == before) {
          gate.wait();
        }
      }
      return IoctlResult.ok();
    } catch (InterruptedException e) {
      return IoctlResult.failed(Errno.EINTR, "interrupted");
    } finally {
      waiting.decrementAndGet();
    }
  }

  private IoctlResult awaitUnannounced() {
    waiting.incrementAndGet();
    try {
      unannounced.await();
      return IoctlResult.ok();
    } catch (InterruptedException e) {
      return IoctlResult.failed(Errno.EINTR, "interrupted");
    } finally {
      waiting.decrementAndGet();
    }
  }

  private static IoctlResult signal(Requester requester, MemorySegment argument) {
    return IoctlResult.of(requester.caller()
        .flatMap(caller -> caller.memory().takeFd((int) argument.get(JAVA_LONG, 0))).map(ToyFileSystem::countUp));
  }

  private static Boolean countUp(CallerFd fd) {
    try (fd; Arena arena = Arena.ofConfined()) {
      OwnedFd borrowed = OwnedFd.of(fd.fd());
      OpenFiles.write(borrowed, arena.allocateFrom(JAVA_LONG, 1), 8);
      borrowed.release();
      return true;
    }
  }

  private IoctlResult setReady(MemorySegment argument) {
    ready = (int) argument.get(JAVA_LONG, 0);
    PollNotice told = notice.get();
    if (told != null) {
      told.ready();
    }
    return IoctlResult.ok();
  }

  @Override
  public int poll(long handle, int events, @Nullable PollNotice wanted) {
    if (wanted != null) {
      notice.set(wanted);
    }
    return ready & events;
  }
}
