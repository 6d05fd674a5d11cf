package org.paravane.abi.ioctl;

import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Length;
import org.paravane.abi.Luid;
import org.paravane.abi.Pointer;
import org.paravane.abi.StructCodec;
import org.paravane.abi.U32Array;
import org.paravane.abi.U64Array;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;

/**
 * Numbers that libdxg would issue and no driver handles: each answers ENOTTY. Source: d3dkmt-abi.md section 3.1.
 */
public enum UnimplementedIoctl {
  CREATECONTEXT(0x03, "CreateContext", CreateContext.class), //
  CREATEHWCONTEXT(0x17, "CreateHwContext", CreateHwContext.class), //
  DESTROYHWCONTEXT(0x1a, "DestroyHwContext", DestroyHwContext.class), //
  GETSHAREDRESOURCEADAPTERLUID(0x23, "GetSharedResourceAdapterLuid", GetSharedResourceAdapterLuid.class), //
  OPENRESOURCE(0x28, "OpenResource", OpenResource.class), //
  OPENSYNCHRONIZATIONOBJECT(0x29, "OpenSynchronizationObject", OpenSynchronizationObject.class), //
  QUERYRESOURCEINFO(0x2b, "QueryResourceInfo", QueryResourceInfo.class), //
  RENDER(0x2d, "Render", Render.class);

  private final int number;
  private final String entryPoint;
  private final Class<? extends Record> argument;

  UnimplementedIoctl(int number, String entryPoint, Class<? extends Record> argument) {
    this.number = number;
    this.entryPoint = entryPoint;
    this.argument = argument;
  }

  public int number() {
    return number;
  }

  /** Name of the libdxg function without {@code D3DKMT}. */
  public String entryPoint() {
    return entryPoint;
  }

  public Class<? extends Record> argument() {
    return argument;
  }

  public int requestCode() {
    return DxgIoctl.requestCode(number, StructCodec.of(argument).size());
  }

  public Errno answer() {
    return Errno.ENOTTY;
  }

  /** Argument that libdxg would pass, 96 bytes. */
  @CStruct(windows = "D3DKMT_CREATECONTEXT", size = 96)
  public record CreateContext(
      Handle device,
      int nodeOrdinal,
      int engineAffinity,
      CreateContextFlags flags,
      @Pointer long privateDriverData,
      int privateDriverDataSize,
      @Enumerated(ClientHint.class) int clientHint,
      Handle context,
      @Pointer long commandBuffer,
      int commandBufferSize,
      @Pointer(AllocationList.class) long allocationList,
      int allocationListSize,
      @Pointer(PatchLocationList.class) long patchLocationList,
      int patchLocationListSize,
      @Win("CommandBuffer") long commandBufferGpuVa) {
  }

  /** Argument that libdxg would pass, 40 bytes. */
  @CStruct(windows = "D3DKMT_CREATEHWCONTEXT", size = 40)
  public record CreateHwContext(
      Handle device,
      int nodeOrdinal,
      int engineAffinity,
      CreateHwContextFlags flags,
      int privateDriverDataSize,
      @Pointer long privateDriverData,
      Handle hwContext) {
  }

  /** 4 bytes. */
  @CStruct(windows = "D3DDDI_CREATEHWCONTEXTFLAGS", size = 4)
  public record CreateHwContextFlags(
      @Whole(value = "Value", windowsOnly = true) @Bits(32) int reserved) {
  }

  /** Argument that libdxg would pass, 4 bytes. */
  @CStruct(windows = "D3DKMT_DESTROYHWCONTEXT", size = 4)
  public record DestroyHwContext(
      Handle hwContext) {
  }

  /** Argument that libdxg would pass, 24 bytes. */
  @CStruct(windows = "D3DKMT_GETSHAREDRESOURCEADAPTERLUID", size = 24)
  public record GetSharedResourceAdapterLuid(
      Handle globalShare,
      @Win({
          "hNtHandle_Align", "ptr<bytes> hNtHandle"}) long ntHandle,
      Luid adapterLuid) {
  }

  /** Argument that libdxg would pass, 72 bytes. */
  @CStruct(windows = "D3DKMT_OPENRESOURCE", size = 72)
  public record OpenResource(
      Handle device,
      Handle globalShare,
      int numAllocations,
      @Win({
          "ptr<D3DDDI_OPENALLOCATIONINFO> pOpenAllocationInfo", "ptr<D3DDDI_OPENALLOCATIONINFO2> pOpenAllocationInfo2",
          "u64 AlignUnionTo64"}) long openAllocationInfo,
      @Pointer long privateRuntimeData,
      int privateRuntimeDataSize,
      @Pointer long resourcePrivateDriverData,
      int resourcePrivateDriverDataSize,
      @Pointer long totalPrivateDriverDataBuffer,
      int totalPrivateDriverDataBufferSize,
      Handle resource) {
  }

  /** Argument that libdxg would pass, 72 bytes. */
  @CStruct(windows = "D3DKMT_OPENSYNCHRONIZATIONOBJECT", size = 72)
  public record OpenSynchronizationObject(
      Handle sharedHandle,
      Handle syncObject,
      @Length(8) U64Array reserved) {
  }

  /** Argument that libdxg would pass, 32 bytes. */
  @CStruct(windows = "D3DKMT_QUERYRESOURCEINFO", size = 32)
  public record QueryResourceInfo(
      Handle device,
      Handle globalShare,
      @Pointer long privateRuntimeData,
      int privateRuntimeDataSize,
      int totalPrivateDriverDataSize,
      int resourcePrivateDriverDataSize,
      int numAllocations) {
  }

  /** Argument that libdxg would pass, 368 bytes. */
  @CStruct(windows = "D3DKMT_RENDER", size = 368)
  public record Render(
      @Win({
          "hDevice", "hContext"}) Handle device,
      int commandOffset,
      int commandLength,
      int allocationCount,
      int patchLocationCount,
      @Pointer long newCommandBuffer,
      int newCommandBufferSize,
      @Pointer(AllocationList.class) long newAllocationList,
      int newAllocationListSize,
      @Pointer(PatchLocationList.class) long newPatchLocationList,
      int newPatchLocationListSize,
      RenderFlags flags,
      long presentHistoryToken,
      int broadcastContextCount,
      @Length(64) U32Array broadcastContext,
      int queuedBufferCount,
      @Win("NewCommandBuffer") long newCommandBufferGpuVa,
      @Pointer long privateDriverData,
      int privateDriverDataSize) {
  }

  /** 4 bytes. */
  @CStruct(windows = "D3DKMT_RENDERFLAGS", size = 4)
  public record RenderFlags(
      @Bits(1) boolean resizeCommandBuffer,
      @Bits(1) boolean resizeAllocationList,
      @Bits(1) boolean resizePatchLocationList,
      @Bits(1) boolean nullRendering,
      @Bits(1) boolean presentRedirected,
      @Bits(1) boolean renderKm,
      @Bits(1) boolean renderKmReadback,
      @Bits(25) int reserved) {
  }
}
