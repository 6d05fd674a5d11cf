package org.paravane.abi;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** An immutable C array of handles. */
public final class HandleArray {
  /** No handles. */
  public static final HandleArray EMPTY = new HandleArray(new int[0]);

  private final int[] values;

  HandleArray(int[] values) {
    this.values = values;
  }

  public static HandleArray of(Handle... handles) {
    return of(Arrays.asList(handles));
  }

  public static HandleArray of(Collection<Handle> handles) {
    return new HandleArray(handles.stream().mapToInt(Handle::value).toArray());
  }

  /** As {@link #of}, filled up with {@link Handle#NONE} to the length of a fixed C array. */
  public static HandleArray padded(int length, Handle... handles) {
    if (handles.length > length) {
      throw new IllegalArgumentException("too many handles: length=" + length + ", handles=" + handles.length);
    }
    return new HandleArray(Arrays.copyOf(of(handles).values, length));
  }

  public int length() {
    return values.length;
  }

  public Handle get(int index) {
    return new Handle(values[index]);
  }

  /** The first {@code count} handles. */
  public List<Handle> list(int count) {
    return IntStream.range(0, count).mapToObj(this::get).toList();
  }

  /** All handles. */
  public List<Handle> list() {
    return list(values.length);
  }

  int[] values() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HandleArray that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return list().toString();
  }
}
