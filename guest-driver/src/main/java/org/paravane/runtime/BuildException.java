package org.paravane.runtime;

import java.io.Serial;
import org.paravane.abi.accel.ProgramStatus;

/** A program was not built: the compiler refused it, or it was not given to one. */
public final class BuildException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_CHARACTERS = 2000;

  private final ProgramStatus status;
  private final String log;

  BuildException(ProgramStatus status, String node, String log) {
    super((status == ProgramStatus.REFUSED ? "program was refused" : "program does not build") + ": node=" + node
        + ", log=" + (log.length() > SHOWN_CHARACTERS ? log.substring(0, SHOWN_CHARACTERS) + " …" : log));
    this.status = status;
    this.log = log;
  }

  /** Whether the compiler refused it, or nobody gave it to a compiler. */
  public ProgramStatus status() {
    return status;
  }

  /** What the compiler said, or why there was none; as much of it as was kept. */
  public String log() {
    return log;
  }
}
