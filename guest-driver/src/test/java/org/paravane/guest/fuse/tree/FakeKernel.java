package org.paravane.guest.fuse.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.Caller;
import org.paravane.device.io.CallerMemory;
import org.paravane.guest.fuse.Backings;
import org.paravane.guest.fuse.DirectoryWriter;
import org.paravane.guest.fuse.Entry;
import org.paravane.guest.fuse.FileSystem;
import org.paravane.guest.fuse.Requester;

/** What a kernel does with a file system: walks, lists, remembers lookups, and registers backings. */
final class FakeKernel implements Backings {
  static final int RDONLY = 0;
  static final int WRONLY = 1;
  static final int RDWR = 2;

  /** A process of ordinary rights. */
  record CallingProcess(int threadGroupId, Result<Caller> caller) implements Requester {
    static CallingProcess of(int id) {
      return new CallingProcess(id, Result.ok(new Caller(id, id, 1000, 1000, CallerMemory.none())));
    }

    static CallingProcess invisible() {
      return new CallingProcess(0, Result.failed(Errno.EPERM, "not visible from here"));
    }

    @Override
    public int userId() {
      return 1000;
    }

    @Override
    public int groupId() {
      return 1000;
    }
  }

  /** Takes so many names. */
  static final class Listing implements DirectoryWriter {
    final Map<String, Entry> entries = new LinkedHashMap<>();
    final boolean attributes;
    int room;
    long next;

    Listing(boolean attributes, int room) {
      this.attributes = attributes;
      this.room = room;
    }

    @Override
    public boolean withAttributes() {
      return attributes;
    }

    @Override
    public boolean add(String name, Entry entry, long nextOffset) {
      if (room-- <= 0) {
        return false;
      }
      assertThat(entries.put(name, entry)).as("name comes once: " + name).isNull();
      next = nextOffset;
      return true;
    }
  }

  final CallingProcess one = CallingProcess.of(100);
  final CallingProcess other = CallingProcess.of(200);
  final Map<Integer, Integer> backings = new LinkedHashMap<>();
  final Map<Long, Long> lookups = new LinkedHashMap<>();
  boolean passthrough = true;
  boolean refusesBackings;
  private int lastBacking;

  @Override
  public boolean supported() {
    return passthrough;
  }

  @Override
  public Result<Integer> open(int descriptor) {
    if (refusesBackings) {
      return Result.failed(Errno.EPERM, "no right");
    }
    backings.put(++lastBacking, descriptor);
    return Result.ok(lastBacking);
  }

  @Override
  public void close(int backing) {
    assertThat(backings.remove(backing)).isNotNull();
  }

  Result<Entry> lookup(FileSystem files, long parent, String name) {
    return files.lookup(one, parent, name).map(entry -> {
      lookups.merge(entry.node(), 1L, Long::sum);
      return entry;
    });
  }

  Entry walk(FileSystem files, String path) {
    long parent = FileSystem.ROOT;
    Entry found = null;
    for (String part : path.split("/", -1)) {
      found = ok(lookup(files, parent, part));
      parent = found.node();
    }
    return java.util.Objects.requireNonNull(found);
  }

  /** Everything below a directory by path, read in pieces of so many names. */
  List<String> list(FileSystem files, long node, boolean attributes, int piece) {
    long handle = ok(files.openDirectory(node));
    List<String> names = new ArrayList<>();
    long offset = 0;
    while (true) {
      Listing listing = new Listing(attributes, piece);
      ok(files.readDirectory(handle, offset, listing));
      if (listing.entries.isEmpty()) {
        break;
      }
      listing.entries.forEach((name, entry) -> {
        names.add(name);
        if (entry.node() != 0) {
          lookups.merge(entry.node(), 1L, Long::sum);
        }
      });
      offset = listing.next;
    }
    files.releaseDirectory(handle);
    return names;
  }

  void forgetAll(FileSystem files) {
    lookups.forEach(files::forget);
    lookups.clear();
  }

  static <T> T ok(Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Failed<T>(Errno errno, String reason) -> throw new AssertionError(errno + ": " + reason);
    };
  }

  static Errno errno(Result<?> result) {
    assertThat(result).isInstanceOf(Result.Failed.class);
    return ((Result.Failed<?>) result).errno();
  }
}
