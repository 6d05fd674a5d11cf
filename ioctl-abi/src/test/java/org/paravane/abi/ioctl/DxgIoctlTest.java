package org.paravane.abi.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.Errno;
import org.paravane.abi.StructCodec;

/** The table of ioctls against the one in d3dkmt-abi.md section 3. */
class DxgIoctlTest {

  @ParameterizedTest
  @CsvSource({
      "0x01, LX_DXOPENADAPTERFROMLUID, 0xC00C4701, d3dkmt_openadapterfromluid, 12, D3DKMTOpenAdapterFromLuid",
      "0x02, LX_DXCREATEDEVICE, 0xC0404702, d3dkmt_createdevice, 64, D3DKMTCreateDevice",
      "0x04, LX_DXCREATECONTEXTVIRTUAL, 0xC0284704, d3dkmt_createcontextvirtual, 40, D3DKMTCreateContextVirtual",
      "0x05, LX_DXDESTROYCONTEXT, 0xC0044705, d3dkmt_destroycontext, 4, D3DKMTDestroyContext",
      "0x06, LX_DXCREATEALLOCATION, 0xC0484706, d3dkmt_createallocation, 72, D3DKMTCreateAllocation2",
      "0x07, LX_DXCREATEPAGINGQUEUE, 0xC0204707, d3dkmt_createpagingqueue, 32, D3DKMTCreatePagingQueue",
      "0x08, LX_DXRESERVEGPUVIRTUALADDRESS, 0xC0484708, d3dddi_reservegpuvirtualaddress, 72, D3DKMTReserveGpuVirtualAddress",
      "0x09, LX_DXQUERYADAPTERINFO, 0xC0184709, d3dkmt_queryadapterinfo, 24, D3DKMTQueryAdapterInfo",
      "0x0a, LX_DXQUERYVIDEOMEMORYINFO, 0xC038470A, d3dkmt_queryvideomemoryinfo, 56, D3DKMTQueryVideoMemoryInfo",
      "0x0b, LX_DXMAKERESIDENT, 0xC030470B, d3dddi_makeresident, 48, D3DKMTMakeResident",
      "0x0c, LX_DXMAPGPUVIRTUALADDRESS, 0xC068470C, d3dddi_mapgpuvirtualaddress, 104, D3DKMTMapGpuVirtualAddress",
      "0x0d, LX_DXESCAPE, 0xC020470D, d3dkmt_escape, 32, D3DKMTEscape",
      "0x0e, LX_DXGETDEVICESTATE, 0xC038470E, d3dkmt_getdevicestate, 56, D3DKMTGetDeviceState",
      "0x0f, LX_DXSUBMITCOMMAND, 0xC180470F, d3dkmt_submitcommand, 384, D3DKMTSubmitCommand",
      "0x10, LX_DXCREATESYNCHRONIZATIONOBJECT, 0xC0604710, d3dkmt_createsynchronizationobject2, 96, D3DKMTCreateSynchronizationObject2",
      "0x11, LX_DXSIGNALSYNCHRONIZATIONOBJECT, 0xC1D04711, d3dkmt_signalsynchronizationobject2, 464, D3DKMTSignalSynchronizationObject2",
      "0x12, LX_DXWAITFORSYNCHRONIZATIONOBJECT, 0xC0C84712, d3dkmt_waitforsynchronizationobject2, 200, D3DKMTWaitForSynchronizationObject2",
      "0x13, LX_DXDESTROYALLOCATION2, 0xC0184713, d3dkmt_destroyallocation2, 24, D3DKMTDestroyAllocation2",
      "0x14, LX_DXENUMADAPTERS2, 0xC0104714, d3dkmt_enumadapters2, 16, D3DKMTEnumAdapters2",
      "0x15, LX_DXCLOSEADAPTER, 0xC0044715, d3dkmt_closeadapter, 4, D3DKMTCloseAdapter",
      "0x16, LX_DXCHANGEVIDEOMEMORYRESERVATION, 0xC0204716, d3dkmt_changevideomemoryreservation, 32, D3DKMTChangeVideoMemoryReservation",
      "0x18, LX_DXCREATEHWQUEUE, 0xC0304718, d3dkmt_createhwqueue, 48, D3DKMTCreateHwQueue",
      "0x19, LX_DXDESTROYDEVICE, 0xC0044719, d3dkmt_destroydevice, 4, D3DKMTDestroyDevice",
      "0x1b, LX_DXDESTROYHWQUEUE, 0xC004471B, d3dkmt_destroyhwqueue, 4, D3DKMTDestroyHwQueue",
      "0x1c, LX_DXDESTROYPAGINGQUEUE, 0xC004471C, d3dddi_destroypagingqueue, 4, D3DKMTDestroyPagingQueue",
      "0x1d, LX_DXDESTROYSYNCHRONIZATIONOBJECT, 0xC004471D, d3dkmt_destroysynchronizationobject, 4, D3DKMTDestroySynchronizationObject",
      "0x1e, LX_DXEVICT, 0xC020471E, d3dkmt_evict, 32, D3DKMTEvict",
      "0x1f, LX_DXFLUSHHEAPTRANSITIONS, 0xC004471F, d3dkmt_flushheaptransitions, 4, D3DKMTFlushHeapTransitions",
      "0x20, LX_DXFREEGPUVIRTUALADDRESS, 0xC0184720, d3dkmt_freegpuvirtualaddress, 24, D3DKMTFreeGpuVirtualAddress",
      "0x21, LX_DXGETCONTEXTINPROCESSSCHEDULINGPRIORITY, 0xC0084721, d3dkmt_getcontextinprocessschedulingpriority, 8, D3DKMTGetContextInProcessSchedulingPriority",
      "0x22, LX_DXGETCONTEXTSCHEDULINGPRIORITY, 0xC0084722, d3dkmt_getcontextschedulingpriority, 8, D3DKMTGetContextSchedulingPriority",
      "0x24, LX_DXINVALIDATECACHE, 0xC0184724, d3dkmt_invalidatecache, 24, D3DKMTInvalidateCache",
      "0x25, LX_DXLOCK2, 0xC0184725, d3dkmt_lock2, 24, D3DKMTLock2",
      "0x26, LX_DXMARKDEVICEASERROR, 0xC0084726, d3dkmt_markdeviceaserror, 8, D3DKMTMarkDeviceAsError",
      "0x27, LX_DXOFFERALLOCATIONS, 0xC0284727, d3dkmt_offerallocations, 40, D3DKMTOfferAllocations",
      "0x2a, LX_DXQUERYALLOCATIONRESIDENCY, 0xC020472A, d3dkmt_queryallocationresidency, 32, D3DKMTQueryAllocationResidency",
      "0x2c, LX_DXRECLAIMALLOCATIONS2, 0xC028472C, d3dkmt_reclaimallocations2, 40, D3DKMTReclaimAllocations2",
      "0x2e, LX_DXSETALLOCATIONPRIORITY, 0xC020472E, d3dkmt_setallocationpriority, 32, D3DKMTSetAllocationPriority",
      "0x2f, LX_DXSETCONTEXTINPROCESSSCHEDULINGPRIORITY, 0xC008472F, d3dkmt_setcontextinprocessschedulingpriority, 8, D3DKMTSetContextInProcessSchedulingPriority",
      "0x30, LX_DXSETCONTEXTSCHEDULINGPRIORITY, 0xC0084730, d3dkmt_setcontextschedulingpriority, 8, D3DKMTSetContextSchedulingPriority",
      "0x31, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMCPU, 0xC0204731, d3dkmt_signalsynchronizationobjectfromcpu, 32, D3DKMTSignalSynchronizationObjectFromCpu",
      "0x32, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMGPU, 0xC0504732, d3dkmt_signalsynchronizationobjectfromgpu, 80, D3DKMTSignalSynchronizationObjectFromGpu",
      "0x33, LX_DXSIGNALSYNCHRONIZATIONOBJECTFROMGPU2, 0xC0604733, d3dkmt_signalsynchronizationobjectfromgpu2, 96, D3DKMTSignalSynchronizationObjectFromGpu2",
      "0x34, LX_DXSUBMITCOMMANDTOHWQUEUE, 0xC0384734, d3dkmt_submitcommandtohwqueue, 56, D3DKMTSubmitCommandToHwQueue",
      "0x35, LX_DXSUBMITSIGNALSYNCOBJECTSTOHWQUEUE, 0xC0284735, d3dkmt_submitsignalsyncobjectstohwqueue, 40, D3DKMTSubmitSignalSyncObjectsToHwQueue",
      "0x36, LX_DXSUBMITWAITFORSYNCOBJECTSTOHWQUEUE, 0xC0184736, d3dkmt_submitwaitforsyncobjectstohwqueue, 24, D3DKMTSubmitWaitForSyncObjectsToHwQueue",
      "0x37, LX_DXUNLOCK2, 0xC0084737, d3dkmt_unlock2, 8, D3DKMTUnlock2",
      "0x38, LX_DXUPDATEALLOCPROPERTY, 0xC0284738, d3dddi_updateallocproperty, 40, D3DKMTUpdateAllocationProperty",
      "0x39, LX_DXUPDATEGPUVIRTUALADDRESS, 0xC0384739, d3dkmt_updategpuvirtualaddress, 56, D3DKMTUpdateGpuVirtualAddress",
      "0x3a, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMCPU, 0xC028473A, d3dkmt_waitforsynchronizationobjectfromcpu, 40, D3DKMTWaitForSynchronizationObjectFromCpu",
      "0x3b, LX_DXWAITFORSYNCHRONIZATIONOBJECTFROMGPU, 0xC050473B, d3dkmt_waitforsynchronizationobjectfromgpu, 80, D3DKMTWaitForSynchronizationObjectFromGpu",
      "0x3c, LX_DXGETALLOCATIONPRIORITY, 0xC020473C, d3dkmt_getallocationpriority, 32, D3DKMTGetAllocationPriority",
      "0x3d, LX_DXQUERYCLOCKCALIBRATION, 0xC028473D, d3dkmt_queryclockcalibration, 40, D3DKMTQueryClockCalibration",
      "0x3e, LX_DXENUMADAPTERS3, 0xC018473E, d3dkmt_enumadapters3, 24, D3DKMTEnumAdapters3",
      "0x3f, LX_DXSHAREOBJECTS, 0xC028473F, d3dkmt_shareobjects, 40, D3DKMTShareObjectsInternal",
      "0x40, LX_DXOPENSYNCOBJECTFROMNTHANDLE2, 0xC0584740, d3dkmt_opensyncobjectfromnthandle2, 88, D3DKMTOpenSyncObjectFromNtHandle2",
      "0x41, LX_DXQUERYRESOURCEINFOFROMNTHANDLE, 0xC0284741, d3dkmt_queryresourceinfofromnthandle, 40, D3DKMTQueryResourceInfoFromNtHandle",
      "0x42, LX_DXOPENRESOURCEFROMNTHANDLE, 0xC0684742, d3dkmt_openresourcefromnthandle, 104, D3DKMTOpenResourceFromNtHandle",
      "0x43, LX_DXQUERYSTATISTICS, 0xC3284743, d3dkmt_querystatistics, 808, D3DKMTQueryStatistics",
      "0x44, LX_DXSHAREOBJECTWITHHOST, 0xC0184744, d3dkmt_shareobjectwithhost, 24, D3DKMTShareObjectWithHost",
      "0x45, LX_DXCREATESYNCFILE, 0xC0184745, d3dkmt_createsyncfile, 24, D3DKMTCreateSyncFile",
      "0x46, LX_DXWAITSYNCFILE, 0xC0104746, d3dkmt_waitsyncfile, 16, ",
      "0x47, LX_DXOPENSYNCOBJECTFROMSYNCFILE, 0xC0284747, d3dkmt_opensyncobjectfromsyncfile, 40, ",
      "0x48, LX_DXENUMPROCESSES, 0xC0184748, d3dkmt_enumprocesses, 24, ",
      "0x49, LX_ISFEATUREENABLED, 0xC00C4749, d3dkmt_isfeatureenabled, 12, "})
  void isTheDocumentedOne(String number, String name, String code, String struct, int size, String entryPoint) {
    DxgIoctl ioctl = DxgIoctl.ofNumber(Integer.decode(number)).orElseThrow();
    assertThat(ioctl.cName()).isEqualTo(name);
    assertThat(ioctl.requestCode()).isEqualTo(Integer.parseUnsignedInt(code.substring(2), 16));
    assertThat(StructCodec.of(ioctl.argument()).layout().name()).isEqualTo(struct);
    assertThat(ioctl.argumentSizeBytes()).isEqualTo(size);
    assertThat(ioctl.entryPoint().map(point -> "D3DKMT" + point)).isEqualTo(Optional.ofNullable(entryPoint));
    assertThat(DxgIoctl.ofRequest(ioctl.requestCode())).contains(ioctl);
  }

