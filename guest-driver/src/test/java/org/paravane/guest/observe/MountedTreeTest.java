package org.paravane.guest.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedTreeTest {
  private static final String FIRST = "aaaaaaaa-0000-0000-0000-000000000001";
  private static final String SECOND = "aaaaaaaa-0000-0000-0000-000000000002";

  private final FakeTree fake;
  private final MountedTree tree;

  MountedTreeTest(@TempDir Path directory) {
    fake = new FakeTree(directory.resolve("tree"));
    tree = new MountedTree(fake.root());
  }

  private ObservedDevice found(String device) {
    return tree.find(device).orElseThrow();
  }

  @Test
  void devicesComeByNumber() {
    fake.device(10, FIRST).device(2, SECOND);
    assertThat(tree.names()).containsExactly("accel2", "accel10");
  }

  @Test
  void aDeviceIsFoundByNameIdAndPath() throws IOException {
    fake.device(0, FIRST).device(1, SECOND);
    assertThat(found("accel1").name()).isEqualTo("accel1");
    assertThat(found(SECOND).name()).isEqualTo("accel1");
    assertThat(found("{" + SECOND.toUpperCase(Locale.ROOT) + "}").name()).isEqualTo("accel1");
    assertThat(found(tree.root() + "/dev/accel/accel1").name()).isEqualTo("accel1");
    assertThat(found(tree.root() + "/dev/by-id/" + SECOND).name()).isEqualTo("accel1");
    assertThat(tree.find("accel7")).isEmpty();
    assertThat(tree.find("")).isEmpty();
    assertThat(tree.find("/dev/null")).isEmpty();
    Path elsewhere = Files.writeString(fake.root().resolveSibling("accel1"), "");
    assertThat(tree.find(elsewhere.toString())).as("a file of the same name outside of the tree").isEmpty();
  }

  @Test
  void attributesAreReadByPathAndLinksAreNotFollowed() {
    fake.device(0, FIRST).client(0, 1, 77, "saxpy", "drm-driver: dxg");
    Attributes all = found("accel0").attributes();
    assertThat(all.text("state")).contains("active");
    assertThat(all.numberAt("memory/local_used_bytes")).hasValue(4096);
    assertThat(all.values().keySet()).noneMatch(key -> key.startsWith("device/") || key.startsWith("clients/"));
  }

  @Test
  void whatIsNotKnownIsNotZero() {
    fake.device(0, FIRST).attribute(0, "state", "").attribute(0, "open_count", "many").without(0, "luid");
    ObservedDevice device = found("accel0");
    assertThat(device.text("state")).isEmpty();
    assertThat(device.number("open_count")).isEmpty();
    assertThat(device.text("luid")).isEmpty();
    assertThat(device.number("no/such")).isEmpty();
  }

  @Test
  void onlyTheGroupsAskedForAreRead() {
    fake.device(0, FIRST);
    assertThat(found("accel0").groups("memory", "nothing").values().keySet())
        .containsExactly("memory/local_limit_bytes", "memory/local_used_bytes");
  }

  @Test
  void clientsComeByNumberWithWhatTheyUse() {
    fake.device(0, FIRST).client(0, 10, 78, "later", "")
        .client(0, 9, 77, "saxpy",
            "drm-engine-compute:\t5 ns\ndrm-engine-copy: 7 ns\ndrm-resident-local: 4 KiB\ndrm-total-local: 8 KiB");
    List<Client> clients = found("accel0").clients();
    assertThat(clients).extracting(Client::id).containsExactly("9", "10");
    Client first = clients.getFirst();
    assertThat(first.pid()).hasValue(77);
    assertThat(first.command()).contains("saxpy");
    assertThat(first.engineNanos()).hasValue(12);
    assertThat(first.memoryBytes()).hasValue(4096);
    assertThat(clients.getLast().engineNanos()).as("unknown").isEmpty();
    assertThat(clients.getLast().memoryBytes()).as("unknown").isEmpty();
  }

  @Test
  void aDeviceThatWentAwayHasNothing() {
    ObservedDevice device = new ObservedDevice(tree, "accel3");
    assertThat(device.attributes().values()).isEmpty();
    assertThat(device.clients()).isEmpty();
    assertThat(device.instance()).isEmpty();
    assertThat(Sample.of(device, 1).busyNanos()).isEqualTo(OptionalLong.empty());
  }

  @Test
  void busDevicesWithoutDriverAreTold() {
    fake.device(0, FIRST).unbound(SECOND);
    assertThat(tree.unbound()).containsExactly(SECOND);
  }

  @Test
  void theStateOfAPlaceIsTold() throws IOException {
    assertThat(tree.state()).isEqualTo(TreeState.SERVED);
    assertThat(new MountedTree(fake.root().resolve("none")).state()).isEqualTo(TreeState.ABSENT);
    assertThat(new MountedTree(Files.createDirectory(fake.root().resolveSibling("empty"))).state())
        .isEqualTo(TreeState.ABSENT);
    assertThat(new MountedTree(fake.root().resolve("events")).state()).isEqualTo(TreeState.FOREIGN);
  }

  @Test
  void aTreeIsLookedForWhereItMayBe() throws IOException {
    String runtime = fake.root().resolveSibling("run").toString();
    assertThat(TreePlace.toServe(0, Map.of("XDG_RUNTIME_DIR", runtime))).contains(TreePlace.SYSTEM);
    assertThat(TreePlace.toServe(1000, Map.of("XDG_RUNTIME_DIR", runtime))).contains(Path.of(runtime, "paravane"));
    assertThat(TreePlace.toServe(1000, Map.of())).isEqualTo(Optional.empty());
    assertThat(TreePlace.toRead(Map.of("PARAVANE_ROOT", "/elsewhere"))).isEqualTo(Path.of("/elsewhere"));
    assertThat(TreePlace.toRead(Map.of("XDG_RUNTIME_DIR", runtime))).as("nothing there").isEqualTo(TreePlace.SYSTEM);
    Files.createDirectories(Path.of(runtime, "paravane", "sys"));
    assertThat(TreePlace.toRead(Map.of("XDG_RUNTIME_DIR", runtime))).isEqualTo(Path.of(runtime, "paravane"));
  }
}
