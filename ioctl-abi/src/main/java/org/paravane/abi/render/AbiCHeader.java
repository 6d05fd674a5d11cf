package org.paravane.abi.render;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.paravane.abi.CEnum;
import org.paravane.abi.CField;
import org.paravane.abi.CType;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.StructCodec;
import org.paravane.abi.StructLayout;
import org.paravane.abi.accel.AccelStructs;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.IoctlStructs;

/**
 * A C header with structs, enums, limits and request codes, for C11 and C++17 with gcc's anonymous structs. Pointers are 64-bit
 * integers. Each size, each offset and each request code stands in it as an assertion.
 */
public final class AbiCHeader {
  private static final String INTRODUCTION = """
      /* The ABI of Paravane's device nodes. Rendered by `paravane abi --c-header`. SPDX-License-Identifier: Apache-2.0 */
      #ifndef PARAVANE_ABI_H
      #define PARAVANE_ABI_H

      #include <stddef.h>
      #include <stdint.h>
      #include <sys/ioctl.h>

      #ifdef __cplusplus
      #define PARAVANE_ASSERT(condition) static_assert(condition, #condition)
      #else
      #define PARAVANE_ASSERT(condition) _Static_assert(condition, #condition)
      #endif

      """;

  private final StringBuilder text = new StringBuilder(INTRODUCTION);
  private final Map<String, StructLayout> done = new LinkedHashMap<>();

  private AbiCHeader() {
  }

  /** The header. */
  public static String render() {
    return new AbiCHeader().header();
  }

  private String header() {
    for (Class<? extends CEnum> type : EnumCatalog.ioctlEnums()) {
      addEnum(type);
    }
    AccelStructs.enums().forEach(this::addEnum);
    ParavaneIoctl.enums().forEach(this::addEnum);
    Facts.constants()
        .forEach(row -> text.append("#define ").append(row.name()).append(' ').append(row.number()).append('\n'));
    AccelStructs.constants().forEach(this::addConstant);
    ParavaneIoctl.constants().forEach(this::addConstant);
    text.append("#define PARAVANE_PAGE_BYTES ").append(DxgLimits.PAGE_BYTES).append("\n\n");
    Stream.of(IoctlStructs.all(), AccelStructs.all(), ParavaneIoctl.structs()).flatMap(List::stream)
        .forEach(struct -> addStruct(StructCodec.of(struct).layout()));
    for (DxgIoctl ioctl : DxgIoctl.values()) {
      addRequest(ioctl.cName(), DxgIoctl.TYPE, ioctl.number(), ioctl.argument(), ioctl.requestCode());
    }
    for (ParavaneIoctl ioctl : ParavaneIoctl.values()) {
      addRequest(ioctl.cName(), ParavaneIoctl.TYPE, ioctl.number(), ioctl.argument(), ioctl.requestCode());
    }
    return text.append("\n#endif\n").toString();
  }

  private void addEnum(Class<? extends CEnum> type) {
    List<CEnum> constants = EnumCatalog.constants(type);
    if (constants.getFirst().unsigned()) { // C enums are signed
      constants.forEach(constant -> text.append("#define ").append(constant.cName()).append(' ')
          .append(Integer.toUnsignedString(constant.value())).append("u\n"));
    } else {
      text.append("enum ").append(CEnum.typeName(type)).append(" {\n");
      constants.forEach(
          constant -> text.append("  ").append(constant.cName()).append(" = ").append(constant.value()).append(",\n"));
      text.append("};\n");
    }
    text.append('\n');
  }

  private void addConstant(String name, int value) {
    text.append("#define ").append(name).append(" 0x").append(HexFormat.of().toHexDigits(value)).append("u\n");
  }

  private void addRequest(String name, int type, int number, Class<? extends Record> argument, int requestCode) {
    StructLayout layout = StructCodec.of(argument).layout();
    text.append("#define ").append(name).append(" _IOWR(0x").append(HexFormat.of().toHexDigits((byte) type))
        .append(", 0x").append(HexFormat.of().toHexDigits((byte) number)).append(", struct ").append(layout.name())
        .append(")\n");
    text.append("PARAVANE_ASSERT(").append(name).append(" == 0x").append(HexFormat.of().toHexDigits(requestCode))
        .append("u);\n");
  }

  /** The struct after those that it contains. */
  private void addStruct(StructLayout layout) {
    if (done.putIfAbsent(layout.name(), layout) != null) {
      return;
    }
    structsIn(layout).filter(inner -> !inner.name().isEmpty()).forEach(this::addStruct);
    if (layout.pack() < 8) {
      text.append("#pragma pack(push, ").append(layout.pack()).append(")\n");
    }
    text.append(keyword(layout)).append(' ').append(layout.name()).append(" {\n");
    new Members(text, "  ").of(layout);
    text.append("};\n");
    if (layout.pack() < 8) {
      text.append("#pragma pack(pop)\n");
    }
    String type = keyword(layout) + " " + layout.name();
    text.append("PARAVANE_ASSERT(sizeof(").append(type).append(") == ").append(layout.size()).append(");\n");
    for (CField field : layout.fields()) {
      if (field.bits() == null) {
        text.append("PARAVANE_ASSERT(offsetof(").append(type).append(", ").append(field.name()).append(") == ")
            .append(field.offset()).append(");\n");
      }
    }
    text.append('\n');
  }

  static String keyword(StructLayout layout) {
    return layout.union() ? "union" : "struct";
  }

