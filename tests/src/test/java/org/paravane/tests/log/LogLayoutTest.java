package org.paravane.tests.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLayoutTest {
  private final LoggerContext context = new LoggerContext();

  private String line(boolean journal, Level level, String message, @Nullable Throwable thrown) {
    LogLayout layout = new LogLayout(journal);
    layout.setContext(context);
    layout.start();
    Logger logger = context.getLogger("org.paravane.some.Place");
    return layout.doLayout(new LoggingEvent(LogLayoutTest.class.getName(), logger, level, message, thrown, null));
  }

  @ParameterizedTest
  @CsvSource({"ERROR, <3>", "WARN, <4>", "INFO, <6>", "DEBUG, <7>", "TRACE, <7>"})
  void theJournalGetsPriorities(String level, String priority) {
    assertThat(line(true, Level.valueOf(level), "went wrong: code=5", null))
        .isEqualTo(priority + "Place: went wrong: code=5\n");
  }

  @Test
  void everyLineOfAStackTraceHasItsPriority() {
    String text = line(true, Level.ERROR, "two\nlines", new IllegalStateException("why"));
    assertThat(text.lines()).hasSizeGreaterThan(3).allMatch(line -> line.startsWith("<3>"));
    assertThat(text).contains("IllegalStateException: why");
  }

  @Test
  void peopleGetTheTime() {
    assertThat(line(false, Level.WARN, "x", null)).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN +\\[.*] Place: x\\R");
  }

  @Test
  void aStreamIsTheJournalsOnlyWhenItIsTheOneThatWasConnected(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("stream"));
    var ids = Files.readAttributes(file, "unix:dev,ino");
    String stream = ids.get("dev") + ":" + ids.get("ino");
    assertThat(JournalStream.isStream(stream, file)).isTrue();
    assertThat(JournalStream.isStream(stream, Files.createFile(directory.resolve("other")))).isFalse();
    assertThat(JournalStream.isStream(stream, directory.resolve("none"))).isFalse();
    assertThat(JournalStream.isStream(null, file)).isFalse();
    assertThat(JournalStream.isStream("", file)).isFalse();
  }
}
