package org.paravane.guest.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether many files can be open: each open node costs its server some descriptors. */
final class LimitCheck implements Check {
  private static final String SUBJECT = "descriptors";
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern HARD = Pattern.compile("(?m)^Max open files\\s+\\S+\\s+(\\S+)");
  private static final long ENOUGH = 16_384;

  @Override
  public List<Finding> look(SystemView system) {
    Matcher matcher = HARD.matcher(system.text(LIMITS).orElse(""));
    OptionalLong hard = matcher.find() && matcher.group(1).matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
    return List.of(hard.isEmpty() || hard.getAsLong() >= ENOUGH
        ? Finding.ok(SUBJECT, "hard limit=" + (hard.isEmpty() ? "none" : hard.getAsLong()))
        : Finding.optional(SUBJECT, Verdict.UNSUPPORTED, "hard limit=" + hard.getAsLong(),
            "raise the limit (ulimit -Hn " + ENOUGH + ") to serve hundreds of open nodes"));
  }
}
