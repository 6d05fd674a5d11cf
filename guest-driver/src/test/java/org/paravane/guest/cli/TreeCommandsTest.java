package org.paravane.guest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.guest.doctor.FakeSystem;
import org.paravane.guest.observe.FakeTree;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TreeCommandsTest {
  private static final String FIRST = "aaaaaaaa-0000-0000-0000-000000000001";
  private static final String SECOND = "aaaaaaaa-0000-0000-0000-000000000002";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final FakeTree tree;

  TreeCommandsTest(@TempDir Path directory) {
    tree = new FakeTree(directory.resolve("tree"));
  }

  @BeforeEach
  void twoDevices() {
    tree.device(0, FIRST).device(1, SECOND);
  }

  private int execute(Object command, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--root", tree.root().toString()));
    all.addAll(List.of(arguments));
    return new CommandLine(command).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  private List<JsonNode> json() {
    return lines().stream().map(line -> JsonMapper.shared().readTree(line)).toList();
  }

  private static List<Object> all() {
    return List.of(new ListCommand(), new InfoCommand(), new HealthCommand(), new StatsCommand(), new MonitorCommand(),
        new CdiCommand());
  }

  @Test
  void helpTellsTheExitCodes() {
    for (Object command : all()) {
      assertThat(new CommandLine(command).setOut(new PrintWriter(out, true)).execute("--help")).isZero();
    }
    assertThat(out.toString()).contains("Exit codes:", "64", "69", "--root", "--json");
  }

  @Test
  void withoutATreeIs69() {
    for (Object command : all()) {
      assertThat(new CommandLine(command).setErr(new PrintWriter(err, true)).execute("--root", "/nonexistent"))
          .isEqualTo(69);
    }
    assertThat(err.toString()).contains("paravane list: no tree is served: root=/nonexistent", "paravane guest --host");
  }

  @Test
  void listShowsTheDevices() {
    tree.attribute(1, "state", "gone").without(1, "memory/local_limit_bytes");
    assertThat(execute(new ListCommand())).isZero();
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(0)).startsWith("DEVICE");
    assertThat(lines().get(1)).startsWith("accel0").contains("active", FIRST, "1.0G");
    assertThat(lines().get(2)).startsWith("accel1").contains("gone", "N/A");
  }

  @Test
  void listAsJson() {
    tree.without(1, "memory/local_limit_bytes").attribute(1, "description", "a \"b\" ü");
    assertThat(execute(new ListCommand(), "--json")).isZero();
    assertThat(json()).hasSize(2);
    assertThat(json().get(0).get("id").asString()).isEqualTo(FIRST);
    assertThat(json().get(0).get("local_limit_bytes").asLong()).isEqualTo(1L << 30);
    assertThat(json().get(0).get("node").asString()).isEqualTo(tree.root() + "/dev/accel/accel0");
    assertThat(json().get(1).get("local_limit_bytes").isNull()).as("unknown is null").isTrue();
    assertThat(json().get(1).get("description").asString()).isEqualTo("a \"b\" ü");
  }

  @Test
  void infoShowsAttributesAndClientsOfTheDevicesNamed() {
    tree.client(1, 4, 77, "saxpy", "drm-driver: dxg\ndrm-engine-compute: 5 ns");
    assertThat(execute(new InfoCommand(), SECOND)).isZero();
    assertThat(lines().getFirst()).isEqualTo("accel1");
    assertThat(out.toString()).contains("  state = active", "  memory/local_used_bytes = 4096", "  client 4",
        "    pid = 77", "    command = saxpy", "    drm-engine-compute = 5 ns").doesNotContain("accel0");
  }

  @Test
  void infoAsJson() {
    tree.client(0, 4, 77, "saxpy", "drm-engine-compute: 5 ns");
    assertThat(execute(new InfoCommand(), "--json", "accel0", "accel1")).isZero();
    assertThat(json().get(0).get("attributes").get("state").asString()).isEqualTo("active");
    assertThat(json().get(0).get("clients").get(0).get("engine_ns").asLong()).isEqualTo(5);
    assertThat(json().get(0).get("clients").get(0).get("memory_bytes").isNull()).isTrue();
    assertThat(json().get(1).get("clients").isEmpty()).isTrue();
  }

  @Test
  void aDeviceThatIsNotThereIs64() {
    assertThat(execute(new InfoCommand(), "accel5")).isEqualTo(64);
    assertThat(err.toString()).contains("No such device: accel5; there are: [accel0, accel1]");
    assertThat(execute(new CdiCommand(), "--device", "accel6")).isEqualTo(64);
    assertThat(execute(new StatsCommand(), "accel7")).isEqualTo(64);
    assertThat(execute(new HealthCommand(), "accel8")).isEqualTo(64);
  }

  @Test
  void healthIsAnExitCode() {
    assertThat(execute(new HealthCommand())).isZero();
    assertThat(lines()).hasSize(3);
    tree.attribute(1, "state", "gone");
    assertThat(execute(new HealthCommand(), "--json")).isEqualTo(1);
    assertThat(lines().getLast()).contains("\"well\":false", "state=gone");
    assertThat(execute(new HealthCommand(), "accel0")).as("the other one is well").isZero();
    tree.attribute(1, "state", "active").unbound("bbbbbbbb-0000-0000-0000-000000000001");
    assertThat(execute(new HealthCommand())).as("a bus device without driver").isEqualTo(1);
    assertThat(lines().getLast()).contains("bbbbbbbb", "unbound", "no driver is bound");
  }

  @Test
  void aTreeWithoutDevicesIsNotWell(@TempDir Path directory) {
    new FakeTree(directory);
    assertThat(new CommandLine(new HealthCommand()).setErr(new PrintWriter(err, true))
        .execute("--root", directory.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("no device is there");
  }

  @Test
  void statsOfOneLookHaveNoRates() {
    tree.client(0, 1, 10, "a", "drm-engine-compute: 2000000000 ns\ndrm-resident-local: 1 MiB");
    assertThat(execute(new StatsCommand())).isZero();
    assertThat(lines().get(1)).startsWith("accel0").contains("4.0K", "1.0G", "N/A");
    assertThat(out.toString()).contains("COMMAND").containsPattern("accel0 +1 +10 +a +N/A +2.000 +1.0M");
  }

  @Test
  void statsInALoopHaveRates() {
    assertThat(execute(new StatsCommand(), "-l", "0.02", "-n", "3", "--json", "accel0")).isZero();
    assertThat(json()).hasSize(3);
    assertThat(json().get(0).get("calls_per_second").isNull()).isTrue();
    assertThat(json().get(0).get("elapsed_seconds").isNull()).isTrue();
    assertThat(json().get(2).get("calls_per_second").asDouble()).isZero();
    assertThat(json().get(2).get("elapsed_seconds").asDouble()).isBetween(0.02, 20.0);
    assertThat(json().get(2).get("engine_share").isNull()).as("the device does not tell").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-l -1", "-l x", "-n 0", "-n 2", "-l 0 -n 2", "--bogus"})
  void loopsThatMakeNoSenseAre64(String arguments) {
    assertThat(execute(new StatsCommand(), arguments.split(" ", -1))).isEqualTo(64);
  }

  @Test
  void monitorShowsEventsAndNotMarks() {
    tree.events("""
        ACTION=present
        DEVPATH=/d/accel0
        SUBSYSTEM=accel
        SEQNUM=1

        ACTION=snapshot-end
        SEQNUM=1

        ACTION=overflow
        LOST=3

        ACTION=remove
        DEVPATH=/d/accel0
        SUBSYSTEM=accel
        SEQNUM=5

        """);
    assertThat(execute(new MonitorCommand(), "--count", "2")).isZero();
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0)).endsWith("present  /d/accel0 (accel)");
    assertThat(lines().get(1)).endsWith("remove   /d/accel0 (accel)");
    assertThat(err.toString()).contains("events lost: ACTION=overflow, LOST=3");

    assertThat(execute(new MonitorCommand(), "--count", "1", "--property")).isZero();
    assertThat(out.toString()).contains("ACTION=present\nDEVPATH=/d/accel0\n");
    assertThat(execute(new MonitorCommand())).as("the stream ends with the guest driver").isEqualTo(69);
    assertThat(err.toString()).contains("guest driver is gone");
  }

  @Test
  void monitorAsJsonShowsEverything() {
    tree.events("ACTION=add\nDEVPATH=/d/accel0\nSUBSYSTEM=accel\nSEQNUM=2\n\nACTION=snapshot-end\nSEQNUM=2\n\n");
    assertThat(execute(new MonitorCommand(), "--json")).isEqualTo(69);
    assertThat(json()).extracting(row -> row.get("action").asString()).containsExactly("add", "snapshot-end");
    assertThat(json().getFirst().get("sequence").asString()).isEqualTo("2");
    assertThat(json().getFirst().get("variables").get("SUBSYSTEM").asString()).isEqualTo("accel");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--count 0", "--duration -2", "--duration NaN"})
  void monitorsThatMakeNoSenseAre64(String arguments) {
    assertThat(execute(new MonitorCommand(), arguments.split(" ", -1))).isEqualTo(64);
  }

  @Test
  void doctorSaysWhatToDo() {
    FakeSystem system = new FakeSystem();
    assertThat(execute(new DoctorCommand(system), "--host", "/run/host")).isZero();
    assertThat(lines()).hasSize(10).noneMatch(line -> line.startsWith("repair"));
    out.getBuffer().setLength(0);
    assertThat(execute(new DoctorCommand(system.ordinaryUser()))).as("pointers are out of reach").isEqualTo(1);
    assertThat(lines()).anyMatch(line -> line.matches("memory of callers +forbidden +yes .*"))
        .anyMatch(line -> line.startsWith("repair memory of callers: "));
    out.getBuffer().setLength(0);
    assertThat(execute(new DoctorCommand(system), "--json")).isEqualTo(1);
    assertThat(json()).anyMatch(row -> row.get("verdict").asString().equals("forbidden"));
  }

  @Test
  void cdiIsWrittenByARename(@TempDir Path place) throws IOException {
    Path file = place.resolve("paravane.json");
    Files.writeString(file, "old");
    assertThat(execute(new CdiCommand(), "--device", "accel1", "--output", file.toString())).isZero();
    assertThat(JsonMapper.shared().readTree(Files.readString(file)).get("devices"))
        .extracting(device -> device.get("name").asString()).containsExactly("accel1", "all");
    try (var files = Files.list(place)) {
      assertThat(files).containsExactly(file);
    }
    assertThat(out.toString()).isEmpty();
    assertThat(execute(new CdiCommand(), "--output", place.resolve("none/x.json").toString())).isEqualTo(1);
  }
}
