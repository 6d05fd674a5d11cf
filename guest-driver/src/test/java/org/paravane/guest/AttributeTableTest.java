package org.paravane.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.NtStatus;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.QuerySensorsReply;
import org.paravane.device.tree.AttributeFile;
import org.paravane.device.tree.Directory;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.Fixture;
import org.paravane.guest.node.LocalFile;

/** The documentation of attributes against a tree with a device and an open file. */
class AttributeTableTest {
  private final Fixture fixture = Fixture.bare();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static void collect(Directory directory, String path, Map<String, Integer> found) {
    directory.entries().forEach((name, entry) -> {
      String at = path.isEmpty() ? name : path + "/" + name;
      if (entry instanceof Directory below) {
        collect(below, at, found);
      } else if (entry instanceof AttributeFile file) {
        found.put(at, file.mode());
      }
    });
  }

  private Map<String, Integer> attributes() {
    fixture.connection().host().reply(Message.QUERYSENSORS,
        new QuerySensorsReply(NtStatus.SUCCESS, true, true, true, 0, 1, 0, 2, 3));
    fixture.connection().add(fixture.connection().globalOffer());
    fixture.connection().add(fixture.connection().vgpuOffer(0));
    fixture.load().start();
    Map<String, Integer> found = new TreeMap<>();
    try (Client client = Client.of(fixture)) {
      assertThat(client.file().file().id()).isPositive();
      collect(fixture.registry().tree().root(), "", found);
    }
    found.keySet().removeIf(path -> path.startsWith("sys/kernel/debug/"));
    return found;
  }

  @Test
  void everyAttributeHasItsRowAndEveryRowAnAttribute() {
    Set<AttributeTable.Row> unused = new HashSet<>(AttributeTable.rows());
    attributes().forEach((path, mode) -> {
      assertThat(AttributeTable.rowOf(path)).as("undocumented: " + path).isPresent();
      AttributeTable.Row row = AttributeTable.rowOf(path).orElseThrow();
      assertThat(row.mode()).as(path).isEqualTo(mode);
      unused.remove(row);
    });
    assertThat(unused).isEmpty();
  }

  @Test
  void theNodeOfAllAdaptersHasNoAttributeWithoutARow() {
    Map<String, Integer> found = new TreeMap<>();
    try (Fixture legacy = Fixture.legacy(2); LocalFile file = legacy.open("dxg")) {
      assertThat(file.file().id()).isPositive();
      collect(legacy.registry().tree().root(), "", found);
    }
    found.keySet().removeIf(path -> path.startsWith("sys/kernel/debug/"));
    assertThat(found.keySet()).anyMatch(path -> path.contains("/dxg/dxg/clients/"))
        .allSatisfy(path -> assertThat(AttributeTable.rowOf(path)).as("undocumented: " + path).isPresent());
  }

  @Test
  void rowsSayWhatTheyMeanOnce() {
    assertThat(AttributeTable.rows()).extracting(AttributeTable.Row::path).doesNotHaveDuplicates();
    assertThat(AttributeTable.rows()).allSatisfy(row -> assertThat(row.meaning()).isNotBlank());
    assertThat(AttributeTable.markdown().lines()).hasSize(AttributeTable.rows().size() + 2)
        .contains("| `sys/class/accel/accel<n>/hwmon/temp1_input` | 0444 | m°C | temperature of the chip now |")
        .allMatch(line -> line.chars().filter(c -> c == '|').count() == 5);
  }

  @Test
  void pathsOfOtherPlacesHaveNoRow() {
    assertThat(AttributeTable.rowOf("sys/class/accel/accel0/clients/7/nothing")).isEmpty();
    assertThat(AttributeTable.rowOf("sys/class/accel/accel0/clients/7/8/pid")).isEmpty();
    assertThat(AttributeTable.rowOf("sys/class/accel/accel0/errors/total").map(AttributeTable.Row::path))
        .contains("sys/class/accel/accel<n>/errors/total");
    assertThat(AttributeTable.rowOf("sys/class/accel/accel0/engines/node3_busy_ns").map(AttributeTable.Row::unit))
        .contains("ns");
  }
}
