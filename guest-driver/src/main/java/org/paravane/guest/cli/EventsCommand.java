package org.paravane.guest.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.paravane.device.uevent.Delivery;
import org.paravane.device.uevent.Uevent;
import org.paravane.device.uevent.UeventSubscription;
import org.paravane.guest.GuestStack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code paravane guest events}. */
@Command(name = "events", description = {
    "Follows the uevents of devices that come, change and go, the devices present first.",
    "Goes on when the host goes away, and shows the devices of one that comes back. Ends with Ctrl-C."})
final class EventsCommand extends HostCall {
  private static final Duration LOOK = Duration.ofMillis(200);

  @Option(names = "--count", paramLabel = "N", description = "end after so many events")
  private long count = Long.MAX_VALUE;

  @Option(names = "--duration", paramLabel = "SECONDS", description = "end after so much time")
  private @Nullable Double durationSeconds;

  private long limitNanos = Long.MAX_VALUE;

  EventsCommand() {
    this(GuestStack::connect);
  }

  EventsCommand(GuestMaker guests) {
    super(guests);
  }

  @Override
  void checkArguments() {
    super.checkArguments();
    if (count <= 0) {
      throw usage("Invalid value for option '--count': " + count + " is not positive");
    }
    if (durationSeconds != null) {
      limitNanos = seconds("--duration", durationSeconds).toNanos();
    }
  }

  @Override
  int call(GuestStack guest) throws InterruptedException {
    long begin = System.nanoTime();
    try (UeventSubscription events = guest.registry().events().subscribe()) {
      long shown = 0;
      while (shown < count && System.nanoTime() - begin < limitNanos) {
        Delivery next = events.next(LOOK);
        if (next != null) {
          shown += show(next);
        }
      }
    }
    return ExitCode.OK;
  }

  private int show(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Present(Uevent uevent) -> show(uevent);
      case Delivery.Happened(Uevent uevent) -> show(uevent);
      case Delivery.SnapshotEnd end -> 0;
      case Delivery.Overflow(long lost, long first, long last) -> {
        complain("events lost: count=" + lost + ", first=" + first + ", last=" + last);
        yield 0;
      }
    };
  }

  private int show(Uevent uevent) {
    print(isJson()
        ? new JsonLine().add("sequence", uevent.sequence()).add("action", uevent.action().text())
            .add("devpath", uevent.devpath()).add("subsystem", uevent.subsystem())
            .add("variables", uevent.variables())
        : uevent.text().stripTrailing() + System.lineSeparator());
    return 1;
  }
}
