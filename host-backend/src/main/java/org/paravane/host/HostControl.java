package org.paravane.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.EngineKind;
import org.paravane.abi.wire.Message;
import org.paravane.host.control.ControlHandler;
import org.paravane.host.control.Json;
import org.paravane.host.engine.Gpu;
import org.paravane.host.engine.remote.RemoteFigures;
import org.paravane.host.engine.remote.RemoteGpu;
import org.paravane.host.engine.simulated.InjectedFault;
import org.paravane.host.engine.simulated.SimulatedGpu;
import org.paravane.host.memory.MemoryFigures;
import org.paravane.host.memory.SegmentGroup;
import org.paravane.host.object.HostAdapter;
import org.paravane.host.object.HostProcess;
import org.paravane.host.object.ObjectCounts;
import org.paravane.host.object.ObjectKind;
import org.paravane.host.scheduler.SchedulerFigures;
import org.paravane.host.vsp.GuestVsp;
import org.paravane.host.vsp.VspCounters;

/** What a host's control socket can do: look at the host, change its adapters, make engines fail, end the host. */
public final class HostControl implements ControlHandler {
  private static final long GUEST_PATIENCE_MILLIS = 1000;
  private static final long SLOW_NANOS = 100_000_000L;

  private final Host host;
  private final Runnable shutdown;

  /**
   * Control of a host.
   *
   * @param shutdown asks whoever runs the host to end it
   */
  public HostControl(Host host, Runnable shutdown) {
    this.host = host;
    this.shutdown = shutdown;
  }

  @Override
  public Json command(List<String> words) {
    List<String> arguments = words.subList(1, words.size());
    return switch (words.getFirst()) {
      case "stats" -> stats();
      case "objects" -> objects();
      case "add-device" -> answer(host.adapters().add());
      case "remove-device" -> arguments.size() == 1
          ? answer(number(arguments.getFirst()).flatMap(host.adapters()::remove))
          : Json.error("usage: remove-device ID");
      case "inject-fault" -> arguments.size() == 2 || arguments.size() == 3
          ? inject(arguments)
          : Json.error("usage: inject-fault ID KIND [QUEUE]");
      case "shutdown" -> {
        shutdown.run();
        yield Json.ok();
      }
      default -> Json.error("no such command: command=" + words.getFirst()
          + ", known=stats|objects|add-device|remove-device|inject-fault|shutdown");
    };
  }

  private static Result<Integer> number(String word) {
    try {
      return Result.ok(Integer.parseInt(word));
    } catch (NumberFormatException e) {
      return Result.failed(Errno.EINVAL, "not a number: word=" + word);
    }
  }

  private static Json answer(Result<HostAdapter> result) {
    return switch (result) {
      case Result.Ok<HostAdapter>(HostAdapter adapter) -> Json.ok().put("device", identity(adapter));
      case Result.Failed<HostAdapter>(Errno errno, String reason) -> Json.error(reason).put("errno", errno.name());
    };
  }

  /** Who an adapter is. */
  public static Json identity(HostAdapter adapter) {
    return new Json().put("id", adapter.id()).put("name", adapter.name()).put("luid", adapter.luid())
        .put("instance", adapter.instanceId());
  }

  private Json inject(List<String> arguments) {
    Result<HostAdapter> adapter = number(arguments.getFirst()).flatMap(host.adapters()::find);
    return answer(
        adapter.flatMap(found -> arm(found, arguments.get(1), arguments.size() == 3 ? arguments.get(2) : "")));
  }

  /** The next packet of a queue whose name contains the text, or of any, goes wrong. */
  private static Result<HostAdapter> arm(HostAdapter adapter, String kind, String queueNamePart) {
    if (!(adapter.gpu() instanceof SimulatedGpu gpu)) {
      return Result.failed(Errno.EOPNOTSUPP, "faults can be injected into simulated engines only: " + adapter);
    }
    String reason = "fault injected by the control socket";
    InjectedFault fault;
    switch (kind) {
      case "fail" -> fault = new InjectedFault.Fail(reason);
      case "page-fault" -> fault = new InjectedFault.PageFault(0xdead_0000L);
      case "hang" -> fault = new InjectedFault.Hang();
      case "stuck" -> fault = new InjectedFault.Stuck();
      case "slow" -> fault = new InjectedFault.Slow(SLOW_NANOS);
      case "device-lost" -> fault = new InjectedFault.DeviceLost(reason);
      default -> {
        return Result.failed(Errno.EINVAL,
            "no such fault: kind=" + kind + ", known=fail|page-fault|hang|stuck|slow|device-lost");
      }
    }
    gpu.faults().arm(fault, queueNamePart, 0);
    return Result.ok(adapter);
  }

