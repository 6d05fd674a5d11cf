package org.paravane.tests.nodes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.paravane.guest.GuestOptions;
import org.paravane.guest.GuestStack;
import org.paravane.guest.dxg.DxgOptions;
import org.paravane.guest.fuse.NodeServer;
import org.paravane.guest.fuse.NodeServerOptions;
import org.paravane.guest.fuse.mount.MountException;
import org.paravane.host.Host;
import org.paravane.host.HostOptions;
import org.paravane.vmbus.VmbusException;

/** A host, a guest driver and its tree, mounted below the temporary directory, all in this process; the callers are others. */
final class MountedGuest implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(10);

  private final Path directory;
  private final Host host;
  private final GuestStack guest;
  private final NodeServer server;
  private final List<String> ids;

  private MountedGuest(Path directory, Host host, GuestStack guest, NodeServer server, List<String> ids) {
    this.directory = directory;
    this.host = host;
    this.guest = guest;
    this.server = server;
    this.ids = ids;
  }

  /** Where nothing can be mounted the test is not run. */
  static void assumeMountable() {
    assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "/dev/fuse is absent or forbidden");
  }

  static MountedGuest withDevices(int devices) throws IOException, VmbusException, MountException {
    return create(devices, DxgOptions.defaults());
  }

  static MountedGuest create(int devices, DxgOptions driver) throws IOException, VmbusException, MountException {
    return create(devices, GuestOptions.defaults().withDriver(driver), NodeServerOptions.defaults());
  }

  static MountedGuest create(int devices, GuestOptions options, NodeServerOptions served)
      throws IOException, VmbusException, MountException {
    assumeMountable();
    Path directory = Files.createTempDirectory("paravane-nodes-",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    // What umask took away: other users are callers too.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Host host = Host.inProcess(HostOptions.defaults().withDevices(devices));
    try {
      GuestStack guest = GuestStack.connect(host.connector(), options.withPatience(PATIENCE));
      try {
        NodeServer server = NodeServer.mount(guest.registry(), directory.resolve("root"), served);
        return new MountedGuest(directory, host, guest, server, ids(server.root(), devices));
      } catch (IOException | MountException | RuntimeException e) {
        guest.close();
        throw e;
      }
    } catch (IOException | VmbusException | MountException | RuntimeException e) {
      host.close();
      Files.deleteIfExists(directory);
      throw e;
    }
  }

  Host host() {
    return host;
  }

  NodeServer server() {
    return server;
  }

  String root() {
    return server.root().toString();
  }

  /** A node by its number among those of the beginning. */
  String node(int index) {
    return root() + "/dev/accel/accel" + index;
  }

  /** The name that stays the same when its device comes back of what was that node in the beginning. */
  String byId(int index) {
    return root() + "/dev/by-id/" + ids.get(index);
  }

  private static List<String> ids(Path root, int devices) throws IOException {
    Map<Path, String> names = new HashMap<>();
    try (Stream<Path> links = Files.list(root.resolve("dev/by-id"))) {
      for (Path link : links.toList()) {
        names.put(Files.readSymbolicLink(link).getFileName(), link.getFileName().toString());
      }
    }
    return IntStream.range(0, devices).mapToObj(i -> Objects.requireNonNull(names.get(Path.of("accel" + i)))).toList();
  }

  /** What callers that are gone have left behind, when it has not gone after a while. */
  List<String> leftovers() throws InterruptedException {
    long begin = System.nanoTime();
    List<String> left = left();
    while (!left.isEmpty() && System.nanoTime() - begin < PATIENCE.toNanos()) {
      Thread.sleep(LOOK);
      left = left();
    }
    return left;
  }

  private List<String> left() {
    int objects = host.counts().total();
    int files = guest.registry().census().openFiles();
    return Stream.of(objects == 0 ? "" : "objects of the host: " + host.counts(),
        files == 0 ? "" : "open files: " + files)
        .filter(what -> !what.isEmpty()).toList();
  }

  @Override
  public void close() throws IOException {
    try (host; guest) {
      server.close();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
