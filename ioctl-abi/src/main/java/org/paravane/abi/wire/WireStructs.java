package org.paravane.abi.wire;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.GdiSurfaceData;
import org.paravane.abi.ioctl.ShadowSurfaceData;
import org.paravane.abi.ioctl.SharedPrimarySurfaceData;
import org.paravane.abi.ioctl.StagingSurfaceData;

/** All structs of the original protocol: those that the message table has, headers, and what is inside. */
public final class WireStructs {
  private static final List<Class<? extends Record>> OTHERS = List.of(
      GdiSurfaceData.class, ShadowSurfaceData.class, SharedPrimarySurfaceData.class, StagingSurfaceData.class,
      DeviceTypes.class, FeatureDesc.class, GuestCapabilities.class, HostCapabilities.class,
      DescribeAllocation.class, AllocFlags.class, AllocInfoReply.class, AllocInfo.class, HostToVmHeader.class,
      VgpuToHostHeader.class, VmToHostHeader.class, ExtendedHeader.class);

  private WireStructs() {
  }

  /** All of them by C name; our own messages are not among them. */
  public static List<Class<? extends Record>> all() {
    Stream<Class<? extends Record>> messages = Stream.of(Message.values())
        .flatMap(message -> Stream.of(message.command(), message.reply())).flatMap(Optional::stream).distinct()
        .filter(WireStructs::isOriginal);
    return Stream.concat(messages, OTHERS.stream()).sorted(Comparator.comparing(WireStructs::name)).toList();
  }

  private static boolean isOriginal(Class<? extends Record> struct) {
    return name(struct).startsWith("dxgk");
  }

  private static String name(Class<? extends Record> struct) {
    return StructCodec.of(struct).layout().name();
  }
}
