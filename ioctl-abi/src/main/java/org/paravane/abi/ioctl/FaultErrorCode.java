package org.paravane.abi.ioctl;

import org.paravane.abi.CStruct;
import org.paravane.abi.Member;
import org.paravane.abi.Union;

/** Why a page fault happened: a general reason, or with bit 0 set one of the device. Source: d3dkmt-abi.md section 8. */
@CStruct(name = "dxgk_fault_error_code", size = 4)
public record FaultErrorCode(
    @Union({
        @Member(name = "is_device_specific_code", type = int.class, bits = 1),
        @Member(name = "general_error_code", type = GeneralErrorCode.class, bits = 31),
        @Member(name = "is_device_specific_code_reserved_bit", type = int.class, bits = 1),
        @Member(name = "device_specific_code", type = int.class, bits = 31)}) int value) {

  public static FaultErrorCode general(GeneralErrorCode code) {
    return new FaultErrorCode(code.value() << 1);
  }

  public boolean isDeviceSpecific() {
    return (value & 1) != 0;
  }

  /** The reason without the bit that says whose it is. */
  public int code() {
    return value >>> 1;
  }
}
