package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.bytes;
import static org.paravane.abi.Struct.handles;
import static org.paravane.abi.Struct.u32s;
import static org.paravane.abi.Struct.u64s;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Struct;
import org.paravane.abi.ioctl.SignalFlags;
import org.paravane.abi.ioctl.SubmitCommand;
import org.paravane.abi.ioctl.SubmitCommandFlags;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpuFlags;

/** The messages with arrays behind their structs, part 2, field by field; offsets from dxg-vmbus-protocol.md. */
class VariableMessage2Test {
  /** {@code struct dxgkvmb_command_reclaimallocations}, 48 bytes, with three elements in each array behind it. */
  @Test
  void reclaimAllocationsCommand() {
    ReclaimAllocationsCommand written = new ReclaimAllocationsCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // device
        new Handle(0x4a3b2c08), // paging_queue
        0x3, // allocation_count
        true, // resources
        true, // write_results
        handles(3, 0x4a3b2c09)); // allocations
    ReclaimAllocationsCommand read = Struct.of(written, 56)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "device", 0x4a3b2c07) //
        .has(28, 4, "paging_queue", 0x4a3b2c08) //
        .has(32, 4, "allocation_count", 0x3) //
        .has(36, 1, "resources", 1) //
        .has(37, 1, "write_results", 1) //
        .counts(40, 3, 4, "allocations", 0x4a3b2c09) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.pagingQueue()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.allocationCount()).isEqualTo(0x3);
    assertThat(read.resources()).isTrue();
    assertThat(read.writeResults()).isTrue();
    assertThat(read.allocations()).isEqualTo(handles(3, 0x4a3b2c09));
  }

  /** {@code struct dxgkvmb_command_setallocationpriority}, 40 bytes, with three elements in each array behind it. */
  @Test
  void setAllocationPriorityCommand() {
    SetAllocationPriorityCommand written = new SetAllocationPriorityCommand(
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
        u32s(3, 0x4a3b2c0a)); // priorities
    SetAllocationPriorityCommand read = Struct.of(written, 64)
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
        .counts(52, 3, 4, "priorities", 0x4a3b2c0a) //
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
    assertThat(read.priorities()).isEqualTo(u32s(3, 0x4a3b2c0a));
  }

  /** {@code struct dxgkvmb_command_signalsyncobject}, 56 bytes, with three elements in each array behind it. */
  @Test
  void signalSyncObjectCommand() {
    SignalSyncObjectCommand written = new SignalSyncObjectCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        0x3, // object_count
        SignalFlags.of(0x4a3b2c07), // flags
        0x3, // context_count
        0x7766554433221108L, // fence_value
        0x7766554433221109L, // cpu_event_handle
        handles(3, 0x4a3b2c0a), // objects
        handles(3, 0x4a3b2c0b), // contexts
        u64s(3, 0x4a3b2c0c)); // fence_values
    SignalSyncObjectCommand read = Struct.of(written, 104)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "object_count", 0x3) //
        .has(28, 4, "flags", 0x4a3b2c07) //
        .has(32, 4, "context_count", 0x3) //
        .has(40, 8, "fence_value", 0x7766554433221108L) //
        .has(48, 8, "cpu_event_handle", 0x7766554433221109L) //
        .counts(56, 3, 4, "objects", 0x4a3b2c0a) //
        .counts(68, 3, 4, "contexts", 0x4a3b2c0b) //
        .counts(80, 3, 8, "fence_values", 0x4a3b2c0c) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.objectCount()).isEqualTo(0x3);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c07);
    assertThat(read.contextCount()).isEqualTo(0x3);
    assertThat(read.fenceValue()).isEqualTo(0x7766554433221108L);
    assertThat(read.cpuEventHandle()).isEqualTo(0x7766554433221109L);
    assertThat(read.objects()).isEqualTo(handles(3, 0x4a3b2c0a));
    assertThat(read.contexts()).isEqualTo(handles(3, 0x4a3b2c0b));
    assertThat(read.fenceValues()).isEqualTo(u64s(3, 0x4a3b2c0c));
  }

  /** {@code struct dxgkvmb_command_submitcommand}, 408 bytes, with three elements in each array behind it. */
  @Test
  void submitCommandCommand() {
    SubmitCommandCommand written = new SubmitCommandCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new SubmitCommand( // args
            0x7766554433221107L, // args.command_buffer
            0x4a3b2c08, // args.command_length
            SubmitCommandFlags.of(0x4a3b2c09), // args.flags
            0x776655443322110aL, // args.present_history_token
            0x4a3b2c0b, // args.broadcast_context_count
            handles(64, 0x4a3b2c0c), // args.broadcast_context
            0x4a3b2c0d, // args.reserved
            0x776655443322110eL, // args.priv_drv_data
            0x3, // args.priv_drv_data_size
            0x4a3b2c0f, // args.num_primaries
            handles(16, 0x4a3b2c10), // args.written_primaries
            0x3, // args.num_history_buffers
            0x4a3b2c11, // args.reserved1
            0x7766554433221112L), // args.history_buffer_array
        handles(3, 0x4a3b2c13), // history_buffers
        bytes(3, 0x14)); // priv_drv_data
    SubmitCommandCommand read = Struct.of(written, 423)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 8, "args.command_buffer", 0x7766554433221107L) //
        .has(32, 4, "args.command_length", 0x4a3b2c08) //
        .has(36, 4, "args.flags", 0x4a3b2c09) //
        .has(40, 8, "args.present_history_token", 0x776655443322110aL) //
        .has(48, 4, "args.broadcast_context_count", 0x4a3b2c0b) //
        .counts(52, 64, 4, "args.broadcast_context", 0x4a3b2c0c) //
        .has(308, 4, "args.reserved", 0x4a3b2c0d) //
        .has(312, 8, "args.priv_drv_data", 0x776655443322110eL) //
        .has(320, 4, "args.priv_drv_data_size", 0x3) //
        .has(324, 4, "args.num_primaries", 0x4a3b2c0f) //
        .counts(328, 16, 4, "args.written_primaries", 0x4a3b2c10) //
        .has(392, 4, "args.num_history_buffers", 0x3) //
        .has(396, 4, "args.reserved1", 0x4a3b2c11) //
        .has(400, 8, "args.history_buffer_array", 0x7766554433221112L) //
        .counts(408, 3, 4, "history_buffers", 0x4a3b2c13) //
        .counts(420, 3, 1, "priv_drv_data", 0x14) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().commandBuffer()).isEqualTo(0x7766554433221107L);
    assertThat(read.args().commandLength()).isEqualTo(0x4a3b2c08);
    assertThat(read.args().flags().value()).isEqualTo(0x4a3b2c09);
    assertThat(read.args().presentHistoryToken()).isEqualTo(0x776655443322110aL);
    assertThat(read.args().broadcastContextCount()).isEqualTo(0x4a3b2c0b);
    assertThat(read.args().broadcastContext()).isEqualTo(handles(64, 0x4a3b2c0c));
    assertThat(read.args().reserved()).isEqualTo(0x4a3b2c0d);
    assertThat(read.args().privDrvData()).isEqualTo(0x776655443322110eL);
    assertThat(read.args().privDrvDataSize()).isEqualTo(0x3);
    assertThat(read.args().numPrimaries()).isEqualTo(0x4a3b2c0f);
    assertThat(read.args().writtenPrimaries()).isEqualTo(handles(16, 0x4a3b2c10));
    assertThat(read.args().numHistoryBuffers()).isEqualTo(0x3);
    assertThat(read.args().reserved1()).isEqualTo(0x4a3b2c11);
    assertThat(read.args().historyBufferArray()).isEqualTo(0x7766554433221112L);
    assertThat(read.historyBuffers()).isEqualTo(handles(3, 0x4a3b2c13));
    assertThat(read.privDrvData()).isEqualTo(bytes(3, 0x14));
  }

  /** {@code struct dxgkvmb_command_submitcommandtohwqueue}, 80 bytes, with three elements in each array behind it. */
  @Test
  void submitCommandToHwQueueCommand() {
    SubmitCommandToHwQueueCommand written = new SubmitCommandToHwQueueCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new SubmitCommandToHwQueue( // args
            new Handle(0x4a3b2c07), // args.hwqueue
            0x4a3b2c08, // args.reserved
            0x7766554433221109L, // args.hwqueue_progress_fence_id
            0x776655443322110aL, // args.command_buffer
            0x4a3b2c0b, // args.command_length
            0x3, // args.priv_drv_data_size
            0x776655443322110cL, // args.priv_drv_data
            0x3, // args.num_primaries
            0x4a3b2c0d, // args.reserved1
            0x776655443322110eL), // args.written_primaries
        handles(3, 0x4a3b2c0f), // written_primaries
        bytes(3, 0x10)); // priv_drv_data
    SubmitCommandToHwQueueCommand read = Struct.of(written, 95)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.hwqueue", 0x4a3b2c07) //
        .has(28, 4, "args.reserved", 0x4a3b2c08) //
        .has(32, 8, "args.hwqueue_progress_fence_id", 0x7766554433221109L) //
        .has(40, 8, "args.command_buffer", 0x776655443322110aL) //
        .has(48, 4, "args.command_length", 0x4a3b2c0b) //
        .has(52, 4, "args.priv_drv_data_size", 0x3) //
        .has(56, 8, "args.priv_drv_data", 0x776655443322110cL) //
        .has(64, 4, "args.num_primaries", 0x3) //
        .has(68, 4, "args.reserved1", 0x4a3b2c0d) //
        .has(72, 8, "args.written_primaries", 0x776655443322110eL) //
        .counts(80, 3, 4, "written_primaries", 0x4a3b2c0f) //
        .counts(92, 3, 1, "priv_drv_data", 0x10) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().hwqueue()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().reserved()).isEqualTo(0x4a3b2c08);
    assertThat(read.args().hwqueueProgressFenceId()).isEqualTo(0x7766554433221109L);
    assertThat(read.args().commandBuffer()).isEqualTo(0x776655443322110aL);
    assertThat(read.args().commandLength()).isEqualTo(0x4a3b2c0b);
    assertThat(read.args().privDrvDataSize()).isEqualTo(0x3);
    assertThat(read.args().privDrvData()).isEqualTo(0x776655443322110cL);
    assertThat(read.args().numPrimaries()).isEqualTo(0x3);
    assertThat(read.args().reserved1()).isEqualTo(0x4a3b2c0d);
    assertThat(read.args().writtenPrimaries()).isEqualTo(0x776655443322110eL);
    assertThat(read.writtenPrimaries()).isEqualTo(handles(3, 0x4a3b2c0f));
    assertThat(read.privDrvData()).isEqualTo(bytes(3, 0x10));
  }

  /** {@code struct dxgkvmb_command_waitforsyncobjectfromcpu}, 56 bytes, with three elements in each array behind it. */
  @Test
  void waitForSyncObjectFromCpuCommand() {
    WaitForSyncObjectFromCpuCommand written = new WaitForSyncObjectFromCpuCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // device
        0x3, // object_count
        WaitForSynchronizationObjectFromCpuFlags.of(0x4a3b2c08), // flags
        0x7766554433221109L, // guest_event_pointer
        true, // dereference_event
        handles(3, 0x4a3b2c0a), // objects
        u64s(3, 0x4a3b2c0b)); // fence_values
    WaitForSyncObjectFromCpuCommand read = Struct.of(written, 92)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "device", 0x4a3b2c07) //
        .has(28, 4, "object_count", 0x3) //
        .has(32, 4, "flags", 0x4a3b2c08) //
        .has(40, 8, "guest_event_pointer", 0x7766554433221109L) //
        .has(48, 1, "dereference_event", 1) //
        .counts(56, 3, 4, "objects", 0x4a3b2c0a) //
        .counts(68, 3, 8, "fence_values", 0x4a3b2c0b) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.objectCount()).isEqualTo(0x3);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c08);
    assertThat(read.guestEventPointer()).isEqualTo(0x7766554433221109L);
    assertThat(read.dereferenceEvent()).isTrue();
    assertThat(read.objects()).isEqualTo(handles(3, 0x4a3b2c0a));
    assertThat(read.fenceValues()).isEqualTo(u64s(3, 0x4a3b2c0b));
  }

  /** {@code struct dxgkvmb_command_waitforsyncobjectfromgpu}, 48 bytes, with three elements in each array behind it. */
  @Test
  void waitForSyncObjectFromGpuCommand() {
    WaitForSyncObjectFromGpuCommand written = new WaitForSyncObjectFromGpuCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // context
        0x3, // object_count
        true, // legacy_fence_object
        u64s(3, 0x4a3b2c08), // fence_values
        handles(3, 0x4a3b2c09)); // objects
    WaitForSyncObjectFromGpuCommand read = Struct.of(written, 76)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "context", 0x4a3b2c07) //
        .has(28, 4, "object_count", 0x3) //
        .has(32, 1, "legacy_fence_object", 1) //
        .counts(40, 3, 8, "fence_values", 0x4a3b2c08) //
        .counts(64, 3, 4, "objects", 0x4a3b2c09) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.objectCount()).isEqualTo(0x3);
    assertThat(read.legacyFenceObject()).isTrue();
    assertThat(read.fenceValues()).isEqualTo(u64s(3, 0x4a3b2c08));
    assertThat(read.objects()).isEqualTo(handles(3, 0x4a3b2c09));
  }
}
