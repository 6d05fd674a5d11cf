package org.paravane.abi.query;

import java.util.List;
import org.paravane.abi.Bits;
import org.paravane.abi.CStruct;
import org.paravane.abi.Enumerated;
import org.paravane.abi.Length;
import org.paravane.abi.Signed;
import org.paravane.abi.U32Array;
import org.paravane.abi.U64Array;
import org.paravane.abi.Whole;
import org.paravane.abi.Win;
import org.paravane.abi.ioctl.ClientHint;

/**
 * What {@link org.paravane.abi.ioctl.QueryStatistics} answers with, by type, and its selectors. Spelling errors are those of
 * the Windows headers. Source: d3dkmt-libdxg.csv, d3dkmt-abi.md section 9.4.
 */
public final class Statistics {
  private Statistics() {
  }

  /** 776 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_ADAPTER_INFORMATION", size = 776)
  public record AdapterInformation(
      int nbSegments,
      int nodeCount,
      int vidPnSourceCount,
      int vSyncEnabled,
      int tdrDetectedCount,
      @Signed long zeroLengthDmaBuffers,
      long restartedPeriod,
      ReferenceDmaBuffer referenceDmaBuffer,
      Renaming renaming,
      Preparation preparation,
      PagingFault pagingFault,
      PagingTransfer pagingTransfer,
      SwizzlingRange swizzlingRange,
      Locks locks,
      Allocations allocations,
      Terminations terminations,
      AdapterInformationFlags flags,
      @Length(7) U64Array reserved) {
  }

  /** 368 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_PHYSICAL_ADAPTER_INFORMATION", size = 368)
  public record PhysicalAdapterInformation(
      AdapterPerfData adapterPerfData,
      AdapterPerfDataCaps adapterPerfDataCaps,
      GpuVersion gpuVersion) {
  }

  /** 152 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_SEGMENT_INFORMATION", size = 152)
  public record SegmentInformation(
      long commitLimit,
      long bytesCommitted,
      long bytesResident,
      Memory memory,
      int aperture,
      @Length(5) U64Array totalBytesEvictedByPriority,
      long systemMemoryEndAddress,
      PowerFlags powerFlags,
      SegmentProperties segmentProperties,
      @Length(5) U64Array reserved) {
    /** {@code PowerFlags}, 8 bytes. */
    @CStruct(size = 8)
    public record PowerFlags(
        @Bits(value = 1, in = long.class) boolean preservedDuringStandby,
        @Bits(value = 1, in = long.class) boolean preservedDuringHibernate,
        @Bits(value = 1, in = long.class) boolean partiallyPreservedDuringHibernate,
        @Bits(value = 61, in = long.class) long reserved) {
    }

