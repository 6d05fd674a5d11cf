package org.paravane.guest.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.paravane.guest.GuestOptions;
import org.paravane.guest.GuestStack;
import org.paravane.guest.fuse.NodeServer;
import org.paravane.guest.fuse.NodeServerOptions;
import org.paravane.guest.fuse.mount.MountException;
import org.paravane.guest.fuse.mount.Mounts;
import org.paravane.linux.EndRequest;
import org.paravane.linux.SystemdNotify;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A guest driver in the foreground: a guest stack and a mount of its tree, until somebody asks for the end. */
final class GuestService {
  private static final Logger LOG = LoggerFactory.getLogger(GuestService.class);
  /** How often it is seen whether anything changed that the service manager may show. */
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration GLANCE = Duration.ofMillis(100);
  /** How long devices may take to go away before the tree is unmounted all the same. */
  private static final Duration DEVICES_PATIENCE = Duration.ofSeconds(5);

  /**
   * How it is to be.
   *
   * @param host where the host listens
   * @param root where the tree is mounted
   * @param json how the line that tells it is ready looks
   * @param patience how long it waits for devices before it tells
   * @param options of the guest
   */
  record Settings(Path host, Path root, boolean json, Duration patience, GuestOptions options) {
  }

  private final Settings settings;
  private final Consumer<String> output;
  private final Consumer<List<String>> errors;
  private final SystemdNotify manager = SystemdNotify.fromEnvironment();

  GuestService(Settings settings, Consumer<String> output, Consumer<List<String>> errors) {
    this.settings = settings;
    this.output = output;
    this.errors = errors;
  }

  /** Serves; false if it could not, or if somebody else unmounted the tree. */
  boolean serve(EndRequest end) throws InterruptedException {
    GuestStack guest = GuestStack.start(settings.host(), settings.options());
    try (NodeServer nodes = guest.serve(settings.root(), NodeServerOptions.defaults())) {
      LOG.info("tree is mounted: root={}", nodes.root());
      awaitDevices(guest, end);
      output.accept(ready(guest, nodes));
      boolean asked = follow(guest, nodes, end);
      manager.stopping();
      closeInTime(guest);
      return asked;
    } catch (MountException e) {
      errors.accept(List.of("cannot mount: root=" + settings.root() + ", reason=" + e.getMessage(),
          "repair: " + e.repair()));
      return false;
    } finally {
      guest.close();
    }
  }

  /** Waits for the devices that the host has, but not for a host that does not come, nor when the end is asked for meanwhile. */
  private void awaitDevices(GuestStack guest, EndRequest end) throws InterruptedException {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < settings.patience().toNanos() && !end.await(Duration.ZERO)
        && !guest.awaitDevices(GLANCE)) {
      LOG.debug("waits for devices: host={}", settings.host());
    }
  }

  /** Tells the service manager what changes, until the end: true if somebody asked for it. */
  private boolean follow(GuestStack guest, NodeServer nodes, EndRequest end) throws InterruptedException {
    String told = status(guest);
    manager.ready(told);
    while (!end.await(LOOK)) {
      // A tree that was unmounted lazily lives as long as somebody has a file of it open, but nobody finds it any more.
      if (nodes.isEnded() || Mounts.at(nodes.root()).isEmpty()) {
        errors.accept(List.of("somebody unmounted the tree: root=" + settings.root()));
        return false;
      }
      String now = status(guest);
      if (!now.equals(told)) {
        LOG.info("{}", now);
        manager.status(now);
        told = now;
      }
    }
    return true;
  }

  /** Callers hear that the devices go, before the files go; a host that does not answer does not hold this up. */
  private static void closeInTime(GuestStack guest) throws InterruptedException {
    Thread closing = Thread.ofPlatform().name("end of devices").start(guest::close);
    if (!closing.join(DEVICES_PATIENCE)) {
      LOG.warn("devices do not go in time: seconds={}", DEVICES_PATIENCE.toSeconds());
    }
  }

  private String status(GuestStack guest) {
    return "serves " + guest.accelerators().size() + " devices at " + settings.root()
        + (guest.isConnected() ? "" : ", waits for a host at " + settings.host());
  }

  private String ready(GuestStack guest, NodeServer nodes) {
    List<String> devices = guest.accelerators();
    return settings.json()
        ? new JsonRow().put("ready", true).put("pid", ProcessHandle.current().pid())
            .put("root", nodes.root().toString()).put("host", settings.host().toAbsolutePath().toString())
            .put("connected", guest.isConnected()).put("mmap", nodes.figures().session().passthrough())
            .putTexts("devices", devices).toString()
        : "guest ready: root=" + nodes.root() + ", devices=" + devices.size() + ", host="
            + (guest.isConnected() ? "connected" : "awaited");
  }
}
