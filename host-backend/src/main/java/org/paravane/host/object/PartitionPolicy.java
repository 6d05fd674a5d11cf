package org.paravane.host.object;

/**
 * What one guest connection may use.
 *
 * @param memoryBytes memory on one adapter, of each segment group
 * @param processes processes of the partition
 * @param devices devices
 * @param contexts contexts
 * @param queues hardware queues, and the same number of paging queues
 * @param allocations allocations, and the same number of resources
 * @param syncObjects sync objects, fences of queues included
 * @param gpuMappings GPU mappings and reservations of one process
 * @param queuedWork command buffers, waits and signals that were accepted and are not finished
 * @param priorityCeiling the highest context priority; fair share comes with the scheduler that reads it
 * @param weight the share of an engine relative to other partitions, 1 to 1000; as above
 */
public record PartitionPolicy(long memoryBytes, int processes, int devices, int contexts, int queues, int allocations,
    int syncObjects, int gpuMappings, int queuedWork, int priorityCeiling, int weight) {

  public PartitionPolicy {
    if (memoryBytes < 0 || processes < 0 || devices < 0 || contexts < 0 || queues < 0 || allocations < 0
        || syncObjects < 0 || gpuMappings < 1 || queuedWork < 0 || weight < 1 || weight > 1000) {
      throw new IllegalArgumentException("partition policy out of range");
    }
    long handles = (long) devices + contexts + 2L * queues + 2L * allocations + syncObjects;
    if (handles > HandleTable.MAX_HANDLES) {
      throw new IllegalArgumentException(
          "partition policy allows more objects than a handle table holds: objects=" + handles);
    }
  }

  /** Limits that a well-behaved guest does not meet and a hostile one cannot hurt the host with. */
  public static PartitionPolicy defaults() {
    return new PartitionPolicy(1L << 30, 256, 1024, 4096, 4096, 65_536, 65_536, 8192, 65_536, 0, 100);
  }

  /** The same policy with another memory cap. */
  public PartitionPolicy withMemoryBytes(long bytes) {
    return new PartitionPolicy(bytes, processes, devices, contexts, queues, allocations, syncObjects, gpuMappings,
        queuedWork, priorityCeiling, weight);
  }

  /** The limit for objects of a kind. */
  public int limit(ObjectKind kind) {
    return switch (kind) {
      case PROCESS -> processes;
      case DEVICE -> devices;
      case CONTEXT -> contexts;
      case HW_QUEUE, PAGING_QUEUE -> queues;
      case ALLOCATION, RESOURCE -> allocations;
      case SYNC_OBJECT -> syncObjects;
    };
  }
}
