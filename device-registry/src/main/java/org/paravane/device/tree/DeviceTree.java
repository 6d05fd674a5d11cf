package org.paravane.device.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * The registry by paths: {@code sys/bus/…}, {@code sys/class/…}, {@code sys/devices/…}, {@code dev/…}. Paths are relative to
 * the root, a leading slash does no harm. Links are followed as a kernel does; {@link #stat} and {@link #readlink} look at
 * the last component itself. Reading and listing need no open file, no right and no lock.
 */
public final class DeviceTree {
  private static final int MAX_LINKS = 40;

  private final Directory root;

  /** A view of everything below a root. */
  public DeviceTree(Directory root) {
    this.root = root;
  }

  /** The root itself, for fronts that walk by component. */
  public Directory root() {
    return root;
  }

  /** The names in a directory, sorted: one consistent snapshot. ENOENT, or EINVAL if the path is no directory. */
  public Result<List<String>> list(String path) {
    return resolve(path, true).flatMap(entry -> entry instanceof Directory directory
        ? Result.ok(List.copyOf(directory.entries().keySet()))
        : Result.failed(Errno.EINVAL, "not a directory: path=" + path));
  }

  /** The value of an attribute, with its trailing newline. ENOENT, EINVAL if the path is no attribute, EACCES, ENODEV, or the driver's errno. */
  public Result<String> read(String path) {
    return attribute(path).flatMap(AttributeFile::read);
  }

  /** Writes an attribute; answers the number of bytes taken, which is all of them. A bad value is EINVAL and changes nothing. */
  public Result<Integer> write(String path, byte[] bytes) {
    return attribute(path).flatMap(file -> file.write(bytes));
  }

  /** Writes an attribute. */
  public Result<Integer> write(String path, String value) {
    return write(path, value.getBytes(StandardCharsets.UTF_8));
  }

  private Result<AttributeFile> attribute(String path) {
    return resolve(path, true).flatMap(entry -> entry instanceof AttributeFile file
        ? Result.ok(file)
        : Result.failed(Errno.EINVAL, "not an attribute: path=" + path));
  }

  /** The target of a link. ENOENT, or EINVAL if the path is no link. */
  public Result<String> readlink(String path) {
    return resolve(path, false).flatMap(entry -> entry instanceof Link link
        ? Result.ok(link.target())
        : Result.failed(Errno.EINVAL, "not a link: path=" + path));
  }

  /** What stands at a path, links not followed at the end. ENOENT if nothing does. */
  public Result<TreeEntry> stat(String path) {
    return resolve(path, false);
  }

  /** What a path leads to, links followed. ENOENT if it leads nowhere. */
  public Result<TreeEntry> lookup(String path) {
    return resolve(path, true);
  }

  private Result<TreeEntry> resolve(String path, boolean followLast) {
    Deque<String> ahead = new ArrayDeque<>();
    pushAll(ahead, path);
    Deque<Directory> above = new ArrayDeque<>();
    Directory here = root;
    TreeEntry found = root;
    int links = 0;
    while (!ahead.isEmpty()) {
      String part = ahead.pop();
      if (part.equals("..")) {
        here = above.isEmpty() ? root : above.pop();
        found = here;
        continue;
      }
      TreeEntry next = here.entries().get(part);
      switch (next) {
        case null -> {
          return Result.failed(Errno.ENOENT, "no such entry: path=" + path + ", component=" + part);
        }
        case Directory directory -> {
          above.push(here);
          here = directory;
        }
        case Link link when followLast || !ahead.isEmpty() -> {
          if (++links > MAX_LINKS) {
            return Result.failed(Errno.ENOENT, "links lead in a circle: path=" + path);
          }
          pushAll(ahead, link.target());
          next = here;
        }
        case Link link -> {
        }
        case AttributeFile file when ahead.isEmpty() -> {
        }
        case NodeFile file when ahead.isEmpty() -> {
        }
        case StreamFile file when ahead.isEmpty() -> {
        }
        case AttributeFile file -> {
          return notADirectory(path, part);
        }
        case NodeFile file -> {
          return notADirectory(path, part);
        }
        case StreamFile file -> {
          return notADirectory(path, part);
        }
      }
      found = next;
    }
    return Result.ok(found);
  }

  private static Result<TreeEntry> notADirectory(String path, String part) {
    return Result.failed(Errno.ENOENT, "not a directory: path=" + path + ", component=" + part);
  }

  private static void pushAll(Deque<String> ahead, String path) {
    String[] parts = path.split("/", -1);
    for (int i = parts.length - 1; i >= 0; i--) {
      if (!parts[i].isEmpty() && !parts[i].equals(".")) {
        ahead.push(parts[i]);
      }
    }
  }
}
