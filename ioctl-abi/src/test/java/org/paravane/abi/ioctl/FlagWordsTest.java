package org.paravane.abi.ioctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.abi.FlagBits.bit;
import static org.paravane.abi.FlagBits.field;

import org.junit.jupiter.api.Test;

/** Each bit of the flag words by its name; positions from the reference tables. */
class FlagWordsTest {
  /** {@code d3dkmt_adaptertype}. */
  @Test
  void adapterType() {
    bit(0x00000001, AdapterType::of, AdapterType::renderSupported);
    bit(0x00000002, AdapterType::of, AdapterType::displaySupported);
    bit(0x00000004, AdapterType::of, AdapterType::softwareDevice);
    bit(0x00000008, AdapterType::of, AdapterType::postDevice);
    bit(0x00000010, AdapterType::of, AdapterType::hybridDiscrete);
    bit(0x00000020, AdapterType::of, AdapterType::hybridIntegrated);
    bit(0x00000040, AdapterType::of, AdapterType::indirectDisplayDevice);
    bit(0x00000080, AdapterType::of, AdapterType::paravirtualized);
    bit(0x00000100, AdapterType::of, AdapterType::acgSupported);
    bit(0x00000200, AdapterType::of, AdapterType::supportSetTimingsFromVidpn);
    bit(0x00000400, AdapterType::of, AdapterType::detachable);
    bit(0x00000800, AdapterType::of, AdapterType::computeOnly);
    bit(0x00001000, AdapterType::of, AdapterType::prototype);
    field(0xffffe000, AdapterType::of, AdapterType::reserved);
    assertThat(AdapterType.NONE.withRenderSupported().value()).isEqualTo(0x00000001);
    assertThat(AdapterType.of(0xa5a5a5a4).withRenderSupported().value()).isEqualTo(0xa5a5a5a5);
    assertThat(AdapterType.NONE.withSoftwareDevice().value()).isEqualTo(0x00000004);
    assertThat(AdapterType.of(0xa5a5a5a1).withSoftwareDevice().value()).isEqualTo(0xa5a5a5a5);
    assertThat(AdapterType.NONE.withParavirtualized().value()).isEqualTo(0x00000080);
    assertThat(AdapterType.of(0xa5a5a525).withParavirtualized().value()).isEqualTo(0xa5a5a5a5);
    assertThat(AdapterType.NONE.withComputeOnly().value()).isEqualTo(0x00000800);
    assertThat(AdapterType.of(0xa5a5a5a5).withComputeOnly().value()).isEqualTo(0xa5a5ada5);
    assertThat(AdapterType.NONE.value()).isZero();
    assertThat(AdapterType.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(AdapterType.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code AllocationInfo2.Flags}. */
  @Test
  void allocationInfo2Flags() {
    bit(0x00000001, AllocationInfo2.Flags::of, AllocationInfo2.Flags::primary);
    bit(0x00000002, AllocationInfo2.Flags::of, AllocationInfo2.Flags::stereo);
    bit(0x00000004, AllocationInfo2.Flags::of, AllocationInfo2.Flags::overridePriority);
    field(0xfffffff8, AllocationInfo2.Flags::of, AllocationInfo2.Flags::reserved);
    assertThat(AllocationInfo2.Flags.NONE.value()).isZero();
    assertThat(AllocationInfo2.Flags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(AllocationInfo2.Flags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dkmt_createallocationflags}. */
  @Test
  void createAllocationFlags() {
    bit(0x00000001, CreateAllocationFlags::of, CreateAllocationFlags::createResource);
    bit(0x00000002, CreateAllocationFlags::of, CreateAllocationFlags::createShared);
    bit(0x00000004, CreateAllocationFlags::of, CreateAllocationFlags::nonSecure);
    bit(0x00000008, CreateAllocationFlags::of, CreateAllocationFlags::createProtected);
    bit(0x00000010, CreateAllocationFlags::of, CreateAllocationFlags::restrictSharedAccess);
    bit(0x00000020, CreateAllocationFlags::of, CreateAllocationFlags::existingSysmem);
    bit(0x00000040, CreateAllocationFlags::of, CreateAllocationFlags::ntSecuritySharing);
    bit(0x00000080, CreateAllocationFlags::of, CreateAllocationFlags::readOnly);
    bit(0x00000100, CreateAllocationFlags::of, CreateAllocationFlags::createWriteCombined);
    bit(0x00000200, CreateAllocationFlags::of, CreateAllocationFlags::createCached);
    bit(0x00000400, CreateAllocationFlags::of, CreateAllocationFlags::swapChainBackBuffer);
    bit(0x00000800, CreateAllocationFlags::of, CreateAllocationFlags::crossAdapter);
    bit(0x00001000, CreateAllocationFlags::of, CreateAllocationFlags::openCrossAdapter);
    bit(0x00002000, CreateAllocationFlags::of, CreateAllocationFlags::partialSharedCreation);
    bit(0x00004000, CreateAllocationFlags::of, CreateAllocationFlags::zeroed);
    bit(0x00008000, CreateAllocationFlags::of, CreateAllocationFlags::writeWatch);
    bit(0x00010000, CreateAllocationFlags::of, CreateAllocationFlags::standardAllocation);
    bit(0x00020000, CreateAllocationFlags::of, CreateAllocationFlags::existingSection);
    field(0xfffc0000, CreateAllocationFlags::of, CreateAllocationFlags::reserved);
    assertThat(CreateAllocationFlags.NONE.withCreateResource().value()).isEqualTo(0x00000001);
    assertThat(CreateAllocationFlags.of(0xa5a5a5a4).withCreateResource().value()).isEqualTo(0xa5a5a5a5);
    assertThat(CreateAllocationFlags.NONE.withCreateShared().value()).isEqualTo(0x00000002);
    assertThat(CreateAllocationFlags.of(0xa5a5a5a5).withCreateShared().value()).isEqualTo(0xa5a5a5a7);
    assertThat(CreateAllocationFlags.NONE.withExistingSysmem().value()).isEqualTo(0x00000020);
    assertThat(CreateAllocationFlags.of(0xa5a5a585).withExistingSysmem().value()).isEqualTo(0xa5a5a5a5);
    assertThat(CreateAllocationFlags.NONE.withNtSecuritySharing().value()).isEqualTo(0x00000040);
    assertThat(CreateAllocationFlags.of(0xa5a5a5a5).withNtSecuritySharing().value()).isEqualTo(0xa5a5a5e5);
    assertThat(CreateAllocationFlags.NONE.withStandardAllocation().value()).isEqualTo(0x00010000);
    assertThat(CreateAllocationFlags.of(0xa5a4a5a5).withStandardAllocation().value()).isEqualTo(0xa5a5a5a5);
    assertThat(CreateAllocationFlags.NONE.withCreateCached().value()).isEqualTo(0x00000200);
    assertThat(CreateAllocationFlags.of(0xa5a5a5a5).withCreateCached().value()).isEqualTo(0xa5a5a7a5);
    assertThat(CreateAllocationFlags.NONE.value()).isZero();
    assertThat(CreateAllocationFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(CreateAllocationFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dddi_createcontextflags}. */
  @Test
  void createContextFlags() {
    bit(0x00000001, CreateContextFlags::of, CreateContextFlags::nullRendering);
    bit(0x00000002, CreateContextFlags::of, CreateContextFlags::initialData);
    bit(0x00000004, CreateContextFlags::of, CreateContextFlags::disableGpuTimeout);
    bit(0x00000008, CreateContextFlags::of, CreateContextFlags::synchronizationOnly);
    bit(0x00000010, CreateContextFlags::of, CreateContextFlags::hwQueueSupported);
    field(0xffffffe0, CreateContextFlags::of, CreateContextFlags::reserved);
    assertThat(CreateContextFlags.NONE.value()).isZero();
    assertThat(CreateContextFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(CreateContextFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dkmt_createdeviceflags}. */
  @Test
  void createDeviceFlags() {
    bit(0x00000001, CreateDeviceFlags::of, CreateDeviceFlags::legacyMode);
    bit(0x00000002, CreateDeviceFlags::of, CreateDeviceFlags::requestVSync);
    bit(0x00000004, CreateDeviceFlags::of, CreateDeviceFlags::disableGpuTimeout);
    bit(0x00000008, CreateDeviceFlags::of, CreateDeviceFlags::gdiDevice);
    field(0xfffffff0, CreateDeviceFlags::of, CreateDeviceFlags::reserved);
    assertThat(CreateDeviceFlags.NONE.value()).isZero();
    assertThat(CreateDeviceFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(CreateDeviceFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dddi_createhwqueueflags}. */
  @Test
  void createHwQueueFlags() {
    bit(0x00000001, CreateHwQueueFlags::of, CreateHwQueueFlags::disableGpuTimeout);
    field(0xfffffffe, CreateHwQueueFlags::of, CreateHwQueueFlags::reserved);
    assertThat(CreateHwQueueFlags.NONE.value()).isZero();
    assertThat(CreateHwQueueFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(CreateHwQueueFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dkmt_createstandardallocationflags}. */
  @Test
  void createStandardAllocationFlags() {
    field(0xffffffff, CreateStandardAllocationFlags::of, CreateStandardAllocationFlags::reserved);
    assertThat(CreateStandardAllocationFlags.NONE.value()).isZero();
    assertThat(CreateStandardAllocationFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(CreateStandardAllocationFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dddicb_destroyallocation2flags}. */
  @Test
  void destroyAllocation2Flags() {
    bit(0x00000001, DestroyAllocation2Flags::of, DestroyAllocation2Flags::assumeNotInUse);
    bit(0x00000002, DestroyAllocation2Flags::of, DestroyAllocation2Flags::synchronousDestroy);
    field(0x7ffffffc, DestroyAllocation2Flags::of, DestroyAllocation2Flags::reserved);
    bit(0x80000000, DestroyAllocation2Flags::of, DestroyAllocation2Flags::systemUseOnly);
    assertThat(DestroyAllocation2Flags.NONE.value()).isZero();
    assertThat(DestroyAllocation2Flags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(DestroyAllocation2Flags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dkmt_devicereset_state}. */
  @Test
  void deviceResetState() {
    bit(0x00000001, DeviceResetState::of, DeviceResetState::desktopSwitched);
    field(0xfffffffe, DeviceResetState::of, DeviceResetState::reserved);
    assertThat(DeviceResetState.NONE.value()).isZero();
    assertThat(DeviceResetState.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(DeviceResetState.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dddi_escapeflags}. */
  @Test
  void escapeFlags() {
    bit(0x00000001, EscapeFlags::of, EscapeFlags::hardwareAccess);
    bit(0x00000002, EscapeFlags::of, EscapeFlags::deviceStatusQuery);
    bit(0x00000004, EscapeFlags::of, EscapeFlags::changeFrameLatency);
    bit(0x00000008, EscapeFlags::of, EscapeFlags::noAdapterSynchronization);
    bit(0x00000010, EscapeFlags::of, EscapeFlags::reserved);
    bit(0x00000020, EscapeFlags::of, EscapeFlags::virtualMachineData);
    bit(0x00000040, EscapeFlags::of, EscapeFlags::driverKnownEscape);
    bit(0x00000080, EscapeFlags::of, EscapeFlags::driverCommonEscape);
    field(0xffffff00, EscapeFlags::of, EscapeFlags::reserved2);
    assertThat(EscapeFlags.NONE.value()).isZero();
    assertThat(EscapeFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(EscapeFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dddi_evict_flags}. */
  @Test
  void evictFlags() {
    bit(0x00000001, EvictFlags::of, EvictFlags::evictOnlyIfNecessary);
    bit(0x00000002, EvictFlags::of, EvictFlags::notWrittenTo);
    field(0xfffffffc, EvictFlags::of, EvictFlags::reserved);
    assertThat(EvictFlags.NONE.value()).isZero();
    assertThat(EvictFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(EvictFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code dxgk_gpuclockdata_flags}. */
  @Test
  void gpuClockDataFlags() {
    bit(0x00000001, GpuClockDataFlags::of, GpuClockDataFlags::contextManagementProcessor);
    field(0xfffffffe, GpuClockDataFlags::of, GpuClockDataFlags::reserved);
    assertThat(GpuClockDataFlags.NONE.value()).isZero();
    assertThat(GpuClockDataFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(GpuClockDataFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dddicb_lock2flags}. */
  @Test
  void lock2Flags() {
    field(0xffffffff, Lock2Flags::of, Lock2Flags::reserved);
    assertThat(Lock2Flags.NONE.value()).isZero();
    assertThat(Lock2Flags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(Lock2Flags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dddi_makeresident_flags}. */
  @Test
  void makeResidentFlags() {
    bit(0x00000001, MakeResidentFlags::of, MakeResidentFlags::cantTrimFurther);
    bit(0x00000002, MakeResidentFlags::of, MakeResidentFlags::mustSucceed);
    field(0xfffffffc, MakeResidentFlags::of, MakeResidentFlags::reserved);
    assertThat(MakeResidentFlags.NONE.value()).isZero();
    assertThat(MakeResidentFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(MakeResidentFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dkmt_offer_flags}. */
  @Test
  void offerFlags() {
    bit(0x00000001, OfferFlags::of, OfferFlags::offerImmediately);
    bit(0x00000002, OfferFlags::of, OfferFlags::allowDecommit);
    field(0xfffffffc, OfferFlags::of, OfferFlags::reserved);
    assertThat(OfferFlags.NONE.value()).isZero();
    assertThat(OfferFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(OfferFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dddi_segmentpreference}. */
  @Test
  void segmentPreference() {
    field(0x0000001f, SegmentPreference::of, SegmentPreference::segmentId0);
    bit(0x00000020, SegmentPreference::of, SegmentPreference::direction0);
    field(0x000007c0, SegmentPreference::of, SegmentPreference::segmentId1);
    bit(0x00000800, SegmentPreference::of, SegmentPreference::direction1);
    field(0x0001f000, SegmentPreference::of, SegmentPreference::segmentId2);
    bit(0x00020000, SegmentPreference::of, SegmentPreference::direction2);
    field(0x007c0000, SegmentPreference::of, SegmentPreference::segmentId3);
    bit(0x00800000, SegmentPreference::of, SegmentPreference::direction3);
    field(0x1f000000, SegmentPreference::of, SegmentPreference::segmentId4);
    bit(0x20000000, SegmentPreference::of, SegmentPreference::direction4);
    field(0xc0000000, SegmentPreference::of, SegmentPreference::reserved);
    assertThat(SegmentPreference.NONE.value()).isZero();
    assertThat(SegmentPreference.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(SegmentPreference.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dddicb_signalflags}. */
  @Test
  void signalFlags() {
    bit(0x00000001, SignalFlags::of, SignalFlags::signalAtSubmission);
    bit(0x00000002, SignalFlags::of, SignalFlags::enqueueCpuEvent);
    bit(0x00000004, SignalFlags::of, SignalFlags::allowFenceRewind);
    field(0x7ffffff8, SignalFlags::of, SignalFlags::reserved);
    bit(0x80000000, SignalFlags::of, SignalFlags::internal0);
    assertThat(SignalFlags.NONE.value()).isZero();
    assertThat(SignalFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(SignalFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dkmt_submitcommandflags}. */
  @Test
  void submitCommandFlags() {
    bit(0x00000001, SubmitCommandFlags::of, SubmitCommandFlags::nullRendering);
    bit(0x00000002, SubmitCommandFlags::of, SubmitCommandFlags::presentRedirected);
    field(0xfffffffc, SubmitCommandFlags::of, SubmitCommandFlags::reserved);
    assertThat(SubmitCommandFlags.NONE.value()).isZero();
    assertThat(SubmitCommandFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(SubmitCommandFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dddi_synchronizationobject_flags}. */
  @Test
  void synchronizationObjectFlags() {
    bit(0x00000001, SynchronizationObjectFlags::of, SynchronizationObjectFlags::shared);
    bit(0x00000002, SynchronizationObjectFlags::of, SynchronizationObjectFlags::ntSecuritySharing);
    bit(0x00000004, SynchronizationObjectFlags::of, SynchronizationObjectFlags::crossAdapter);
    bit(0x00000008, SynchronizationObjectFlags::of, SynchronizationObjectFlags::topOfPipeline);
    bit(0x00000010, SynchronizationObjectFlags::of, SynchronizationObjectFlags::noSignal);
    bit(0x00000020, SynchronizationObjectFlags::of, SynchronizationObjectFlags::noWait);
    bit(0x00000040, SynchronizationObjectFlags::of, SynchronizationObjectFlags::noSignalMaxValueOnTdr);
    bit(0x00000080, SynchronizationObjectFlags::of, SynchronizationObjectFlags::noGpuAccess);
    field(0x7fffff00, SynchronizationObjectFlags::of, SynchronizationObjectFlags::reserved);
    bit(0x80000000, SynchronizationObjectFlags::of, SynchronizationObjectFlags::unnamed);
    assertThat(SynchronizationObjectFlags.NONE.withShared().value()).isEqualTo(0x00000001);
    assertThat(SynchronizationObjectFlags.of(0xa5a5a5a4).withShared().value()).isEqualTo(0xa5a5a5a5);
    assertThat(SynchronizationObjectFlags.NONE.withNtSecuritySharing().value()).isEqualTo(0x00000002);
    assertThat(SynchronizationObjectFlags.of(0xa5a5a5a5).withNtSecuritySharing().value()).isEqualTo(0xa5a5a5a7);
    assertThat(SynchronizationObjectFlags.NONE.withNoSignal().value()).isEqualTo(0x00000010);
    assertThat(SynchronizationObjectFlags.of(0xa5a5a5a5).withNoSignal().value()).isEqualTo(0xa5a5a5b5);
    assertThat(SynchronizationObjectFlags.NONE.withNoWait().value()).isEqualTo(0x00000020);
    assertThat(SynchronizationObjectFlags.of(0xa5a5a585).withNoWait().value()).isEqualTo(0xa5a5a5a5);
    assertThat(SynchronizationObjectFlags.NONE.value()).isZero();
    assertThat(SynchronizationObjectFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(SynchronizationObjectFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dddi_updateallocproperty_flags}. */
  @Test
  void updateAllocPropertyFlags() {
    bit(0x00000001, UpdateAllocPropertyFlags::of, UpdateAllocPropertyFlags::accessedPhysically);
    field(0xfffffffe, UpdateAllocPropertyFlags::of, UpdateAllocPropertyFlags::reserved);
    assertThat(UpdateAllocPropertyFlags.NONE.value()).isZero();
    assertThat(UpdateAllocPropertyFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(UpdateAllocPropertyFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code UpdateGpuVirtualAddress.Flags}. */
  @Test
  void updateGpuVirtualAddressFlags() {
    bit(0x00000001, UpdateGpuVirtualAddress.Flags::of, UpdateGpuVirtualAddress.Flags::doNotWait);
    field(0xfffffffe, UpdateGpuVirtualAddress.Flags::of, UpdateGpuVirtualAddress.Flags::reserved);
    assertThat(UpdateGpuVirtualAddress.Flags.NONE.value()).isZero();
    assertThat(UpdateGpuVirtualAddress.Flags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(UpdateGpuVirtualAddress.Flags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }

  /** {@code d3dddi_waitforsynchronizationobjectfromcpu_flags}. */
  @Test
  void waitForSynchronizationObjectFromCpuFlags() {
    bit(0x00000001, WaitForSynchronizationObjectFromCpuFlags::of, WaitForSynchronizationObjectFromCpuFlags::waitAny);
    field(0xfffffffe, WaitForSynchronizationObjectFromCpuFlags::of, WaitForSynchronizationObjectFromCpuFlags::reserved);
    assertThat(WaitForSynchronizationObjectFromCpuFlags.NONE.value()).isZero();
    assertThat(WaitForSynchronizationObjectFromCpuFlags.of(0xffffffff).value()).isEqualTo(0xffffffff);
    assertThat(WaitForSynchronizationObjectFromCpuFlags.of(0xdeadbeef).value()).isEqualTo(0xdeadbeef);
  }
}
