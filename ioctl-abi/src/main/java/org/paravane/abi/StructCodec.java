package org.paravane.abi;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves a {@link CStruct} record to and from memory. The layout is derived once per record; reading and writing use method
 * handles and no reflection.
 *
 * @param <T> the record
 */
public final class StructCodec<T extends Record> {
  private static final ClassValue<StructCodec<?>> CODECS = new ClassValue<>() {
    @Override
    protected StructCodec<?> computeValue(Class<?> type) {
      return new StructCodec<>(type.asSubclass(Record.class));
    }
  };

  private final Class<T> type;
  private final StructLayout layout;
  private final @Nullable Slot[] slots;
  private final TrailingPart[] trailing;
  private final MethodHandle constructor;
  private final MethodHandle[] accessors;

  private StructCodec(Class<T> type) {
    this.type = type;
    LayoutBuilder builder = new LayoutBuilder(type);
    this.layout = builder.build();
    this.slots = builder.slots().toArray(Slot[]::new);
    this.trailing = builder.trailing().toArray(TrailingPart[]::new);
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    this.accessors = new MethodHandle[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      accessors[i] = accessor(components[i]);
    }
    this.constructor = constructor(type, types);
  }

  /** The codec of a record class. */
  @SuppressWarnings("unchecked")
  public static <T extends Record> StructCodec<T> of(Class<T> type) {
    return (StructCodec<T>) CODECS.get(type);
  }

  /** The codec of a record's class. */
  @SuppressWarnings("unchecked")
  public static <T extends Record> StructCodec<T> ofValue(T value) {
    return (StructCodec<T>) CODECS.get(value.getClass());
  }

  private static MethodHandle constructor(Class<?> type, Class<?>[] types) {
    try {
      MethodHandle found = MethodHandles.publicLookup().findConstructor(type, MethodType.methodType(void.class, types));
      return found.asType(MethodType.genericMethodType(types.length)).asSpreader(Object[].class, types.length)
          .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("record is not public: class=" + type.getName(), e);
    }
  }

  static MethodHandle accessor(RecordComponent component) {
    try {
      return MethodHandles.publicLookup().unreflect(component.getAccessor())
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("record is not public: component=" + component, e);
    }
  }

