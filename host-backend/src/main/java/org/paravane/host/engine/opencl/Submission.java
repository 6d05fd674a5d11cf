package org.paravane.host.engine.opencl;

import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.Outcome;

/** A command buffer in a work queue. Reused from one to the next. */
final class Submission {
  long sequence;
  long address;
  int lengthBytes;
  int resumeOffset;
  long startNanos;
  /** Its last command; it ends when that is complete. */
  long lastCommand;
  /** How it ends, if it is decided already that it does not end well. */
  @Nullable
  Outcome outcome;

  void set(long newSequence, long newAddress, int newLength, int newResumeOffset) {
    sequence = newSequence;
    address = newAddress;
    lengthBytes = newLength;
    resumeOffset = newResumeOffset;
    outcome = null;
  }
}
