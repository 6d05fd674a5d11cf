package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.guest.cli.CdiCommand;
import org.paravane.guest.cli.DoctorCommand;
import org.paravane.guest.cli.HealthCommand;
import org.paravane.guest.cli.InfoCommand;
import org.paravane.guest.cli.ListCommand;
import org.paravane.guest.cli.MonitorCommand;
import org.paravane.guest.cli.StatsCommand;
import org.paravane.guest.fuse.mount.Mounts;
import org.paravane.guest.observe.MountedTree;
import org.paravane.linux.OpenFiles;
import org.paravane.tests.process.ChildProcess;
import org.paravane.tests.process.Fleet;
import picocli.CommandLine;

/** The guest driver as a process, and the commands that look at its tree. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class GuestDriverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Fleet fleet = Fleet.create();

  GuestDriverTest() throws IOException {
  }

  @BeforeEach
  void canMount() {
    assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "this user may not use /dev/fuse");
  }

  @AfterEach
  void nothingStays() {
    Path root = fleet.root();
    fleet.close();
    assertThat(Mounts.at(root)).isEmpty();
  }

  private int execute(Object command, String... arguments) {
    CommandLine line = new CommandLine(command).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 2];
    all[0] = "--root";
    all[1] = fleet.root().toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return line.execute(all);
  }

  private void startBoth(String... options) throws IOException {
    assertThat(fleet.startHost(List.of("--devices", "2"))).isEmpty();
    assertThat(fleet.startGuestDriver(List.of(options))).isEmpty();
    assertThat(fleet.awaitNodes(2)).isTrue();
  }

  private int endOf(ChildProcess child) throws InterruptedException {
    return child.waitFor(PATIENCE).orElseThrow(() -> new AssertionError("still runs: " + fleet.errorsOf(child)));
  }

  @Test
  void commandsLookAtDevicesThatSomebodyHolds() throws Exception {
    startBoth();
    try (var held = OpenFiles.open(fleet.node(0).toString(), OpenFiles.O_RDWR)) {
      assertThat(held.number()).isNotNegative();
      assertThat(execute(new ListCommand())).isZero();
      assertThat(execute(new InfoCommand(), "accel0")).isZero();
      assertThat(execute(new HealthCommand())).isZero();
      assertThat(execute(new StatsCommand(), "-l", "0.1", "-n", "2")).isZero();
      assertThat(execute(new MonitorCommand(), "--count", "4")).isZero();
      assertThat(execute(new CdiCommand())).isZero();
      assertThat(execute(new DoctorCommand(), "--host", fleet.socket().toString())).as("%s", out).isZero();
    }
    assertThat(out.toString()).contains("accel1", "state = active", "pid = " + ProcessHandle.current().pid(),
        "present", "speaks this version", "PARAVANE_NODE_ACCEL1");
    assertThat(err.toString()).isEmpty();
    assertThat(Files.isRegularFile(fleet.root().resolve("dev/nodes/accel1/accel1"))).as("what cdi names").isTrue();
  }

  @Test
  void aSignalUnmountsAndEndsWithZeroThoughFilesAreOpen() throws Exception {
    startBoth("--mode", "0640", "--group", "12345");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fleet.node(0)))).isEqualTo("rw-r-----");
    assertThat(Files.getAttribute(fleet.node(0), "unix:gid")).isEqualTo(12345);
    try (var held = OpenFiles.open(fleet.node(0).toString(), OpenFiles.O_RDWR)) {
      fleet.guestDriver().terminate();
      assertThat(endOf(fleet.guestDriver())).isZero();
      assertThat(Mounts.at(fleet.root())).isEmpty();
      assertThat(OpenFiles.poll(held, 1, 0)).as("an error is there").isNotZero();
    }
    assertThat(fleet.root()).as("the directory that it made").doesNotExist();
  }

  @Test
  void controlCUnmountsToo() throws Exception {
    startBoth();
    fleet.guestDriver().interrupt();
    assertThat(endOf(fleet.guestDriver())).isZero();
    assertThat(Mounts.at(fleet.root())).isEmpty();
  }

  @Test
  void whatAKilledOneLeftIsReplacedAndALivingOneIsNot() throws Exception {
    startBoth();
    ChildProcess first = fleet.guestDriver();
    first.kill();
    endOf(first);
    assertThat(Mounts.isStale(fleet.root())).isTrue();
    assertThat(execute(new ListCommand())).isEqualTo(69);
    assertThat(err.toString()).contains("guest driver is gone");
    assertThat(execute(new DoctorCommand())).isEqualTo(1);
    assertThat(out.toString()).containsPattern("tree +broken");

    assertThat(fleet.startGuestDriver(List.of())).isEmpty();
    assertThat(fleet.awaitNodes(2)).isTrue();
    ChildProcess second = fleet.guestDriver();
    assertThat(fleet.startGuestDriver(List.of())).as("the tree is served already").isPresent();
    assertThat(endOf(fleet.guestDriver())).isEqualTo(1);
    assertThat(second.isAlive()).isTrue();
    assertThat(execute(new HealthCommand())).isZero();
  }

  @Test
  void aHostThatIsNotThereIsAwaitedAndOneThatComesBackIsFound() throws Exception {
    assertThat(fleet.startGuestDriver(List.of("--wait", "0"))).isEmpty();
    assertThat(execute(new HealthCommand())).as("no device is there").isEqualTo(1);
    MountedTree tree = new MountedTree(fleet.root());
    for (int life = 0; life < 2; life++) {
      assertThat(fleet.startHost(List.of("--devices", "1"))).isEmpty();
      // A number is not used again at once: the device of the second host is another one.
      List<String> expected = List.of("accel" + life);
      await().atMost(PATIENCE).until(() -> tree.names().equals(expected));
      fleet.host().kill();
      endOf(fleet.host());
      await().atMost(PATIENCE).until(() -> tree.names().isEmpty());
    }
    assertThat(fleet.guestDriver().isAlive()).isTrue();
  }

  @Test
  void aTreeThatSomebodyElseUnmountsIsTheEnd() throws Exception {
    startBoth();
    assertThat(new ProcessBuilder("umount", "-l", fleet.root().toString()).inheritIO().start().waitFor()).isZero();
    assertThat(endOf(fleet.guestDriver())).isEqualTo(1);
    assertThat(fleet.errorsOf(fleet.guestDriver())).contains("somebody unmounted the tree");
  }

  @Test
  void theServiceManagerHearsWhenItServesAndWhenItEnds() throws Exception {
    assertThat(fleet.startHost(List.of("--devices", "2"))).isEmpty();
    Path notify = fleet.directory().resolve("notify");
    ChildProcess manager = fleet.startProgram("manager", new ProcessBuilder("python3", "-c", """
        import socket, sys
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        s.bind(sys.argv[1])
        print('bound', flush=True)
        while True:
          print(s.recv(4096).decode().replace(chr(10), '|'), flush=True)
        """, notify.toString()));
    assertThat(manager.nextLine(PATIENCE)).contains("bound");
    ProcessBuilder service = ChildProcess.paravane(List.of(),
        List.of("guest", "--host", fleet.socket().toString(), "--root", fleet.root().toString(), "--wait", "60"));
    service.environment().put("NOTIFY_SOCKET", notify.toString());
    ChildProcess driver = fleet.startProgram("service", service);
    assertThat(manager.nextLine(PATIENCE))
        .isEqualTo(Optional.of("READY=1|STATUS=serves 2 devices at " + fleet.root()));
    driver.terminate();
    assertThat(manager.nextLine(PATIENCE)).contains("STOPPING=1");
    assertThat(endOf(driver)).isZero();
  }
}
