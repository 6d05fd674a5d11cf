package org.paravane.abi;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.StructLayout.Bit;
import org.paravane.abi.StructLayout.BitsPart;
import org.paravane.abi.StructLayout.MemberPart;
import org.paravane.abi.StructLayout.Part;
import org.paravane.abi.StructLayout.UnionMember;
import org.paravane.abi.StructLayout.UnionPart;

/** Walks the components of a record in C order and gives each its place: natural alignment, capped by the struct's pack. */
final class LayoutBuilder {
  private static final String[] NO_SPECS = {};

  private final Class<?> type;
  private final CStruct declaration;
  private final List<Part> parts = new ArrayList<>();
  private final List<CField> fields = new ArrayList<>();
  private final WindowsFields windows = new WindowsFields();
  private final List<@Nullable Slot> slots = new ArrayList<>();
  private final List<TrailingPart> trailing = new ArrayList<>();
  private int offset;
  private int align = 1;
  private @Nullable OpenUnit unit;

  LayoutBuilder(Class<?> type) {
    this.type = type;
    CStruct found = type.getAnnotation(CStruct.class);
    if (found == null || !type.isRecord()) {
      throw new IllegalArgumentException("no struct record: class=" + type.getName());
    }
    this.declaration = found;
  }

  /** A storage unit whose bit fields are still being collected. */
  private static final class OpenUnit {
    final CType.Scalar unit;
    final int offset;
    final List<Bit> bits = new ArrayList<>();
    final @Nullable Whole whole;
    int used;

    OpenUnit(CType.Scalar unit, int offset, @Nullable Whole whole) {
      this.unit = unit;
      this.offset = offset;
      this.whole = whole;
    }
  }

  /** One for each component; null for a part of variable length. */
  List<@Nullable Slot> slots() {
    return slots;
  }

  List<TrailingPart> trailing() {
    return trailing;
  }

  StructLayout build() {
    for (RecordComponent component : type.getRecordComponents()) {
      Trailing variable = component.getAnnotation(Trailing.class);
      if (variable != null && !variable.inStruct()) {
        closeUnit();
        trailing.add(TrailingPart.of(type, component, variable, slots.size(), -1));
        slots.add(null);
      } else if (component.isAnnotationPresent(Bits.class)) {
        addBits(component, component.getAnnotation(Bits.class));
      } else {
        closeUnit();
        addMember(component, variable);
      }
    }
    closeUnit();
    UnionMember overlay = null;
    for (Member member : declaration.overlay()) {
      overlay = new UnionMember(member.name(), typeOf(member), 0, 0);
      addField(overlay.name(), overlay.type(), 0, member.win());
      align = Math.max(align, capped(overlay.type()));
      offset = Math.max(offset, overlay.type().size());
    }
    int size = roundUp(offset, align);
    if (size != declaration.size()) {
      throw new IllegalStateException(
          "struct size differs: record=" + type.getName() + ", declared=" + declaration.size()
              + ", derived=" + size);
    }
    return new StructLayout(declaration.name(), StructLayout.windowsNameOf(declaration), declaration.union(), size,
        align, declaration.pack(), List.copyOf(parts), overlay, List.copyOf(fields), windows.fields(), declaration);
  }

  private void addBits(RecordComponent component, Bits bits) {
    CType.Scalar scalar = unsigned(bits.in());
    OpenUnit open = unit;
    if (open == null || !open.unit.equals(scalar) || open.used + bits.value() > scalar.size() * 8) {
      closeUnit();
      open = new OpenUnit(scalar, place(scalar), component.getAnnotation(Whole.class));
      unit = open;
    }
    Bit bit = new Bit(cName(component), scalar, open.used, bits.value());
    open.bits.add(bit);
    open.used += bits.value();
    if (!bit.name().isEmpty()) {
      fields.add(bitField(bit.name(), scalar.spelling(), open.offset, scalar.size(), bit.first(), bit.width()));
    }
    windows.bits(bit, scalar, open.offset, windowsSpecs(component));
    slots.add(new Slot.Field(component.getType(), open.offset, scalar.size(), bit.first(), bit.width()));
  }

  private void closeUnit() {
    OpenUnit open = unit;
    unit = null;
    if (open == null) {
      return;
    }
    String whole = null;
    if (open.whole != null) {
      if (!open.whole.windowsOnly()) {
        whole = open.whole.value();
        fields.add(new CField(whole, open.unit.spelling(), open.offset, open.unit.size(), null));
      }
      windows.whole(open.whole.value(), open.whole.win(), open.unit, open.offset);
    }
    parts.add(new BitsPart(open.unit, open.offset, List.copyOf(open.bits), whole));
  }

