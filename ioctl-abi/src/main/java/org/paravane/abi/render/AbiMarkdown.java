package org.paravane.abi.render;

import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import org.paravane.abi.StructCodec;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.wire.Direction;
import org.paravane.abi.wire.Message;

/** Tables for the documentation. */
public final class AbiMarkdown {
  private AbiMarkdown() {
  }

  /** Which ioctls we do, and what the others answer. */
  public static String support() {
    StringBuilder text = new StringBuilder("""
        | nr | ioctl | request code | argument | bytes | done | answer otherwise |
        |---|---|---|---|---:|:-:|---|
        """);
    for (DxgIoctl ioctl : DxgIoctl.values()) {
      row(text, "0x" + HexFormat.of().toHexDigits((byte) ioctl.number()), ioctl.cName(),
          "0x" + HexFormat.of().withUpperCase().toHexDigits(ioctl.requestCode()),
          "`" + StructCodec.of(ioctl.argument()).layout().name() + "`", String.valueOf(ioctl.argumentSizeBytes()),
          ioctl.isSupported() ? "✓" : "✗", ioctl.answer().map(Enum::name).orElse(""));
    }
    return text.toString();
  }

  /** Our own ioctls. */
  public static String extension() {
    StringBuilder text = new StringBuilder("""
        | nr | ioctl | request code | argument | bytes | what for |
        |---|---|---|---|---:|---|
        """);
    for (ParavaneIoctl ioctl : ParavaneIoctl.values()) {
      row(text, "0x" + HexFormat.of().toHexDigits((byte) ioctl.number()), ioctl.cName(),
          "0x" + HexFormat.of().withUpperCase().toHexDigits(ioctl.requestCode()),
          "`" + StructCodec.of(ioctl.argument()).layout().name() + "`", String.valueOf(ioctl.argumentSizeBytes()),
          ioctl.meaning());
    }
    return text.toString();
  }

  /** The messages between guest and host; those that are known by number only are left out. */
  public static String messages() {
    StringBuilder text = new StringBuilder("""
        | nr | message | from | channel | sent | command | bytes | reply | bytes | ioctls |
        |---:|---|---|---|---|---|---:|---|---:|---|
        """);
    for (Message message : Message.values()) {
      if (message.isUsed()) {
        messageRow(text, message);
      }
    }
    return text.toString();
  }

  private static void messageRow(StringBuilder text, Message message) {
    String reply = message.repliesWithEcho() ? "echo" : message.reply().map(Class::getSimpleName).orElse("");
    row(text, String.valueOf(message.number()), message.name() + (message.isExtension() ? " (ours)" : ""),
        message.direction() == Direction.HOST_TO_VM ? "host" : "guest",
        message.direction() == Direction.VGPU_TO_HOST ? "vGPU" : "global",
        message.mode().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        message.command().map(Class::getSimpleName).orElse(""), message.command().map(AbiMarkdown::bytes).orElse(""),
        reply, message.reply().map(AbiMarkdown::bytes).orElse(""),
        message.triggers().stream().map(ioctl -> "0x" + HexFormat.of().toHexDigits((byte) ioctl.number()))
            .collect(Collectors.joining(", ")));
  }

  private static String bytes(Class<? extends Record> struct) {
    StructCodec<? extends Record> codec = StructCodec.of(struct);
    return codec.size() + (codec.isVariable() ? "+" : "");
  }

  private static void row(StringBuilder text, String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
