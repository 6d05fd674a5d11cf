package org.paravane.host.object;

import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * Limits how many operations a partition has queued in all its contexts together. Schedulers know how many each context has;
 * asking all of them for every operation would be slow, so what was admitted is added up here and counted anew only when the
 * sum reaches the limit.
 */
public final class WorkBudget {
  private final Partition partition;
  private long estimate;

  WorkBudget(Partition partition) {
    this.partition = partition;
  }

  /** Room for some operations, or ENOMEM. */
  public Result<Integer> admit(int operations) {
    int limit = partition.policy().queuedWork();
    if (estimate + operations > limit) {
      estimate = queuedNow();
      if (estimate + operations > limit) {
        return Result.failed(Errno.ENOMEM, "too much work queued: " + partition + ", queued=" + estimate + ", asked="
            + operations + ", limit=" + limit);
      }
    }
    estimate += operations;
    return Result.ok(operations);
  }

  /** Operations that are queued in the partition's contexts now. */
  public long queuedNow() {
    long sum = 0;
    for (HostProcess process : partition.processes()) {
      sum += process.queuedWork();
    }
    return sum;
  }
}