  private void addMember(RecordComponent component, @Nullable Trailing variable) {
    Union union = component.getAnnotation(Union.class);
    if (union != null) {
      addUnion(component, union);
      return;
    }
    CType member = typeOf(component);
    int at = place(member);
    String name = cName(component);
    parts.add(new MemberPart(name, member, at));
    addField(name, member, at, NO_SPECS, false);
    windows.member(name.isEmpty() ? "" : windowsBase(component), member, at, windowsSpecs(component));
    if (variable != null) {
      trailing.add(TrailingPart.of(type, component, variable, slots.size(), at));
      slots.add(null);
    } else {
      slots.add(slotOf(component, member, at));
    }
  }

  private void addUnion(RecordComponent component, Union union) {
    List<UnionMember> members = new ArrayList<>();
    int size = 0;
    int unionAlign = 1;
    for (Member member : union.value()) {
      CType memberType = typeOf(member);
      size = Math.max(size, memberType.size());
      unionAlign = Math.max(unionAlign, capped(memberType));
    }
    size = roundUp(size, unionAlign);
    offset = roundUp(offset, unionAlign);
    align = Math.max(align, unionAlign);
    int bit = 0;
    for (Member member : union.value()) {
      CType memberType = typeOf(member);
      bit = member.bits() == 0 || bit + member.bits() > memberType.size() * 8 ? 0 : bit;
      if (!member.name().isEmpty()) {
        members.add(new UnionMember(member.name(), memberType, bit, member.bits()));
      }
      if (member.bits() == 0) {
        addField(member.name(), memberType, offset, member.win());
      } else {
        Bit field = new Bit(member.name(), memberType, bit, member.bits());
        fields.add(bitField(member.name(), memberType.spelling(), offset, memberType.size(), bit, member.bits()));
        windows.bits(field, memberType, offset, member.win());
        bit += member.bits();
      }
    }
    parts.add(new UnionPart(offset, size, unionAlign, List.copyOf(members)));
    slots.add(carrier(component, offset, size));
    offset += size;
  }

  private Slot carrier(RecordComponent component, int at, int size) {
    if (component.getType() == Bytes.class) {
      return new Slot.Fixed(new Slot.BytesForm(), at, size);
    }
    if (unsigned(component.getType()).size() != size) {
      throw new IllegalStateException("union carrier has another size: component=" + type.getName() + "."
          + component.getName() + ", union=" + size);
    }
    return new Slot.Whole(component.getType(), at);
  }

  private void addField(String name, CType member, int at, String[] specs) {
    addField(name, member, at, specs, true);
  }

  private void addField(String name, CType member, int at, String[] specs, boolean inWindows) {
    if (!name.isEmpty()) {
      fields.add(new CField(name, member.spelling(), at, member.size(), null));
      if (member instanceof CType.Struct(StructLayout layout) && layout.transparent()) {
        layout.fields().forEach(inner -> fields.add(inner.within(name, at)));
      }
    }
    if (inWindows) {
      windows.member(name, member, at, specs);
    }
  }

  private static CField bitField(String name, String spelling, int at, int size, int first, int width) {
    return new CField(name, spelling, at, size, new CField.BitRange(first, first + width - 1));
  }

  private int place(CType member) {
    int memberAlign = capped(member);
    offset = roundUp(offset, memberAlign);
    align = Math.max(align, memberAlign);
    int at = offset;
    offset += member.size();
    return at;
  }

  private int capped(CType member) {
    return Math.min(member.align(), declaration.pack());
  }

  private static int roundUp(int value, int align) {
    return (value + align - 1) / align * align;
  }

  private static String cName(RecordComponent component) {
    if (component.isAnnotationPresent(Unnamed.class)) {
      return "";
    }
    CName name = component.getAnnotation(CName.class);
    return name == null ? Names.snake(component.getName()) : name.value();
  }

  private static String windowsBase(RecordComponent component) {
    return component.getName();
  }

  private static String[] windowsSpecs(RecordComponent component) {
    Win win = component.getAnnotation(Win.class);
    return win == null ? NO_SPECS : win.value();
  }

