package org.paravane.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.abi.FactsFile.Fact;
import org.paravane.abi.FactsFile.StructFact;
import org.paravane.abi.ioctl.IoctlStructs;
import org.paravane.abi.query.WindowsStructs;
import org.paravane.abi.wire.WireStructs;

/** Records against compiled facts, by moving bytes: what a struct holds survives, and nothing else does. */
class CompiledLayoutTest {
  private static final long SEED = Seeds.next("CompiledLayoutTest");

  static Stream<Arguments> structs() {
    return Stream.of(arguments(FactsFile.IOCTL, IoctlStructs.all(), false),
        arguments(FactsFile.WIRE, WireStructs.all(), false), arguments(FactsFile.LIBDXG, WindowsStructs.all(), true))
        .flatMap(stream -> stream);
  }

  private static Stream<Arguments> arguments(FactsFile file, List<Class<? extends Record>> records, boolean windows) {
    Map<String, Class<? extends Record>> byName = new HashMap<>();
    for (Class<? extends Record> record : records) {
      StructLayout layout = StructCodec.of(record).layout();
      byName.put(windows ? layout.windowsName() : layout.name(), record);
    }
    return file.structs().values().stream().map(fact -> Arguments.of(fact.name(), fact, byName.get(fact.name())));
  }

  /** Which bits belong to a field of the struct, from the compiled offsets alone. */
  private static byte[] mask(StructFact struct) {
    byte[] mask = new byte[struct.size()];
    for (Fact field : struct.fields()) {
      boolean hasInside = struct.fields().stream().anyMatch(other -> other.path().startsWith(field.path() + "."));
      if (!hasInside) {
        for (int bit = 0; bit < 8 * field.size(); bit++) {
          if (!field.isBits() || (bit >= field.firstBit() && bit <= field.lastBit())) {
            mask[field.offset() + bit / 8] |= (byte) (1 << bit % 8);
          }
        }
      }
    }
    return mask;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("structs")
  void eachBitOfAFieldSurvives(String name, StructFact struct, Class<? extends Record> record) {
    StructCodec<? extends Record> codec = StructCodec.of(record);
    assertThat(codec.size()).isEqualTo(struct.size());
    if (codec.isVariable()) {
      return; // the dumps in golden
    }
    byte[] mask = mask(struct);
    Random random = new Random(SEED);
    for (int round = 0; round < 20; round++) {
      byte[] sent = new byte[struct.size()];
      random.nextBytes(sent);
      struct.fields().stream().filter(field -> field.type().equals("bool")).forEach(field -> sent[field.offset()] &= 1);
      byte[] received = roundTrip(codec, sent);
      assertThat(masked(received, mask)).isEqualTo(masked(sent, mask));
    }
  }

  /** One field after the other: only its own bits change. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("structs")
  void aFieldIsWhereItWasCompiled(String name, StructFact struct, Class<? extends Record> record) {
    StructCodec<? extends Record> codec = StructCodec.of(record);
    if (codec.isVariable()) {
      return; // the dumps in golden
    }
    byte[] mask = mask(struct);
    for (Fact field : struct.fields()) {
      byte[] sent = new byte[struct.size()];
      if (field.isBits()) {
        for (int bit = field.firstBit(); bit <= field.lastBit(); bit++) {
          sent[field.offset() + bit / 8] |= (byte) (1 << bit % 8);
        }
      } else {
        Arrays.fill(sent, field.offset(), field.offset() + field.size(), (byte) 1);
      }
      byte[] received = roundTrip(codec, sent);
      assertThat(masked(received, mask)).as(field.path()).isEqualTo(masked(sent, mask));
    }
  }

  private static String masked(byte[] bytes, byte[] mask) {
    byte[] masked = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      masked[i] = (byte) (bytes[i] & mask[i]);
    }
    return HexFormat.of().formatHex(masked);
  }

  private static <T extends Record> byte[] roundTrip(StructCodec<T> codec, byte[] bytes) {
    T record = codec.read(MemorySegment.ofArray(bytes), 0);
    return codec.encode(record);
  }
}
