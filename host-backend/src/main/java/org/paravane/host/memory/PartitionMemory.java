package org.paravane.host.memory;

import java.util.ArrayList;
import java.util.List;

/** What one partition has of an adapter's memory. Thread-safe. */
public final class PartitionMemory {
  private final AdapterMemory adapter;
  private final Account account;
  private final List<ProcessMemory> processes = new ArrayList<>();

  PartitionMemory(AdapterMemory adapter, Account account) {
    this.adapter = adapter;
    this.account = account;
  }

  /**
   * A place for a process.
   *
   * @param name for reasons and logs
   * @param addressSpace where its allocations will be mapped
   */
  public ProcessMemory openProcess(String name, GpuAddressSpace addressSpace) {
    return openProcess(name, addressSpace, adapter.local());
  }

  /**
   * A place for a process whose local memory is in a store of its own, so that who maps that store sees no other process.
   *
   * @param local as long as the adapter's local segment; ranges are given out for the adapter as a whole
   */
  public ProcessMemory openProcess(String name, GpuAddressSpace addressSpace, PageStore local) {
    synchronized (adapter.lock()) {
      Account unlimited = new Account(name, account, new MemoryBudget(Long.MAX_VALUE, Long.MAX_VALUE));
      ProcessMemory process = new ProcessMemory(adapter, this, unlimited, addressSpace, local);
      processes.add(process);
      return process;
    }
  }

  public String name() {
    return account.name();
  }

  /** Figures of the partition as a whole. */
  public MemoryFigures figures(SegmentGroup group) {
    synchronized (adapter.lock()) {
      return account.figures(group);
    }
  }

  /** Takes the partition off the books, which must be empty: all processes closed, and their memory given back. */
  public void close() {
    synchronized (adapter.lock()) {
      if (!processes.isEmpty()) {
        throw new IllegalStateException(
            "partition has processes: partition=" + name() + ", processes=" + processes.size());
      }
      adapter.closed(this);
    }
  }

  Account account() {
    return account;
  }

  void closed(ProcessMemory process) {
    processes.remove(process);
  }

  void addViolations(SegmentGroup group, List<String> wrong) {
    long used = 0;
    long reserved = 0;
    for (ProcessMemory process : processes) {
      process.addViolations(group, wrong);
      used += process.account().used(group);
      reserved += process.account().reserved(group);
    }
    AdapterMemory.expect(wrong, "usage of processes, partition=" + name() + ", segment=" + group, used,
        account.used(group));
    AdapterMemory.expect(wrong, "reservations of processes, partition=" + name() + ", segment=" + group, reserved,
        account.reserved(group));
  }
}
