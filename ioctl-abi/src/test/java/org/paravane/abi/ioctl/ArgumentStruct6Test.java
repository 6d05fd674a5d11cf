package org.paravane.abi.ioctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.bytes;
import static org.paravane.abi.Struct.handles;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Struct;

/** The structs of the ioctl header, part 6, field by field; offsets from d3dkmt-abi.md sections 7 and 8. */
class ArgumentStruct6Test {
  /** {@code struct d3dkmt_shareobjects}, 40 bytes. */
  @Test
  void shareObjects() {
    ShareObjects written = new ShareObjects(
        0x4a3b2c01, // object_count
        0x4a3b2c02, // reserved
        0x7766554433221103L, // objects
        0x7766554433221104L, // object_attr
        0x4a3b2c05, // desired_access
        0x4a3b2c06, // reserved1
        0x7766554433221107L); // shared_handle
    ShareObjects read = Struct.of(written, 40)
        .has(0, 4, "object_count", 0x4a3b2c01) //
        .has(4, 4, "reserved", 0x4a3b2c02) //
        .has(8, 8, "objects", 0x7766554433221103L) //
        .has(16, 8, "object_attr", 0x7766554433221104L) //
        .has(24, 4, "desired_access", 0x4a3b2c05) //
        .has(28, 4, "reserved1", 0x4a3b2c06) //
        .has(32, 8, "shared_handle", 0x7766554433221107L) //
        .reread();
    assertThat(read.objectCount()).isEqualTo(0x4a3b2c01);
    assertThat(read.reserved()).isEqualTo(0x4a3b2c02);
    assertThat(read.objects()).isEqualTo(0x7766554433221103L);
    assertThat(read.objectAttr()).isEqualTo(0x7766554433221104L);
    assertThat(read.desiredAccess()).isEqualTo(0x4a3b2c05);
    assertThat(read.reserved1()).isEqualTo(0x4a3b2c06);
    assertThat(read.sharedHandle()).isEqualTo(0x7766554433221107L);
  }

  /** {@code struct d3dkmdt_sharedprimarysurfacedata}, 24 bytes. */
  @Test
  void sharedPrimarySurfaceData() {
    SharedPrimarySurfaceData written = new SharedPrimarySurfaceData(
        0x4a3b2c01, // width
        0x4a3b2c02, // height
        0x4a3b2c03, // format
        new Rational( // refresh_rate
            0x4a3b2c04, // refresh_rate.numerator
            0x4a3b2c05), // refresh_rate.denominator
        0x4a3b2c06); // vidpn_source_id
    SharedPrimarySurfaceData read = Struct.of(written, 24)
        .has(0, 4, "width", 0x4a3b2c01) //
        .has(4, 4, "height", 0x4a3b2c02) //
        .has(8, 4, "format", 0x4a3b2c03) //
        .has(12, 4, "refresh_rate.numerator", 0x4a3b2c04) //
        .has(16, 4, "refresh_rate.denominator", 0x4a3b2c05) //
        .has(20, 4, "vidpn_source_id", 0x4a3b2c06) //
        .reread();
    assertThat(read.width()).isEqualTo(0x4a3b2c01);
    assertThat(read.height()).isEqualTo(0x4a3b2c02);
    assertThat(read.format()).isEqualTo(0x4a3b2c03);
    assertThat(read.refreshRate().numerator()).isEqualTo(0x4a3b2c04);
    assertThat(read.refreshRate().denominator()).isEqualTo(0x4a3b2c05);
    assertThat(read.vidpnSourceId()).isEqualTo(0x4a3b2c06);
  }

