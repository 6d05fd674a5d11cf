package org.paravane.linux;

/** How a child process ended. Source: waitpid(2). */
public sealed interface ChildExit {
  /** It called exit. */
  record Code(int code) implements ChildExit {
    @Override
    public String toString() {
      return "exit code=" + code;
    }
  }

  /** A signal ended it. */
  record Killed(int signal) implements ChildExit {
    @Override
    public String toString() {
      return "signal=" + signalName();
    }

    /** The signal's name where it is one that ends processes, otherwise its number. */
    public String signalName() {
      return switch (signal) {
        case 2 -> "SIGINT";
        case 4 -> "SIGILL";
        case 6 -> "SIGABRT";
        case 7 -> "SIGBUS";
        case 8 -> "SIGFPE";
        case 9 -> "SIGKILL";
        case 11 -> "SIGSEGV";
        case 15 -> "SIGTERM";
        case 24 -> "SIGXCPU";
        case 25 -> "SIGXFSZ";
        case 31 -> "SIGSYS";
        default -> Integer.toString(signal);
      };
    }
  }

  /** From a wait status. */
  static ChildExit of(int status) {
    int signal = status & 0x7f;
    return signal == 0 ? new Code(status >> 8 & 0xff) : new Killed(signal);
  }

  /** As a shell tells it: the exit code, or 128 and the signal. */
  default int shellStatus() {
    return switch (this) {
      case Code(int code) -> code;
      case Killed(int signal) -> 128 + signal;
    };
  }
}
