package org.paravane.abi.golden;

import static org.paravane.abi.golden.Golden.assertGolden;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.U64Array;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.QuerySensorsCommand;
import org.paravane.abi.wire.QuerySensorsReply;
import org.paravane.abi.wire.QueryUsageCommand;
import org.paravane.abi.wire.QueryUsageReply;
import org.paravane.abi.wire.VgpuToHostHeader;

/** Bytes of our own messages on a vGPU channel. */
class ExtensionMessagesGoldenTest {
  @Test
  void queryUsage() {
    assertGolden(32,
        new QueryUsageCommand(VgpuToHostHeader.of(Message.QUERYUSAGE, new Handle(0x04030201)), new Handle(0x08070605)),
        """
            0008  01020304  hdr.process
            0010  d1070000  hdr.command_type
            0018  05060708  adapter
            """);
    assertGolden(32,
        new QueryUsageReply(NtStatus.PENDING, 2, 0x0807060504030201L,
            U64Array.of(0x100f0e0d0c0b0a09L, 0x1817161514131211L)),
        """
            0000  03010000          status
            0004  02000000          engine_count
            0008  0102030405060708  aperture_excess_bytes
            0010  090a0b0c0d0e0f10  busy_nanos[0]
            0018  1112131415161718  busy_nanos[1]
            """);
  }

  @Test
  void querySensors() {
    assertGolden(32,
        new QuerySensorsCommand(VgpuToHostHeader.of(Message.QUERYSENSORS, Handle.NONE), new Handle(0x08070605)), """
            0010  d2070000  hdr.command_type
            0018  05060708  adapter
            """);
    assertGolden(32,
        new QuerySensorsReply(NtStatus.PENDING, true, false, true, 0, -2, 0, 0x0807060504030201L,
            0x100f0e0d0c0b0a09L),
        """
            0000  03010000          status
            0004  05000000          has_temperature/has_power/has_frequency
            0008  feffffff          temperature_millidegrees
            0010  0102030405060708  power_microwatts
            0018  090a0b0c0d0e0f10  frequency_hz
            """);
  }
}