  private static CType.Scalar unsigned(Class<?> type) {
    if (type == int.class) {
      return CType.Scalar.U32;
    } else if (type == long.class) {
      return CType.Scalar.U64;
    } else if (type == short.class) {
      return CType.Scalar.U16;
    } else if (type == byte.class) {
      return CType.Scalar.U8;
    }
    throw new IllegalStateException("no integer type: class=" + type.getName());
  }

  private static CType typeOf(Member member) {
    CType single = member.pointerTo().length == 1
        ? pointer(member.pointerTo()[0])
        : single(member.type(), member.signed(), member.character());
    return member.length() == 0 ? single : new CType.Array(single, member.length());
  }

  private CType typeOf(RecordComponent component) {
    boolean signed = component.isAnnotationPresent(Signed.class);
    boolean character = component.isAnnotationPresent(CharType.class);
    Pointer pointer = component.getAnnotation(Pointer.class);
    Enumerated enumerated = component.getAnnotation(Enumerated.class);
    Class<?> java = component.getType();
    Length length = component.getAnnotation(Length.class);
    Class<?> element = elementOf(component);
    CType single;
    if (pointer != null) {
      single = pointer(pointer.value());
    } else if (enumerated != null) {
      single = single(enumerated.value(), false, false);
    } else {
      single = single(element, signed, character);
    }
    if (element == java) {
      return single;
    }
    if (length == null && !component.isAnnotationPresent(Trailing.class)) {
      throw new IllegalStateException("array without length: component=" + type.getName() + "." + component.getName());
    }
    return new CType.Array(single, length == null ? 1 : length.value());
  }

  /** The element type of a component that stands for an array, else the type itself. */
  private static Class<?> elementOf(RecordComponent component) {
    Class<?> java = component.getType();
    if (java == Bytes.class) {
      return byte.class;
    } else if (java == Utf16.class) {
      return short.class;
    } else if (java == HandleArray.class) {
      return Handle.class;
    } else if (java == U32Array.class) {
      return int.class;
    } else if (java == U64Array.class) {
      return long.class;
    } else if (java == List.class) {
      return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    }
    return java;
  }

  private static CType single(Class<?> java, boolean signed, boolean character) {
    if (java == boolean.class) {
      return CType.Scalar.BOOL;
    } else if (java == float.class) {
      return CType.Scalar.F32;
    } else if (java == byte.class && character) {
      return CType.Scalar.CHAR;
    } else if (java == int.class && signed) {
      return CType.Scalar.S32;
    } else if (java == long.class && signed) {
      return CType.Scalar.S64;
    } else if (java.isPrimitive()) {
      return unsigned(java);
    } else if (CEnum.class.isAssignableFrom(java)) {
      Class<? extends CEnum> constants = java.asSubclass(CEnum.class);
      return new CType.Enumeration(CEnum.typeName(constants), CEnum.windowsTypeName(constants));
    }
    return new CType.Struct(StructCodec.of(java.asSubclass(Record.class)).layout());
  }

  private static CType pointer(Class<?> to) {
    if (to == void.class) {
      return new CType.PointerTo("bytes", "VOID");
    } else if (to == int.class) {
      return new CType.PointerTo("__u32", "UINT");
    } else if (to == long.class) {
      return new CType.PointerTo("__u64", "UINT64");
    } else if (to == Handle.class) {
      return new CType.PointerTo("handle", "D3DKMT_HANDLE");
    } else if (CEnum.class.isAssignableFrom(to)) {
      Class<? extends CEnum> constants = to.asSubclass(CEnum.class);
      return new CType.PointerTo(CEnum.typeName(constants), CEnum.windowsTypeName(constants));
    }
    CStruct struct = to.getAnnotation(CStruct.class);
    return new CType.PointerTo(struct.name(), StructLayout.windowsNameOf(struct));
  }

  private static Slot slotOf(RecordComponent component, CType member, int at) {
    Class<?> java = component.getType();
    if (java.isPrimitive()) {
      return new Slot.Whole(java, at);
    } else if (java == Handle.class) {
      return new Slot.HandleSlot(at);
    } else if (member instanceof CType.Array array) {
      return new Slot.Fixed(TrailingPart.formOf(component), at, array.length());
    }
    StructCodec<? extends Record> nested = StructCodec.of(java.asSubclass(Record.class));
    if (nested.isVariable()) {
      throw new IllegalStateException("variable struct inside a struct: component=" + component);
    }
    return new Slot.Nested<>(nested, at);
  }
}
