package org.paravane.guest.cli;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.guest.observe.EventRecord;
import org.paravane.guest.observe.EventStream;
import org.paravane.guest.observe.MountedTree;
import org.paravane.linux.LinuxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code paravane monitor}. */
@Command(name = "monitor", description = {
    "Follows the events of a mounted tree: devices that are there first, then what comes, changes and goes.",
    "Goes on while hosts go and come. Ends with Ctrl-C, or with 69 when the guest driver ends."})
public final class MonitorCommand extends TreeCommand {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Option(names = {"-p", "--property"}, description = "show all variables of an event")
  private boolean properties;

  @Option(names = "--count", paramLabel = "N", description = "end after so many events")
  private long count = Long.MAX_VALUE;

  @Option(names = "--duration", paramLabel = "SECONDS", description = "end after so much time")
  private @Nullable Double durationSeconds;

  private long limitNanos = Long.MAX_VALUE;

  @Override
  void checkArguments() {
    if (count <= 0) {
      throw usage("Invalid value for option '--count': " + count + " is not positive");
    }
    if (durationSeconds != null) {
      limitNanos = seconds("--duration", durationSeconds).toNanos();
    }
  }

  @Override
  int call(MountedTree tree) {
    long begin = System.nanoTime();
    try (EventStream events = EventStream.open(tree.events())) {
      long shown = 0;
      for (long used = 0; shown < count && used < limitNanos; used = System.nanoTime() - begin) {
        Optional<EventRecord> next = events.next(Duration.ofNanos(Math.min(LOOK.toNanos(), limitNanos - used)));
        if (next.isPresent()) {
          shown += show(next.get());
        } else if (events.isEnded()) {
          complain("guest driver is gone: root=" + tree.root());
          return ExitCode.HOST_UNREACHABLE;
        }
      }
      return ExitCode.OK;
    } catch (LinuxException e) {
      complain("events cannot be followed: " + e.getMessage());
      return ExitCode.HOST_UNREACHABLE;
    }
  }

  /** Marks of the stream are no events, but a program that reads JSON wants to know of them too. */
  private int show(EventRecord event) {
    if (isJson()) {
      print(new JsonRow().put("action", event.action()).put("sequence", optional(event, "SEQNUM"))
          .put("devpath", optional(event, "DEVPATH")).put("subsystem", optional(event, "SUBSYSTEM"))
          .put("variables", event.variables()));
    } else if (event.isOverflow()) {
      complain("events lost: " + event.text().replace("\n", ", "));
    } else if (!event.isMark()) {
      print(properties ? event.text() + System.lineSeparator() : line(event));
    }
    return event.isMark() ? 0 : 1;
  }

  private static String line(EventRecord event) {
    return "%s %-8s %s (%s)".formatted(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS),
        event.action(),
        event.variable("DEVPATH"), event.variable("SUBSYSTEM"));
  }

  private static Optional<String> optional(EventRecord event, String key) {
    return Optional.of(event.variable(key)).filter(value -> !value.isEmpty());
  }
}
