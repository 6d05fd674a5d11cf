package org.paravane.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.paravane.abi.accel.AccelStructs;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.ioctl.IoctlStructs;
import org.paravane.abi.query.WindowsStructs;
import org.paravane.abi.wire.WireStructs;

/** What holds for all struct records of the module, found by looking at its classes. */
class RecordsTest {
  private static final long SEED = Seeds.next("RecordsTest");

  /** All struct records, nested ones too. */
  static List<Class<? extends Record>> structs() throws IOException, URISyntaxException {
    Path root = Path.of(StructCodec.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(root::relativize).map(Path::toString).filter(name -> name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
          .filter(name -> !name.endsWith("-info")).map(RecordsTest::load)
          .filter(type -> type.isRecord() && type.isAnnotationPresent(CStruct.class))
          .<Class<? extends Record>>map(type -> type.asSubclass(Record.class))
          .sorted(Comparator.comparing(Class::getName)).collect(Collectors.toList());
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, StructCodec.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("structs")
  void theDeclaredSizeIsTheDerivedOne(Class<? extends Record> type) {
    assertThat(StructCodec.of(type).size()).isEqualTo(type.getAnnotation(CStruct.class).size());
  }

  @ParameterizedTest
  @MethodSource("structs")
  void fieldsLieInsideTheStruct(Class<? extends Record> type) {
    StructCodec<? extends Record> codec = StructCodec.of(type);
    for (CField field : codec.fields()) {
      assertThat(field.offset() + field.size()).as(field.toString()).isLessThanOrEqualTo(codec.size());
      CField.BitRange bits = field.bits();
      if (bits != null) {
        assertThat(bits.last()).isGreaterThanOrEqualTo(bits.first()).isLessThan(8 * field.size());
      }
    }
  }

  /** Random bytes, read and written, are the same bytes but for padding; read again they are the same record. */
  @ParameterizedTest
  @MethodSource("structs")
  void whatIsReadIsWritten(Class<? extends Record> type) {
    travels(type);
  }

  private static <T extends Record> void travels(Class<T> type) {
    StructCodec<T> codec = StructCodec.of(type);
    if (codec.isVariable()) {
      return; // counts are not random: HostileMessagesTest
    }
    Random random = new Random(SEED);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[codec.size()];
      random.nextBytes(bytes);
      T record = codec.decode(bytes);
      byte[] written = codec.encode(record);
      assertThat(codec.decode(written)).isEqualTo(record).hasSameHashCodeAs(record);
      assertThat(codec.encode(codec.decode(written))).isEqualTo(written);
    }
  }

  @Test
  void noStructIsForgottenInTheLists() throws IOException, URISyntaxException {
    Set<Class<?>> listed = new HashSet<>(IoctlStructs.all());
    listed.addAll(WireStructs.all());
    listed.addAll(WindowsStructs.all());
    listed.addAll(AccelStructs.all());
    listed.addAll(ParavaneIoctl.structs());
    List<Class<? extends Record>> missing = structs().stream().filter(type -> !listed.contains(type))
        .filter(type -> !type.getAnnotation(CStruct.class).name().isEmpty()).toList();
    assertThat(missing).extracting(type -> type.getAnnotation(CStruct.class).name())
        .allMatch(name -> name.startsWith("paravane_") || name.equals("guid"));
    assertThat(IoctlStructs.all()).hasSize(112).doesNotHaveDuplicates();
    assertThat(WireStructs.all()).hasSize(105).doesNotHaveDuplicates();
    assertThat(WindowsStructs.all()).hasSize(99).doesNotHaveDuplicates();
  }

  static Stream<Method> withers() throws IOException, URISyntaxException {
    return structs().stream().filter(type -> type != Guid.class)
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> method.getName().startsWith("with") && method.getReturnType() == method.getDeclaringClass())
        .filter(method -> method.getParameterCount() < 2);
  }

  /** {@code withX(value)} changes x and nothing else; {@code withX()} sets the flag x and nothing else. */
  @ParameterizedTest
  @MethodSource("withers")
  void aWitherChangesWhatItSays(Method wither) throws ReflectiveOperationException {
    Class<? extends Record> type = wither.getDeclaringClass().asSubclass(Record.class);
    Random random = new Random(SEED);
    Record before = sample(type, new Random(0));
    Object[] arguments = Arrays.stream(wither.getParameterTypes()).map(parameter -> value(parameter, random)).toArray();
    Record after = (Record) wither.invoke(before, arguments);
    String changed = Character.toLowerCase(wither.getName().charAt(4)) + wither.getName().substring(5);
    Object now = arguments.length == 0 ? true : arguments[0];
    boolean isComponent = false;
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getName().equals(changed)) {
        isComponent = true;
        assertThat(get(component, after)).isEqualTo(converted(now, component));
      } else if (!component.isAnnotationPresent(Union.class)) {
        assertThat(get(component, after)).as(component.getName()).isEqualTo(get(component, before));
      }
    }
    if (!isComponent) {
      assertThat(type.getMethod(changed).invoke(after)).isEqualTo(now);
    }
  }

  private static Object converted(Object value, RecordComponent component) {
    return value instanceof CEnum constant && component.getType() == int.class ? constant.value() : value;
  }

  private static Object get(RecordComponent component, Record record)
      throws IllegalAccessException, InvocationTargetException {
    return component.getAccessor().invoke(record);
  }

  private static Record sample(Class<? extends Record> type, Random random) {
    StructCodec<? extends Record> codec = StructCodec.of(type);
    byte[] bytes = new byte[codec.size()];
    if (!codec.isVariable()) {
      random.nextBytes(bytes);
    }
    return switch (codec.parse(bytes)) {
      case Result.Ok<? extends Record>(Record record) -> record;
      case Result.Failed<? extends Record> failed -> throw new IllegalStateException(failed.reason());
    };
  }

  private static Object value(Class<?> type, Random random) {
    if (type == int.class) {
      return random.nextInt();
    } else if (type == long.class) {
      return random.nextLong();
    } else if (type == boolean.class) {
      return true;
    } else if (type == Bytes.class) {
      return Bytes.of((byte) random.nextInt(), (byte) 2);
    } else if (type.isEnum()) {
      return type.getEnumConstants()[1];
    }
    return sample(type.asSubclass(Record.class), random);
  }
}
