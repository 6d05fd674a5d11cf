package org.paravane.device;

import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/** What a probe answers (linux-accel.md 2.3). */
public sealed interface ProbeResult {

  /** The driver serves the device from now on: 0. */
  record Bound() implements ProbeResult {
  }

  /** Quiet rejection, the match was not for this driver; the next one is tried: ENODEV or ENXIO. */
  record NotMine(Errno errno, String reason) implements ProbeResult {
    public NotMine {
      if (errno != Errno.ENODEV && errno != Errno.ENXIO) {
        throw new IllegalArgumentException("a rejection is ENODEV or ENXIO: errno=" + errno);
      }
    }
  }

  /** Something is not there yet; asked again when another probe has succeeded: EPROBE_DEFER. */
  record Deferred(String reason) implements ProbeResult {
  }

  /** The probe failed; the device stays without driver. Logged. */
  record Failed(Errno errno, String reason) implements ProbeResult {
  }

  /** The driver serves the device from now on. */
  static ProbeResult bound() {
    return new Bound();
  }

  /** Bound for a success of any kind, else failed with its errno and reason. */
  static ProbeResult of(Result<?> result) {
    return switch (result) {
      case Result.Ok<?> ok -> bound();
      case Result.Failed<?> failed -> new Failed(failed.errno(), failed.reason());
    };
  }
}
