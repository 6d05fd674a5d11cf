package org.paravane.host.engine.worker;

import org.paravane.abi.accel.CodeFormat;
import org.paravane.host.engine.worker.LinkViolation.Rule;

/** Code formats by their number. */
final class CodeFormats {
  private static final CodeFormat[] ALL = CodeFormat.values();

  private CodeFormats() {
  }

  static CodeFormat of(int number) throws LinkViolationException {
    for (CodeFormat format : ALL) {
      if (format.value() == number) {
        return format;
      }
    }
    throw new LinkViolationException(Rule.VALUE, "code format=" + number);
  }
}
