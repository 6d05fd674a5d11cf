package org.paravane.abi.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.paravane.abi.Struct;

/** The structs of the Windows headers, part 2, field by field; offsets from d3dkmt-libdxg.csv. */
class PayloadStruct2Test {
  /** {@code struct D3DKMT_WDDM_1_2_CAPS}, 12 bytes. */
  @Test
  void wddm12Caps() {
    Wddm12Caps written = new Wddm12Caps(
        new Wddm12Caps.PreemptionCaps( // PreemptionCaps
            0x4a3b2c01, // PreemptionCaps.GraphicsPreemptionGranularity
            0x4a3b2c02), // PreemptionCaps.ComputePreemptionGranularity
        true, // SupportNonVGA
        false, // SupportSmoothRotation
        true, // SupportPerEngineTDR
        false, // SupportKernelModeCommandBuffer
        true, // SupportCCD
        false, // SupportSoftwareDeviceBitmaps
        true, // SupportGammaRamp
        false, // SupportHWCursor
        true, // SupportHWVSync
        false, // SupportSurpriseRemovalInHibernation
        0x5a0d); // Reserved
    Wddm12Caps read = Struct.of(written, 12)
        .has(0, 4, "PreemptionCaps.GraphicsPreemptionGranularity", 0x4a3b2c01) //
        .has(4, 4, "PreemptionCaps.ComputePreemptionGranularity", 0x4a3b2c02) //
        .bits(8, 4, 0, 0, "SupportNonVGA", 1) //
        .bits(8, 4, 1, 1, "SupportSmoothRotation", 0) //
        .bits(8, 4, 2, 2, "SupportPerEngineTDR", 1) //
        .bits(8, 4, 3, 3, "SupportKernelModeCommandBuffer", 0) //
        .bits(8, 4, 4, 4, "SupportCCD", 1) //
        .bits(8, 4, 5, 5, "SupportSoftwareDeviceBitmaps", 0) //
        .bits(8, 4, 6, 6, "SupportGammaRamp", 1) //
        .bits(8, 4, 7, 7, "SupportHWCursor", 0) //
        .bits(8, 4, 8, 8, "SupportHWVSync", 1) //
        .bits(8, 4, 9, 9, "SupportSurpriseRemovalInHibernation", 0) //
        .bits(8, 4, 10, 31, "Reserved", 0x5a0d) //
        .reread();
    assertThat(read.preemptionCaps().graphicsPreemptionGranularity()).isEqualTo(0x4a3b2c01);
    assertThat(read.preemptionCaps().computePreemptionGranularity()).isEqualTo(0x4a3b2c02);
    assertThat(read.supportNonVga()).isTrue();
    assertThat(read.supportSmoothRotation()).isFalse();
    assertThat(read.supportPerEngineTdr()).isTrue();
    assertThat(read.supportKernelModeCommandBuffer()).isFalse();
    assertThat(read.supportCcd()).isTrue();
    assertThat(read.supportSoftwareDeviceBitmaps()).isFalse();
    assertThat(read.supportGammaRamp()).isTrue();
    assertThat(read.supportHwCursor()).isFalse();
    assertThat(read.supportHwvSync()).isTrue();
    assertThat(read.supportSurpriseRemovalInHibernation()).isFalse();
    assertThat(read.reserved()).isEqualTo(0x5a0d);
  }

  /** {@code struct D3DKMT_WDDM_1_3_CAPS}, 4 bytes. */
  @Test
  void wddm13Caps() {
    Wddm13Caps written = new Wddm13Caps(
        true, // SupportMiracast
        false, // IsHybridIntegratedGPU
        true, // IsHybridDiscreteGPU
        false, // SupportPowerManagementPStates
        true, // SupportVirtualModes
        false, // SupportCrossAdapterResource
        0x5a07); // Reserved
    Wddm13Caps read = Struct.of(written, 4)
        .bits(0, 4, 0, 0, "SupportMiracast", 1) //
        .bits(0, 4, 1, 1, "IsHybridIntegratedGPU", 0) //
        .bits(0, 4, 2, 2, "IsHybridDiscreteGPU", 1) //
        .bits(0, 4, 3, 3, "SupportPowerManagementPStates", 0) //
        .bits(0, 4, 4, 4, "SupportVirtualModes", 1) //
        .bits(0, 4, 5, 5, "SupportCrossAdapterResource", 0) //
        .bits(0, 4, 6, 31, "Reserved", 0x5a07) //
        .reread();
    assertThat(read.supportMiracast()).isTrue();
    assertThat(read.isHybridIntegratedGpu()).isFalse();
    assertThat(read.isHybridDiscreteGpu()).isTrue();
    assertThat(read.supportPowerManagementPStates()).isFalse();
    assertThat(read.supportVirtualModes()).isTrue();
    assertThat(read.supportCrossAdapterResource()).isFalse();
    assertThat(read.reserved()).isEqualTo(0x5a07);
  }

