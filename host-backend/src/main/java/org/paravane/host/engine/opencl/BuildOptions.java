package org.paravane.host.engine.opencl;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which options of a guest reach a compiler: those that name no file and load nothing. */
final class BuildOptions {
  private static final List<Pattern> ALLOWED = List.of(
      Pattern.compile("-D[A-Za-z_][A-Za-z0-9_]*(=[-+*/%&|^~<>()A-Za-z0-9_.]*)?"), Pattern.compile("-w"),
      Pattern.compile("-Werror"),
      Pattern.compile("-cl-(single-precision-constant|denorms-are-zero|fp32-correctly-rounded-divide-sqrt|opt-disable"
          + "|mad-enable|no-signed-zeros|unsafe-math-optimizations|finite-math-only|fast-relaxed-math"
          + "|strict-aliasing|uniform-work-group-size|no-subgroup-ifp|kernel-arg-info)"),
      Pattern.compile("-cl-std=CL[123]\\.[0-2]"));
  private static final Pattern DEFINITION = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(=[-+*/%&|^~<>()A-Za-z0-9_.]*)?");

  private static final Pattern SEPARATOR = Pattern.compile("[ \\t\\r\\n]+");

  private BuildOptions() {
  }

  /** Why these options are not taken, or null. */
  static @Nullable String refusal(String options) {
    boolean definition = false;
    for (String option : SEPARATOR.splitAsStream(options).toList()) {
      if (definition) {
        if (!DEFINITION.matcher(option).matches()) {
          return refused(option);
        }
        definition = false;
      } else if (option.equals("-D")) {
        definition = true;
      } else if (!option.isEmpty() && ALLOWED.stream().noneMatch(pattern -> pattern.matcher(option).matches())) {
        return refused(option);
      }
    }
    return definition ? refused("-D") : null;
  }

  private static String refused(String option) {
    return "option not allowed: option=" + (option.length() > 80 ? option.substring(0, 80) + "…" : option);
  }
}
