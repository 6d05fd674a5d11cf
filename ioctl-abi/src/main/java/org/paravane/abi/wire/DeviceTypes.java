package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.FlagWord;
import org.paravane.abi.Unnamed;

/** Device types of an adapter, 4 bytes. Source: dxg-vmbus-protocol.md section 7. */
@CStruct(name = "dxgk_device_types", size = 4)
public record DeviceTypes(
    @Bits(1) boolean postDevice,
    @Bits(1) boolean postDeviceCertain,
    @Bits(1) boolean softwareDevice,
    @Bits(1) boolean softGpuDevice,
    @Bits(1) boolean warpDevice,
    @Bits(1) boolean bddDevice,
    @Bits(1) boolean supportMiracast,
    @Bits(1) boolean mismatchedLda,
    @Bits(1) boolean indirectDisplayDevice,
    @Bits(1) boolean xboxOneDevice,
    @Bits(1) boolean childIdSupportDwmClone,
    @Bits(1) boolean childIdSupportDwmClone2,
    @Bits(1) boolean hasInternalPanel,
    @Bits(1) boolean rfxVgpuDevice,
    @Bits(1) boolean virtualRenderDevice,
    @Bits(1) boolean supportPreserveBootDisplay,
    @Bits(1) boolean isUefiFrameBuffer,
    @Bits(1) boolean removableDevice,
    @Bits(1) boolean virtualMonitorDevice,
    @Unnamed @Bits(13) int unnamed) implements FlagWord {
  /** No flag. */
  public static final DeviceTypes NONE = of(0);

  /** The flags of a number. */
  public static DeviceTypes of(int value) {
    return FlagWord.of(DeviceTypes.class, value);
  }

  public DeviceTypes withSoftwareDevice() {
    return FlagWord.set(this, DeviceTypes.class, "softwareDevice");
  }

  public DeviceTypes withVirtualRenderDevice() {
    return FlagWord.set(this, DeviceTypes.class, "virtualRenderDevice");
  }
}
