package org.paravane.device.io;

/**
 * Who makes a call on a device node.
 *
 * @param threadGroupId the process (tgid) as the system of the node sees it
 * @param threadId      the thread (tid) that calls
 * @param userId        effective uid
 * @param groupId       effective gid
 * @param memory        the way to the memory and descriptors of the process
 */
public record Caller(int threadGroupId, int threadId, int userId, int groupId, CallerMemory memory) {

  /** A caller inside this program that has no memory to offer: tests, management commands. */
  public static Caller internal() {
    int pid = Math.toIntExact(ProcessHandle.current().pid());
    return new Caller(pid, pid, 0, 0, CallerMemory.none());
  }
}