  @Test
  void thereAreSixtyFive() {
    assertThat(DxgIoctl.values()).hasSize(65);
    assertThat(Arrays.stream(DxgIoctl.values()).mapToInt(DxgIoctl::number)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void theOtherNumbersHaveNoHandler() {
    Set<Integer> known = Arrays.stream(DxgIoctl.values()).map(DxgIoctl::number)
        .collect(Collectors.toCollection(TreeSet::new));
    assertThat(IntStream.rangeClosed(1, DxgIoctl.LAST_NUMBER).filter(number -> !known.contains(number)))
        .containsExactly(0x03, 0x17, 0x1a, 0x23, 0x28, 0x29, 0x2b, 0x2d);
    assertThat(Arrays.stream(UnimplementedIoctl.values()).mapToInt(UnimplementedIoctl::number))
        .containsExactly(0x03, 0x17, 0x1a, 0x23, 0x28, 0x29, 0x2b, 0x2d);
  }

  /** Section 3.1. */
  @ParameterizedTest
  @CsvSource({"CREATECONTEXT, 0xC0604703, CreateContext", "CREATEHWCONTEXT, 0xC0284717, CreateHwContext",
      "DESTROYHWCONTEXT, 0xC004471A, DestroyHwContext",
      "GETSHAREDRESOURCEADAPTERLUID, 0xC0184723, GetSharedResourceAdapterLuid",
      "OPENRESOURCE, 0xC0484728, OpenResource",
      "OPENSYNCHRONIZATIONOBJECT, 0xC0484729, OpenSynchronizationObject",
      "QUERYRESOURCEINFO, 0xC020472B, QueryResourceInfo", "RENDER, 0xC170472D, Render"})
  void anUnimplementedNumberAnswersEnotty(UnimplementedIoctl ioctl, String code, String entryPoint) {
    assertThat(ioctl.requestCode()).isEqualTo(Integer.parseUnsignedInt(code.substring(2), 16));
    assertThat(ioctl.entryPoint()).isEqualTo(entryPoint);
    assertThat(ioctl.answer()).isEqualTo(Errno.ENOTTY);
    assertThat(DxgIoctl.ofRequest(ioctl.requestCode())).isEmpty();
    assertThat(StructCodec.of(ioctl.argument()).size()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(DxgIoctl.class)
  void anyOtherBitOfTheCodeMakesItAnother(DxgIoctl ioctl) {
    for (int bit = 8; bit < 32; bit++) {
      assertThat(DxgIoctl.ofRequest(ioctl.requestCode() ^ 1 << bit)).as("bit %s", bit).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 0xc0004700, 0xc000474a, 0xc00047ff, 0x00004701, 0x40044705, 0x800c4701})
  void anUnknownCodeIsNone(int code) {
    assertThat(DxgIoctl.ofRequest(code)).isEmpty();
  }

  @Test
  void aCodeIsMadeOfDirectionSizeTypeAndNumber() {
    assertThat(DxgIoctl.requestCode(0x25, 24)).isEqualTo(0xc0184725);
    assertThat(DxgIoctl.numberOf(0xc0184725)).isEqualTo(0x25);
  }

  @Test
  void theSupportedOnesAreThoseOfTheIssue() {
    assertThat(Arrays.stream(DxgIoctl.values()).filter(DxgIoctl::isSupported).mapToInt(DxgIoctl::number))
        .containsExactly(0x01, 0x02, 0x04, 0x05, 0x06,
            0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0e, 0x0f, 0x10, 0x13, 0x14, 0x15, 0x18, 0x19, 0x1b, 0x1c, 0x1d, 0x1e,
            0x20,
            0x25, 0x31, 0x32, 0x34, 0x35, 0x36, 0x37, 0x3a, 0x3b, 0x3e);
    assertThat(DxgIoctl.values()).allMatch(ioctl -> ioctl.isSupported() == ioctl.answer().isEmpty());
  }
}