  /** {@code struct D3DKMT_WDDM_2_0_CAPS}, 4 bytes. */
  @Test
  void wddm20Caps() {
    Wddm20Caps written = new Wddm20Caps(
        true, // Support64BitAtomics
        false, // GpuMmuSupported
        true, // IoMmuSupported
        false, // FlipOverwriteSupported
        true, // SupportContextlessPresent
        false, // SupportSurpriseRemoval
        0x5a07); // Reserved
    Wddm20Caps read = Struct.of(written, 4)
        .bits(0, 4, 0, 0, "Support64BitAtomics", 1) //
        .bits(0, 4, 1, 1, "GpuMmuSupported", 0) //
        .bits(0, 4, 2, 2, "IoMmuSupported", 1) //
        .bits(0, 4, 3, 3, "FlipOverwriteSupported", 0) //
        .bits(0, 4, 4, 4, "SupportContextlessPresent", 1) //
        .bits(0, 4, 5, 5, "SupportSurpriseRemoval", 0) //
        .bits(0, 4, 6, 31, "Reserved", 0x5a07) //
        .reread();
    assertThat(read.support64BitAtomics()).isTrue();
    assertThat(read.gpuMmuSupported()).isFalse();
    assertThat(read.ioMmuSupported()).isTrue();
    assertThat(read.flipOverwriteSupported()).isFalse();
    assertThat(read.supportContextlessPresent()).isTrue();
    assertThat(read.supportSurpriseRemoval()).isFalse();
    assertThat(read.reserved()).isEqualTo(0x5a07);
  }

  /** {@code struct D3DKMT_WDDM_2_7_CAPS}, 4 bytes. */
  @Test
  void wddm27Caps() {
    Wddm27Caps written = new Wddm27Caps(
        true, // HwSchSupported
        false, // HwSchEnabled
        true, // HwSchEnabledByDefault
        false, // IndependentVidPnVSyncControl
        0x5a05); // Reserved
    Wddm27Caps read = Struct.of(written, 4)
        .bits(0, 4, 0, 0, "HwSchSupported", 1) //
        .bits(0, 4, 1, 1, "HwSchEnabled", 0) //
        .bits(0, 4, 2, 2, "HwSchEnabledByDefault", 1) //
        .bits(0, 4, 3, 3, "IndependentVidPnVSyncControl", 0) //
        .bits(0, 4, 4, 31, "Reserved", 0x5a05) //
        .reread();
    assertThat(read.hwSchSupported()).isTrue();
    assertThat(read.hwSchEnabled()).isFalse();
    assertThat(read.hwSchEnabledByDefault()).isTrue();
    assertThat(read.independentVidPnVSyncControl()).isFalse();
    assertThat(read.reserved()).isEqualTo(0x5a05);
  }

  /** {@code struct D3DKMT_WDDM_2_9_CAPS}, 4 bytes. */
  @Test
  void wddm29Caps() {
    Wddm29Caps written = new Wddm29Caps(
        0x1, // HwSchSupportState
        false, // HwSchEnabled
        true, // SelfRefreshMemorySupported
        0x5a04); // Reserved
    Wddm29Caps read = Struct.of(written, 4)
        .bits(0, 4, 0, 1, "HwSchSupportState", 0x1) //
        .bits(0, 4, 2, 2, "HwSchEnabled", 0) //
        .bits(0, 4, 3, 3, "SelfRefreshMemorySupported", 1) //
        .bits(0, 4, 4, 31, "Reserved", 0x5a04) //
        .reread();
    assertThat(read.hwSchSupportState()).isEqualTo(0x1);
    assertThat(read.hwSchEnabled()).isFalse();
    assertThat(read.selfRefreshMemorySupported()).isTrue();
    assertThat(read.reserved()).isEqualTo(0x5a04);
  }

  /** {@code struct D3DKMT_WDDM_3_0_CAPS}, 4 bytes. */
  @Test
  void wddm30Caps() {
    Wddm30Caps written = new Wddm30Caps(
        0x1, // HwFlipQueueSupportState
        false, // HwFlipQueueEnabled
        true, // DisplayableSupported
        0x5a04); // Reserved
    Wddm30Caps read = Struct.of(written, 4)
        .bits(0, 4, 0, 1, "HwFlipQueueSupportState", 0x1) //
        .bits(0, 4, 2, 2, "HwFlipQueueEnabled", 0) //
        .bits(0, 4, 3, 3, "DisplayableSupported", 1) //
        .bits(0, 4, 4, 31, "Reserved", 0x5a04) //
        .reread();
    assertThat(read.hwFlipQueueSupportState()).isEqualTo(0x1);
    assertThat(read.hwFlipQueueEnabled()).isFalse();
    assertThat(read.displayableSupported()).isTrue();
    assertThat(read.reserved()).isEqualTo(0x5a04);
  }
}
