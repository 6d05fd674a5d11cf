package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Struct;

/** The structs of the messages, part 7, field by field; offsets from dxg-vmbus-protocol.md. */
class MessageStruct7Test {
  /** {@code struct dxgkvmb_command_vm_to_host}, 24 bytes. */
  @Test
  void vmToHostHeader() {
    VmToHostHeader written = new VmToHostHeader(
        0x7766554433221101L, // command_id
        new Handle(0x4a3b2c02), // process
        0x4a3b2c03, // channel_type
        0x4a3b2c04); // command_type
    VmToHostHeader read = Struct.of(written, 24)
        .has(0, 8, "command_id", 0x7766554433221101L) //
        .has(8, 4, "process", 0x4a3b2c02) //
        .has(12, 4, "channel_type", 0x4a3b2c03) //
        .has(16, 4, "command_type", 0x4a3b2c04) //
        .reread();
    assertThat(read.commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.channelType()).isEqualTo(0x4a3b2c03);
    assertThat(read.commandType()).isEqualTo(0x4a3b2c04);
  }
}
