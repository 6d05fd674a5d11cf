package org.paravane.vmbus.message.conformance;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.paravane.abi.Guid;
import org.paravane.vmbus.message.ControlMessage;
import org.paravane.vmbus.message.GpadlMessage.GpadlBody;
import org.paravane.vmbus.message.GpadlMessage.GpadlHeader;
import org.paravane.vmbus.message.UserData;
import tools.jackson.databind.JsonNode;

/** The fields of one vector, laid over the record that its bytes decode to. */
final class VectorFields {
  private static final int PAGE_BYTES = 4096;

  private final ControlMessage decoded;
  private final Map<String, Object> expected = new LinkedHashMap<>();
  private final List<String> differences = new ArrayList<>();
  private boolean complete = true;

  private VectorFields(ControlMessage decoded) {
    this.decoded = decoded;
  }

  static VectorFields of(ControlMessage decoded, JsonNode fields) {
    VectorFields vector = new VectorFields(decoded);
    for (RecordComponent component : decoded.getClass().getRecordComponents()) {
      vector.expected.put(component.getName(), vector.zero(component));
    }
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      vector.take(field.getKey(), field.getValue());
    }
    vector.compare();
    return vector;
  }

  List<String> differences() {
    return differences;
  }

  /** True where all fields were understood. */
  boolean complete() {
    return complete;
  }

  /** The message that the fields alone describe. */
  ControlMessage build() {
    Class<?>[] types = Arrays.stream(decoded.getClass().getRecordComponents()).map(RecordComponent::getType)
        .toArray(Class<?>[]::new);
    try {
      return decoded.getClass().getDeclaredConstructor(types).newInstance(expected.values().toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot build: record=" + decoded.getClass().getName(), e);
    }
  }

  private void take(String name, JsonNode value) {
    for (RecordComponent component : decoded.getClass().getRecordComponents()) {
      if (FieldNames.same(name, component.getName())) {
        expected.put(component.getName(), withRangeHeader(parse(component.getType(), value)));
        return;
      }
    }
    if (name.equals("pfnsInThisMessage")) {
      checkPages(number(value).intValue());
    } else {
      complete = false;
      differences.add("unknown field: name=" + name + ", record=" + decoded.getClass().getSimpleName());
    }
  }

  /** A list of page numbers alone stands for the values behind the range header. */
  private Object withRangeHeader(Object value) {
    if (decoded instanceof GpadlHeader header && value instanceof List<?> pages
        && pages.size() == header.values().size() - 1) {
      List<Object> values = new ArrayList<>(List.of(header.values().getFirst()));
      values.addAll(pages);
      return values;
    }
    return value;
  }

  /** Vectors count pages instead of listing them: one range of consecutive pages. */
  private void checkPages(int count) {
    List<Long> values = values();
    int headers = decoded instanceof GpadlHeader ? 1 : 0;
    if (values.size() != count + headers) {
      differences.add("pfnsInThisMessage: vector=" + count + ", hex=" + (values.size() - headers));
      return;
    }
    List<Long> pages = values.subList(headers, values.size());
    if (!pages.isEmpty()
        && !pages.equals(LongStream.range(0, pages.size()).mapToObj(i -> pages.getFirst() + i).toList())) {
      differences.add("page numbers are not consecutive: " + pages);
    }
    if (decoded instanceof GpadlHeader header && header.rangeCount() == 1) {
      checkRange(header, values.getFirst());
    }
  }

  private void checkRange(GpadlHeader header, long range) {
    long bytes = range & 0xffff_ffffL;
    long offset = range >>> Integer.SIZE;
    long pages = (offset + bytes + PAGE_BYTES - 1) / PAGE_BYTES;
    if (offset >= PAGE_BYTES || (pages + 1) * Long.BYTES != header.rangeBufferBytes()) {
      differences.add("range does not match its pages: bytes=" + bytes + ", offset=" + offset + ", rangeBufferBytes="
          + header.rangeBufferBytes());
    }
  }

  private void compare() {
    for (RecordComponent component : decoded.getClass().getRecordComponents()) {
      Object have = get(component);
      Object want = Objects.requireNonNull(expected.get(component.getName()));
      if (!have.equals(want)) {
        differences.add(component.getName() + ": vector=" + want + ", hex=" + have);
      }
    }
  }

  private Object zero(RecordComponent component) {
    if (component.getType() == int.class) {
      return 0;
    } else if (component.getType() == long.class) {
      return 0L;
    } else if (component.getType() == Guid.class) {
      return Guid.ZERO;
    } else if (component.getType() == UserData.class) {
      return UserData.EMPTY;
    }
    return get(component);
  }

  private static Object parse(Class<?> type, JsonNode value) {
    if (type == int.class) {
      return checkedInt(number(value));
    } else if (type == long.class) {
      return checkedLong(number(value));
    } else if (type == Guid.class) {
      return Guid.parse(value.asString());
    } else if (type == UserData.class) {
      return UserData.of(bytes(value));
    }
    List<Long> values = new ArrayList<>();
    value.forEach(each -> values.add(checkedLong(number(each))));
    return values;
  }

  private static int checkedInt(BigInteger number) {
    if (number.bitLength() > (number.signum() < 0 ? Integer.SIZE - 1 : Integer.SIZE)) {
      throw new IllegalArgumentException("more than 32 bits: value=" + number);
    }
    return number.intValue();
  }

  private static long checkedLong(BigInteger number) {
    if (number.bitLength() > (number.signum() < 0 ? Long.SIZE - 1 : Long.SIZE)) {
      throw new IllegalArgumentException("more than 64 bits: value=" + number);
    }
    return number.longValue();
  }

  /** Numbers are written as numbers, as truth values, or as text, decimal or with 0x. */
  private static BigInteger number(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue() ? BigInteger.ONE : BigInteger.ZERO;
    }
    String text = value.asString().strip();
    return text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
  }

  private static byte[] bytes(JsonNode value) {
    if (!value.isArray()) {
      return HexFormat.of().parseHex(value.asString());
    }
    byte[] bytes = new byte[value.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = number(value.path(i)).byteValue();
    }
    return bytes;
  }

  private List<Long> values() {
    return switch (decoded) {
      case GpadlHeader header -> header.values();
      case GpadlBody body -> body.values();
      default -> List.of();
    };
  }

  private Object get(RecordComponent component) {
    try {
      return component.getAccessor().invoke(decoded);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}
