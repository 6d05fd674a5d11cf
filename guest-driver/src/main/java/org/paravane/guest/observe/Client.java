package org.paravane.guest.observe;

import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/**
 * An open file of a device, as its directory {@code clients/ID} shows it.
 *
 * @param id      number of the open file
 * @param pid     thread group that opened it
 * @param command name of its program
 * @param fdinfo  its usage
 */
public record Client(String id, OptionalLong pid, Optional<String> command, Fdinfo fdinfo) {

  /** Busy time on all engines together. */
  public OptionalLong engineNanos() {
    return sum(fdinfo.engineNanos());
  }

  /** Memory of all regions together: what is resident, or all of it where only that is known. */
  public OptionalLong memoryBytes() {
    OptionalLong resident = sum(fdinfo.residentBytes());
    return resident.isPresent() ? resident : sum(fdinfo.totalBytes());
  }

  private static OptionalLong sum(SequencedMap<String, Long> numbers) {
    Collection<Long> values = numbers.values();
    return values.isEmpty() ? OptionalLong.empty() : OptionalLong.of(values.stream().mapToLong(Long::longValue).sum());
  }
}
