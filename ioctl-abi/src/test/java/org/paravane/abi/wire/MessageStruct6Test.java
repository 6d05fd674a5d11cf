package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Struct;
import org.paravane.abi.ioctl.SegmentPreference;
import org.paravane.abi.ioctl.Unlock2;
import org.paravane.abi.ioctl.UpdateAllocProperty;
import org.paravane.abi.ioctl.UpdateAllocPropertyFlags;

/** The structs of the messages, part 6, field by field; offsets from dxg-vmbus-protocol.md. */
class MessageStruct6Test {
  /** {@code struct dxgkvmb_command_setcontextschedulingpriority2}, 40 bytes. */
  @Test
  void setContextSchedulingPriorityCommand() {
    SetContextSchedulingPriorityCommand written = new SetContextSchedulingPriorityCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // context
        0x4a3b2c08, // priority
        true); // in_process
    SetContextSchedulingPriorityCommand read = Struct.of(written, 40)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "context", 0x4a3b2c07) //
        .has(28, 4, "priority", 0x4a3b2c08) //
        .has(32, 1, "in_process", 1) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.priority()).isEqualTo(0x4a3b2c08);
    assertThat(read.inProcess()).isTrue();
  }

  /** {@code struct dxgkvmb_command_setexistingsysmemstore}, 40 bytes. */
  @Test
  void setExistingSysmemStoreCommand() {
    SetExistingSysmemStoreCommand written = new SetExistingSysmemStoreCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07), // device
        new Handle(0x4a3b2c08), // allocation
        0x4a3b2c09); // gpadl
    SetExistingSysmemStoreCommand read = Struct.of(written, 40)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "device", 0x4a3b2c07) //
        .has(28, 4, "allocation", 0x4a3b2c08) //
        .has(32, 4, "gpadl", 0x4a3b2c09) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.allocation()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.gpadl()).isEqualTo(0x4a3b2c09);
  }

  /** {@code struct dxgkvmb_command_setguestdata}, 48 bytes. */
  @Test
  void setGuestDataCommand() {
    SetGuestDataCommand written = new SetGuestDataCommand(
        new HostToVmHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        0x7766554433221107L, // guest_pointer
        0x7766554433221108L, // data64
        true, // dereference
        0xa, // data_type
        0x5a0b); // (unnamed)
    SetGuestDataCommand read = Struct.of(written, 48)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 8, "guest_pointer", 0x7766554433221107L) //
        .has(32, 8, "data64", 0x7766554433221108L) //
        .bits(40, 4, 0, 0, "dereference", 1) //
        .bits(40, 4, 1, 4, "data_type", 0xa) //
        .bits(40, 4, 5, 31, "(unnamed)", 0x5a0b) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.guestPointer()).isEqualTo(0x7766554433221107L);
    assertThat(read.data64()).isEqualTo(0x7766554433221108L);
    assertThat(read.dereference()).isTrue();
    assertThat(read.dataType()).isEqualTo(0xa);
    assertThat(read.unnamed()).isEqualTo(0x5a0b);
  }

  /** {@code struct dxgkvmb_command_setiospaceregion}, 48 bytes. */
  @Test
  void setIoSpaceRegionCommand() {
    SetIoSpaceRegionCommand written = new SetIoSpaceRegionCommand(
        new VmToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x4a3b2c03, // hdr.channel_type
            0x4a3b2c04), // hdr.command_type
        0x7766554433221105L, // start
        0x7766554433221106L, // length
        0x4a3b2c07); // shared_page_gpadl
    SetIoSpaceRegionCommand read = Struct.of(written, 48)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .has(12, 4, "hdr.channel_type", 0x4a3b2c03) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c04) //
        .has(24, 8, "start", 0x7766554433221105L) //
        .has(32, 8, "length", 0x7766554433221106L) //
        .has(40, 4, "shared_page_gpadl", 0x4a3b2c07) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x4a3b2c03);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c04);
    assertThat(read.start()).isEqualTo(0x7766554433221105L);
    assertThat(read.length()).isEqualTo(0x7766554433221106L);
    assertThat(read.sharedPageGpadl()).isEqualTo(0x4a3b2c07);
  }

  /** {@code struct dxgkvmb_command_shareobjectwithhost}, 40 bytes. */
  @Test
  void shareObjectWithHostCommand() {
    ShareObjectWithHostCommand written = new ShareObjectWithHostCommand(
        new VmToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x4a3b2c03, // hdr.channel_type
            0x4a3b2c04), // hdr.command_type
        new Handle(0x4a3b2c05), // device_handle
        new Handle(0x4a3b2c06), // object_handle
        0x7766554433221107L); // reserved
    ShareObjectWithHostCommand read = Struct.of(written, 40)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .has(12, 4, "hdr.channel_type", 0x4a3b2c03) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c04) //
        .has(24, 4, "device_handle", 0x4a3b2c05) //
        .has(28, 4, "object_handle", 0x4a3b2c06) //
        .has(32, 8, "reserved", 0x7766554433221107L) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x4a3b2c03);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c04);
    assertThat(read.deviceHandle()).isEqualTo(new Handle(0x4a3b2c05));
    assertThat(read.objectHandle()).isEqualTo(new Handle(0x4a3b2c06));
    assertThat(read.reserved()).isEqualTo(0x7766554433221107L);
  }

  /** {@code struct dxgkvmb_command_shareobjectwithhost_return}, 16 bytes. */
  @Test
  void shareObjectWithHostReply() {
    ShareObjectWithHostReply written = new ShareObjectWithHostReply(
        new NtStatus(0x4a3b2c01), // status
        0x4a3b2c02, // alignment
        0x7766554433221103L); // vail_nt_handle
    ShareObjectWithHostReply read = Struct.of(written, 16)
        .has(0, 4, "status", 0x4a3b2c01) //
        .has(4, 4, "alignment", 0x4a3b2c02) //
        .has(8, 8, "vail_nt_handle", 0x7766554433221103L) //
        .reread();
    assertThat(read.status()).isEqualTo(new NtStatus(0x4a3b2c01));
    assertThat(read.alignment()).isEqualTo(0x4a3b2c02);
    assertThat(read.vailNtHandle()).isEqualTo(0x7766554433221103L);
  }

  /** {@code struct dxgkvmb_command_signalguestevent}, 48 bytes. */
  @Test
  void signalGuestEventCommand() {
    SignalGuestEventCommand written = new SignalGuestEventCommand(
        new HostToVmHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        0x7766554433221107L, // event
        0x7766554433221108L, // process_id
        true); // dereference_event
    SignalGuestEventCommand read = Struct.of(written, 48)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 8, "event", 0x7766554433221107L) //
        .has(32, 8, "process_id", 0x7766554433221108L) //
        .has(40, 1, "dereference_event", 1) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.event()).isEqualTo(0x7766554433221107L);
    assertThat(read.processId()).isEqualTo(0x7766554433221108L);
    assertThat(read.dereferenceEvent()).isTrue();
  }

  /** {@code struct dxgkvmb_command_unlock2}, 40 bytes. */
  @Test
  void unlock2Command() {
    Unlock2Command written = new Unlock2Command(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Unlock2( // args
            new Handle(0x4a3b2c07), // args.device
            new Handle(0x4a3b2c08)), // args.allocation
        true); // use_legacy_unlock
    Unlock2Command read = Struct.of(written, 40)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.device", 0x4a3b2c07) //
        .has(28, 4, "args.allocation", 0x4a3b2c08) //
        .has(32, 1, "use_legacy_unlock", 1) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().allocation()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.useLegacyUnlock()).isTrue();
  }

  /** {@code struct dxgkvmb_command_updateallocationproperty}, 64 bytes. */
  @Test
  void updateAllocationPropertyCommand() {
    UpdateAllocationPropertyCommand written = new UpdateAllocationPropertyCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new UpdateAllocProperty( // args
            new Handle(0x4a3b2c07), // args.paging_queue
            new Handle(0x4a3b2c08), // args.allocation
            0x4a3b2c09, // args.supported_segment_set
            SegmentPreference.of(0x4a3b2c0a), // args.preferred_segment
            UpdateAllocPropertyFlags.of(0x4a3b2c0b), // args.flags
            0x776655443322110cL, // args.paging_fence_value
            true, // args.set_accessed_physically
            false, // args.set_supported_segmentSet
            true, // args.set_preferred_segment
            0x5a10)); // args.reserved
    UpdateAllocationPropertyCommand read = Struct.of(written, 64)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.paging_queue", 0x4a3b2c07) //
        .has(28, 4, "args.allocation", 0x4a3b2c08) //
        .has(32, 4, "args.supported_segment_set", 0x4a3b2c09) //
        .has(36, 4, "args.preferred_segment", 0x4a3b2c0a) //
        .has(40, 4, "args.flags", 0x4a3b2c0b) //
        .has(48, 8, "args.paging_fence_value", 0x776655443322110cL) //
        .bits(56, 4, 0, 0, "args.set_accessed_physically", 1) //
        .bits(56, 4, 1, 1, "args.set_supported_segmentSet", 0) //
        .bits(56, 4, 2, 2, "args.set_preferred_segment", 1) //
        .bits(56, 4, 3, 31, "args.reserved", 0x5a10) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().pagingQueue()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().allocation()).isEqualTo(new Handle(0x4a3b2c08));
    assertThat(read.args().supportedSegmentSet()).isEqualTo(0x4a3b2c09);
    assertThat(read.args().preferredSegment().value()).isEqualTo(0x4a3b2c0a);
    assertThat(read.args().flags().value()).isEqualTo(0x4a3b2c0b);
    assertThat(read.args().pagingFenceValue()).isEqualTo(0x776655443322110cL);
    assertThat(read.args().setAccessedPhysically()).isTrue();
    assertThat(read.args().setSupportedSegmentSet()).isFalse();
    assertThat(read.args().setPreferredSegment()).isTrue();
    assertThat(read.args().reserved()).isEqualTo(0x5a10);
  }

  /** {@code struct dxgkvmb_command_updateallocationproperty_return}, 16 bytes. */
  @Test
  void updateAllocationPropertyReply() {
    UpdateAllocationPropertyReply written = new UpdateAllocationPropertyReply(
        0x7766554433221101L, // paging_fence_value
        new NtStatus(0x4a3b2c02)); // status
    UpdateAllocationPropertyReply read = Struct.of(written, 16)
        .has(0, 8, "paging_fence_value", 0x7766554433221101L) //
        .has(8, 4, "status", 0x4a3b2c02) //
        .reread();
    assertThat(read.pagingFenceValue()).isEqualTo(0x7766554433221101L);
    assertThat(read.status()).isEqualTo(new NtStatus(0x4a3b2c02));
  }

  /** {@code struct dxgkvmb_command_vgpu_to_host}, 24 bytes. */
  @Test
  void vgpuToHostHeader() {
    VgpuToHostHeader written = new VgpuToHostHeader(
        0x7766554433221101L, // command_id
        new Handle(0x4a3b2c02), // process
        0x3, // channel_type
        false, // async_msg
        0x5a05, // reserved
        0x4a3b2c06); // command_type
    VgpuToHostHeader read = Struct.of(written, 24)
        .has(0, 8, "command_id", 0x7766554433221101L) //
        .has(8, 4, "process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "channel_type", 0x3) //
        .bits(12, 4, 8, 8, "async_msg", 0) //
        .bits(12, 4, 9, 31, "reserved", 0x5a05) //
        .has(16, 4, "command_type", 0x4a3b2c06) //
        .reread();
    assertThat(read.commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.channelType()).isEqualTo(0x3);
    assertThat(read.asyncMsg()).isFalse();
    assertThat(read.reserved()).isEqualTo(0x5a05);
    assertThat(read.commandType()).isEqualTo(0x4a3b2c06);
  }
}
