package org.paravane.guest.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.paravane.linux.LinuxException;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class EventStreamTest {
  private static final String TEXT = """
      ACTION=present
      DEVPATH=/devices/vmbus/x/accel/accel0
      SEQNUM=3

      ACTION=snapshot-end
      SEQNUM=3


      ACTION=add
      DEVPATH=/a=b/ü
      SEQNUM=4

      """;

  @TempDir
  private Path directory = Path.of("");

  @Test
  void recordsComeWhateverThePieces() {
    byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      EventParser parser = new EventParser();
      List<EventRecord> records = new ArrayList<>();
      for (int from = 0; from < bytes.length;) {
        int to = Math.min(bytes.length, from + 1 + random.nextInt(30));
        records.addAll(parser.accept(Arrays.copyOfRange(bytes, from, to)));
        from = to;
      }
      assertThat(records).as("seed=%d", seed).extracting(EventRecord::action).containsExactly("present",
          "snapshot-end", "add");
      assertThat(records.getLast().variable("DEVPATH")).isEqualTo("/a=b/ü");
      assertThat(records.getLast().text()).isEqualTo("ACTION=add\nDEVPATH=/a=b/ü\nSEQNUM=4");
      assertThat(records).extracting(EventRecord::isMark).containsExactly(false, true, false);
    }
  }

  @Test
  void anUnfinishedRecordIsNone() {
    EventParser parser = new EventParser();
    assertThat(parser.accept("ACTION=add\nDEVPATH=/x\n".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(parser.accept("\n".getBytes(StandardCharsets.UTF_8))).hasSize(1);
  }

  @Test
  void aFileIsFollowedToItsEnd() throws IOException, LinuxException {
    Path file = Files.writeString(directory.resolve("events"), TEXT);
    try (EventStream stream = EventStream.open(file)) {
      for (String action : List.of("present", "snapshot-end", "add")) {
        assertThat(stream.next(Duration.ofSeconds(5)).map(EventRecord::action)).contains(action);
        assertThat(stream.isEnded()).isFalse();
      }
      assertThat(stream.next(Duration.ofSeconds(5))).isEmpty();
      assertThat(stream.isEnded()).isTrue();
    }
  }

  @Test
  void waitingEndsInTime() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor()).isZero();
    Process writer = new ProcessBuilder("sh", "-c",
        "exec 3<>'" + pipe + "'; read line; printf 'ACTION=add\\n\\n' >&3; exec sleep 20")
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (EventStream stream = EventStream.open(pipe)) {
      assertThat(stream.next(Duration.ofMillis(50))).isEmpty();
      writer.outputWriter(StandardCharsets.UTF_8).append("go\n").flush();
      assertThat(stream.next(Duration.ofSeconds(20)).map(EventRecord::action)).contains("add");
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  @Test
  void aStreamThatIsNotThereDoesNotOpen() {
    assertThatThrownBy(() -> EventStream.open(directory.resolve("none"))).isInstanceOf(LinuxException.class)
        .hasMessageContaining("ENOENT");
  }
}