  /** {@code struct d3dkmt_signalsynchronizationobject2}, 464 bytes. */
  @Test
  void signalSynchronizationObject() {
    SignalSynchronizationObject written = new SignalSynchronizationObject(
        new Handle(0x4a3b2c01), // context
        0x4a3b2c02, // object_count
        handles(32, 0x4a3b2c03), // object_array
        SignalFlags.of(0x4a3b2c04), // flags
        0x4a3b2c05, // context_count
        handles(64, 0x4a3b2c06), // contexts
        bytes(64, 0x7)); // fence
    SignalSynchronizationObject read = Struct.of(written, 464)
        .has(0, 4, "context", 0x4a3b2c01) //
        .has(4, 4, "object_count", 0x4a3b2c02) //
        .counts(8, 32, 4, "object_array", 0x4a3b2c03) //
        .has(136, 4, "flags", 0x4a3b2c04) //
        .has(140, 4, "context_count", 0x4a3b2c05) //
        .counts(144, 64, 4, "contexts", 0x4a3b2c06) //
        .counts(400, 64, 1, "fence", 0x7) //
        .reread();
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.objectCount()).isEqualTo(0x4a3b2c02);
    assertThat(read.objectArray()).isEqualTo(handles(32, 0x4a3b2c03));
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c04);
    assertThat(read.contextCount()).isEqualTo(0x4a3b2c05);
    assertThat(read.contexts()).isEqualTo(handles(64, 0x4a3b2c06));
    assertThat(read.payload()).isEqualTo(bytes(64, 0x7));
  }

  /** {@code struct d3dkmt_signalsynchronizationobjectfromcpu}, 32 bytes. */
  @Test
  void signalSynchronizationObjectFromCpu() {
    SignalSynchronizationObjectFromCpu written = new SignalSynchronizationObjectFromCpu(
        new Handle(0x4a3b2c01), // device
        0x4a3b2c02, // object_count
        0x7766554433221103L, // objects
        0x7766554433221104L, // fence_values
        SignalFlags.of(0x4a3b2c05)); // flags
    SignalSynchronizationObjectFromCpu read = Struct.of(written, 32)
        .has(0, 4, "device", 0x4a3b2c01) //
        .has(4, 4, "object_count", 0x4a3b2c02) //
        .has(8, 8, "objects", 0x7766554433221103L) //
        .has(16, 8, "fence_values", 0x7766554433221104L) //
        .has(24, 4, "flags", 0x4a3b2c05) //
        .reread();
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.objectCount()).isEqualTo(0x4a3b2c02);
    assertThat(read.objects()).isEqualTo(0x7766554433221103L);
    assertThat(read.fenceValues()).isEqualTo(0x7766554433221104L);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c05);
  }

  /** {@code struct d3dkmt_signalsynchronizationobjectfromgpu}, 80 bytes. */
  @Test
  void signalSynchronizationObjectFromGpu() {
    SignalSynchronizationObjectFromGpu written = new SignalSynchronizationObjectFromGpu(
        new Handle(0x4a3b2c01), // context
        0x4a3b2c02, // object_count
        0x7766554433221103L, // objects
        bytes(64, 0x4)); // monitored_fence_values
    SignalSynchronizationObjectFromGpu read = Struct.of(written, 80)
        .has(0, 4, "context", 0x4a3b2c01) //
        .has(4, 4, "object_count", 0x4a3b2c02) //
        .has(8, 8, "objects", 0x7766554433221103L) //
        .counts(16, 64, 1, "monitored_fence_values", 0x4) //
        .reread();
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.objectCount()).isEqualTo(0x4a3b2c02);
    assertThat(read.objects()).isEqualTo(0x7766554433221103L);
    assertThat(read.payload()).isEqualTo(bytes(64, 0x4));
  }

  /** {@code struct d3dkmt_signalsynchronizationobjectfromgpu2}, 96 bytes. */
  @Test
  void signalSynchronizationObjectFromGpu2() {
    SignalSynchronizationObjectFromGpu2 written = new SignalSynchronizationObjectFromGpu2(
        0x4a3b2c01, // object_count
        0x4a3b2c02, // reserved1
        0x7766554433221103L, // objects
        SignalFlags.of(0x4a3b2c04), // flags
        0x4a3b2c05, // context_count
        0x7766554433221106L, // contexts
        bytes(64, 0x7)); // fence_value
    SignalSynchronizationObjectFromGpu2 read = Struct.of(written, 96)
        .has(0, 4, "object_count", 0x4a3b2c01) //
        .has(4, 4, "reserved1", 0x4a3b2c02) //
        .has(8, 8, "objects", 0x7766554433221103L) //
        .has(16, 4, "flags", 0x4a3b2c04) //
        .has(20, 4, "context_count", 0x4a3b2c05) //
        .has(24, 8, "contexts", 0x7766554433221106L) //
        .counts(32, 64, 1, "fence_value", 0x7) //
        .reread();
    assertThat(read.objectCount()).isEqualTo(0x4a3b2c01);
    assertThat(read.reserved1()).isEqualTo(0x4a3b2c02);
    assertThat(read.objects()).isEqualTo(0x7766554433221103L);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c04);
    assertThat(read.contextCount()).isEqualTo(0x4a3b2c05);
    assertThat(read.contexts()).isEqualTo(0x7766554433221106L);
    assertThat(read.payload()).isEqualTo(bytes(64, 0x7));
  }

  /** {@code struct d3dkmdt_stagingsurfacedata}, 12 bytes. */
  @Test
  void stagingSurfaceData() {
    StagingSurfaceData written = new StagingSurfaceData(
        0x4a3b2c01, // width
        0x4a3b2c02, // height
        0x4a3b2c03); // pitch
    StagingSurfaceData read = Struct.of(written, 12)
        .has(0, 4, "width", 0x4a3b2c01) //
        .has(4, 4, "height", 0x4a3b2c02) //
        .has(8, 4, "pitch", 0x4a3b2c03) //
        .reread();
    assertThat(read.width()).isEqualTo(0x4a3b2c01);
    assertThat(read.height()).isEqualTo(0x4a3b2c02);
    assertThat(read.pitch()).isEqualTo(0x4a3b2c03);
  }

  /** {@code struct d3dkmt_standardallocation_existingheap}, 8 bytes. */
  @Test
  void standardAllocationExistingHeap() {
    StandardAllocationExistingHeap written = new StandardAllocationExistingHeap(
        0x7766554433221101L); // size
    StandardAllocationExistingHeap read = Struct.of(written, 8)
        .has(0, 8, "size", 0x7766554433221101L) //
        .reread();
    assertThat(read.size()).isEqualTo(0x7766554433221101L);
  }

  /** {@code struct d3dkmt_submitcommand}, 384 bytes. */
  @Test
  void submitCommand() {
    SubmitCommand written = new SubmitCommand(
        0x7766554433221101L, // command_buffer
        0x4a3b2c02, // command_length
        SubmitCommandFlags.of(0x4a3b2c03), // flags
        0x7766554433221104L, // present_history_token
        0x4a3b2c05, // broadcast_context_count
        handles(64, 0x4a3b2c06), // broadcast_context
        0x4a3b2c07, // reserved
        0x7766554433221108L, // priv_drv_data
        0x4a3b2c09, // priv_drv_data_size
        0x4a3b2c0a, // num_primaries
        handles(16, 0x4a3b2c0b), // written_primaries
        0x4a3b2c0c, // num_history_buffers
        0x4a3b2c0d, // reserved1
        0x776655443322110eL); // history_buffer_array
    SubmitCommand read = Struct.of(written, 384)
        .has(0, 8, "command_buffer", 0x7766554433221101L) //
        .has(8, 4, "command_length", 0x4a3b2c02) //
        .has(12, 4, "flags", 0x4a3b2c03) //
        .has(16, 8, "present_history_token", 0x7766554433221104L) //
        .has(24, 4, "broadcast_context_count", 0x4a3b2c05) //
        .counts(28, 64, 4, "broadcast_context", 0x4a3b2c06) //
        .has(284, 4, "reserved", 0x4a3b2c07) //
        .has(288, 8, "priv_drv_data", 0x7766554433221108L) //
        .has(296, 4, "priv_drv_data_size", 0x4a3b2c09) //
        .has(300, 4, "num_primaries", 0x4a3b2c0a) //
        .counts(304, 16, 4, "written_primaries", 0x4a3b2c0b) //
        .has(368, 4, "num_history_buffers", 0x4a3b2c0c) //
        .has(372, 4, "reserved1", 0x4a3b2c0d) //
        .has(376, 8, "history_buffer_array", 0x776655443322110eL) //
        .reread();
    assertThat(read.commandBuffer()).isEqualTo(0x7766554433221101L);
    assertThat(read.commandLength()).isEqualTo(0x4a3b2c02);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c03);
    assertThat(read.presentHistoryToken()).isEqualTo(0x7766554433221104L);
    assertThat(read.broadcastContextCount()).isEqualTo(0x4a3b2c05);
    assertThat(read.broadcastContext()).isEqualTo(handles(64, 0x4a3b2c06));
    assertThat(read.reserved()).isEqualTo(0x4a3b2c07);
    assertThat(read.privDrvData()).isEqualTo(0x7766554433221108L);
    assertThat(read.privDrvDataSize()).isEqualTo(0x4a3b2c09);
    assertThat(read.numPrimaries()).isEqualTo(0x4a3b2c0a);
    assertThat(read.writtenPrimaries()).isEqualTo(handles(16, 0x4a3b2c0b));
    assertThat(read.numHistoryBuffers()).isEqualTo(0x4a3b2c0c);
    assertThat(read.reserved1()).isEqualTo(0x4a3b2c0d);
    assertThat(read.historyBufferArray()).isEqualTo(0x776655443322110eL);
  }

  /** {@code struct d3dkmt_submitcommandtohwqueue}, 56 bytes. */
  @Test
  void submitCommandToHwQueue() {
    SubmitCommandToHwQueue written = new SubmitCommandToHwQueue(
        new Handle(0x4a3b2c01), // hwqueue
        0x4a3b2c02, // reserved
        0x7766554433221103L, // hwqueue_progress_fence_id
        0x7766554433221104L, // command_buffer
        0x4a3b2c05, // command_length
        0x4a3b2c06, // priv_drv_data_size
        0x7766554433221107L, // priv_drv_data
        0x4a3b2c08, // num_primaries
        0x4a3b2c09, // reserved1
        0x776655443322110aL); // written_primaries
    SubmitCommandToHwQueue read = Struct.of(written, 56)
        .has(0, 4, "hwqueue", 0x4a3b2c01) //
        .has(4, 4, "reserved", 0x4a3b2c02) //
        .has(8, 8, "hwqueue_progress_fence_id", 0x7766554433221103L) //
        .has(16, 8, "command_buffer", 0x7766554433221104L) //
        .has(24, 4, "command_length", 0x4a3b2c05) //
        .has(28, 4, "priv_drv_data_size", 0x4a3b2c06) //
        .has(32, 8, "priv_drv_data", 0x7766554433221107L) //
        .has(40, 4, "num_primaries", 0x4a3b2c08) //
        .has(44, 4, "reserved1", 0x4a3b2c09) //
        .has(48, 8, "written_primaries", 0x776655443322110aL) //
        .reread();
    assertThat(read.hwqueue()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.reserved()).isEqualTo(0x4a3b2c02);
    assertThat(read.hwqueueProgressFenceId()).isEqualTo(0x7766554433221103L);
    assertThat(read.commandBuffer()).isEqualTo(0x7766554433221104L);
    assertThat(read.commandLength()).isEqualTo(0x4a3b2c05);
    assertThat(read.privDrvDataSize()).isEqualTo(0x4a3b2c06);
    assertThat(read.privDrvData()).isEqualTo(0x7766554433221107L);
    assertThat(read.numPrimaries()).isEqualTo(0x4a3b2c08);
    assertThat(read.reserved1()).isEqualTo(0x4a3b2c09);
    assertThat(read.writtenPrimaries()).isEqualTo(0x776655443322110aL);
  }

  /** {@code struct d3dkmt_submitsignalsyncobjectstohwqueue}, 40 bytes. */
  @Test
  void submitSignalSyncObjectsToHwQueue() {
    SubmitSignalSyncObjectsToHwQueue written = new SubmitSignalSyncObjectsToHwQueue(
        SignalFlags.of(0x4a3b2c01), // flags
        0x4a3b2c02, // hwqueue_count
        0x7766554433221103L, // hwqueues
        0x4a3b2c04, // object_count
        0x4a3b2c05, // reserved
        0x7766554433221106L, // objects
        0x7766554433221107L); // fence_values
    SubmitSignalSyncObjectsToHwQueue read = Struct.of(written, 40)
        .has(0, 4, "flags", 0x4a3b2c01) //
        .has(4, 4, "hwqueue_count", 0x4a3b2c02) //
        .has(8, 8, "hwqueues", 0x7766554433221103L) //
        .has(16, 4, "object_count", 0x4a3b2c04) //
        .has(20, 4, "reserved", 0x4a3b2c05) //
        .has(24, 8, "objects", 0x7766554433221106L) //
        .has(32, 8, "fence_values", 0x7766554433221107L) //
        .reread();
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c01);
    assertThat(read.hwqueueCount()).isEqualTo(0x4a3b2c02);
    assertThat(read.hwqueues()).isEqualTo(0x7766554433221103L);
    assertThat(read.objectCount()).isEqualTo(0x4a3b2c04);
    assertThat(read.reserved()).isEqualTo(0x4a3b2c05);
    assertThat(read.objects()).isEqualTo(0x7766554433221106L);
    assertThat(read.fenceValues()).isEqualTo(0x7766554433221107L);
  }

  /** {@code struct d3dkmt_submitwaitforsyncobjectstohwqueue}, 24 bytes. */
  @Test
  void submitWaitForSyncObjectsToHwQueue() {
    SubmitWaitForSyncObjectsToHwQueue written = new SubmitWaitForSyncObjectsToHwQueue(
        new Handle(0x4a3b2c01), // hwqueue
        0x4a3b2c02, // object_count
        0x7766554433221103L, // objects
        0x7766554433221104L); // fence_values
    SubmitWaitForSyncObjectsToHwQueue read = Struct.of(written, 24)
        .has(0, 4, "hwqueue", 0x4a3b2c01) //
        .has(4, 4, "object_count", 0x4a3b2c02) //
        .has(8, 8, "objects", 0x7766554433221103L) //
        .has(16, 8, "fence_values", 0x7766554433221104L) //
        .reread();
    assertThat(read.hwqueue()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.objectCount()).isEqualTo(0x4a3b2c02);
    assertThat(read.objects()).isEqualTo(0x7766554433221103L);
    assertThat(read.fenceValues()).isEqualTo(0x7766554433221104L);
  }

  /** {@code struct d3dddi_synchronizationobjectinfo2}, 80 bytes. */
  @Test
  void synchronizationObjectInfo2() {
    SynchronizationObjectInfo2 written = new SynchronizationObjectInfo2(
        0x4a3b2c01, // type
        SynchronizationObjectFlags.of(0x4a3b2c02), // flags
        bytes(64, 0x3), // synchronization_mutex
        new Handle(0x4a3b2c04)); // shared_handle
    SynchronizationObjectInfo2 read = Struct.of(written, 80)
        .has(0, 4, "type", 0x4a3b2c01) //
        .has(4, 4, "flags", 0x4a3b2c02) //
        .counts(8, 64, 1, "synchronization_mutex", 0x3) //
        .has(72, 4, "shared_handle", 0x4a3b2c04) //
        .reread();
    assertThat(read.type()).isEqualTo(0x4a3b2c01);
    assertThat(read.flags().value()).isEqualTo(0x4a3b2c02);
    assertThat(read.body()).isEqualTo(bytes(64, 0x3));
    assertThat(read.sharedHandle()).isEqualTo(new Handle(0x4a3b2c04));
  }

  @Test
  void synchronizationObjectInfo2WithOneComponentChanged() {
    SynchronizationObjectInfo2 before = Struct.counting(SynchronizationObjectInfo2.class);
    Struct.of(before.withSharedHandle(new Handle(0x1d2e3f4a)), 80).differs(before, 72, 4, 0x1d2e3f4a);
    Struct.of(before.withFlags(SynchronizationObjectFlags.of(0x1d2e3f4a)), 80).differs(before, 4, 4, 0x1d2e3f4a);
  }

  /** {@code struct d3dddi_testcommand}, 72 bytes. */
  @Test
  void testCommand() {
    TestCommand written = new TestCommand(
        bytes(72, 0x1)); // buffer
    TestCommand read = Struct.of(written, 72)
        .counts(0, 72, 1, "buffer", 0x1) //
        .reread();
    assertThat(read.buffer()).isEqualTo(bytes(72, 0x1));
  }
}
