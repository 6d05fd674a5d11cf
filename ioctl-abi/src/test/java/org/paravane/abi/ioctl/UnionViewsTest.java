package org.paravane.abi.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.Bytes;
import org.paravane.abi.CEnum;
import org.paravane.abi.Handle;
import org.paravane.abi.HandleArray;
import org.paravane.abi.StructCodec;

/** What lies over each other, seen from each side. */
class UnionViewsTest {
  private static final Handle DEVICE = new Handle(0x40000040);

  @Test
  void aMonitoredFenceComesBackWithItsAddresses() {
    SynchronizationObjectInfo2 asked = new SynchronizationObjectInfo2(SynchronizationObjectType.MONITORED_FENCE.value(),
        SynchronizationObjectFlags.NONE, Bytes.zero(64), Handle.NONE)
        .withMonitoredFence(new SynchronizationObjectInfo2.MonitoredFence(7, 0, 0, 0, 0));
    CreateSynchronizationObject create = new CreateSynchronizationObject(DEVICE, 0, asked, Handle.NONE, 0);
    SynchronizationObjectInfo2.MonitoredFence fence = create.info().monitoredFence();
    assertThat(fence.initialFenceValue()).isEqualTo(7);
    CreateSynchronizationObject answered = create
        .withInfo(asked.withMonitoredFence(new SynchronizationObjectInfo2.MonitoredFence(7, 0x1000, 0x2000, 0, 0)))
        .withSyncObject(new Handle(0x40000080));
    byte[] bytes = StructCodec.of(CreateSynchronizationObject.class).encode(answered);
    assertThat(StructCodec.of(CreateSynchronizationObject.class).decode(bytes).info().monitoredFence()
        .fenceCpuVirtualAddress())
        .isEqualTo(0x1000);
    assertThat(answered.info().fence().fenceValue()).isEqualTo(7);
  }

  @Test
  void otherKindsOfSyncObjectsShareTheirBytes() {
    SynchronizationObjectInfo2 info = new SynchronizationObjectInfo2(2, SynchronizationObjectFlags.NONE, Bytes.zero(64),
        Handle.NONE).withSemaphore(new SynchronizationObjectInfo2.Semaphore(10, 3));
    assertThat(info.semaphore()).isEqualTo(new SynchronizationObjectInfo2.Semaphore(10, 3));
    assertThat(info.synchronizationMutex().initialState()).isEqualTo(10);
    assertThat(info.cpuNotification().event()).isEqualTo(0x3_0000_000aL);
    assertThat(info.periodicMonitoredFence().vidpnTargetId()).isEqualTo(3);
  }

  @Test
  void theStateOfADeviceDependsOnTheQuestion() {
    GetDeviceState state = new GetDeviceState(DEVICE, DeviceStateType.EXECUTION.value(), Bytes.zero(48));
    assertThat(state.withExecutionState(DeviceExecutionState.HUNG.value()).executionState()).isEqualTo(3);
    assertThat(state.withResetState(new DeviceResetState(true, 0)).resetState().desktopSwitched()).isTrue();
    DevicePageFaultState fault = new DevicePageFaultState(1, RenderPipelineStage.UNKNOWN.value(), 0,
        PageFaultFlags.WRITE.value(), FaultErrorCode.general(GeneralErrorCode.PAGE_FAULT), 0x10_0000);
    assertThat(state.withPageFaultState(fault).pageFaultState()).isEqualTo(fault);
  }

  @Test
  void aFaultReasonSaysWhoseItIs() {
    assertThat(FaultErrorCode.general(GeneralErrorCode.INVALID_INSTRUCTION)).isEqualTo(new FaultErrorCode(2));
    assertThat(new FaultErrorCode(2).isDeviceSpecific()).isFalse();
    assertThat(new FaultErrorCode(2).code()).isEqualTo(1);
    assertThat(new FaultErrorCode(0xffffffff).isDeviceSpecific()).isTrue();
    assertThat(new FaultErrorCode(0xffffffff).code()).isEqualTo(0x7fffffff);
  }

  @Test
  void oneAddressHasTwoNamesWhenAllocationsAreCreated() {
    CreateAllocation create = StructCodec.of(CreateAllocation.class).decode(new byte[72]);
    assertThat(create.standardAllocation()).isZero();
    byte[] bytes = new byte[72];
    bytes[32] = 5;
    assertThat(StructCodec.of(CreateAllocation.class).decode(bytes).standardAllocation()).isEqualTo(5);
    assertThat(StructCodec.of(CreateAllocation.class).decode(bytes).privDrvData()).isEqualTo(5);
  }