  private Json stats() {
    List<Json> devices = host.adapters().all().stream().map(HostControl::device).toList();
    List<Json> guests = host.guests().stream().map(HostControl::guest).toList();
    return Json.ok().put("objects", counts(host.counts())).put("commands", figures(host.figures()))
        .put("devices", devices).put("guests", guests);
  }

  private static Json device(HostAdapter adapter) {
    SchedulerFigures scheduler = adapter.scheduler().figures();
    return identity(adapter).put("local", memory(adapter.memory().figures(SegmentGroup.LOCAL)))
        .put("nonLocal", memory(adapter.memory().figures(SegmentGroup.NON_LOCAL)))
        .put("heldAllocations", adapter.memory().heldAllocations()).put("violations", adapter.memory().violations())
        .put("scheduler", new Json().put("contexts", scheduler.contexts()).put("cpuWaits", scheduler.cpuWaits())
            .put("packetsInFlight", scheduler.packetsInFlight()).put("packetsDone", scheduler.packetsDone())
            .put("contextsLost", scheduler.contextsLost()).put("nodeResets", scheduler.nodeResets()))
        .put("engine", engine(adapter.gpu()));
  }

  private static Json engine(Gpu gpu) {
    DeviceInfo info = gpu.deviceInfo();
    Json json = new Json().put("kind", info.engine() == EngineKind.OPENCL.value() ? "opencl" : "simulated")
        .put("device", info.name().text()).put("driver", info.driverVersion().text());
    if (gpu instanceof RemoteGpu remote) {
      RemoteFigures figures = remote.figures();
      json.put("isolation", figures.isolation().name().toLowerCase(Locale.ROOT)).put("workers", figures.workers())
          .put("processes", figures.processes()).put("programsBuilt", figures.programsBuilt())
          .put("programsFromCache", figures.programsFromCache()).put("copiedBytes", figures.copiedBytes());
      remote.sandbox().ifPresent(sandbox -> json.put("sandbox", new Json()
          .put("mode", sandbox.mode().name().toLowerCase(Locale.ROOT)).put("landlock", sandbox.landlockVersion())
          .put("ownUser", sandbox.ownUser()).put("syscallFilter", sandbox.syscallFilter())
          .put("missing", sandbox.missing())));
    }
    return json;
  }

  private static Json memory(MemoryFigures figures) {
    return new Json().put("budget", figures.budget()).put("usage", figures.usage()).put("reservation",
        figures.reservation());
  }

  private static Json guest(GuestVsp guest) {
    Json messages = new Json();
    for (Map.Entry<Message, Long> count : guest.counters().byMessage().entrySet()) {
      messages.put(count.getKey().name().toLowerCase(Locale.ROOT), count.getValue());
    }
    return new Json().put("guest", guest.connection().id().value()).put("pid", guest.connection().peer().pid())
        .put("uid", guest.connection().peer().uid()).put("objects", counts(guest.partition().counts()))
        .put("apertureExcessBytes", guest.partition().apertureExcessBytes())
        .put("commands", figures(guest.counters().figures())).put("messages", messages);
  }

  private static Json counts(ObjectCounts counts) {
    Json json = new Json();
    for (ObjectKind kind : ObjectKind.values()) {
      json.put(kind.label(), counts.of(kind));
    }
    return json.put("total", counts.total());
  }

  private static Json figures(VspCounters.Figures figures) {
    return new Json().put("handled", figures.commands()).put("failed", figures.failures())
        .put("asyncFailed", figures.asyncFailures()).put("unsupported", figures.unsupported())
        .put("malformed", figures.malformed()).put("notifications", figures.notifications())
        .put("bugs", figures.bugs());
  }

  /** Processes are looked at by the thread that owns them, which is asked and waited for. */
  private Json objects() {
    List<Json> guests = new ArrayList<>();
    for (GuestVsp guest : host.guests()) {
      CompletableFuture<List<Json>> processes = new CompletableFuture<>();
      guest.connection().execute(() -> processes
          .complete(guest.partition().processes().stream().map(HostControl::process).toList()));
      Json json = new Json().put("guest", guest.connection().id().value());
      try {
        guests.add(json.put("processes", processes.get(GUEST_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)));
      } catch (TimeoutException | ExecutionException e) {
        guests.add(json.put("processes", null));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Json.error("interrupted");
      }
    }
    return Json.ok().put("objects", counts(host.counts())).put("guests", guests);
  }

  private static Json process(HostProcess process) {
    return new Json().put("process", process.name()).put("name", process.guestName())
        .put("devices", process.adapters().stream().map(on -> on.adapter().id()).toList())
        .put("handles", process.handleCount())
        .put("localBytes", process.memoryUsed(SegmentGroup.LOCAL))
        .put("nonLocalBytes", process.memoryUsed(SegmentGroup.NON_LOCAL))
        .put("apertureExcessBytes", process.apertureExcessBytes());
  }
}
