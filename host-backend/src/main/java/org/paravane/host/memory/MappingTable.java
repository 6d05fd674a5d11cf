package org.paravane.host.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All mappings of an address space at one moment, sorted and disjoint; immutable, so that engines look things up while the
 * space changes. A look-up is a binary search; a change copies two arrays of references, which is a few microseconds for
 * ten thousand mappings.
 */
final class MappingTable {
  static final MappingTable EMPTY = new MappingTable(new long[0], new Mapping[0]);

  private final long[] starts;
  private final Mapping[] mappings;

  private MappingTable(long[] starts, Mapping[] mappings) {
    this.starts = starts;
    this.mappings = mappings;
  }

  int size() {
    return mappings.length;
  }

  /** The mapping that has this address, or null. */
  @Nullable
  Mapping find(long address) {
    int index = indexOf(address);
    return index >= 0 ? mappings[index] : null;
  }

  /** Index of the mapping that has this address, or -1. */
  int indexOf(long address) {
    int index = Arrays.binarySearch(starts, address);
    if (index < 0) {
      index = -index - 2;
    }
    return index >= 0 && address < mappings[index].end() ? index : -1;
  }

  Mapping at(int index) {
    return mappings[index];
  }

  /** This table with [from, to) taken over by other mappings (sorted, inside the range); those that stick out are cut. */
  MappingTable replace(long from, long to, List<Mapping> inserted) {
    int first = Arrays.binarySearch(starts, from);
    if (first < 0) {
      first = -first - 1;
      if (first > 0 && mappings[first - 1].end() > from) {
        first--;
      }
    }
    int behind = first;
    while (behind < mappings.length && mappings[behind].start() < to) {
      behind++;
    }
    List<Mapping> middle = new ArrayList<>(inserted.size() + 2);
    if (first < behind && mappings[first].start() < from) {
      middle.add(mappings[first].part(mappings[first].start(), from));
    }
    middle.addAll(inserted);
    if (first < behind && mappings[behind - 1].end() > to) {
      middle.add(mappings[behind - 1].part(to, mappings[behind - 1].end()));
    }
    Mapping[] changed = new Mapping[mappings.length - (behind - first) + middle.size()];
    System.arraycopy(mappings, 0, changed, 0, first);
    for (int i = 0; i < middle.size(); i++) {
      changed[first + i] = middle.get(i);
    }
    System.arraycopy(mappings, behind, changed, first + middle.size(), mappings.length - behind);
    return of(changed);
  }

  /** How many more mappings there would be at most after a {@link #replace} with that many. */
  static int growth(int inserted) {
    return inserted + 1;
  }

  List<Mapping> matching(Predicate<Mapping> wanted) {
    return Arrays.stream(mappings).filter(wanted).toList();
  }

  private static MappingTable of(Mapping[] mappings) {
    long[] starts = new long[mappings.length];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = mappings[i].start();
    }
    return new MappingTable(starts, mappings);
  }
}
