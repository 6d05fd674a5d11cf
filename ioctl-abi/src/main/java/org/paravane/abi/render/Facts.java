package org.paravane.abi.render;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.paravane.abi.CEnum;
import org.paravane.abi.CField;
import org.paravane.abi.DxgLimits;
import org.paravane.abi.Errno;
import org.paravane.abi.NtStatus;
import org.paravane.abi.StructCodec;
import org.paravane.abi.StructLayout;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.IoctlStructs;
import org.paravane.abi.ioctl.QueryAdapterInfoType;
import org.paravane.abi.ioctl.UnimplementedIoctl;
import org.paravane.abi.query.WindowsStructs;
import org.paravane.abi.wire.AdapterState;
import org.paravane.abi.wire.CommandChannelType;
import org.paravane.abi.wire.Direction;
import org.paravane.abi.wire.FlushSchedulerReason;
import org.paravane.abi.wire.HandleType;
import org.paravane.abi.wire.HostEventType;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.ObjectState;
import org.paravane.abi.wire.SetGuestDataType;
import org.paravane.abi.wire.WireStructs;

/** Everything that the records, enums and tables say, as rows. Nothing here knows a number. */
final class Facts {
  private Facts() {
  }

  /** The rows of {@code d3dkmt-abi.csv}. */
  static List<FactRow> ioctls() {
    List<FactRow> rows = new ArrayList<>();
    for (DxgIoctl ioctl : DxgIoctl.values()) {
      String struct = StructCodec.of(ioctl.argument()).layout().name();
      String size = String.valueOf(ioctl.argumentSizeBytes());
      rows.add(FactRow.of("ioctl", ioctl.cName(), hex2(ioctl.number()), struct, size));
      rows.add(FactRow.of("ioctl_request", ioctl.cName(), hex8(ioctl.requestCode()), struct, size));
    }
    rows.addAll(libdxgRequests());
    for (UnimplementedIoctl ioctl : UnimplementedIoctl.values()) {
      StructLayout layout = StructCodec.of(ioctl.argument()).layout();
      rows.add(new FactRow("ioctl_unimplemented", ioctl.entryPoint(), hex2(ioctl.number()), layout.windowsName(),
          String.valueOf(layout.size()), ioctl.answer().name(), "", "", ""));
    }
    IoctlStructs.all().forEach(struct -> addStruct(rows, struct, "struct", "field", false));
    EnumCatalog.ioctlEnums().forEach(type -> addEnum(rows, "enum", type));
    for (QueryAdapterInfoType type : QueryAdapterInfoType.values()) {
      rows.add(FactRow.of("enum_libdxg", type.cName(), String.valueOf(type.value()),
          CEnum.windowsTypeName(QueryAdapterInfoType.class), "4"));
    }
    rows.addAll(constants());
    addStatuses(rows);
    return rows;
  }

  /** The rows of {@code dxg-vmbus.csv}. */
  static List<FactRow> wire() {
    List<FactRow> rows = new ArrayList<>();
    WireStructs.all().forEach(struct -> addStruct(rows, struct, "wire_struct", "wire_field", false));
    addEnum(rows, "wire_enum", CommandChannelType.class);
    for (Direction direction : Direction.values()) {
      addNumbers(rows, direction);
    }
    addEnum(rows, "wire_enum", SetGuestDataType.class);
    addEnum(rows, "wire_enum", FlushSchedulerReason.class);
    Stream.of(HandleType.class, ObjectState.class, AdapterState.class, HostEventType.class)
        .forEach(type -> addEnum(rows, "driver_enum", type));
    return rows;
  }

  /** The rows of {@code d3dkmt-libdxg.csv}. */
  static List<FactRow> libdxg() {
    List<FactRow> rows = new ArrayList<>();
    WindowsStructs.all().forEach(struct -> addStruct(rows, struct, "libdxg_struct", "libdxg_field", true));
    return rows;
  }

  /** Our own ioctls, in the kinds of {@link #ioctls}. */
  static List<FactRow> extension() {
    List<FactRow> rows = new ArrayList<>();
    for (ParavaneIoctl ioctl : ParavaneIoctl.values()) {
      String struct = StructCodec.of(ioctl.argument()).layout().name();
      String size = String.valueOf(ioctl.argumentSizeBytes());
      rows.add(FactRow.of("ioctl", ioctl.cName(), hex2(ioctl.number()), struct, size));
      rows.add(FactRow.of("ioctl_request", ioctl.cName(), hex8(ioctl.requestCode()), struct, size));
    }
    ParavaneIoctl.structs().forEach(struct -> addStruct(rows, struct, "struct", "field", false));
    ParavaneIoctl.enums().forEach(type -> addEnum(rows, "enum", type));
    ParavaneIoctl.constants()
        .forEach((name, value) -> rows.add(FactRow.of("const", name, String.valueOf(value), "", "")));
    return rows;
  }

