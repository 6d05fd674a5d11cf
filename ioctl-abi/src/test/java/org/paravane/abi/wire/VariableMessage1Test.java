package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.bytes;
import static org.paravane.abi.Struct.handles;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Struct;
import org.paravane.abi.ioctl.CreateContextFlags;
import org.paravane.abi.ioctl.EscapeFlags;
import org.paravane.abi.ioctl.EvictFlags;
import org.paravane.abi.ioctl.MakeResidentFlags;
import org.paravane.abi.ioctl.OfferFlags;
import org.paravane.abi.ioctl.QueryAllocationResidency;

/** The messages with arrays behind their structs, part 1, field by field; offsets from dxg-vmbus-protocol.md. */
class VariableMessage1Test {
  /** {@code struct dxgkvmb_command_createcontextvirtual}, 56 bytes, with three elements in each array behind it. */
  @Test
  void createContextVirtualCommand() {
    CreateContextVirtualCommand written = new CreateContextVirtualCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // context
        new Handle(0x4a3b2c08), // device
        0x4a3b2c09, // node_ordinal
        0x4a3b2c0a, // engine_affinity
        CreateContextFlags.of(0x4a3b2c0b), // flags
        0x4a3b2c0c, // client_hint
        0x3, // priv_drv_data_size
        bytes(3, 0xd)); // priv_drv_data
    CreateContextVirtualCommand read = Struct.of(written, 58)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "context", 0x4a3b2c07) //
        .has(28, 4, "device", 0x4a3b2c08) //
        .has(32, 4, "node_ordinal", 0x4a3b2c09) //
        .has(36, 4, "engine_affinity", 0x4a3b2c0a) //
        .has(40, 4, "flags", 0x4a3b2c0b) //
        .has(44, 4, "client_hint", 0x4a3b2c0c) //
        .has(48, 4, "priv_drv_data_size", 0x3) //
        .counts(52, 3, 1, "priv_drv_data", 0xd) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.nodeOrdinal()).isEqualTo(0x4a3b2c09);
    assertThat(read.engineAffinity()).isEqualTo(0x4a3b2c0a);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c0b);
    assertThat(read.clientHint()).isEqualTo(0x4a3b2c0c);
    assertThat(read.privDrvDataSize()).isEqualTo(0x3);
    assertThat(read.privDrvData()).isEqualTo(bytes(3, 0xd));
    Struct.of(written.withContext(new Handle(0x1d2e3f4a)), 58).differs(written, 24, 4, 0x1d2e3f4a);
  }

  /** {@code struct dxgkvmb_command_escape}, 56 bytes, with three elements in each array behind it. */
  @Test
  void escapeCommand() {
    EscapeCommand written = new EscapeCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // adapter
        new Handle(0x4a3b2c08), // device
        0x4a3b2c09, // type
        EscapeFlags.of(0x4a3b2c0a), // flags
        0x3, // priv_drv_data_size
        new Handle(0x4a3b2c0b), // context
        bytes(3, 0xc)); // priv_drv_data
    EscapeCommand read = Struct.of(written, 58)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "adapter", 0x4a3b2c07) //
        .has(28, 4, "device", 0x4a3b2c08) //
        .has(32, 4, "type", 0x4a3b2c09) //
        .has(36, 4, "flags", 0x4a3b2c0a) //
        .has(40, 4, "priv_drv_data_size", 0x3) //
        .has(44, 4, "context", 0x4a3b2c0b) //
        .counts(48, 3, 1, "priv_drv_data", 0xc) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.adapter()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.type()).isEqualTo(0x4a3b2c09);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c0a);
    assertThat(read.privDrvDataSize()).isEqualTo(0x3);
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c0b));
    assertThat(read.privDrvData()).isEqualTo(bytes(3, 0xc));
  }

  /** {@code struct dxgkvmb_command_evict}, 40 bytes, with three elements in each array behind it. */
  @Test
  void evictCommand() {
    EvictCommand written = new EvictCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // device
        EvictFlags.of(0x4a3b2c08), // flags
        0x3, // alloc_count
        handles(3, 0x4a3b2c09)); // allocations
    EvictCommand read = Struct.of(written, 48)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "device", 0x4a3b2c07) //
        .has(28, 4, "flags", 0x4a3b2c08) //
        .has(32, 4, "alloc_count", 0x3) //
        .counts(36, 3, 4, "allocations", 0x4a3b2c09) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c08);
    assertThat(read.allocCount()).isEqualTo(0x3);
    assertThat(read.allocations()).isEqualTo(handles(3, 0x4a3b2c09));
  }

  /** {@code struct dxgkvmb_command_getallocationpriority}, 40 bytes, with three elements in each array behind it. */
  @Test
  void getAllocationPriorityCommand() {
    GetAllocationPriorityCommand written = new GetAllocationPriorityCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // device
        new Handle(0x4a3b2c08), // resource
        0x3, // allocation_count
        handles(3, 0x4a3b2c09), // allocations
        bytes(3, 0xa)); // reply_space
    GetAllocationPriorityCommand read = Struct.of(written, 55)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "device", 0x4a3b2c07) //
        .has(28, 4, "resource", 0x4a3b2c08) //
        .has(32, 4, "allocation_count", 0x3) //
        .counts(40, 3, 4, "allocations", 0x4a3b2c09) //
        .counts(52, 3, 1, "reply_space", 0xa) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.resource()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.allocationCount()).isEqualTo(0x3);
    assertThat(read.allocations()).isEqualTo(handles(3, 0x4a3b2c09));
    assertThat(read.replySpace()).isEqualTo(bytes(3, 0xa));
  }

  /** {@code struct dxgkvmb_command_makeresident}, 48 bytes, with three elements in each array behind it. */
  @Test
  void makeResidentCommand() {
    MakeResidentCommand written = new MakeResidentCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // device
        new Handle(0x4a3b2c08), // paging_queue
        MakeResidentFlags.of(0x4a3b2c09), // flags
        0x3, // alloc_count
        handles(3, 0x4a3b2c0a)); // allocations
    MakeResidentCommand read = Struct.of(written, 56)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "device", 0x4a3b2c07) //
        .has(28, 4, "paging_queue", 0x4a3b2c08) //
        .has(32, 4, "flags", 0x4a3b2c09) //
        .has(36, 4, "alloc_count", 0x3) //
        .counts(40, 3, 4, "allocations", 0x4a3b2c0a) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.pagingQueue()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c09);
    assertThat(read.allocCount()).isEqualTo(0x3);
    assertThat(read.allocations()).isEqualTo(handles(3, 0x4a3b2c0a));
  }

  /** {@code struct dxgkvmb_command_offerallocations}, 48 bytes, with three elements in each array behind it. */
  @Test
  void offerAllocationsCommand() {
    OfferAllocationsCommand written = new OfferAllocationsCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // device
        0x3, // allocation_count
        0x4a3b2c08, // priority
        OfferFlags.of(0x4a3b2c09), // flags
        true, // resources
        handles(3, 0x4a3b2c0a)); // allocations
    OfferAllocationsCommand read = Struct.of(written, 56)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "device", 0x4a3b2c07) //
        .has(28, 4, "allocation_count", 0x3) //
        .has(32, 4, "priority", 0x4a3b2c08) //
        .has(36, 4, "flags", 0x4a3b2c09) //
        .has(40, 1, "resources", 1) //
        .counts(44, 3, 4, "allocations", 0x4a3b2c0a) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.allocationCount()).isEqualTo(0x3);
    assertThat(read.priority()).isEqualTo(0x4a3b2c08);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c09);
    assertThat(read.resources()).isTrue();
    assertThat(read.allocations()).isEqualTo(handles(3, 0x4a3b2c0a));
  }

  /** {@code struct dxgkvmb_command_queryadapterinfo}, 40 bytes, with three elements in each array behind it. */
  @Test
  void queryAdapterInfoCommand() {
    QueryAdapterInfoCommand written = new QueryAdapterInfoCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        0x4a3b2c07, // query_type
        0x3, // private_data_size
        bytes(3, 0x8)); // private_data
    QueryAdapterInfoCommand read = Struct.of(written, 42)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "query_type", 0x4a3b2c07) //
        .has(28, 4, "private_data_size", 0x3) //
        .counts(32, 3, 1, "private_data", 0x8) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.queryType()).isEqualTo(0x4a3b2c07);
    assertThat(read.privateDataSize()).isEqualTo(0x3);
    assertThat(read.privateData()).isEqualTo(bytes(3, 0x8));
  }

  /** {@code struct dxgkvmb_command_queryallocationresidency}, 56 bytes, with three elements in each array behind it. */
  @Test
  void queryAllocationResidencyCommand() {
    QueryAllocationResidencyCommand written = new QueryAllocationResidencyCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new QueryAllocationResidency( // args
            new Handle(0x4a3b2c07), // args.device
            new Handle(0x4a3b2c08), // args.resource
            0x7766554433221109L, // args.allocations
            0x4a3b2c0a, // args.allocation_count
            0x4a3b2c0b, // args.reserved
            0x776655443322110cL), // args.residency_status
        handles(3, 0x4a3b2c0d)); // allocations
    QueryAllocationResidencyCommand read = Struct.of(written, 68)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.device", 0x4a3b2c07) //
        .has(28, 4, "args.resource", 0x4a3b2c08) //
        .has(32, 8, "args.allocations", 0x7766554433221109L) //
        .has(40, 4, "args.allocation_count", 0x4a3b2c0a) //
        .has(44, 4, "args.reserved", 0x4a3b2c0b) //
        .has(48, 8, "args.residency_status", 0x776655443322110cL) //
        .counts(56, 3, 4, "allocations", 0x4a3b2c0d) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().resource()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.args().allocations()).isEqualTo(0x7766554433221109L);
    assertThat(read.args().allocationCount()).isEqualTo(0x4a3b2c0a);
    assertThat(read.args().reserved()).isEqualTo(0x4a3b2c0b);
    assertThat(read.args().residencyStatus()).isEqualTo(0x776655443322110cL);
    assertThat(read.allocations()).isEqualTo(handles(3, 0x4a3b2c0d));
  }
}
