package org.paravane.abi;

/** A C type as a field list spells it, with the size and alignment that x86-64 gives it. */
public sealed interface CType {

  int size();

  int align();

  /** Spelling in the kernel header's view: {@code u32}, {@code handle}, {@code ptr<bytes>}, {@code struct x}. */
  String spelling();

  /** Spelling in the Windows view. */
  String windowsSpelling();

  /** An integer, a boolean, or a character. */
  record Scalar(String spelling, int size) implements CType {
    static final Scalar U8 = new Scalar("u8", 1);
    static final Scalar U16 = new Scalar("u16", 2);
    static final Scalar U32 = new Scalar("u32", 4);
    static final Scalar U64 = new Scalar("u64", 8);
    static final Scalar S32 = new Scalar("s32", 4);
    static final Scalar S64 = new Scalar("s64", 8);
    static final Scalar BOOL = new Scalar("bool", 1);
    static final Scalar CHAR = new Scalar("char", 1);
    static final Scalar F32 = new Scalar("f32", 4);

    @Override
    public int align() {
      return size;
    }

    @Override
    public String windowsSpelling() {
      return spelling;
    }
  }

  /** An address of something that is spelled differently in the two views. */
  record PointerTo(String target, String windowsTarget) implements CType {
    @Override
    public int size() {
      return 8;
    }

    @Override
    public int align() {
      return 8;
    }

    @Override
    public String spelling() {
      return "ptr<" + target + ">";
    }

    @Override
    public String windowsSpelling() {
      return "ptr<" + windowsTarget + ">";
    }
  }

  /** A 4-byte enum. */
  record Enumeration(String name, String windowsName) implements CType {
    @Override
    public int size() {
      return 4;
    }

    @Override
    public int align() {
      return 4;
    }

    @Override
    public String spelling() {
      return "enum " + name;
    }

    @Override
    public String windowsSpelling() {
      return "enum " + windowsName;
    }
  }

  /** A struct or union. */
  record Struct(StructLayout layout) implements CType {
    @Override
    public int size() {
      return layout.size();
    }

    @Override
    public int align() {
      return layout.align();
    }

    @Override
    public String spelling() {
      return layout.spelling();
    }

    @Override
    public String windowsSpelling() {
      return layout.windowsSpelling();
    }
  }

  /** An array of a fixed length. */
  record Array(CType element, int length) implements CType {
    @Override
    public int size() {
      return element.size() * length;
    }

    @Override
    public int align() {
      return element.align();
    }

    @Override
    public String spelling() {
      return element.spelling() + "[" + length + "]";
    }

    @Override
    public String windowsSpelling() {
      return element.windowsSpelling() + "[" + length + "]";
    }
  }
}
