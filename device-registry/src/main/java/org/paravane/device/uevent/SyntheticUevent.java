package org.paravane.device.uevent;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * What a write to a {@code uevent} file asks for: {@code ACTION [UUID [KEY=VALUE …]]}. The event carries the id as
 * SYNTH_UUID (0 if none was given) and each pair with the prefix SYNTH_ARG_ (linux-accel.md 3).
 */
public record SyntheticUevent(UeventAction action, SequencedMap<String, String> variables) {
  private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern PAIR = Pattern.compile("([0-9a-zA-Z]+)=([0-9a-zA-Z]+)");

  public SyntheticUevent {
    variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
  }

  /** Reads a request; EINVAL if it is none. */
  public static Result<SyntheticUevent> parse(String text) {
    String[] words = text.strip().split(" +", -1);
    Optional<UeventAction> action = UeventAction.parse(words[0]);
    if (action.isEmpty()) {
      return Result.failed(Errno.EINVAL, "unknown uevent action: action=" + words[0]);
    }
    SequencedMap<String, String> variables = new LinkedHashMap<>();
    variables.put("SYNTH_UUID", "0");
    for (int i = 1; i < words.length; i++) {
      var pair = PAIR.matcher(words[i]);
      if (i == 1 && UUID.matcher(words[i]).matches()) {
        variables.put("SYNTH_UUID", words[i]);
      } else if (i > 1 && pair.matches()) {
        variables.put("SYNTH_ARG_" + pair.group(1), pair.group(2));
      } else {
        return Result.failed(Errno.EINVAL, "bad uevent argument: position=" + i + ", argument=" + words[i]);
      }
    }
    return Result.ok(new SyntheticUevent(action.get(), variables));
  }
}
