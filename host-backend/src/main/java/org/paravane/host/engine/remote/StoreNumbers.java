package org.paravane.host.engine.remote;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.engine.worker.WorkerCalls;
import org.paravane.host.memory.PageStore;
import org.paravane.linux.OwnedFd;

/** Which stores a process's worker has, under which numbers. For one thread at a time. */
final class StoreNumbers {
  /** So many are attached before those that no mapping needs are looked for. */
  private static final int SWEEP_AT = 64;

  private final PageStore local;
  private final IntSupplier fresh;
  private final Map<PageStore, Integer> numbers = new HashMap<>();
  private int sweepAt = SWEEP_AT;

  /**
   * Nothing attached.
   *
   * @param local the process's local memory
   * @param fresh numbers that the worker has never seen
   */
  StoreNumbers(PageStore local, IntSupplier fresh) {
    this.local = local;
    this.fresh = fresh;
  }

  /** The number of a store, which is attached if the worker does not have it yet; failed if no process can map it. */
  Result<Integer> number(PageStore store, WorkerCalls calls) {
    Integer known = numbers.get(store);
    if (known != null) {
      return Result.ok(known);
    }
    OwnedFd file = store.file();
    if (file == null) {
      return Result.failed(Errno.EOPNOTSUPP, "memory is no file that a worker could map");
    }
    int number = fresh.getAsInt();
    numbers.put(store, number);
    calls.attachStore(number, file, store.capacityBytes(), store.equals(local));
    return Result.ok(number);
  }

  /** The number of a store if the worker has it, 0 otherwise. */
  int known(PageStore store) {
    return numbers.getOrDefault(store, 0);
  }

  /** Whether it is time to {@link #sweep}. */
  boolean isLarge() {
    return numbers.size() >= sweepAt;
  }

  /** Detaches what is not among these. */
  void sweep(Set<PageStore> needed, WorkerCalls calls) {
    Set<PageStore> keep = new HashSet<>(needed);
    keep.add(local);
    for (Iterator<Map.Entry<PageStore, Integer>> all = numbers.entrySet().iterator(); all.hasNext();) {
      Map.Entry<PageStore, Integer> entry = all.next();
      if (!keep.contains(entry.getKey())) {
        calls.detachStore(entry.getValue());
        all.remove();
      }
    }
    sweepAt = Math.max(SWEEP_AT, 2 * numbers.size());
  }

  /** Detaches all of them. */
  void detachAll(WorkerCalls calls) {
    numbers.values().forEach(calls::detachStore);
    numbers.clear();
  }
}