  static Object call(MethodHandle accessor, Object record) {
    try {
      return (Object) accessor.invokeExact(record);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Size of the C struct in bytes, without parts of variable length behind it. */
  public int size() {
    return layout.size();
  }

  public StructLayout layout() {
    return layout;
  }

  /** Whether the record has parts of variable length. */
  public boolean isVariable() {
    return trailing.length > 0;
  }

  /**
   * Reads the struct at an offset; parts of variable length reach at most to the end of the segment.
   *
   * @throws IndexOutOfBoundsException when the segment is too short for the struct
   * @throws IllegalArgumentException when a count in it exceeds the segment; use {@link #parse} for what a peer sent
   */
  public T read(MemorySegment segment, long offset) {
    Object[] values = new Object[slots.length];
    String refusal = readInto(values, segment, offset, -1);
    if (refusal != null) {
      throw new IllegalArgumentException(refusal);
    }
    return construct(values);
  }

  /** Reads what a peer sent. Never throws, allocates no more than the message is long. */
  public Result<T> parse(MemorySegment message) {
    return parse(message, -1);
  }

  /**
   * Reads a reply whose number of elements only the sender of the command knows.
   *
   * @param rest elements of the part with count {@link Trailing#REST}; negative for as many as there are bytes for
   */
  public Result<T> parse(MemorySegment message, int rest) {
    if (message.byteSize() < needed()) {
      return Result.failed(Errno.EOVERFLOW,
          "message too short: struct=" + layout.name() + ", need=" + needed() + ", got=" + message.byteSize());
    }
    Object[] values = new Object[slots.length];
    String refusal = readInto(values, message, 0, rest);
    return refusal == null
        ? Result.ok(construct(values))
        : Result.failed(Errno.EOVERFLOW, refusal + ", struct=" + layout.name());
  }

  /** As {@link #parse(MemorySegment)}. */
  public Result<T> parse(byte[] message) {
    return parse(MemorySegment.ofArray(message));
  }

  /** The record in an array that is known to hold one. */
  public T decode(byte[] bytes) {
    return read(MemorySegment.ofArray(bytes), 0);
  }

  /** The record whose bytes are all zero: a start for a caller that fills a few fields. */
  public T zero() {
    return decode(new byte[layout.size()]);
  }

  /** Bytes that a message needs at least: the struct, or up to its part of variable length. */
  public int needed() {
    return trailing.length > 0 && trailing[0].structOffset() >= 0 ? trailing[0].structOffset() : layout.size();
  }

  private @Nullable String readInto(Object[] values, MemorySegment segment, long offset, int rest) {
    for (int i = 0; i < slots.length; i++) {
      Slot slot = slots[i];
      if (slot != null) {
        values[i] = slot.read(segment, offset);
      }
    }
    long at = offset + layout.size();
    for (TrailingPart part : trailing) {
      long start = part.structOffset() >= 0 ? offset + part.structOffset() : at;
      String refusal = part.read(values, segment, start, segment.byteSize(), rest);
      if (refusal != null) {
        return refusal;
      }
      at = start + part.length(values);
    }
    return null;
  }

  /** Writes struct and parts at an offset; padding becomes zero. There must be room for {@link #encodedLength}. */
  public void write(T record, MemorySegment segment, long offset) {
    Object[] values = values(record);
    segment.asSlice(offset, lengthOf(values)).fill((byte) 0);
    writeStruct(values, segment, offset);
    long at = offset + layout.size();
    for (TrailingPart part : trailing) {
      part.check(values);
      at = part.write(values, segment, part.structOffset() >= 0 ? offset + part.structOffset() : at);
    }
  }

  /** Writes a struct inside another, into bytes that are zero. */
  void writeNested(Object record, MemorySegment segment, long offset) {
    writeStruct(values(record), segment, offset);
  }

  private void writeStruct(Object[] values, MemorySegment segment, long offset) {
    for (int i = 0; i < slots.length; i++) {
      Slot slot = slots[i];
      if (slot != null) {
        slot.write(segment, offset, values[i]);
      }
    }
  }

  /** The bytes of a record, as long as {@link #encodedLength} says. */
  public byte[] encode(T record) {
    byte[] bytes = new byte[Math.toIntExact(encodedLength(record))];
    write(record, MemorySegment.ofArray(bytes), 0);
    return bytes;
  }

  /** Length of a record with its parts, as the protocol counts it. */
  public long encodedLength(T record) {
    return lengthOf(values(record));
  }

  private long lengthOf(Object[] values) {
    if (trailing.length == 0) {
      return layout.size();
    }
    TrailingPart first = trailing[0];
    long parts = 0;
    for (TrailingPart part : trailing) {
      parts += part.reserved(values);
    }
    long start = first.structOffset() >= 0 ? first.structOffset() : layout.size();
    long counted = layout.size() + parts - (first.structOffset() >= 0 ? first.elementSize() : 0);
    long length = switch (first.tail()) {
      case C_ARRAY -> counted;
      case APPENDED -> layout.size() + parts;
      case AT_LEAST_STRUCT -> Math.max(layout.size(), counted);
      case EXACT -> start + parts;
      case ROUNDED -> (counted + 7) / 8 * 8;
    };
    return Math.max(length, start + parts);
  }

  private Object[] values(Object record) {
    Object[] values = new Object[accessors.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = call(accessors[i], record);
    }
    return values;
  }

  private T construct(Object[] values) {
    try {
      return type.cast((Object) constructor.invokeExact(values));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The flattened fields of the kernel header's view. */
  public List<CField> fields() {
    return layout.fields();
  }

  @Override
  public String toString() {
    return "StructCodec[" + type.getSimpleName() + ", " + layout.size() + "]";
  }
}
