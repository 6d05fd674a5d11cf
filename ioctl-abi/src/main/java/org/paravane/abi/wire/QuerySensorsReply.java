package org.paravane.abi.wire;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Signed;

/** Reply to {@code QUERYSENSORS}, 32 bytes. The units are those of hwmon; what has no flag is not known. */
@CStruct(name = "paravane_command_querysensors_return", size = 32)
public record QuerySensorsReply(
    NtStatus status,
    @Bits(1) boolean hasTemperature,
    @Bits(1) boolean hasPower,
    @Bits(1) boolean hasFrequency,
    @Bits(29) int reserved,
    @Signed int temperatureMillidegrees,
    int reserved1,
    long powerMicrowatts,
    long frequencyHz) {
}