  private static List<FactRow> libdxgRequests() {
    record Request(int number, String entryPoint, int code, Class<? extends Record> argument) {
    }
    Stream<Request> done = Stream.of(DxgIoctl.values()).flatMap(ioctl -> ioctl.entryPoint().stream()
        .map(name -> new Request(ioctl.number(), name, ioctl.requestCode(), ioctl.argument())));
    Stream<Request> undone = Stream.of(UnimplementedIoctl.values())
        .map(ioctl -> new Request(ioctl.number(), ioctl.entryPoint(), ioctl.requestCode(), ioctl.argument()));
    return Stream.concat(done, undone).sorted(Comparator.comparingInt(Request::number)).map(request -> {
      StructLayout layout = StructCodec.of(request.argument()).layout();
      return FactRow.of("libdxg_request", "D3DKMT" + request.entryPoint(), hex8(request.code()), layout.windowsName(),
          String.valueOf(layout.size()));
    }).toList();
  }

  private static void addStruct(List<FactRow> rows, Class<? extends Record> struct, String structKind,
      String fieldKind, boolean windows) {
    StructLayout layout = StructCodec.of(struct).layout();
    String name = windows ? layout.windowsName() : layout.name();
    String size = String.valueOf(layout.size());
    rows.add(FactRow.of(structKind, name, "", name, size));
    for (CField field : windows ? layout.windowsFields() : layout.fields()) {
      rows.add(new FactRow(fieldKind, field.type(), "", name, size, field.name(), String.valueOf(field.offset()),
          String.valueOf(field.size()), field.bits() == null ? "" : field.bits().toString()));
    }
  }

  private static void addEnum(List<FactRow> rows, String kind, Class<? extends CEnum> type) {
    for (CEnum constant : EnumCatalog.constants(type)) {
      String number = constant.unsigned()
          ? Integer.toUnsignedString(constant.value())
          : String.valueOf(constant.value());
      rows.add(FactRow.of(kind, constant.cName(), number, CEnum.typeName(type), "4"));
    }
  }

  private static void addNumbers(List<FactRow> rows, Direction direction) {
    record Numbered(int number, String name) {
    }
    Stream<Numbered> markers = Message.markers().stream().filter(marker -> marker.direction() == direction)
        .map(marker -> new Numbered(marker.number(), marker.cName()));
    Stream<Numbered> messages = Stream.of(Message.values())
        .filter(message -> message.direction() == direction && !message.isExtension())
        .map(message -> new Numbered(message.number(), message.cName()));
    Stream.concat(markers, messages).sorted(Comparator.comparingInt(Numbered::number))
        .forEach(numbered -> rows.add(FactRow.of("wire_enum", numbered.name(), String.valueOf(numbered.number()),
            CEnum.typeName(direction.numberType()), "4")));
  }

  /** The limits, those of the driver's own headers last. */
  static List<FactRow> constants() {
    List<FactRow> rows = new ArrayList<>();
    List<FactRow> ofDriver = new ArrayList<>();
    for (Field field : DxgLimits.class.getFields()) {
      DxgLimits.Constant constant = field.getAnnotation(DxgLimits.Constant.class);
      if (constant != null) {
        FactRow row = FactRow.of(constant.driverOnly() ? "const_driver" : "const", constant.value(), valueOf(field), "",
            "");
        (constant.driverOnly() ? ofDriver : rows).add(row);
      }
    }
    rows.addAll(ofDriver);
    return rows;
  }

  private static String valueOf(Field constant) {
    try {
      return String.valueOf(constant.getInt(null));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void addStatuses(List<FactRow> rows) {
    for (NtStatus.Named named : NtStatus.named()) {
      rows.add(FactRow.of("ntstatus", named.name(), hex8(named.status().value()), "", "4"));
    }
    for (NtStatus.Named named : NtStatus.named()) {
      rows.add(statusToResult(named.name(), named.status()));
    }
    rows.add(statusToResult("STATUS_UNSUCCESSFUL(other)", NtStatus.UNSUCCESSFUL));
    for (Errno errno : Errno.values()) {
      if (errno.isOfDriver()) {
        rows.add(new FactRow("libdxg_errno_to_status", errno.name(), String.valueOf(errno.number()), "", "",
            hex8(errno.toNtStatus().value()), "", "", ""));
      }
    }
  }

  private static FactRow statusToResult(String name, NtStatus status) {
    String answer = status.isSuccess() ? "value" : status.toErrno().name();
    return new FactRow("driver_status_to_result", name, hex8(status.value()), "", "", answer, "", "",
        String.valueOf(status.toIoctlResult()));
  }

  private static String hex2(int number) {
    return "0x" + HexFormat.of().toHexDigits((byte) number);
  }

  private static String hex8(int number) {
    return "0x" + HexFormat.of().toHexDigits(number);
  }
}
