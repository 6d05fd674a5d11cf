package org.paravane.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a process has mapped where, in order of address. Source: proc_pid_maps(5). */
public record MemoryMap(List<Entry> entries) {

  /**
   * One mapping: addresses start (inclusive) to end (exclusive).
   *
   * @param permissions four letters, e.g. {@code rw-p}
   * @param inode of the mapped file, 0 if there is none
   * @param name file or kind of the mapping, may be empty
   */
  public record Entry(long start, long end, String permissions, long inode, String name) {
    /** Ordinary memory of the process: private, readable and writable, no file, not a stack. */
    public boolean isPrivateAnonymous() {
      return permissions.startsWith("rw") && permissions.endsWith("p") && inode == 0 && !name.startsWith("[stack")
          && (name.isEmpty() || name.startsWith("["));
    }

    static Entry parse(String line) {
      String[] parts = line.split(" +", 6);
      int dash = parts[0].indexOf('-');
      return new Entry(Long.parseUnsignedLong(parts[0], 0, dash, 16),
          Long.parseUnsignedLong(parts[0], dash + 1, parts[0].length(), 16), parts[1], Long.parseLong(parts[4]),
          parts.length > 5 ? parts[5].strip() : "");
    }
  }

  public MemoryMap {
    entries = List.copyOf(entries);
  }

  /** The map of this process, now. */
  public static MemoryMap ofThisProcess() throws IOException {
    return parse(Files.readAllLines(Path.of("/proc/self/maps")));
  }

  static MemoryMap parse(List<String> lines) {
    return new MemoryMap(lines.stream().map(Entry::parse).toList());
  }

  /** The mappings that together cover the range without a gap; empty if there is a gap. */
  public List<Entry> covering(long address, long bytes) {
    List<Entry> found = new ArrayList<>();
    long end = address + bytes;
    long next = address;
    for (Entry entry : entries) {
      if (Long.compareUnsigned(next, end) < 0 && Long.compareUnsigned(entry.start(), next) <= 0
          && Long.compareUnsigned(entry.end(), next) > 0) {
        found.add(entry);
        next = entry.end();
      }
    }
    return bytes > 0 && Long.compareUnsigned(next, end) >= 0 ? found : List.of();
  }

  /** Whether the whole range is ordinary memory of the process. */
  public boolean isPrivateAnonymous(long address, long bytes) {
    List<Entry> found = covering(address, bytes);
    return !found.isEmpty() && found.stream().allMatch(Entry::isPrivateAnonymous);
  }

  /** Whether the whole range is a mapping of this file. */
  public boolean isFile(long address, long bytes, long inode) {
    List<Entry> found = covering(address, bytes);
    return !found.isEmpty() && found.stream().allMatch(entry -> entry.inode() == inode);
  }
}