  @Test
  void aSignalFromTheGpuHasAnEventOrValues() {
    SignalSynchronizationObjectFromGpu2 signal = new SignalSynchronizationObjectFromGpu2(1, 0, 0x1000, SignalFlags.NONE,
        1,
        0x2000, Bytes.zero(64));
    assertThat(signal.withFenceValue(9).fenceValue()).isEqualTo(9);
    assertThat(signal.withCpuEventHandle(8).monitoredFenceValues()).isEqualTo(8);
    assertThat(signal.withMonitoredFenceValues(7).cpuEventHandle()).isEqualTo(7);
    WaitForSynchronizationObjectFromGpu wait = new WaitForSynchronizationObjectFromGpu(DEVICE, 1, 0x1000,
        Bytes.zero(64));
    assertThat(wait.withMonitoredFenceValues(6).fenceValue()).isEqualTo(6);
  }

  @Test
  void operationsOnAddressesShareTheirBytes() {
    UpdateGpuVirtualAddressOperation operation = new UpdateGpuVirtualAddressOperation(0, Bytes.zero(56))
        .withMap(new UpdateGpuVirtualAddressOperation.Map(0x1000, 0x2000, DEVICE, 0x3000, 0x4000));
    assertThat(operation.map().allocation()).isEqualTo(DEVICE);
    assertThat(operation.copy().sourceAddress()).isEqualTo(0x1000);
    assertThat(operation.unmap().size()).isEqualTo(0x2000);
    assertThat(operation.mapProtect().allocationSize()).isEqualTo(0x4000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0x20, 0x8000_0000, -1, 0x12345678})
  void flagsKeepAllBits(int word) {
    assertThat(CreateAllocationFlags.of(word).value()).isEqualTo(word);
    assertThat(SynchronizationObjectFlags.of(word).value()).isEqualTo(word);
    assertThat(SignalFlags.of(word).value()).isEqualTo(word);
    assertThat(AdapterType.of(word).value()).isEqualTo(word);
    assertThat(SegmentPreference.of(word).value()).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource({"0x20, existing memory", "0x10000, standard"})
  void flagsAreSetByName(String word, String which) {
    CreateAllocationFlags flags = which.equals("standard")
        ? CreateAllocationFlags.NONE.withStandardAllocation()
        : CreateAllocationFlags.NONE.withExistingSysmem();
    assertThat(flags.value()).isEqualTo(Integer.decode(word));
    assertThat(flags.withCreateResource().value()).isEqualTo(Integer.decode(word) | 1);
  }

  @Test
  void rightsOfARangeAre64Bits() {
    GpuVaProtectionType rights = StructCodec.of(GpuVaProtectionType.class)
        .decode(new byte[]{3, 0, 0, 0, 0, 0, 0, (byte) 0x80});
    assertThat(rights.write()).isTrue();
    assertThat(rights.execute()).isTrue();
    assertThat(rights.zero()).isFalse();
    assertThat(rights.reserved()).isEqualTo(1L << 58);
  }

  @Test
  void aSubmissionHasArraysOfFixedLength() {
    SubmitCommand submit = StructCodec.of(SubmitCommand.class).decode(new byte[384]);
    assertThat(submit.broadcastContext()).isEqualTo(HandleArray.padded(64));
    assertThat(submit.writtenPrimaries().length()).isEqualTo(16);
  }

  @Test
  void anUnknownNumberOfAnEnumIsNone() {
    assertThat(CEnum.of(EscapeType.class, 8)).contains(EscapeType.DRT_TEST);
    assertThat(CEnum.of(EscapeType.class, 2)).isEmpty();
    assertThat(CEnum.of(DeviceErrorReason.class, 0x80000006)).contains(DeviceErrorReason.DRIVER_ERROR);
    assertThat(CEnum.of(PagingQueuePriority.class, -1)).contains(PagingQueuePriority.BELOW_NORMAL);
  }

  @ParameterizedTest
  @EnumSource(QueryAdapterInfoType.class)
  void eachQueryTypeIsFoundByItsNumber(QueryAdapterInfoType type) {
    Optional<QueryAdapterInfoType> found = CEnum.of(QueryAdapterInfoType.class, type.value());
    assertThat(found).contains(type);
    assertThat(type.cName()).matches("KMTQ(A|U)ITYPE_\\w+");
  }
}
