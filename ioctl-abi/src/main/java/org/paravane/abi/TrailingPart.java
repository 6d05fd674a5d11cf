package org.paravane.abi;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One part of variable length of a message: how many elements it has, where it begins, how it is read and written. */
final class TrailingPart {
  private final String name;
  private final int index;
  private final int structOffset;
  private final Slot.ArrayForm form;
  private final Trailing declaration;
  private final @Nullable ValuePath count;
  private final @Nullable ValuePath each;

  private TrailingPart(String name, int index, int structOffset, Slot.ArrayForm form, Trailing declaration,
      @Nullable ValuePath count, @Nullable ValuePath each) {
    this.name = name;
    this.index = index;
    this.structOffset = structOffset;
    this.form = form;
    this.declaration = declaration;
    this.count = count;
    this.each = each;
  }

  static TrailingPart of(Class<?> record, RecordComponent component, Trailing declaration, int index,
      int structOffset) {
    ValuePath each = declaration.each().isEmpty() ? null : ValuePath.of(record, declaration.each());
    Class<?> counted = each == null ? record : each.listElement();
    ValuePath count = declaration.count().equals(Trailing.REST)
        ? null
        : ValuePath.of(counted, declaration.count());
    return new TrailingPart(component.getName(), index, structOffset, formOf(component), declaration, count, each);
  }

  static Slot.ArrayForm formOf(RecordComponent component) {
    Class<?> java = component.getType();
    if (java == Bytes.class) {
      return new Slot.BytesForm();
    } else if (java == Utf16.class) {
      return new Slot.Utf16Form();
    } else if (java == HandleArray.class || java == U32Array.class) {
      return new Slot.IntsForm(java == HandleArray.class);
    } else if (java == U64Array.class) {
      return new Slot.LongsForm();
    }
    Class<?> element = (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    return element == Bytes.class
        ? new Slot.BytesForm()
        : new Slot.StructsForm<>(StructCodec.of(element.asSubclass(Record.class)));
  }

  int index() {
    return index;
  }

  /** Where the part begins inside the struct, or -1 when it begins behind what is before it. */
  int structOffset() {
    return structOffset;
  }

  Trailing.Tail tail() {
    return declaration.tail();
  }

  int elementSize() {
    return form.elementSize();
  }

  /** Bytes that the part takes. */
  long length(Object[] values) {
    if (each == null) {
      return (long) form.length(values[index]) * form.elementSize();
    }
    return bytesOf(values[index]).stream().mapToLong(Bytes::length).sum();
  }

  /** Bytes that the message keeps for the part. */
  long reserved(Object[] values) {
    return Math.max(length(values), (long) declaration.capacity() * form.elementSize());
  }

  /** Checks that the counts in the record say what its parts are. */
  void check(Object[] values) {
    ValuePath counted = count;
    if (counted == null) {
      return;
    }
    if (each != null) {
      List<?> owners = (List<?>) each.get(values);
      List<Bytes> contents = bytesOf(values[index]);
      boolean fits = owners.size() == contents.size();
      for (int i = 0; fits && i < owners.size(); i++) {
        fits = unsigned(counted.of(owners.get(i))) == contents.get(i).length();
      }
      if (!fits) {
        throw new IllegalArgumentException("sizes differ from the parts: part=" + name);
      }
    } else if (unsigned(counted.get(values)) != form.length(values[index])) {
      throw new IllegalArgumentException("count differs from the part: part=" + name + ", count="
          + unsigned(counted.get(values)) + ", elements=" + form.length(values[index]));
    }
  }

  /** Writes the part and returns where it ends. */
  long write(Object[] values, MemorySegment segment, long offset) {
    if (each == null) {
      form.write(segment, offset, values[index]);
      return offset + length(values);
    }
    long at = offset;
    for (Bytes content : bytesOf(values[index])) {
      form.write(segment, at, content);
      at += content.length();
    }
    return at;
  }

  /**
   * Reads the part out of {@code offset..end}; returns null or, when it does not fit, why.
   *
   * @param rest elements of a part that says no count itself, or -1 for as many as there are bytes for
   */
  @Nullable
  String read(Object[] values, MemorySegment segment, long offset, long end, long rest) {
    if (each != null && count != null) {
      return readEach(each, count, values, segment, offset, end);
    }
    long left = Math.max(0, end - offset) / form.elementSize();
    long stated = rest < 0 ? left : rest;
    long elements = count == null ? stated : unsigned(count.get(values));
    long most = declaration.capacity() == 0 ? left : Math.min(left, declaration.capacity());
    if (elements > most) {
      return "count exceeds the message: part=" + name + ", count=" + elements + ", room=" + most;
    }
    values[index] = form.read(segment, offset, (int) elements);
    return null;
  }

  private @Nullable String readEach(ValuePath owners, ValuePath sizes, Object[] values, MemorySegment segment,
      long offset, long end) {
    List<Bytes> contents = new ArrayList<>();
    long at = offset;
    for (Object owner : (List<?>) owners.get(values)) {
      long size = unsigned(sizes.of(owner));
      if (size > end - at) {
        return "size exceeds the message: part=" + name + ", element=" + contents.size() + ", size=" + size + ", room="
            + Math.max(0, end - at);
      }
      contents.add((Bytes) form.read(segment, at, (int) size));
      at += size;
    }
    values[index] = List.copyOf(contents);
    return null;
  }

  private static List<Bytes> bytesOf(Object value) {
    return ((List<?>) value).stream().map(Bytes.class::cast).toList();
  }

  private static long unsigned(Object number) {
    return number instanceof Integer value ? Integer.toUnsignedLong(value) : ((Number) number).longValue();
  }

  /** A chain of components such as {@code args.numPrimaries}: index in the record, then accessors. */
  record ValuePath(int index, List<MethodHandle> accessors, Class<?> owner) {
    static ValuePath of(Class<?> record, String path) {
      List<MethodHandle> accessors = new ArrayList<>();
      Class<?> type = record;
      int first = -1;
      for (String step : path.split("\\.", -1)) {
        RecordComponent[] components = type.getRecordComponents();
        int found = 0;
        while (found < components.length && !components[found].getName().equals(step)) {
          found++;
        }
        if (found == components.length) {
          throw new IllegalStateException("no such count: record=" + record.getName() + ", path=" + path);
        }
        first = first < 0 ? found : first;
        accessors.add(StructCodec.accessor(components[found]));
        type = components[found].getType();
      }
      return new ValuePath(first, List.copyOf(accessors), record);
    }

    /** The value in a record whose components are laid out in an array. */
    Object get(Object[] values) {
      Object value = values[index];
      for (MethodHandle accessor : accessors.subList(1, accessors.size())) {
        value = StructCodec.call(accessor, value);
      }
      return value;
    }

    /** The value in a record. */
    Object of(Object record) {
      Object value = record;
      for (MethodHandle accessor : accessors) {
        value = StructCodec.call(accessor, value);
      }
      return value;
    }

    /** The record type of the elements when the component is a list. */
    Class<?> listElement() {
      RecordComponent component = owner.getRecordComponents()[index];
      return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    }
  }
}
