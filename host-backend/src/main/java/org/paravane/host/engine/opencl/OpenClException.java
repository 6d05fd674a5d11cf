package org.paravane.host.engine.opencl;

/** An OpenCL call failed that should not have: the driver is out of something, or one of us has a bug. */
public final class OpenClException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  OpenClException(String call, int code) {
    super("opencl call failed: call=" + call + ", code=" + code);
    this.code = code;
  }

  /** As in cl.h. */
  public int code() {
    return code;
  }

  /** Throws unless a call succeeded. */
  static void check(int code, String call) {
    if (code != 0) {
      throw new OpenClException(call, code);
    }
  }
}
