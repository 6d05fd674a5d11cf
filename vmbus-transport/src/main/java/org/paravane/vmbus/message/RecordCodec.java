package org.paravane.vmbus.message;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Guid;

/** Writes and reads a message record, component by component, packed, little-endian. */
final class RecordCodec {
  private final Class<? extends ControlMessage> record;
  private final Constructor<?> constructor;
  private final List<WireField> fields;

  private RecordCodec(Class<? extends ControlMessage> record, Constructor<?> constructor, List<WireField> fields) {
    this.record = record;
    this.constructor = constructor;
    this.fields = fields;
  }

  static RecordCodec of(Class<? extends ControlMessage> record) {
    RecordComponent[] components = record.getRecordComponents();
    Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return new RecordCodec(record, record.getDeclaredConstructor(types),
          Arrays.stream(components).map(WireField::of).toList());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  Class<? extends ControlMessage> recordClass() {
    return record;
  }

  int fixedBytes() {
    return ControlMessage.HEADER_BYTES + fields.stream().mapToInt(f -> f.reservedBefore() + f.fixedBytes()).sum();
  }

  byte[] encode(int type, ControlMessage message) {
    ByteBuffer out = ByteBuffer.allocate(ControlMessage.MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(type).putInt(0);
    for (WireField field : fields) {
      field.write(message, out);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /** Reads a message that is at least {@link #fixedBytes()} long. */
  ControlMessage decode(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).position(ControlMessage.HEADER_BYTES);
    Object[] values = fields.stream().map(field -> field.read(in)).toArray();
    try {
      return record.cast(constructor.newInstance(values));
    } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot make a message: record=" + record.getName(), e);
    }
  }

  /** A record component and its place on the wire. */
  private record WireField(RecordComponent component, int reservedBefore, int intBytes, int mostValues) {
    private static final int U8 = 1;
    private static final int U16 = 2;
    private static final int U32 = 4;
    private static final int GUID_BYTES = 16;

    static WireField of(RecordComponent component) {
      @Nullable
      Field field = component.getAnnotation(Field.class);
      return field == null
          ? new WireField(component, 0, U32, 0)
          : new WireField(component, field.reservedBefore(), field.bytes(), field.mostValues());
    }

    int fixedBytes() {
      Class<?> type = component.getType();
      if (type == int.class) {
        return intBytes;
      } else if (type == long.class) {
        return Long.BYTES;
      } else if (type == Guid.class) {
        return GUID_BYTES;
      } else if (type == UserData.class) {
        return UserData.BYTES;
      }
      return 0;
    }

    void write(ControlMessage message, ByteBuffer out) {
      out.position(out.position() + reservedBefore);
      switch (value(message)) {
        case Integer value -> writeInt(value, out);
        case Long value -> out.putLong(value);
        case Guid guid -> out.putInt(guid.data1()).putShort(guid.data2()).putShort(guid.data3())
            .putLong(guid.data4().u64(0));
        case UserData data -> out.put(data.bytes());
        case List<?> values -> writeValues(values, out);
        default -> throw new IllegalStateException("no wire form: component=" + component);
      }
    }

    Object read(ByteBuffer in) {
      in.position(in.position() + reservedBefore);
      Class<?> type = component.getType();
      if (type == int.class) {
        return readInt(in);
      } else if (type == long.class) {
        return in.getLong();
      } else if (type == Guid.class) {
        return new Guid(in.getInt(), in.getShort(), in.getShort(), Long.reverseBytes(in.getLong()));
      } else if (type == UserData.class) {
        byte[] data = new byte[UserData.BYTES];
        in.get(data);
        return UserData.of(data);
      }
      return readValues(in);
    }

    private void writeInt(int value, ByteBuffer out) {
      if (intBytes < U32 && (value < 0 || value >= 1 << (Byte.SIZE * intBytes))) {
        throw new IllegalArgumentException("field out of range: field=" + component.getName() + ", value=" + value);
      }
      switch (intBytes) {
        case U8 -> out.put((byte) value);
        case U16 -> out.putShort((short) value);
        default -> out.putInt(value);
      }
    }

    private int readInt(ByteBuffer in) {
      return switch (intBytes) {
        case U8 -> Byte.toUnsignedInt(in.get());
        case U16 -> Short.toUnsignedInt(in.getShort());
        default -> in.getInt();
      };
    }

    private void writeValues(List<?> values, ByteBuffer out) {
      if (values.size() > mostValues) {
        throw new IllegalArgumentException("too many values: values=" + values.size() + ", most=" + mostValues);
      }
      values.forEach(value -> out.putLong((Long) value));
    }

    /** The values that are there; a partial one at the end is ignored. */
    private List<Long> readValues(ByteBuffer in) {
      int count = Math.min(mostValues, in.remaining() / Long.BYTES);
      List<Long> values = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        values.add(in.getLong());
      }
      return values;
    }

    private Object value(ControlMessage message) {
      try {
        return component.getAccessor().invoke(message);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