    /** {@code SegmentProperties}, 8 bytes. */
    @CStruct(size = 8)
    public record SegmentProperties(
        @Bits(value = 1, in = long.class) boolean systemMemory,
        @Win("PopulatedByReservedDDRByFirmware") @Bits(value = 1, in = long.class) boolean populatedByReservedDdrByFirmware,
        @Bits(value = 62, in = long.class) long reserved) {
    }
  }

  /** 616 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_NODE_INFORMATION", size = 616)
  public record NodeInformation(
      ProcessNodeInformation globalInformation,
      ProcessNodeInformation systemInformation,
      NodePerfData nodePerfData,
      @Length(3) U32Array reserved) {
  }

  /** 224 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_VIDPNSOURCE_INFORMATION", size = 224)
  public record VidPnSourceInformation(
      ProcessVidPnSourceInformation globalInformation,
      ProcessVidPnSourceInformation systemInformation,
      @Length(8) U64Array reserved) {
  }

  /** 144 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_PROCESS_INFORMATION", size = 144)
  public record ProcessInformation(
      int nodeCount,
      int vidPnSourceCount,
      SystemMemory systemMemory,
      @Length(7) U64Array reserved) {
  }

  /** 272 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_PROCESS_ADAPTER_INFORMATION", size = 272)
  public record ProcessAdapterInformation(
      int nbSegments,
      int nodeCount,
      int vidPnSourceCount,
      int virtualMemoryUsage,
      DmaBuffer dmaBuffer,
      CommitmentData commitmentData,
      @Win("_Policy") Policy policy,
      ProcessInterferenceCounters processInterferenceCounters,
      @Enumerated(ClientHint.class) int clientHint) {
  }

  /** 216 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_PROCESS_SEGMENT_INFORMATION", size = 216)
  public record ProcessSegmentInformation(
      long bytesCommitted,
      long maximumWorkingSet,
      long minimumWorkingSet,
      int nbReferencedAllocationEvictedInPeriod,
      int padding,
      VideoMemory videoMemory,
      @Win("_Policy") ProcessSegmentPolicy policy,
      @Length(8) U64Array reserved) {
  }

  /** 272 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_PROCESS_NODE_INFORMATION", size = 272)
  public record ProcessNodeInformation(
      LargeInteger runningTime,
      int contextSwitch,
      PreemptionInformation preemptionStatistics,
      PacketInformation packetStatistics,
      @Length(8) U64Array reserved) {
  }

  /** 80 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_PROCESS_VIDPNSOURCE_INFORMATION", size = 80)
  public record ProcessVidPnSourceInformation(
      int frame,
      int cancelledFrame,
      int queuedPresent,
      int padding,
      long isVSyncEnabled,
      long vSyncOnTotalTimeMs,
      long vSyncOffKeepPhaseTotalTimeMs,
      long vSyncOffNoPhaseTotalTimeMs,
      @Length(4) U64Array reserved) {
  }

  /** 64 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_PROCESS_SEGMENT_GROUP_INFORMATION", size = 64)
  public record ProcessSegmentGroupInformation(
      long budget,
      long requested,
      long usage,
      @Length(5) U64Array demoted) {
  }

  /** 56 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATSTICS_REFERENCE_DMA_BUFFER", size = 56)
  public record ReferenceDmaBuffer(
      int nbCall,
      int nbAllocationsReferenced,
      int maxNbAllocationsReferenced,
      @Win("NbNULLReference") int nbNullReference,
      int nbWriteReference,
      int nbRenamedAllocationsReferenced,
      int nbIterationSearchingRenamedAllocation,
      int nbLockedAllocationReferenced,
      int nbAllocationWithValidPrepatchingInfoReferenced,
      int nbAllocationWithInvalidPrepatchingInfoReferenced,
      @Win("NbDMABufferSuccessfullyPrePatched") int nbDmaBufferSuccessfullyPrePatched,
      int nbPrimariesReferencesOverflow,
      int nbAllocationWithNonPreferredResources,
      int nbAllocationInsertedInMigrationTable) {
  }

  /** 36 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATSTICS_RENAMING", size = 36)
  public record Renaming(
      int nbAllocationsRenamed,
      int nbAllocationsShrinked,
      int nbRenamedBuffer,
      int maxRenamingListLength,
      int nbFailuresDueToRenamingLimit,
      int nbFailuresDueToCreateAllocation,
      int nbFailuresDueToOpenAllocation,
      int nbFailuresDueToLowResource,
      int nbFailuresDueToNonRetiredLimit) {
  }

  /** 32 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATSTICS_PREPRATION", size = 32)
  public record Preparation(
      int broadcastStall,
      @Win("NbDMAPrepared") int nbDmaPrepared,
      @Win("NbDMAPreparedLongPath") int nbDmaPreparedLongPath,
      int immediateHighestPreparationPass,
      Counter allocationsTrimmed) {
  }

  /** 264 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATSTICS_PAGING_FAULT", size = 264)
  public record PagingFault(
      Counter faults,
      Counter faultsFirstTimeAccess,
      Counter faultsReclaimed,
      Counter faultsMigration,
      Counter faultsIncorrectResource,
      Counter faultsLostContent,
      Counter faultsEvicted,
      @Win("AllocationsMEM_RESET") Counter allocationsMemReset,
      Counter allocationsUnresetSuccess,
      Counter allocationsUnresetFail,
      int allocationsUnresetSuccessRead,
      int allocationsUnresetFailRead,
      Counter evictions,
      Counter evictionsDueToPreparation,
      Counter evictionsDueToLock,
      Counter evictionsDueToClose,
      Counter evictionsDueToPurge,
      @Win("EvictionsDueToSuspendCPUAccess") Counter evictionsDueToSuspendCpuAccess) {
  }

  /** 64 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATSTICS_PAGING_TRANSFER", size = 64)
  public record PagingTransfer(
      long bytesFilled,
      long bytesDiscarded,
      long bytesMappedIntoAperture,
      long bytesUnmappedFromAperture,
      long bytesTransferredFromMdlToMemory,
      long bytesTransferredFromMemoryToMdl,
      long bytesTransferredFromApertureToMemory,
      long bytesTransferredFromMemoryToAperture) {
  }

  /** 8 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATSTICS_SWIZZLING_RANGE", size = 8)
  public record SwizzlingRange(
      int nbRangesAcquired,
      int nbRangesReleased) {
  }

  /** 28 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATSTICS_LOCKS", size = 28)
  public record Locks(
      int nbLocks,
      int nbLocksWaitFlag,
      int nbLocksDiscardFlag,
      int nbLocksNoOverwrite,
      int nbLocksNoReadSync,
      int nbLocksLinearization,
      int nbComplexLocks) {
  }

  /** 112 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATSTICS_ALLOCATIONS", size = 112)
  public record Allocations(
      Counter created,
      Counter destroyed,
      Counter opened,
      Counter closed,
      Counter migratedSuccess,
      Counter migratedFail,
      Counter migratedAbandoned) {
  }

  /** 64 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATSTICS_TERMINATIONS", size = 64)
  public record Terminations(
      Counter terminatedShared,
      Counter terminatedNonShared,
      Counter destroyedShared,
      Counter destroyedNonShared) {
  }

  /** 8 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_ADAPTER_INFORMATION_FLAGS", size = 8)
  public record AdapterInformationFlags(
      @Whole(value = "Value", windowsOnly = true) @Bits(value = 2, in = long.class) int numberOfMemoryGroups,
      @Bits(value = 1, in = long.class) boolean supportsDemotion,
      @Bits(value = 61, in = long.class) long reserved) {
  }

  /** 16 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_MEMORY", size = 16)
  public record Memory(
      long totalBytesEvicted,
      int allocsCommitted,
      int allocsResident) {
  }

  /** 80 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_SYSTEM_MEMORY", size = 80)
  public record SystemMemory(
      long bytesAllocated,
      long bytesReserved,
      int smallAllocationBlocks,
      int largeAllocationBlocks,
      long writeCombinedBytesAllocated,
      long writeCombinedBytesReserved,
      long cachedBytesAllocated,
      long cachedBytesReserved,
      long sectionBytesAllocated,
      long sectionBytesReserved,
      long bytesZeroed) {
  }

  /** 24 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_DMA_BUFFER", size = 24)
  public record DmaBuffer(
      Counter size,
      int allocationListBytes,
      int patchLocationListBytes) {
  }

  /** 48 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_COMMITMENT_DATA", size = 48)
  public record CommitmentData(
      long totalBytesEvictedFromProcess,
      @Length(5) U64Array bytesBySegmentPreference) {
  }

  /** 104 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_POLICY", size = 104)
  public record Policy(
      @Length(5) U64Array preferApertureForRead,
      @Length(5) U64Array preferAperture,
      long memResetOnPaging,
      long removePagesFromWorkingSetOnPaging,
      long migrationEnabled) {
  }

  /** 72 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_PROCESS_INTERFERENCE_COUNTERS", size = 72)
  public record ProcessInterferenceCounters(
      @Length(9) U64Array interferenceCount) {
  }

  /** 112 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_VIDEO_MEMORY", size = 112)
  public record VideoMemory(
      int allocsCommitted,
      @Length(5) List<Counter> allocsResidentInP,
      Counter allocsResidentInNonPreferred,
      long totalBytesEvictedDueToPreparation) {
  }

  /** 8 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_PROCESS_SEGMENT_POLICY", size = 8)
  public record ProcessSegmentPolicy(
      @Win("UseMRU") long useMru) {
  }

  /** 64 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_PREEMPTION_INFORMATION", size = 64)
  public record PreemptionInformation(
      @Length(16) U32Array preemptionCounter) {
  }

  /** 128 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_PACKET_INFORMATION", size = 128)
  public record PacketInformation(
      @Length(8) List<QueuePacketTypeInformation> queuePacket,
      @Length(4) List<DmaPacketTypeInformation> dmaPacket) {
  }

  /** 16 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_COUNTER", size = 16)
  public record Counter(
      int count,
      long bytes) {
  }

  /** 8 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_QUEUE_PACKET_TYPE_INFORMATION", size = 8)
  public record QueuePacketTypeInformation(
      int packetSubmited,
      int packetCompleted) {
  }

  /** 16 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_DMA_PACKET_TYPE_INFORMATION", size = 16)
  public record DmaPacketTypeInformation(
      int packetSubmited,
      int packetCompleted,
      int packetPreempted,
      int packetFaulted) {
  }

  /** 4 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_QUERY_SEGMENT", size = 4)
  public record QuerySegment(
      int segmentId) {
  }

  /** 4 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_QUERY_NODE", size = 4)
  public record QueryNode(
      int nodeId) {
  }

  /** 4 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_QUERY_VIDPNSOURCE", size = 4)
  public record QueryVidPnSource(
      int vidPnSourceId) {
  }

  /** 4 bytes. */
  @CStruct(windows = "D3DKMT_QUERYSTATISTICS_QUERY_PHYSICAL_ADAPTER", size = 4)
  public record QueryPhysicalAdapter(
      int physicalAdapterIndex) {
  }
}
