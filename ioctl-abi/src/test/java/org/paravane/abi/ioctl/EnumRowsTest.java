package org.paravane.abi.ioctl;

import static org.paravane.abi.EnumTable.row;
import static org.paravane.abi.EnumTable.unknown;

import org.junit.jupiter.api.Test;

/** The constants of the C enums%s by number and by name; an unknown number is none of them. */
class EnumRowsTest {
  /** {@code enum d3dkmt_allocationresidencystatus}. */
  @Test
  void allocationResidencyStatus() {
    row(AllocationResidencyStatus.RESIDENTINGPUMEMORY, 1, "D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINGPUMEMORY");
    row(AllocationResidencyStatus.RESIDENTINSHAREDMEMORY, 2, "D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINSHAREDMEMORY");
    row(AllocationResidencyStatus.NOTRESIDENT, 3, "D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT");
    unknown(AllocationResidencyStatus.class, 3, -2, 4, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dkmt_clienthint}. */
  @Test
  void clientHint() {
    row(ClientHint.UNKNOWN, 0, "D3DKMT_CLIENTHNT_UNKNOWN");
    row(ClientHint.OPENGL, 1, "D3DKMT_CLIENTHINT_OPENGL");
    row(ClientHint.CDD, 2, "D3DKMT_CLIENTHINT_CDD");
    row(ClientHint.DX7, 7, "D3DKMT_CLIENTHINT_DX7");
    row(ClientHint.DX8, 8, "D3DKMT_CLIENTHINT_DX8");
    row(ClientHint.DX9, 9, "D3DKMT_CLIENTHINT_DX9");
    row(ClientHint.DX10, 10, "D3DKMT_CLIENTHINT_DX10");
    unknown(ClientHint.class, 7, -2, 3, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dddiformat}. */
  @Test
  void ddiFormat() {
    row(DdiFormat.UNKNOWN, 0, "D3DDDIFMT_UNKNOWN");
    unknown(DdiFormat.class, 1, -2, 1, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dkmt_device_error_reason}. */
  @Test
  void deviceErrorReason() {
    row(DeviceErrorReason.GENERIC, 0x80000000, "D3DKMT_DEVICE_ERROR_REASON_GENERIC");
    row(DeviceErrorReason.DRIVER_ERROR, 0x80000006, "D3DKMT_DEVICE_ERROR_REASON_DRIVER_ERROR");
    unknown(DeviceErrorReason.class, 2, -2, 1, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dkmt_deviceexecution_state}. */
  @Test
  void deviceExecutionState() {
    row(DeviceExecutionState.ACTIVE, 1, "D3DKMT_DEVICEEXECUTION_ACTIVE");
    row(DeviceExecutionState.RESET, 2, "D3DKMT_DEVICEEXECUTION_RESET");
    row(DeviceExecutionState.HUNG, 3, "D3DKMT_DEVICEEXECUTION_HUNG");
    row(DeviceExecutionState.STOPPED, 4, "D3DKMT_DEVICEEXECUTION_STOPPED");
    row(DeviceExecutionState.ERROR_OUTOFMEMORY, 5, "D3DKMT_DEVICEEXECUTION_ERROR_OUTOFMEMORY");
    row(DeviceExecutionState.ERROR_DMAFAULT, 6, "D3DKMT_DEVICEEXECUTION_ERROR_DMAFAULT");
    row(DeviceExecutionState.ERROR_DMAPAGEFAULT, 7, "D3DKMT_DEVICEEXECUTION_ERROR_DMAPAGEFAULT");
    unknown(DeviceExecutionState.class, 7, -2, 8, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dkmt_devicestate_type}. */
  @Test
  void deviceStateType() {
    row(DeviceStateType.EXECUTION, 1, "D3DKMT_DEVICESTATE_EXECUTION");
    row(DeviceStateType.PRESENT, 2, "D3DKMT_DEVICESTATE_PRESENT");
    row(DeviceStateType.RESET, 3, "D3DKMT_DEVICESTATE_RESET");
    row(DeviceStateType.PRESENT_DWM, 4, "D3DKMT_DEVICESTATE_PRESENT_DWM");
    row(DeviceStateType.PAGE_FAULT, 5, "D3DKMT_DEVICESTATE_PAGE_FAULT");
    row(DeviceStateType.PRESENT_QUEUE, 6, "D3DKMT_DEVICESTATE_PRESENT_QUEUE");
    unknown(DeviceStateType.class, 6, -2, 7, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dkmt_escapetype}. */
  @Test
  void escapeType() {
    row(EscapeType.DRIVERPRIVATE, 0, "D3DKMT_ESCAPE_DRIVERPRIVATE");
    row(EscapeType.VIDMM, 1, "D3DKMT_ESCAPE_VIDMM");
    row(EscapeType.VIDSCH, 3, "D3DKMT_ESCAPE_VIDSCH");
    row(EscapeType.DEVICE, 4, "D3DKMT_ESCAPE_DEVICE");
    row(EscapeType.DRT_TEST, 8, "D3DKMT_ESCAPE_DRT_TEST");
    unknown(EscapeType.class, 5, -2, 2, 0x7fffffff, 0x80000001);
  }

  /** {@code enum dxgk_feature_id}. */
  @Test
  void featureId() {
    row(FeatureId.HWSCH, 0, "DXGK_FEATURE_HWSCH");
    row(FeatureId.PAGE_BASED_MEMORY_MANAGER, 32, "DXGK_FEATURE_PAGE_BASED_MEMORY_MANAGER");
    row(FeatureId.KERNEL_MODE_TESTING, 33, "DXGK_FEATURE_KERNEL_MODE_TESTING");
    row(FeatureId.MAX, 34, "DXGK_FEATURE_MAX");
    unknown(FeatureId.class, 4, -2, 1, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dkmdt_gdisurfacetype}. */
  @Test
  void gdiSurfaceType() {
    row(GdiSurfaceType.INVALID, 0, "D3DKMDT_GDISURFACE_INVALID");
    row(GdiSurfaceType.TEXTURE, 1, "D3DKMDT_GDISURFACE_TEXTURE");
    row(GdiSurfaceType.STAGING_CPUVISIBLE, 2, "D3DKMDT_GDISURFACE_STAGING_CPUVISIBLE");
    row(GdiSurfaceType.STAGING, 3, "D3DKMDT_GDISURFACE_STAGING");
    row(GdiSurfaceType.LOOKUPTABLE, 4, "D3DKMDT_GDISURFACE_LOOKUPTABLE");
    row(GdiSurfaceType.EXISTINGSYSMEM, 5, "D3DKMDT_GDISURFACE_EXISTINGSYSMEM");
    row(GdiSurfaceType.TEXTURE_CPUVISIBLE, 6, "D3DKMDT_GDISURFACE_TEXTURE_CPUVISIBLE");
    row(GdiSurfaceType.TEXTURE_CROSSADAPTER, 7, "D3DKMDT_GDISURFACE_TEXTURE_CROSSADAPTER");
    row(GdiSurfaceType.TEXTURE_CPUVISIBLE_CROSSADAPTER, 8, "D3DKMDT_GDISURFACE_TEXTURE_CPUVISIBLE_CROSSADAPTER");
    unknown(GdiSurfaceType.class, 9, -2, 9, 0x7fffffff, 0x80000001);
  }

  /** {@code enum dxgk_general_error_code}. */
  @Test
  void generalErrorCode() {
    row(GeneralErrorCode.PAGE_FAULT, 0, "DXGK_GENERAL_ERROR_PAGE_FAULT");
    row(GeneralErrorCode.INVALID_INSTRUCTION, 1, "DXGK_GENERAL_ERROR_INVALID_INSTRUCTION");
    unknown(GeneralErrorCode.class, 2, -2, 2, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dddigpuva_reservation_type}. */
  @Test
  void gpuVaReservationType() {
    row(GpuVaReservationType.NO_ACCESS, 0, "D3DDDIGPUVA_RESERVE_NO_ACCESS");
    row(GpuVaReservationType.ZERO, 1, "D3DDDIGPUVA_RESERVE_ZERO");
    row(GpuVaReservationType.NO_COMMIT, 2, "D3DDDIGPUVA_RESERVE_NO_COMMIT");
    unknown(GpuVaReservationType.class, 3, -2, 3, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dddi_knownescapetype}. */
  @Test
  void knownEscapeType() {
    row(KnownEscapeType.TRANSLATEALLOCATIONHANDLE, 0, "D3DDDI_DRIVERESCAPETYPE_TRANSLATEALLOCATIONHANDLE");
    row(KnownEscapeType.TRANSLATERESOURCEHANDLE, 1, "D3DDDI_DRIVERESCAPETYPE_TRANSLATERESOURCEHANDLE");
    row(KnownEscapeType.CPUEVENTUSAGE, 2, "D3DDDI_DRIVERESCAPETYPE_CPUEVENTUSAGE");
    row(KnownEscapeType.BUILDTESTCOMMANDBUFFER, 3, "D3DDDI_DRIVERESCAPETYPE_BUILDTESTCOMMANDBUFFER");
    unknown(KnownEscapeType.class, 4, -2, 4, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dkmt_memory_segment_group}. */
  @Test
  void memorySegmentGroup() {
    row(MemorySegmentGroup.LOCAL, 0, "D3DKMT_MEMORY_SEGMENT_GROUP_LOCAL");
    row(MemorySegmentGroup.NON_LOCAL, 1, "D3DKMT_MEMORY_SEGMENT_GROUP_NON_LOCAL");
    unknown(MemorySegmentGroup.class, 2, -2, 2, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dkmt_offer_priority}. */
  @Test
  void offerPriority() {
    row(OfferPriority.LOW, 1, "D3DKMT_OFFER_PRIORITY_LOW");
    row(OfferPriority.NORMAL, 2, "D3DKMT_OFFER_PRIORITY_NORMAL");
    row(OfferPriority.HIGH, 3, "D3DKMT_OFFER_PRIORITY_HIGH");
    row(OfferPriority.AUTO, 4, "D3DKMT_OFFER_PRIORITY_AUTO");
    unknown(OfferPriority.class, 4, -2, 5, 0x7fffffff, 0x80000001);
  }

  /** {@code enum dxgk_page_fault_flags}. */
  @Test
  void pageFaultFlags() {
    row(PageFaultFlags.WRITE, 1, "DXGK_PAGE_FAULT_WRITE");
    row(PageFaultFlags.FENCE_INVALID, 2, "DXGK_PAGE_FAULT_FENCE_INVALID");
    row(PageFaultFlags.ADAPTER_RESET_REQUIRED, 4, "DXGK_PAGE_FAULT_ADAPTER_RESET_REQUIRED");
    row(PageFaultFlags.ENGINE_RESET_REQUIRED, 8, "DXGK_PAGE_FAULT_ENGINE_RESET_REQUIRED");
    row(PageFaultFlags.FATAL_HARDWARE_ERROR, 16, "DXGK_PAGE_FAULT_FATAL_HARDWARE_ERROR");
    row(PageFaultFlags.IOMMU, 32, "DXGK_PAGE_FAULT_IOMMU");
    row(PageFaultFlags.HW_CONTEXT_VALID, 64, "DXGK_PAGE_FAULT_HW_CONTEXT_VALID");
    row(PageFaultFlags.PROCESS_HANDLE_VALID, 128, "DXGK_PAGE_FAULT_PROCESS_HANDLE_VALID");
    unknown(PageFaultFlags.class, 8, -2, 3, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dddi_pagingqueue_priority}. */
  @Test
  void pagingQueuePriority() {
    row(PagingQueuePriority.BELOW_NORMAL, -1, "D3DDDI_PAGINGQUEUE_PRIORITY_BELOW_NORMAL");
    row(PagingQueuePriority.NORMAL, 0, "D3DDDI_PAGINGQUEUE_PRIORITY_NORMAL");
    row(PagingQueuePriority.ABOVE_NORMAL, 1, "D3DDDI_PAGINGQUEUE_PRIORITY_ABOVE_NORMAL");
    unknown(PagingQueuePriority.class, 3, -2, 2, 0x7fffffff, 0x80000001);
  }

  /** {@code enum kmtqueryadapterinfotype}. */
  @Test
  void queryAdapterInfoType() {
    row(QueryAdapterInfoType.UMDRIVERPRIVATE, 0, "KMTQAITYPE_UMDRIVERPRIVATE");
    row(QueryAdapterInfoType.UMDRIVERNAME, 1, "KMTQAITYPE_UMDRIVERNAME");
    row(QueryAdapterInfoType.UMOPENGLINFO, 2, "KMTQAITYPE_UMOPENGLINFO");
    row(QueryAdapterInfoType.GETSEGMENTSIZE, 3, "KMTQAITYPE_GETSEGMENTSIZE");
    row(QueryAdapterInfoType.ADAPTERGUID, 4, "KMTQAITYPE_ADAPTERGUID");
    row(QueryAdapterInfoType.FLIPQUEUEINFO, 5, "KMTQAITYPE_FLIPQUEUEINFO");
    row(QueryAdapterInfoType.ADAPTERADDRESS, 6, "KMTQAITYPE_ADAPTERADDRESS");
    row(QueryAdapterInfoType.SETWORKINGSETINFO, 7, "KMTQAITYPE_SETWORKINGSETINFO");
    row(QueryAdapterInfoType.ADAPTERREGISTRYINFO, 8, "KMTQAITYPE_ADAPTERREGISTRYINFO");
    row(QueryAdapterInfoType.CURRENTDISPLAYMODE, 9, "KMTQAITYPE_CURRENTDISPLAYMODE");
    row(QueryAdapterInfoType.MODELIST, 10, "KMTQAITYPE_MODELIST");
    row(QueryAdapterInfoType.CHECKDRIVERUPDATESTATUS, 11, "KMTQAITYPE_CHECKDRIVERUPDATESTATUS");
    row(QueryAdapterInfoType.VIRTUALADDRESSINFO, 12, "KMTQAITYPE_VIRTUALADDRESSINFO");
    row(QueryAdapterInfoType.DRIVERVERSION, 13, "KMTQAITYPE_DRIVERVERSION");
    row(QueryAdapterInfoType.ADAPTERTYPE, 15, "KMTQAITYPE_ADAPTERTYPE");
    row(QueryAdapterInfoType.OUTPUTDUPLCONTEXTSCOUNT, 16, "KMTQAITYPE_OUTPUTDUPLCONTEXTSCOUNT");
    row(QueryAdapterInfoType.WDDM_1_2_CAPS, 17, "KMTQAITYPE_WDDM_1_2_CAPS");
    row(QueryAdapterInfoType.UMD_DRIVER_VERSION, 18, "KMTQAITYPE_UMD_DRIVER_VERSION");
    row(QueryAdapterInfoType.DIRECTFLIP_SUPPORT, 19, "KMTQAITYPE_DIRECTFLIP_SUPPORT");
    row(QueryAdapterInfoType.MULTIPLANEOVERLAY_SUPPORT, 20, "KMTQAITYPE_MULTIPLANEOVERLAY_SUPPORT");
    row(QueryAdapterInfoType.DLIST_DRIVER_NAME, 21, "KMTQAITYPE_DLIST_DRIVER_NAME");
    row(QueryAdapterInfoType.WDDM_1_3_CAPS, 22, "KMTQAITYPE_WDDM_1_3_CAPS");
    row(QueryAdapterInfoType.MULTIPLANEOVERLAY_HUD_SUPPORT, 23, "KMTQAITYPE_MULTIPLANEOVERLAY_HUD_SUPPORT");
    row(QueryAdapterInfoType.WDDM_2_0_CAPS, 24, "KMTQAITYPE_WDDM_2_0_CAPS");
    row(QueryAdapterInfoType.NODEMETADATA, 25, "KMTQAITYPE_NODEMETADATA");
    row(QueryAdapterInfoType.CPDRIVERNAME, 26, "KMTQAITYPE_CPDRIVERNAME");
    row(QueryAdapterInfoType.XBOX, 27, "KMTQAITYPE_XBOX");
    row(QueryAdapterInfoType.INDEPENDENTFLIP_SUPPORT, 28, "KMTQAITYPE_INDEPENDENTFLIP_SUPPORT");
    row(QueryAdapterInfoType.MIRACASTCOMPANIONDRIVERNAME, 29, "KMTQAITYPE_MIRACASTCOMPANIONDRIVERNAME");
    row(QueryAdapterInfoType.PHYSICALADAPTERCOUNT, 30, "KMTQAITYPE_PHYSICALADAPTERCOUNT");
    row(QueryAdapterInfoType.PHYSICALADAPTERDEVICEIDS, 31, "KMTQAITYPE_PHYSICALADAPTERDEVICEIDS");
    row(QueryAdapterInfoType.DRIVERCAPS_EXT, 32, "KMTQAITYPE_DRIVERCAPS_EXT");
    row(QueryAdapterInfoType.QUERY_MIRACAST_DRIVER_TYPE, 33, "KMTQAITYPE_QUERY_MIRACAST_DRIVER_TYPE");
    row(QueryAdapterInfoType.QUERY_GPUMMU_CAPS, 34, "KMTQAITYPE_QUERY_GPUMMU_CAPS");
    row(QueryAdapterInfoType.QUERY_MULTIPLANEOVERLAY_DECODE_SUPPORT, 35,
        "KMTQAITYPE_QUERY_MULTIPLANEOVERLAY_DECODE_SUPPORT");
    row(QueryAdapterInfoType.QUERY_HW_PROTECTION_TEARDOWN_COUNT, 36, "KMTQAITYPE_QUERY_HW_PROTECTION_TEARDOWN_COUNT");
    row(QueryAdapterInfoType.QUERY_ISBADDRIVERFORHWPROTECTIONDISABLED, 37,
        "KMTQAITYPE_QUERY_ISBADDRIVERFORHWPROTECTIONDISABLED");
    row(QueryAdapterInfoType.MULTIPLANEOVERLAY_SECONDARY_SUPPORT, 38, "KMTQAITYPE_MULTIPLANEOVERLAY_SECONDARY_SUPPORT");
    row(QueryAdapterInfoType.INDEPENDENTFLIP_SECONDARY_SUPPORT, 39, "KMTQAITYPE_INDEPENDENTFLIP_SECONDARY_SUPPORT");
    row(QueryAdapterInfoType.PANELFITTER_SUPPORT, 40, "KMTQAITYPE_PANELFITTER_SUPPORT");
    row(QueryAdapterInfoType.PHYSICALADAPTERPNPKEY, 41, "KMTQAITYPE_PHYSICALADAPTERPNPKEY");
    row(QueryAdapterInfoType.GETSEGMENTGROUPSIZE, 42, "KMTQAITYPE_GETSEGMENTGROUPSIZE");
    row(QueryAdapterInfoType.MPO3DDI_SUPPORT, 43, "KMTQAITYPE_MPO3DDI_SUPPORT");
    row(QueryAdapterInfoType.HWDRM_SUPPORT, 44, "KMTQAITYPE_HWDRM_SUPPORT");
    row(QueryAdapterInfoType.MPOKERNELCAPS_SUPPORT, 45, "KMTQAITYPE_MPOKERNELCAPS_SUPPORT");
    row(QueryAdapterInfoType.MULTIPLANEOVERLAY_STRETCH_SUPPORT, 46, "KMTQAITYPE_MULTIPLANEOVERLAY_STRETCH_SUPPORT");
    row(QueryAdapterInfoType.GET_DEVICE_VIDPN_OWNERSHIP_INFO, 47, "KMTQAITYPE_GET_DEVICE_VIDPN_OWNERSHIP_INFO");
    row(QueryAdapterInfoType.QUERYREGISTRY, 48, "KMTQAITYPE_QUERYREGISTRY");
    row(QueryAdapterInfoType.KMD_DRIVER_VERSION, 49, "KMTQAITYPE_KMD_DRIVER_VERSION");
    row(QueryAdapterInfoType.BLOCKLIST_KERNEL, 50, "KMTQAITYPE_BLOCKLIST_KERNEL");
    row(QueryAdapterInfoType.BLOCKLIST_RUNTIME, 51, "KMTQAITYPE_BLOCKLIST_RUNTIME");
    row(QueryAdapterInfoType.ADAPTERGUID_RENDER, 52, "KMTQAITYPE_ADAPTERGUID_RENDER");
    row(QueryAdapterInfoType.ADAPTERADDRESS_RENDER, 53, "KMTQAITYPE_ADAPTERADDRESS_RENDER");
    row(QueryAdapterInfoType.ADAPTERREGISTRYINFO_RENDER, 54, "KMTQAITYPE_ADAPTERREGISTRYINFO_RENDER");
    row(QueryAdapterInfoType.CHECKDRIVERUPDATESTATUS_RENDER, 55, "KMTQAITYPE_CHECKDRIVERUPDATESTATUS_RENDER");
    row(QueryAdapterInfoType.DRIVERVERSION_RENDER, 56, "KMTQAITYPE_DRIVERVERSION_RENDER");
    row(QueryAdapterInfoType.ADAPTERTYPE_RENDER, 57, "KMTQAITYPE_ADAPTERTYPE_RENDER");
    row(QueryAdapterInfoType.WDDM_1_2_CAPS_RENDER, 58, "KMTQAITYPE_WDDM_1_2_CAPS_RENDER");
    row(QueryAdapterInfoType.WDDM_1_3_CAPS_RENDER, 59, "KMTQAITYPE_WDDM_1_3_CAPS_RENDER");
    row(QueryAdapterInfoType.QUERY_ADAPTER_UNIQUE_GUID, 60, "KMTQAITYPE_QUERY_ADAPTER_UNIQUE_GUID");
    row(QueryAdapterInfoType.NODEPERFDATA, 61, "KMTQAITYPE_NODEPERFDATA");
    row(QueryAdapterInfoType.ADAPTERPERFDATA, 62, "KMTQAITYPE_ADAPTERPERFDATA");
    row(QueryAdapterInfoType.ADAPTERPERFDATA_CAPS, 63, "KMTQAITYPE_ADAPTERPERFDATA_CAPS");
    row(QueryAdapterInfoType.GPUVERSION, 64, "KMTQUITYPE_GPUVERSION");
    row(QueryAdapterInfoType.DRIVER_DESCRIPTION, 65, "KMTQAITYPE_DRIVER_DESCRIPTION");
    row(QueryAdapterInfoType.DRIVER_DESCRIPTION_RENDER, 66, "KMTQAITYPE_DRIVER_DESCRIPTION_RENDER");
    row(QueryAdapterInfoType.SCANOUT_CAPS, 67, "KMTQAITYPE_SCANOUT_CAPS");
    row(QueryAdapterInfoType.DISPLAY_UMDRIVERNAME, 71, "KMTQAITYPE_DISPLAY_UMDRIVERNAME");
    row(QueryAdapterInfoType.PARAVIRTUALIZATION_RENDER, 68, "KMTQAITYPE_PARAVIRTUALIZATION_RENDER");
    row(QueryAdapterInfoType.SERVICENAME, 69, "KMTQAITYPE_SERVICENAME");
    row(QueryAdapterInfoType.WDDM_2_7_CAPS, 70, "KMTQAITYPE_WDDM_2_7_CAPS");
    row(QueryAdapterInfoType.TRACKEDWORKLOAD_SUPPORT, 72, "KMTQAITYPE_TRACKEDWORKLOAD_SUPPORT");
    row(QueryAdapterInfoType.HYBRID_DLIST_DLL_SUPPORT, 73, "KMTQAITYPE_HYBRID_DLIST_DLL_SUPPORT");
    row(QueryAdapterInfoType.DISPLAY_CAPS, 74, "KMTQAITYPE_DISPLAY_CAPS");
    row(QueryAdapterInfoType.WDDM_2_9_CAPS, 75, "KMTQAITYPE_WDDM_2_9_CAPS");
    row(QueryAdapterInfoType.CROSSADAPTERRESOURCE_SUPPORT, 76, "KMTQAITYPE_CROSSADAPTERRESOURCE_SUPPORT");
    row(QueryAdapterInfoType.WDDM_3_0_CAPS, 77, "KMTQAITYPE_WDDM_3_0_CAPS");
    unknown(QueryAdapterInfoType.class, 77, -2, 14, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dkmt_querystatistics_type}. */
  @Test
  void queryStatisticsType() {
    row(QueryStatisticsType.ADAPTER, 0, "D3DKMT_QUERYSTATISTICS_ADAPTER");
    row(QueryStatisticsType.PROCESS, 1, "D3DKMT_QUERYSTATISTICS_PROCESS");
    row(QueryStatisticsType.PROCESS_ADAPTER, 2, "D3DKMT_QUERYSTATISTICS_PROCESS_ADAPTER");
    row(QueryStatisticsType.SEGMENT, 3, "D3DKMT_QUERYSTATISTICS_SEGMENT");
    row(QueryStatisticsType.PROCESS_SEGMENT, 4, "D3DKMT_QUERYSTATISTICS_PROCESS_SEGMENT");
    row(QueryStatisticsType.NODE, 5, "D3DKMT_QUERYSTATISTICS_NODE");
    row(QueryStatisticsType.PROCESS_NODE, 6, "D3DKMT_QUERYSTATISTICS_PROCESS_NODE");
    row(QueryStatisticsType.VIDPNSOURCE, 7, "D3DKMT_QUERYSTATISTICS_VIDPNSOURCE");
    row(QueryStatisticsType.PROCESS_VIDPNSOURCE, 8, "D3DKMT_QUERYSTATISTICS_PROCESS_VIDPNSOURCE");
    row(QueryStatisticsType.PROCESS_SEGMENT_GROUP, 9, "D3DKMT_QUERYSTATISTICS_PROCESS_SEGMENT_GROUP");
    row(QueryStatisticsType.PHYSICAL_ADAPTER, 10, "D3DKMT_QUERYSTATISTICS_PHYSICAL_ADAPTER");
    unknown(QueryStatisticsType.class, 11, -2, 11, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dddi_reclaim_result}. */
  @Test
  void reclaimResult() {
    row(ReclaimResult.OK, 0, "D3DDDI_RECLAIM_RESULT_OK");
    row(ReclaimResult.DISCARDED, 1, "D3DDDI_RECLAIM_RESULT_DISCARDED");
    row(ReclaimResult.NOT_COMMITTED, 2, "D3DDDI_RECLAIM_RESULT_NOT_COMMITTED");
    unknown(ReclaimResult.class, 3, -2, 3, 0x7fffffff, 0x80000001);
  }

  /** {@code enum dxgk_render_pipeline_stage}. */
  @Test
  void renderPipelineStage() {
    row(RenderPipelineStage.UNKNOWN, 0, "DXGK_RENDER_PIPELINE_STAGE_UNKNOWN");
    row(RenderPipelineStage.INPUT_ASSEMBLER, 1, "DXGK_RENDER_PIPELINE_STAGE_INPUT_ASSEMBLER");
    row(RenderPipelineStage.VERTEX_SHADER, 2, "DXGK_RENDER_PIPELINE_STAGE_VERTEX_SHADER");
    row(RenderPipelineStage.GEOMETRY_SHADER, 3, "DXGK_RENDER_PIPELINE_STAGE_GEOMETRY_SHADER");
    row(RenderPipelineStage.STREAM_OUTPUT, 4, "DXGK_RENDER_PIPELINE_STAGE_STREAM_OUTPUT");
    row(RenderPipelineStage.RASTERIZER, 5, "DXGK_RENDER_PIPELINE_STAGE_RASTERIZER");
    row(RenderPipelineStage.PIXEL_SHADER, 6, "DXGK_RENDER_PIPELINE_STAGE_PIXEL_SHADER");
    row(RenderPipelineStage.OUTPUT_MERGER, 7, "DXGK_RENDER_PIPELINE_STAGE_OUTPUT_MERGER");
    unknown(RenderPipelineStage.class, 8, -2, 8, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dkmt_standardallocationtype}. */
  @Test
  void standardAllocationType() {
    row(StandardAllocationType.EXISTINGHEAP, 1, "D3DKMT_STANDARDALLOCATIONTYPE_EXISTINGHEAP");
    row(StandardAllocationType.CROSSADAPTER, 2, "D3DKMT_STANDARDALLOCATIONTYPE_CROSSADAPTER");
    unknown(StandardAllocationType.class, 2, -2, 3, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dkmdt_standardallocationtype}. */
  @Test
  void standardSurfaceType() {
    row(StandardSurfaceType.SHAREDPRIMARYSURFACE, 1, "D3DKMDT_STANDARDALLOCATION_SHAREDPRIMARYSURFACE");
    row(StandardSurfaceType.SHADOWSURFACE, 2, "D3DKMDT_STANDARDALLOCATION_SHADOWSURFACE");
    row(StandardSurfaceType.STAGINGSURFACE, 3, "D3DKMDT_STANDARDALLOCATION_STAGINGSURFACE");
    row(StandardSurfaceType.GDISURFACE, 4, "D3DKMDT_STANDARDALLOCATION_GDISURFACE");
    unknown(StandardSurfaceType.class, 4, -2, 5, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dddi_synchronizationobject_type}. */
  @Test
  void synchronizationObjectType() {
    row(SynchronizationObjectType.SYNCHRONIZATION_MUTEX, 1, "D3DDDI_SYNCHRONIZATION_MUTEX");
    row(SynchronizationObjectType.SEMAPHORE, 2, "D3DDDI_SEMAPHORE");
    row(SynchronizationObjectType.FENCE, 3, "D3DDDI_FENCE");
    row(SynchronizationObjectType.CPU_NOTIFICATION, 4, "D3DDDI_CPU_NOTIFICATION");
    row(SynchronizationObjectType.MONITORED_FENCE, 5, "D3DDDI_MONITORED_FENCE");
    row(SynchronizationObjectType.PERIODIC_MONITORED_FENCE, 6, "D3DDDI_PERIODIC_MONITORED_FENCE");
    row(SynchronizationObjectType.SYNCHRONIZATION_TYPE_LIMIT, 7, "D3DDDI_SYNCHRONIZATION_TYPE_LIMIT");
    unknown(SynchronizationObjectType.class, 7, -2, 8, 0x7fffffff, 0x80000001);
  }

  /** {@code enum d3dddi_updategpuvirtualaddress_operation_type}. */
  @Test
  void updateGpuVirtualAddressOperationType() {
    row(UpdateGpuVirtualAddressOperationType.MAP, 0, "D3DDDI_UPDATEGPUVIRTUALADDRESS_MAP");
    row(UpdateGpuVirtualAddressOperationType.UNMAP, 1, "D3DDDI_UPDATEGPUVIRTUALADDRESS_UNMAP");
    row(UpdateGpuVirtualAddressOperationType.COPY, 2, "D3DDDI_UPDATEGPUVIRTUALADDRESS_COPY");
    row(UpdateGpuVirtualAddressOperationType.MAP_PROTECT, 3, "D3DDDI_UPDATEGPUVIRTUALADDRESS_MAP_PROTECT");
    unknown(UpdateGpuVirtualAddressOperationType.class, 4, -2, 4, 0x7fffffff, 0x80000001);
  }
}
