package org.paravane.abi;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** How one component of a record travels: at which offset, in which form. */
interface Slot {

  Object read(MemorySegment segment, long base);

  void write(MemorySegment segment, long base, Object value);

  /** A whole integer of the component's own width. */
  record Whole(Class<?> type, int offset) implements Slot {
    @Override
    public Object read(MemorySegment segment, long base) {
      if (type == int.class) {
        return Scalars.getInt(segment, base + offset);
      } else if (type == long.class) {
        return Scalars.getLong(segment, base + offset);
      } else if (type == boolean.class) {
        return Scalars.getByte(segment, base + offset) != 0;
      } else if (type == short.class) {
        return Scalars.getShort(segment, base + offset);
      } else if (type == float.class) {
        return Float.intBitsToFloat(Scalars.getInt(segment, base + offset));
      }
      return Scalars.getByte(segment, base + offset);
    }

    @Override
    public void write(MemorySegment segment, long base, Object value) {
      switch (value) {
        case Integer number -> Scalars.putInt(segment, base + offset, number);
        case Long number -> Scalars.putLong(segment, base + offset, number);
        case Boolean flag -> Scalars.putByte(segment, base + offset, (byte) (flag ? 1 : 0));
        case Short number -> Scalars.putShort(segment, base + offset, number);
        case Float number -> Scalars.putInt(segment, base + offset, Float.floatToRawIntBits(number));
        default -> Scalars.putByte(segment, base + offset, (Byte) value);
      }
    }
  }

  /** Some bits of a storage unit; writing keeps the other bits. */
  record Field(Class<?> type, int offset, int unitSize, int first, int width) implements Slot {
    private long mask() {
      return width == 64 ? -1L : (1L << width) - 1;
    }

    @Override
    public Object read(MemorySegment segment, long base) {
      long bits = (Scalars.get(segment, base + offset, unitSize) >>> first) & mask();
      if (type == boolean.class) {
        return bits != 0;
      } else if (type == int.class) {
        return (int) bits;
      } else if (type == long.class) {
        return bits;
      } else if (type == short.class) {
        return (short) bits;
      }
      return (byte) bits;
    }

    @Override
    public void write(MemorySegment segment, long base, Object value) {
      long bits = value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).longValue() & mask();
      long others = Scalars.get(segment, base + offset, unitSize) & ~(mask() << first);
      Scalars.put(segment, base + offset, unitSize, others | (bits << first));
    }
  }

  /** A handle, without the detour through its codec. */
  record HandleSlot(int offset) implements Slot {
    @Override
    public Object read(MemorySegment segment, long base) {
      int value = Scalars.getInt(segment, base + offset);
      return value == 0 ? Handle.NONE : new Handle(value);
    }

    @Override
    public void write(MemorySegment segment, long base, Object value) {
      Scalars.putInt(segment, base + offset, ((Handle) value).value());
    }
  }

  /** A struct inside the struct. */
  record Nested<T extends Record>(StructCodec<T> codec, int offset) implements Slot {
    @Override
    public Object read(MemorySegment segment, long base) {
      return codec.read(segment, base + offset);
    }

    @Override
    public void write(MemorySegment segment, long base, Object value) {
      codec.writeNested(value, segment, base + offset);
    }
  }

  /** An array of a fixed length; the form decides the component type. */
  record Fixed(ArrayForm form, int offset, int length) implements Slot {
    @Override
    public Object read(MemorySegment segment, long base) {
      return form.read(segment, base + offset, length);
    }

    @Override
    public void write(MemorySegment segment, long base, Object value) {
      if (form.length(value) != length) {
        throw new IllegalArgumentException("wrong array length: need=" + length + ", got=" + form.length(value));
      }
      form.write(segment, base + offset, value);
    }
  }

  /** The component types that stand for arrays. */
  sealed interface ArrayForm {

    int elementSize();

    int length(Object value);

    Object read(MemorySegment segment, long offset, int length);

    void write(MemorySegment segment, long offset, Object value);
  }

  /** {@link Bytes}. */
  record BytesForm() implements ArrayForm {
    @Override
    public int elementSize() {
      return 1;
    }

    @Override
    public int length(Object value) {
      return ((Bytes) value).length();
    }

    @Override
    public Object read(MemorySegment segment, long offset, int length) {
      return length == 0 ? Bytes.EMPTY : Bytes.copyOf(segment, offset, length);
    }

    @Override
    public void write(MemorySegment segment, long offset, Object value) {
      MemorySegment.copy(((Bytes) value).segment(), 0, segment, offset, ((Bytes) value).length());
    }
  }

  /** {@link Utf16}. */
  record Utf16Form() implements ArrayForm {
    @Override
    public int elementSize() {
      return 2;
    }

    @Override
    public int length(Object value) {
      return ((Utf16) value).length();
    }

    @Override
    public Object read(MemorySegment segment, long offset, int length) {
      return Utf16.read(segment, offset, length);
    }

    @Override
    public void write(MemorySegment segment, long offset, Object value) {
      ((Utf16) value).write(segment, offset);
    }
  }

  /** {@link HandleArray} or {@link U32Array}. */
  record IntsForm(boolean handles) implements ArrayForm {
    private int[] ints(Object value) {
      return handles ? ((HandleArray) value).values() : ((U32Array) value).elements();
    }

    @Override
    public int elementSize() {
      return 4;
    }

    @Override
    public int length(Object value) {
      return ints(value).length;
    }

    @Override
    public Object read(MemorySegment segment, long offset, int length) {
      int[] ints = new int[length];
      for (int i = 0; i < length; i++) {
        ints[i] = Scalars.getInt(segment, offset + 4L * i);
      }
      return handles ? new HandleArray(ints) : new U32Array(ints);
    }

    @Override
    public void write(MemorySegment segment, long offset, Object value) {
      int[] ints = ints(value);
      for (int i = 0; i < ints.length; i++) {
        Scalars.putInt(segment, offset + 4L * i, ints[i]);
      }
    }
  }

  /** {@link U64Array}. */
  record LongsForm() implements ArrayForm {
    @Override
    public int elementSize() {
      return 8;
    }

    @Override
    public int length(Object value) {
      return ((U64Array) value).length();
    }

    @Override
    public Object read(MemorySegment segment, long offset, int length) {
      long[] longs = new long[length];
      for (int i = 0; i < length; i++) {
        longs[i] = Scalars.getLong(segment, offset + 8L * i);
      }
      return new U64Array(longs);
    }

    @Override
    public void write(MemorySegment segment, long offset, Object value) {
      U64Array longs = (U64Array) value;
      for (int i = 0; i < longs.length(); i++) {
        Scalars.putLong(segment, offset + 8L * i, longs.get(i));
      }
    }
  }

  /** A list of struct records. */
  record StructsForm<T extends Record>(StructCodec<T> codec) implements ArrayForm {
    @Override
    public int elementSize() {
      return codec.size();
    }

    @Override
    public int length(Object value) {
      return ((List<?>) value).size();
    }

    @Override
    public Object read(MemorySegment segment, long offset, int length) {
      List<T> structs = new ArrayList<>(length);
      for (int i = 0; i < length; i++) {
        structs.add(codec.read(segment, offset + (long) i * codec.size()));
      }
      return List.copyOf(structs);
    }

    @Override
    public void write(MemorySegment segment, long offset, Object value) {
      long at = offset;
      for (Object struct : (List<?>) value) {
        codec.writeNested(struct, segment, at);
        at += codec.size();
      }
    }
  }
}
