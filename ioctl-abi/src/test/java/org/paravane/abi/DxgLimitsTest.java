package org.paravane.abi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The constants of d3dkmt-abi.md section 4 by number. */
class DxgLimitsTest {
  /** Constants that the header shares with user mode. */
  @Test
  void constantsOfTheHeader() {
    assertThat(DxgLimits.MAX_WRITTEN_PRIMARIES).as("D3DDDI_MAX_WRITTEN_PRIMARIES").isEqualTo(16);
    assertThat(DxgLimits.MAX_ALLOCATIONS_PER_CREATE).as("D3DKMT_CREATEALLOCATION_MAX").isEqualTo(1024);
    assertThat(DxgLimits.MAX_ALLOCATIONS_PER_RESIDENCY).as("D3DKMT_MAKERESIDENT_ALLOC_MAX").isEqualTo(10240);
    assertThat(DxgLimits.MAX_ADAPTERS).as("D3DKMT_ADAPTERS_MAX").isEqualTo(64);
    assertThat(DxgLimits.MAX_BROADCAST_CONTEXTS).as("D3DDDI_MAX_BROADCAST_CONTEXT").isEqualTo(64);
    assertThat(DxgLimits.MAX_OBJECTS_WAITED_ON).as("D3DDDI_MAX_OBJECT_WAITED_ON").isEqualTo(32);
    assertThat(DxgLimits.MAX_OBJECTS_SIGNALED).as("D3DDDI_MAX_OBJECT_SIGNALED").isEqualTo(32);
    assertThat(DxgLimits.MAX_TEST_BUFFER_BYTES).as("D3DDDI_MAXTESTBUFFERSIZE").isEqualTo(4096);
    assertThat(DxgLimits.MAX_TEST_BUFFER_PRIVATE_BYTES).as("D3DDDI_MAXTESTBUFFERPRIVATEDRIVERDATASIZE").isEqualTo(1024);
  }

  /** Constants of the driver itself. */
  @Test
  void constantsOfTheDriver() {
    assertThat(DxgLimits.MAX_MESSAGE_BYTES).as("DXG_MAX_VM_BUS_PACKET_SIZE").isEqualTo(131072);
    assertThat(DxgLimits.PROCESS_NAME_LENGTH).as("DXG_VM_PROCESS_NAME_LENGTH").isEqualTo(260);
    assertThat(DxgLimits.MAX_PATH_LENGTH).as("WIN_MAX_PATH").isEqualTo(260);
    assertThat(DxgLimits.RING_BYTES).as("RING_BUFSIZE").isEqualTo(262144);
    assertThat(DxgLimits.INTERFACE_VERSION_OLD).as("DXGK_VMBUS_INTERFACE_VERSION_OLD").isEqualTo(27);
    assertThat(DxgLimits.INTERFACE_VERSION).as("DXGK_VMBUS_INTERFACE_VERSION").isEqualTo(40);
    assertThat(DxgLimits.LAST_COMPATIBLE_INTERFACE_VERSION).as("DXGK_VMBUS_LAST_COMPATIBLE_INTERFACE_VERSION")
        .isEqualTo(16);
    assertThat(DxgLimits.HANDLE_INSTANCE_BITS).as("HMGRHANDLE_INSTANCE_BITS").isEqualTo(6);
    assertThat(DxgLimits.HANDLE_INDEX_BITS).as("HMGRHANDLE_INDEX_BITS").isEqualTo(24);
    assertThat(DxgLimits.HANDLE_UNIQUE_BITS).as("HMGRHANDLE_UNIQUE_BITS").isEqualTo(2);
    assertThat(DxgLimits.HANDLE_TABLE_INCREMENT).as("HMGRTABLE_SIZE_INCREMENT").isEqualTo(1024);
    assertThat(DxgLimits.HANDLE_TABLE_MIN_FREE).as("HMGRTABLE_MIN_FREE_ENTRIES").isEqualTo(128);
  }
}