  /** Structs that the struct contains, through anonymous ones too. */
  private static Stream<StructLayout> structsIn(StructLayout layout) {
    Stream<CType> members = layout.parts().stream().flatMap(part -> switch (part) {
      case StructLayout.MemberPart member -> Stream.of(member.type());
      case StructLayout.BitsPart bits -> Stream.<CType>empty();
      case StructLayout.UnionPart union -> union.members().stream().map(StructLayout.UnionMember::type);
    });
    return members.flatMap(AbiCHeader::structOf)
        .flatMap(inner -> inner.name().isEmpty() ? structsIn(inner) : Stream.of(inner));
  }

  private static Stream<StructLayout> structOf(CType type) {
    return switch (type) {
      case CType.Struct(StructLayout inner) -> Stream.of(inner);
      case CType.Array(CType element, int length) -> structOf(element);
      case CType.Scalar scalar -> Stream.empty();
      case CType.PointerTo pointer -> Stream.empty();
      case CType.Enumeration enumeration -> Stream.empty();
    };
  }

  /** Writes the members of one struct or union. */
  private static final class Members {
    private final StringBuilder text;
    private final String indent;
    private int unnamed;

    Members(StringBuilder text, String indent) {
      this.text = text;
      this.indent = indent;
    }

    void of(StructLayout layout) {
      Members members = this;
      if (layout.overlay() != null) {
        text.append(indent).append("union {\n").append(indent).append("  struct {\n");
        members = new Members(text, indent + "    ");
      }
      for (StructLayout.Part part : layout.parts()) {
        switch (part) {
          case StructLayout.MemberPart(String name, CType type, int offset) -> members.member(name, type, "");
          case StructLayout.BitsPart bits -> members.bits(bits, layout.union());
          case StructLayout.UnionPart union -> members.union(union, layout.parts().size() == 1 && layout.union());
        }
      }
      if (layout.overlay() != null) {
        text.append(indent).append("  };\n");
        new Members(text, indent + "  ").member(layout.overlay().name(), layout.overlay().type(), "");
        text.append(indent).append("};\n");
      }
    }

    private void member(String name, CType type, String suffix) {
      String shown = name.isEmpty() ? "unnamed" + unnamed++ : name;
      switch (type) {
        case CType.Array(CType element, int length) -> member(shown, element, "[" + length + "]" + suffix);
        case CType.Struct(StructLayout inner) when inner.name().isEmpty() -> {
          text.append(indent).append(keyword(inner)).append(" {\n");
          new Members(text, indent + "  ").of(inner);
          line("} " + shown + suffix);
        }
        case CType.Struct(StructLayout inner) -> line(keyword(inner) + " " + inner.name() + " " + shown + suffix);
        case CType.Enumeration(String enumName, String windowsName) ->
          line("uint32_t /* enum " + enumName + " */ " + shown + suffix);
        case CType.PointerTo pointer -> line("uint64_t /* " + pointer.spelling() + " */ " + shown + suffix);
        case CType.Scalar scalar -> line(c(scalar) + " " + shown + suffix);
      }
    }

    private void bits(StructLayout.BitsPart part, boolean inUnion) {
      String whole = part.whole();
      String inner = indent;
      if (whole != null && !inUnion) {
        text.append(indent).append("union {\n");
        inner += "  ";
      }
      if (whole != null) {
        text.append(inner).append("struct {\n");
      }
      Members fields = new Members(text, whole == null ? inner : inner + "  ");
      for (StructLayout.Bit bit : part.bits()) {
        fields.line(c(part.unit()) + " " + bit.name() + (bit.name().isEmpty() ? ": " : " : ") + bit.width());
      }
      if (whole != null) {
        text.append(inner).append("};\n");
        new Members(text, inner).line(c(part.unit()) + " " + whole);
      }
      if (whole != null && !inUnion) {
        line("}");
      }
    }

    private void union(StructLayout.UnionPart part, boolean inUnion) {
      if (part.members().isEmpty()) { // only the Windows headers name it
        member("", part.size() == 4 ? new CType.Scalar("u32", 4) : new CType.Scalar("u64", 8), "");
        return;
      }
      if (!inUnion) {
        text.append(indent).append("union {\n");
      }
      Members inner = new Members(text, inUnion ? indent : indent + "  ");
      boolean open = false;
      for (StructLayout.UnionMember member : part.members()) {
        if (open && member.first() == 0) {
          inner.line("}");
          open = false;
        }
        if (member.width() == 0) {
          inner.member(member.name(), member.type(), "");
        } else {
          if (!open) {
            text.append(inner.indent).append("struct {\n");
            open = true;
          }
          new Members(text, inner.indent + "  ")
              .line(unit(member.type()) + " " + member.name() + " : " + member.width());
        }
      }
      if (open) {
        inner.line("}");
      }
      if (!inUnion) {
        line("}");
      }
    }

    private void line(String declaration) {
      text.append(indent).append(declaration).append(";\n");
    }

    private static String unit(CType type) {
      return type instanceof CType.Scalar scalar ? c(scalar) : "uint32_t";
    }

    private static String c(CType.Scalar scalar) {
      return switch (scalar.spelling()) {
        case "u8", "bool" -> "uint8_t";
        case "u16" -> "uint16_t";
        case "u32" -> "uint32_t";
        case "u64" -> "uint64_t";
        case "s32" -> "int32_t";
        case "s64" -> "int64_t";
        case "f32" -> "float";
        default -> scalar.spelling();
      };
    }
  }
}
