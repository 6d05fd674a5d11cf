package org.paravane.host.engine.worker;

import java.util.List;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.host.engine.FaultKind;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.Pause;
import org.paravane.host.engine.worker.LinkViolation.Rule;

/** The numbers that stand for enumerated values in messages. */
final class WireNumbers {
  private static final List<NodeKind> NODE_KINDS = List.of(NodeKind.values());
  private static final List<Pause> PAUSES = List.of(Pause.values());
  private static final List<FaultKind> FAULT_KINDS = List.of(FaultKind.values());
  private static final List<CodeFormat> CODE_FORMATS = List.of(CodeFormat.values());
  private static final List<OutcomeKind> OUTCOME_KINDS = List.of(OutcomeKind.values());

  private WireNumbers() {
  }

  static int of(NodeKind kind) {
    return switch (kind) {
      case COMPUTE -> 1;
      case COPY -> 2;
    };
  }

  static int of(Pause pause) {
    return switch (pause) {
      case NONE -> 1;
      case BARRIER -> 2;
      case BUILD -> 3;
      case START -> 4;
    };
  }

  static int of(FaultKind kind) {
    return switch (kind) {
      case PAGE_FAULT -> 1;
      case BAD_PACKET -> 2;
      case BAD_KERNEL -> 3;
      case BAD_KERNARG -> 4;
      case TIMEOUT -> 5;
      case INJECTED -> 6;
      case ENGINE_LOST -> 7;
      case DEVICE_LOST -> 8;
      case INTERNAL -> 9;
    };
  }

  static int of(OutcomeKind kind) {
    return switch (kind) {
      case DONE -> 1;
      case PREEMPTED -> 2;
      case FAULT -> 3;
      case CANCELLED -> 4;
      case LOST -> 5;
    };
  }

  static NodeKind nodeKind(int number) throws LinkViolationException {
    for (NodeKind kind : NODE_KINDS) {
      if (of(kind) == number) {
        return kind;
      }
    }
    throw unknown("node kind", number);
  }

  static Pause pause(int number) throws LinkViolationException {
    for (Pause pause : PAUSES) {
      if (of(pause) == number) {
        return pause;
      }
    }
    throw unknown("pause", number);
  }

  static FaultKind faultKind(int number) throws LinkViolationException {
    for (FaultKind kind : FAULT_KINDS) {
      if (of(kind) == number) {
        return kind;
      }
    }
    throw unknown("fault kind", number);
  }

  static CodeFormat codeFormat(int number) throws LinkViolationException {
    for (CodeFormat format : CODE_FORMATS) {
      if (format.value() == number) {
        return format;
      }
    }
    throw unknown("code format", number);
  }

  static OutcomeKind outcomeKind(int number) throws LinkViolationException {
    for (OutcomeKind kind : OUTCOME_KINDS) {
      if (of(kind) == number) {
        return kind;
      }
    }
    throw unknown("outcome", number);
  }

  private static LinkViolationException unknown(String what, int number) {
    return new LinkViolationException(Rule.VALUE, what + "=" + number);
  }
}
