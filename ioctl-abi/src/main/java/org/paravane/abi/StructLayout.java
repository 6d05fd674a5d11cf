package org.paravane.abi;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of a C struct lie, as derived from its record.
 *
 * @param name C name, empty when anonymous
 * @param windowsName name in libdxg
 * @param pack largest alignment of a member
 * @param parts what the struct consists of, in C order
 * @param overlay a union member that lies over all parts, or null
 * @param fields the flattened field list of the kernel header's view
 * @param windowsFields the flattened field list of libdxg's view
 */
public record StructLayout(
    String name,
    String windowsName,
    boolean union,
    int size,
    int align,
    int pack,
    List<Part> parts,
    @Nullable UnionMember overlay,
    List<CField> fields,
    List<CField> windowsFields,
    CStruct declaration) {

  /** A stretch of bytes: one member, one storage unit of bit fields, or one union. */
  public sealed interface Part {
    int offset();

    int size();
  }

  /** A member; the name is empty where C leaves the bytes unnamed. */
  public record MemberPart(String name, CType type, int offset) implements Part {
    @Override
    public int size() {
      return type.size();
    }
  }

  /**
   * A storage unit.
   *
   * @param whole name of the whole unit, or null
   */
  public record BitsPart(CType.Scalar unit, int offset, List<Bit> bits, @Nullable String whole) implements Part {
    @Override
    public int size() {
      return unit.size();
    }
  }

  /** A bit field of a unit; the name is empty where C leaves the bits unnamed. */
  public record Bit(String name, CType type, int first, int width) {
  }

  /** Members that overlap; those with a width are bit fields. */
  public record UnionPart(int offset, int size, int align, List<UnionMember> members) implements Part {
  }

  /** A member of a union; width 0 is no bit field. */
  public record UnionMember(String name, CType type, int first, int width) {
  }

  /** How a field list spells the type of a member of this struct type. */
  String spelling() {
    if (!declaration.scalar().isEmpty()) {
      return declaration.scalar();
    }
    return (union ? "union" : "struct") + (name.isEmpty() ? "" : " " + name);
  }

  String windowsSpelling() {
    if (!declaration.windowsScalar().isEmpty()) {
      return declaration.windowsScalar();
    }
    return (union || declaration.windowsUnion() ? "union" : "struct")
        + (windowsName.isEmpty() ? "" : " " + windowsName);
  }

  /** Whether a field list shows what is inside. */
  boolean transparent() {
    return declaration.scalar().isEmpty();
  }

  boolean windowsTransparent() {
    return declaration.windowsScalar().isEmpty();
  }

  static String windowsNameOf(CStruct declaration) {
    return declaration.windows().isEmpty() ? declaration.name().toUpperCase(Locale.ROOT) : declaration.windows();
  }

  /** The field with a path in the kernel header's view. */
  public CField field(String path) {
    for (CField field : fields) {
      if (field.name().equals(path)) {
        return field;
      }
    }
    throw new IllegalArgumentException("no such field: struct=" + name + ", field=" + path);
  }
}
