package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.Struct.bytes;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Handle;
import org.paravane.abi.Struct;
import org.paravane.abi.ioctl.CreateSynchronizationObject;
import org.paravane.abi.ioctl.Rational;
import org.paravane.abi.ioctl.SynchronizationObjectFlags;
import org.paravane.abi.ioctl.SynchronizationObjectInfo2;

/** The structs of the messages, part 2, field by field; offsets from dxg-vmbus-protocol.md. */
class MessageStruct2Test {
  /** {@code struct dxgkvmb_command_createsyncobject}, 128 bytes. */
  @Test
  void createSyncObjectCommand() {
    CreateSyncObjectCommand written = new CreateSyncObjectCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new CreateSynchronizationObject( // args
            new Handle(0x4a3b2c07), // args.device
            0x4a3b2c08, // args.reserved
            new SynchronizationObjectInfo2( // args.info
                0x4a3b2c09, // args.info.type
                SynchronizationObjectFlags.of(0x4a3b2c0a), // args.info.flags
                bytes(64, 0xb), // args.info.synchronization_mutex
                new Handle(0x4a3b2c0c)), // args.info.shared_handle
            new Handle(0x4a3b2c0d), // args.sync_object
            0x4a3b2c0e), // args.reserved1
        0x4a3b2c0f); // client_hint
    CreateSyncObjectCommand read = Struct.of(written, 128)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "args.device", 0x4a3b2c07) //
        .has(28, 4, "args.reserved", 0x4a3b2c08) //
        .has(32, 4, "args.info.type", 0x4a3b2c09) //
        .has(36, 4, "args.info.flags", 0x4a3b2c0a) //
        .counts(40, 64, 1, "args.info.synchronization_mutex", 0xb) //
        .has(104, 4, "args.info.shared_handle", 0x4a3b2c0c) //
        .has(112, 4, "args.sync_object", 0x4a3b2c0d) //
        .has(116, 4, "args.reserved1", 0x4a3b2c0e) //
        .has(120, 4, "client_hint", 0x4a3b2c0f) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.args().device()).isEqualTo(new Handle(0x4a3b2c07));
    assertThat(read.args().reserved()).isEqualTo(0x4a3b2c08);
    assertThat(read.args().info().type()).isEqualTo(0x4a3b2c09);
    assertThat(read.args().info().flags().value()).isEqualTo(0x4a3b2c0a);
    assertThat(read.args().info().body()).isEqualTo(bytes(64, 0xb));
    assertThat(read.args().info().sharedHandle()).isEqualTo(new Handle(0x4a3b2c0c));
    assertThat(read.args().syncObject()).isEqualTo(new Handle(0x4a3b2c0d));
    assertThat(read.args().reserved1()).isEqualTo(0x4a3b2c0e);
    assertThat(read.clientHint()).isEqualTo(0x4a3b2c0f);
  }

  /** {@code struct dxgkvmb_command_createsyncobject_return}, 32 bytes. */
  @Test
  void createSyncObjectReply() {
    CreateSyncObjectReply written = new CreateSyncObjectReply(
        new Handle(0x4a3b2c01), // sync_object
        new Handle(0x4a3b2c02), // global_sync_object
        0x7766554433221103L, // fence_gpu_va
        0x7766554433221104L, // fence_storage_address
        0x4a3b2c05); // fence_storage_offset
    CreateSyncObjectReply read = Struct.of(written, 32)
        .has(0, 4, "sync_object", 0x4a3b2c01) //
        .has(4, 4, "global_sync_object", 0x4a3b2c02) //
        .has(8, 8, "fence_gpu_va", 0x7766554433221103L) //
        .has(16, 8, "fence_storage_address", 0x7766554433221104L) //
        .has(24, 4, "fence_storage_offset", 0x4a3b2c05) //
        .reread();
    assertThat(read.syncObject()).isEqualTo(new Handle(0x4a3b2c01));
    assertThat(read.globalSyncObject()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.fenceGpuVa()).isEqualTo(0x7766554433221103L);
    assertThat(read.fenceStorageAddress()).isEqualTo(0x7766554433221104L);
    assertThat(read.fenceStorageOffset()).isEqualTo(0x4a3b2c05);
  }

  /** {@code struct dxgkvmb_command_getstandardallocprivdata}, 64 bytes. */
  @Test
  void ddiGetStandardAllocationDriverDataCommand() {
    DdiGetStandardAllocationDriverDataCommand written = new DdiGetStandardAllocationDriverDataCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        0x4a3b2c07, // alloc_type
        0x4a3b2c08, // priv_driver_data_size
        0x4a3b2c09, // priv_driver_resource_size
        0x4a3b2c0a, // physical_adapter_index
        bytes(24, 0xb)); // primary
    DdiGetStandardAllocationDriverDataCommand read = Struct.of(written, 64)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "alloc_type", 0x4a3b2c07) //
        .has(28, 4, "priv_driver_data_size", 0x4a3b2c08) //
        .has(32, 4, "priv_driver_resource_size", 0x4a3b2c09) //
        .has(36, 4, "physical_adapter_index", 0x4a3b2c0a) //
        .counts(40, 24, 1, "primary", 0xb) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.allocType()).isEqualTo(0x4a3b2c07);
    assertThat(read.privDriverDataSize()).isEqualTo(0x4a3b2c08);
    assertThat(read.privDriverResourceSize()).isEqualTo(0x4a3b2c09);
    assertThat(read.physicalAdapterIndex()).isEqualTo(0x4a3b2c0a);
    assertThat(read.surface()).isEqualTo(bytes(24, 0xb));
  }

  /** {@code struct dxgkarg_describeallocation}, 48 bytes. */
  @Test
  void describeAllocation() {
    DescribeAllocation written = new DescribeAllocation(
        0x7766554433221101L, // allocation
        0x4a3b2c02, // width
        0x4a3b2c03, // height
        0x4a3b2c04, // format
        0x4a3b2c05, // multisample_method
        new Rational( // refresh_rate
            0x4a3b2c06, // refresh_rate.numerator
            0x4a3b2c07), // refresh_rate.denominator
        0x4a3b2c08, // private_driver_attribute
        0x4a3b2c09, // flags
        0x4a3b2c0a); // rotation
    DescribeAllocation read = Struct.of(written, 48)
        .has(0, 8, "allocation", 0x7766554433221101L) //
        .has(8, 4, "width", 0x4a3b2c02) //
        .has(12, 4, "height", 0x4a3b2c03) //
        .has(16, 4, "format", 0x4a3b2c04) //
        .has(20, 4, "multisample_method", 0x4a3b2c05) //
        .has(24, 4, "refresh_rate.numerator", 0x4a3b2c06) //
        .has(28, 4, "refresh_rate.denominator", 0x4a3b2c07) //
        .has(32, 4, "private_driver_attribute", 0x4a3b2c08) //
        .has(36, 4, "flags", 0x4a3b2c09) //
        .has(40, 4, "rotation", 0x4a3b2c0a) //
        .reread();
    assertThat(read.allocation()).isEqualTo(0x7766554433221101L);
    assertThat(read.width()).isEqualTo(0x4a3b2c02);
    assertThat(read.height()).isEqualTo(0x4a3b2c03);
    assertThat(read.format()).isEqualTo(0x4a3b2c04);
    assertThat(read.multisampleMethod()).isEqualTo(0x4a3b2c05);
    assertThat(read.refreshRate().numerator()).isEqualTo(0x4a3b2c06);
    assertThat(read.refreshRate().denominator()).isEqualTo(0x4a3b2c07);
    assertThat(read.privateDriverAttribute()).isEqualTo(0x4a3b2c08);
    assertThat(read.flags()).isEqualTo(0x4a3b2c09);
    assertThat(read.rotation()).isEqualTo(0x4a3b2c0a);
  }

  /** {@code struct dxgkvmb_command_destroycontext}, 32 bytes. */
  @Test
  void destroyContextCommand() {
    DestroyContextCommand written = new DestroyContextCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07)); // context
    DestroyContextCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "context", 0x4a3b2c07) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.context()).isEqualTo(new Handle(0x4a3b2c07));
  }

  /** {@code struct dxgkvmb_command_destroydevice}, 32 bytes. */
  @Test
  void destroyDeviceCommand() {
    DestroyDeviceCommand written = new DestroyDeviceCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07)); // device
    DestroyDeviceCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "device", 0x4a3b2c07) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.device()).isEqualTo(new Handle(0x4a3b2c07));
  }

  /** {@code struct dxgkvmb_command_destroyhwqueue}, 32 bytes. */
  @Test
  void destroyHwQueueCommand() {
    DestroyHwQueueCommand written = new DestroyHwQueueCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07)); // hwqueue
    DestroyHwQueueCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "hwqueue", 0x4a3b2c07) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.hwqueue()).isEqualTo(new Handle(0x4a3b2c07));
  }

  /** {@code struct dxgkvmb_command_destroyntsharedobject}, 32 bytes. */
  @Test
  void destroyNtSharedObjectCommand() {
    DestroyNtSharedObjectCommand written = new DestroyNtSharedObjectCommand(
        new VmToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x4a3b2c03, // hdr.channel_type
            0x4a3b2c04), // hdr.command_type
        new Handle(0x4a3b2c05)); // shared_handle
    DestroyNtSharedObjectCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .has(12, 4, "hdr.channel_type", 0x4a3b2c03) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c04) //
        .has(24, 4, "shared_handle", 0x4a3b2c05) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x4a3b2c03);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c04);
    assertThat(read.sharedHandle()).isEqualTo(new Handle(0x4a3b2c05));
  }

  /** {@code struct dxgkvmb_command_destroypagingqueue}, 32 bytes. */
  @Test
  void destroyPagingQueueCommand() {
    DestroyPagingQueueCommand written = new DestroyPagingQueueCommand(
        new VgpuToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x3, // hdr.channel_type
            false, // hdr.async_msg
            0x5a05, // hdr.reserved
            0x4a3b2c06), // hdr.command_type
        new Handle(0x4a3b2c07)); // paging_queue
    DestroyPagingQueueCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .bits(12, 4, 0, 7, "hdr.channel_type", 0x3) //
        .bits(12, 4, 8, 8, "hdr.async_msg", 0) //
        .bits(12, 4, 9, 31, "hdr.reserved", 0x5a05) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c06) //
        .has(24, 4, "paging_queue", 0x4a3b2c07) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x3);
    assertThat(read.hdr().asyncMsg()).isFalse();
    assertThat(read.hdr().reserved()).isEqualTo(0x5a05);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c06);
    assertThat(read.pagingQueue()).isEqualTo(new Handle(0x4a3b2c07));
  }

  /** {@code struct dxgkvmb_command_destroyprocess}, 24 bytes. */
  @Test
  void destroyProcessCommand() {
    DestroyProcessCommand written = new DestroyProcessCommand(
        new VmToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x4a3b2c03, // hdr.channel_type
            0x4a3b2c04)); // hdr.command_type
    DestroyProcessCommand read = Struct.of(written, 24)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .has(12, 4, "hdr.channel_type", 0x4a3b2c03) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c04) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x4a3b2c03);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c04);
  }

  /** {@code struct dxgkvmb_command_destroysyncobject}, 32 bytes. */
  @Test
  void destroySyncObjectCommand() {
    DestroySyncObjectCommand written = new DestroySyncObjectCommand(
        new VmToHostHeader( // hdr
            0x7766554433221101L, // hdr.command_id
            new Handle(0x4a3b2c02), // hdr.process
            0x4a3b2c03, // hdr.channel_type
            0x4a3b2c04), // hdr.command_type
        new Handle(0x4a3b2c05)); // sync_object
    DestroySyncObjectCommand read = Struct.of(written, 32)
        .has(0, 8, "hdr.command_id", 0x7766554433221101L) //
        .has(8, 4, "hdr.process", 0x4a3b2c02) //
        .has(12, 4, "hdr.channel_type", 0x4a3b2c03) //
        .has(16, 4, "hdr.command_type", 0x4a3b2c04) //
        .has(24, 4, "sync_object", 0x4a3b2c05) //
        .reread();
    assertThat(read.hdr().commandId()).isEqualTo(0x7766554433221101L);
    assertThat(read.hdr().process()).isEqualTo(new Handle(0x4a3b2c02));
    assertThat(read.hdr().channelType()).isEqualTo(0x4a3b2c03);
    assertThat(read.hdr().commandType()).isEqualTo(0x4a3b2c04);
    assertThat(read.syncObject()).isEqualTo(new Handle(0x4a3b2c05));
  }

  /** {@code struct dxgkvmb_command_evict_return}, 8 bytes. */
  @Test
  void evictReply() {
    EvictReply written = new EvictReply(
        0x7766554433221101L); // num_bytes_to_trim
    EvictReply read = Struct.of(written, 8)
        .has(0, 8, "num_bytes_to_trim", 0x7766554433221101L) //
        .reread();
    assertThat(read.numBytesToTrim()).isEqualTo(0x7766554433221101L);
  }
}
