package org.paravane.tests.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.stream.Collectors;

/**
 * Lines with their time for people; lines with their priority, and without the time that is put on them anyway, when they go to
 * the journal. Source: sd-daemon(3).
 */
public final class LogLayout extends PatternLayout {
  private static final String FOR_PEOPLE = "%d{HH:mm:ss.SSS} %-5level [%thread] %logger{0}: %msg%n";
  private static final String FOR_THE_JOURNAL = "%logger{0}: %msg%n";
  private static final int ERROR = 3;
  private static final int WARNING = 4;
  private static final int INFORMATIONAL = 6;
  private static final int DEBUG = 7;

  private final boolean journal;

  /** As the environment of this process says. */
  public LogLayout() {
    this(JournalStream.isStandardError());
  }

  LogLayout(boolean journal) {
    this.journal = journal;
  }

  @Override
  public void start() {
    setPattern(journal ? FOR_THE_JOURNAL : FOR_PEOPLE);
    super.start();
  }

  /** Each line of the journal has a priority of its own: a stack trace has many lines. */
  @Override
  public String doLayout(ILoggingEvent event) {
    String text = super.doLayout(event);
    if (!journal) {
      return text;
    }
    String priority = "<" + priority(event.getLevel()) + ">";
    return text.lines().map(line -> priority + line + "\n").collect(Collectors.joining());
  }

  private static int priority(Level level) {
    return level.isGreaterOrEqual(Level.ERROR)
        ? ERROR
        : level.isGreaterOrEqual(Level.WARN) ? WARNING : level.isGreaterOrEqual(Level.INFO) ? INFORMATIONAL : DEBUG;
  }
}
