package org.paravane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On which processors threads run. */
class ThreadPlacementTest {
  private static final Path SELF = Path.of("/proc/thread-self/status");

  @Test
  void threadMovesToEachProcessorItMayUseAndKeepsItsChoice() throws Exception {
    List<String> problems = new ArrayList<>();
    Thread thread = Thread.ofPlatform().start(() -> {
      try {
        String before = allowed();
        for (int processor : processors(before)) {
          if (!ThreadPlacement.moveTo(processor)) {
            problems.add("not moved: processor=" + processor);
          }
          if (!allowed().equals(before)) {
            problems.add("choice changed: before=" + before + ", after=" + allowed());
          }
        }
      } catch (IOException e) {
        problems.add(e.toString());
      }
    });
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
    assertThat(problems).isEmpty();
  }

  @Test
  void aProcessorThatThereIsNotIsRefused() {
    assertThat(ThreadPlacement.moveTo(-1)).isFalse();
    assertThat(ThreadPlacement.moveTo(8_191)).isFalse();
    assertThat(ThreadPlacement.moveTo(8_192)).isFalse();
  }

  @Test
  void ownPlaceAndThatOfAnotherThreadAreKnown() throws Exception {
    List<Integer> allowed = processors(allowed());
    assertThat(ThreadPlacement.current()).isIn(allowed);
    assertThat(ThreadPlacement.of(Processes.pid())).isIn(allowed);
  }

  @Test
  void aThreadThatIsGoneHasNoPlace() {
    assertThat(ThreadPlacement.of(Integer.MAX_VALUE)).isEqualTo(ThreadPlacement.UNKNOWN);
  }

  @Test
  void aNameMayHoldAnything() {
    String fields = " S" + " 1".repeat(35) + " 7 0 0";
    assertThat(ThreadPlacement.processor("12 (a) R 1 (b)" + fields)).isEqualTo(7);
    assertThat(ThreadPlacement.processor("12 (a) S 1 2")).isEqualTo(ThreadPlacement.UNKNOWN);
    assertThat(ThreadPlacement.processor("")).isEqualTo(ThreadPlacement.UNKNOWN);
  }

  private static String allowed() throws IOException {
    return Files.readAllLines(SELF).stream().filter(line -> line.startsWith("Cpus_allowed_list:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElseThrow();
  }

  private static List<Integer> processors(String list) {
    List<Integer> all = new ArrayList<>();
    for (String range : list.split(",", -1)) {
      String[] ends = range.split("-", -1);
      for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
        all.add(i);
      }
    }
    return all;
  }
}
