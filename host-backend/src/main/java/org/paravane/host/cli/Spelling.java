package org.paravane.host.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.paravane.host.EngineOptions;
import org.paravane.host.engine.remote.Isolation;
import org.paravane.host.engine.worker.SandboxMode;
import org.paravane.host.engine.worker.WorkerSettings.MemoryMode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Choices on the command line: {@code IN_PLACE} is written {@code in-place}. */
abstract class Spelling<E extends Enum<E>> implements ITypeConverter<E> {
  private final Class<E> type;

  private Spelling(Class<E> type) {
    this.type = type;
  }

  /** How a choice is written. */
  static String of(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public E convert(String text) {
    return Arrays.stream(type.getEnumConstants()).filter(choice -> of(choice).equals(text)).findFirst()
        .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
            + Arrays.stream(type.getEnumConstants()).map(Spelling::of).collect(Collectors.joining(", "))));
  }

  static final class OfEngine extends Spelling<EngineOptions.Choice> {
    OfEngine() {
      super(EngineOptions.Choice.class);
    }
  }

  static final class OfIsolation extends Spelling<Isolation> {
    OfIsolation() {
      super(Isolation.class);
    }
  }

  static final class OfMemory extends Spelling<MemoryMode> {
    OfMemory() {
      super(MemoryMode.class);
    }
  }

  static final class OfSandbox extends Spelling<SandboxMode> {
    OfSandbox() {
      super(SandboxMode.class);
    }
  }
}
