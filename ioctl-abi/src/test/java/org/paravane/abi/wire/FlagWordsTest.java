package org.paravane.abi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.FlagBits.bit;
import static org.paravane.abi.FlagBits.field;

import org.junit.jupiter.api.Test;

/** Each bit of the flag words by its name; positions from the reference tables. */
class FlagWordsTest {
  /** {@code dxgkvmb_allocflags}. */
  @Test
  void allocFlags() {
    bit(0x00000001, AllocFlags::of, AllocFlags::primary);
    bit(0x00000002, AllocFlags::of, AllocFlags::cddPrimary);
    bit(0x00000004, AllocFlags::of, AllocFlags::dodPrimary);
    bit(0x00000008, AllocFlags::of, AllocFlags::overlay);
    bit(0x00000010, AllocFlags::of, AllocFlags::reserved6);
    bit(0x00000020, AllocFlags::of, AllocFlags::capture);
    field(0x000003c0, AllocFlags::of, AllocFlags::reserved0);
    bit(0x00000400, AllocFlags::of, AllocFlags::reserved1);
    bit(0x00000800, AllocFlags::of, AllocFlags::existingSysmem);
    bit(0x00001000, AllocFlags::of, AllocFlags::stereo);
    bit(0x00002000, AllocFlags::of, AllocFlags::directFlip);
    bit(0x00004000, AllocFlags::of, AllocFlags::hardwareProtected);
    bit(0x00008000, AllocFlags::of, AllocFlags::reserved2);
    bit(0x00010000, AllocFlags::of, AllocFlags::reserved3);
    bit(0x00020000, AllocFlags::of, AllocFlags::reserved4);
    bit(0x00040000, AllocFlags::of, AllocFlags::isProtected);
    bit(0x00080000, AllocFlags::of, AllocFlags::cached);
    bit(0x00100000, AllocFlags::of, AllocFlags::independentPrimary);
    field(0xffe00000, AllocFlags::of, AllocFlags::reserved);
    assertThat(AllocFlags.NONE.withExistingSysmem().value()).isEqualTo(0x00000800);
    assertThat(AllocFlags.of(0xa5a5a5a5).withExistingSysmem().value()).isEqualTo(0xa5a5ada5);
    assertThat(AllocFlags.NONE.withCached().value()).isEqualTo(0x00080000);
    assertThat(AllocFlags.of(0xa5a5a5a5).withCached().value()).isEqualTo(0xa5ada5a5);
    assertThat(AllocFlags.NONE.value()).isZero();
    assertThat(AllocFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(AllocFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code dxgk_device_types}. */
  @Test
  void deviceTypes() {
    bit(0x00000001, DeviceTypes::of, DeviceTypes::postDevice);
    bit(0x00000002, DeviceTypes::of, DeviceTypes::postDeviceCertain);
    bit(0x00000004, DeviceTypes::of, DeviceTypes::softwareDevice);
    bit(0x00000008, DeviceTypes::of, DeviceTypes::softGpuDevice);
    bit(0x00000010, DeviceTypes::of, DeviceTypes::warpDevice);
    bit(0x00000020, DeviceTypes::of, DeviceTypes::bddDevice);
    bit(0x00000040, DeviceTypes::of, DeviceTypes::supportMiracast);
    bit(0x00000080, DeviceTypes::of, DeviceTypes::mismatchedLda);
    bit(0x00000100, DeviceTypes::of, DeviceTypes::indirectDisplayDevice);
    bit(0x00000200, DeviceTypes::of, DeviceTypes::xboxOneDevice);
    bit(0x00000400, DeviceTypes::of, DeviceTypes::childIdSupportDwmClone);
    bit(0x00000800, DeviceTypes::of, DeviceTypes::childIdSupportDwmClone2);
    bit(0x00001000, DeviceTypes::of, DeviceTypes::hasInternalPanel);
    bit(0x00002000, DeviceTypes::of, DeviceTypes::rfxVgpuDevice);
    bit(0x00004000, DeviceTypes::of, DeviceTypes::virtualRenderDevice);
    bit(0x00008000, DeviceTypes::of, DeviceTypes::supportPreserveBootDisplay);
    bit(0x00010000, DeviceTypes::of, DeviceTypes::isUefiFrameBuffer);
    bit(0x00020000, DeviceTypes::of, DeviceTypes::removableDevice);
    bit(0x00040000, DeviceTypes::of, DeviceTypes::virtualMonitorDevice);
    field(0xfff80000, DeviceTypes::of, DeviceTypes::unnamed);
    assertThat(DeviceTypes.NONE.withSoftwareDevice().value()).isEqualTo(0x00000004);
    assertThat(DeviceTypes.of(0xa5a5a5a1).withSoftwareDevice().value()).isEqualTo(0xa5a5a5a5);
    assertThat(DeviceTypes.NONE.withVirtualRenderDevice().value()).isEqualTo(0x00004000);
    assertThat(DeviceTypes.of(0xa5a5a5a5).withVirtualRenderDevice().value()).isEqualTo(0xa5a5e5a5);
    assertThat(DeviceTypes.NONE.value()).isZero();
    assertThat(DeviceTypes.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(DeviceTypes.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code dxgk_vmbus_guestcaps}. */
  @Test
  void guestCapabilities() {
    bit(0x00000001, GuestCapabilities::of, GuestCapabilities::wsl2);
    field(0xfffffffe, GuestCapabilities::of, GuestCapabilities::reserved);
    assertThat(GuestCapabilities.NONE.value()).isZero();
    assertThat(GuestCapabilities.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(GuestCapabilities.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code dxgk_vmbus_hostcaps}. */
  @Test
  void hostCapabilities() {
    bit(0x00000001, HostCapabilities::of, HostCapabilities::mapGuestMemory);
    field(0xfffffffe, HostCapabilities::of, HostCapabilities::reserved);
    assertThat(HostCapabilities.NONE.value()).isZero();
    assertThat(HostCapabilities.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(HostCapabilities.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }
}
