package org.paravane.tests.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.paravane.host.control.ControlClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks at a host through its control socket: what it holds, and whether that is nothing. */
public final class HostWatch implements AutoCloseable {
  private final ControlClient control;

  private HostWatch(ControlClient control) {
    this.control = control;
  }

  /** Watches the host that listens for guests at a socket. */
  public static HostWatch of(Path socket) throws IOException {
    return new HostWatch(ControlClient.connect(ControlClient.pathFor(socket)));
  }

  /** Carries out a command of the control socket; throws when the host refuses. */
  public JsonNode command(String... words) throws IOException {
    String answer = control.send(List.of(words));
    JsonNode json = JsonMapper.shared().readTree(answer);
    if (!json.required("ok").asBoolean()) {
      throw new IOException("host refused: command=" + String.join(" ", words) + ", answer=" + answer);
    }
    return json;
  }

  /** Guests that are connected. */
  public int guests() throws IOException {
    return command("stats").required("guests").size();
  }

  /** What a host without guests should not hold; empty at the baseline. */
  public List<String> leftovers() throws IOException {
    JsonNode stats = command("stats");
    List<String> left = new ArrayList<>();
    expectZero(left, "guests", stats.required("guests").size());
    expectZero(left, "objects", stats.required("objects").required("total").asLong());
    for (JsonNode device : stats.required("devices")) {
      String name = device.required("name").asString();
      expectZero(left, name + " local bytes", device.required("local").required("usage").asLong());
      expectZero(left, name + " local reservation", device.required("local").required("reservation").asLong());
      expectZero(left, name + " non-local bytes", device.required("nonLocal").required("usage").asLong());
      expectZero(left, name + " held allocations", device.required("heldAllocations").asLong());
      expectZero(left, name + " violations " + device.required("violations"), device.required("violations").size());
      expectZero(left, name + " contexts", device.required("scheduler").required("contexts").asLong());
      expectZero(left, name + " packets in flight", device.required("scheduler").required("packetsInFlight").asLong());
      expectZero(left, name + " waits", device.required("scheduler").required("cpuWaits").asLong());
      expectZero(left, name + " workers", device.required("engine").path("workers").asLong());
      expectZero(left, name + " guest processes", device.required("engine").path("processes").asLong());
    }
    return left;
  }

  /** Sums over clients that differ from an adapter's own figures. */
  public List<String> violations() throws IOException {
    List<String> all = new ArrayList<>();
    command("stats").required("devices")
        .forEach(device -> device.required("violations").forEach(violation -> all.add(violation.asString())));
    return all;
  }

  /** Waits until nothing is left; what still is after the time. */
  public List<String> awaitBaseline(Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<String> left = leftovers();
    while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(20_000_000);
      left = leftovers();
    }
    return left;
  }

  /** Waits until so many guests are connected; whether that came. */
  public boolean awaitGuests(int count, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (guests() != count) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(5_000_000);
    }
    return true;
  }

  private static void expectZero(List<String> left, String what, long value) {
    if (value != 0) {
      left.add(what + "=" + value);
    }
  }

  @Override
  public void close() throws IOException {
    control.close();
  }
}
