package org.paravane.guest.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a kernel's release that says what it can do. */
record KernelRelease(int major, int minor) {
  /** Files of a FUSE server can be mapped in its stead, and threads have descriptors. */
  static final KernelRelease PASSTHROUGH = new KernelRelease(6, 9);
  private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");

  /** 0.0 if the text is no release. */
  static KernelRelease parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    return matcher.matches()
        ? new KernelRelease(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : new KernelRelease(0, 0);
  }

  boolean isAtLeast(KernelRelease other) {
    return major > other.major || (major == other.major && minor >= other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
