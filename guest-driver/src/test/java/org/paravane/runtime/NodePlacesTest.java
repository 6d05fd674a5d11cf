package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.abi.Errno;

/** Which node is opened when none is named, and what the tree says of a fault. */
class NodePlacesTest {
  private static final String ID = "0f1e2d3c-0000-0000-0000-000000000001";

  @TempDir
  private Path root;

  @BeforeEach
  void makeTree() throws IOException {
    Files.createDirectories(root.resolve("dev/accel"));
    Files.createDirectories(root.resolve("dev/by-id"));
    for (String name : new String[]{"accel10", "accel2"}) {
      Files.createFile(root.resolve("dev/accel").resolve(name));
    }
    Files.createSymbolicLink(root.resolve("dev/by-id").resolve(ID), Path.of("../accel/accel10"));
  }

  @Test
  void theFirstIsTheOneWithTheLowestNumber() {
    assertThat(new NodePlaces(root).first().name()).isEqualTo("accel2");
    assertThat(NodePlaces.ofEnvironment(root.toString()).first().path()).isEqualTo(root.resolve("dev/accel/accel2"));
  }

  @Test
  void aDeviceHasANameAndAnId() {
    assertThat(new NodePlaces(root).named("accel10").name()).isEqualTo("accel10");
    assertThat(new NodePlaces(root).named(ID.toUpperCase(Locale.ROOT)).path())
        .isEqualTo(root.resolve("dev/by-id").resolve(ID));
  }

  @Test
  void whatIsNotThereIsSaidWithWhatIs() {
    for (String name : new String[]{"accel3", "../accel/accel2", ""}) {
      assertThatThrownBy(() -> new NodePlaces(root).named(name)).isInstanceOfSatisfying(AcceleratorException.class,
          e -> {
            assertThat(e.errno()).isEqualTo(Errno.ENOENT);
            assertThat(e).hasMessageContaining("name=" + name + ": root=" + root + ", has=[accel2, accel10]");
          });
    }
    assertThatThrownBy(() -> NodePlaces.ofEnvironment(root + "/no").first()).hasMessageContaining("no device node")
        .hasMessageContaining("has=[]").hasMessageContaining("PARAVANE_ROOT");
  }

  private void client(String id, String pid, String fault) throws IOException {
    Path folder = Files.createDirectories(root.resolve("sys/class/accel/accel2/clients").resolve(id));
    Files.writeString(folder.resolve("pid"), pid + "\n");
    Files.writeString(folder.resolve("fault"), fault + "\n");
  }

  @Test
  void theTreeSaysWhyAProcessLostWork() throws IOException {
    ClientFiles files = new ClientFiles(root.resolve("dev/accel/accel2"));
    assertThat(files.faultOf(7)).isNull();
    client("1", "7", "");
    client("2", "8", "timeout: limit=2000 ms");
    assertThat(files.faultOf(7)).isNull();
    client("3", "7", "page fault: address=0x10");
    assertThat(files.faultOf(7)).isEqualTo("page fault: address=0x10");
    client("4", "7", "bad packet: opcode=9");
    assertThat(files.faultOf(7)).isEqualTo("bad packet: opcode=9; or of another opening: page fault: address=0x10");
    assertThat(new ClientFiles(Path.of("accel2")).faultOf(7)).isNull();
  }
}
