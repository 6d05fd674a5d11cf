package org.paravane.runtime.fake;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.paravane.abi.Bytes;
import org.paravane.abi.StructCodec;
import org.paravane.abi.accel.ArgumentKind;
import org.paravane.abi.accel.DeviceInfo;
import org.paravane.abi.accel.EngineKind;
import org.paravane.abi.accel.ProgramResult;
import org.paravane.abi.accel.ProgramStatus;

/**
 * Builds programs that are what the built-in saxpy is, under the names of the source's kernels, or of its lines if there are none. A source that begins with
 * {@code error} does not build, and one that begins with {@code secret} is refused.
 */
public final class FakePrograms {
  private static final Pattern KERNEL = Pattern.compile("kernel void (\\w+)");
  private static final long FIRST_OBJECT = 0x900000;

  private final Set<Long> loaded = new TreeSet<>();
  private final List<String> options = new ArrayList<>();
  private long next = 1;

  static DeviceInfo device(boolean takesPrograms) {
    return new DeviceInfo(DeviceInfo.MAGIC, DeviceInfo.VERSION, EngineKind.OPENCL.value(), true, takesPrograms, false,
        0,
        4, 256, 256, 256, 64, 4, 4096, 256, 32768, 1L << 30, 1L << 28, 4 << 20, Bytes.text("Fake device", 128),
        Bytes.text("Fakes", 64), Bytes.text("1.2", 64), Bytes.text("OpenCL 1.2 fake", 64),
        Bytes.text("OpenCL C 1.2 fake", 48));
  }

  /** Numbers of the programs that are loaded. */
  public synchronized Set<Long> loaded() {
    return Set.copyOf(loaded);
  }

  /** Options that it was given, in order. */
  public synchronized List<String> options() {
    return List.copyOf(options);
  }

  boolean isKernel(long object) {
    return object >= FIRST_OBJECT;
  }

  synchronized void load(MemorySegment code, MemorySegment given, MemorySegment result) {
    String source = text(code);
    options.add(text(given));
    boolean failed = source.startsWith("error");
    ProgramStatus status = failed
        ? ProgramStatus.BUILD_FAILED
        : source.startsWith("secret") ? ProgramStatus.REFUSED : ProgramStatus.BUILT;
    List<String> names = status == ProgramStatus.BUILT ? names(source) : List.of();
    byte[] log = (failed ? "line 1: error: what is this\n" : "log of " + source).getBytes(StandardCharsets.UTF_8);
    write(result, status, names, log);
  }

  private static List<String> names(String source) {
    List<String> kernels = KERNEL.matcher(source).results().map(found -> found.group(1)).toList();
    return kernels.isEmpty() ? source.lines().toList() : kernels;
  }

  private void write(MemorySegment result, ProgramStatus status, List<String> names, byte[] log) {
    int arguments = 64 + names.size() * ProgramResult.Kernel.SIZE_BYTES;
    int text = arguments + names.size() * 4 * ProgramResult.Argument.SIZE_BYTES;
    boolean fits = text + log.length <= result.byteSize();
    int count = fits ? names.size() : 0;
    int logAt = fits ? text : 64;
    int logBytes = (int) Math.min(log.length, result.byteSize() - logAt);
    long program = status == ProgramStatus.BUILT ? next++ : 0;
    if (program != 0) {
      loaded.add(program);
    }
    StructCodec.of(ProgramResult.class).write(new ProgramResult(ProgramResult.MAGIC, ProgramResult.VERSION,
        status.value(), count, program, 4 * count, 64, arguments, logAt, logBytes, log.length, text + log.length, 0),
        result, 0);
    for (int i = 0; i < count; i++) {
      StructCodec.of(ProgramResult.Kernel.class)
          .write(new ProgramResult.Kernel(FIRST_OBJECT + 16 * program + i, 0, 0, 32,
              4, 4 * i, 128, 8, 0, 0, 0, 0, Bytes.text(names.get(i), 64)), result,
              64 + (long) i * ProgramResult.Kernel.SIZE_BYTES);
      writeArguments(result, arguments + 4L * i * ProgramResult.Argument.SIZE_BYTES);
    }
    MemorySegment.copy(MemorySegment.ofArray(log), 0, result, logAt, logBytes);
  }

  private static void writeArguments(MemorySegment result, long at) {
    List<ProgramResult.Argument> arguments = List.of(argument(ArgumentKind.GLOBAL, 0, 8, "x", "float*"),
        argument(ArgumentKind.GLOBAL, 8, 8, "y", "float*"), argument(ArgumentKind.VALUE, 16, 8, "count", "ulong"),
        argument(ArgumentKind.VALUE, 24, 4, "alpha", "float"));
    for (int i = 0; i < arguments.size(); i++) {
      StructCodec.of(ProgramResult.Argument.class).write(arguments.get(i), result,
          at + (long) i * ProgramResult.Argument.SIZE_BYTES);
    }
  }

  private static ProgramResult.Argument argument(ArgumentKind kind, int offset, int size, String name, String type) {
    return new ProgramResult.Argument(kind.value(), 0, offset, size, Bytes.text(name, 24), Bytes.text(type, 24));
  }

  synchronized void unload(long program) {
    loaded.remove(program);
  }

  private static String text(MemorySegment bytes) {
    return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }
}
