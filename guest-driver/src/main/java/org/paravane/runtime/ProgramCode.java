package org.paravane.runtime;

import java.nio.charset.StandardCharsets;
import org.paravane.abi.accel.CodeFormat;

/** What a program is built from: code in one of the formats that devices take, and options of the compiler. */
public final class ProgramCode {
  private final CodeFormat format;
  private final byte[] code;
  private final String options;

  private ProgramCode(CodeFormat format, byte[] code, String options) {
    this.format = format;
    this.code = code;
    this.options = options;
  }

  /** OpenCL C source. */
  public static ProgramCode openClC(String source) {
    return new ProgramCode(CodeFormat.OPENCL_C, source.getBytes(StandardCharsets.UTF_8), "");
  }

  /** A SPIR-V module, for devices that take it ({@link DeviceProperties#spirV}). */
  public static ProgramCode spirV(byte[] module) {
    return new ProgramCode(CodeFormat.SPIR_V, module.clone(), "");
  }

  /** The same with options, as {@code clBuildProgram} takes them: {@code -DN=4 -cl-fast-relaxed-math}. */
  public ProgramCode withOptions(String text) {
    return new ProgramCode(format, code, text);
  }

  CodeFormat format() {
    return format;
  }

  byte[] code() {
    return code;
  }

  byte[] options() {
    return options.getBytes(StandardCharsets.UTF_8);
  }
}
