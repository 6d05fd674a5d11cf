package org.paravane.host.engine.opencl;

import static org.lwjgl.opencl.CL10.CL_EVENT_COMMAND_EXECUTION_STATUS;
import static org.lwjgl.opencl.CL10.CL_PROFILING_COMMAND_END;
import static org.lwjgl.opencl.CL10.CL_PROFILING_COMMAND_START;
import static org.lwjgl.opencl.CL10.clReleaseEvent;
import static org.lwjgl.opencl.CL10.nclGetEventInfo;
import static org.lwjgl.opencl.CL10.nclGetEventProfilingInfo;

import org.jspecify.annotations.Nullable;

/**
 * Commands of one in-order queue that were enqueued and are not known to be complete. Commands are counted from 1; that one is
 * complete means that all before it are.
 */
final class LaunchWindow implements AutoCloseable {
  static final int SIZE = 64;

  private final long[] events = new long[SIZE];
  private final @Nullable LaunchTimes[] learning = new LaunchTimes[SIZE];
  private final int[] buckets = new int[SIZE];
  private final Native answer = new Native(32);
  private long issued;
  private long completed;
  private int failure;

  /** Address for the event of the next command. */
  long eventTarget() {
    return answer.address(0);
  }

  /**
   * The command whose event was put to {@link #eventTarget} is enqueued.
   *
   * @param times who is told how long it took, if the queue has profiling
   */
  void add(@Nullable LaunchTimes times, int bucket) {
    int slot = (int) issued & SIZE - 1;
    events[slot] = answer.getLong(0);
    learning[slot] = times;
    buckets[slot] = bucket;
    issued++;
  }

  /** Number of the command that was enqueued last. */
  long issued() {
    return issued;
  }

  boolean isEmpty() {
    return completed == issued;
  }

  /** Whether so many commands can be added; if not, looks whether half of those before them are complete. */
  boolean hasRoom(int commands) {
    return issued - completed <= SIZE - commands || reached(issued - SIZE / 2);
  }

  /** Whether a command is complete. */
  boolean reached(long number) {
    if (number <= completed) {
      return true;
    }
    int status = status(events[(int) (number - 1) & SIZE - 1]);
    if (status > 0) {
      return false;
    } else if (status < 0) {
      failure = status;
    }
    while (completed < number) {
      release((int) completed & SIZE - 1);
      completed++;
    }
    return true;
  }

  boolean drained() {
    return reached(issued);
  }

  /** Event of the newest command; 0 if all are complete. */
  long newestEvent() {
    return isEmpty() ? 0 : events[(int) (issued - 1) & SIZE - 1];
  }

  /** Number of the first command that is not known to be complete; 0 if there is none. */
  long oldest() {
    return isEmpty() ? 0 : completed + 1;
  }

  /** Event of a command that may not be complete. */
  long event(long number) {
    return number <= completed ? 0 : events[(int) (number - 1) & SIZE - 1];
  }

  /** The first negative status of a command, 0 if none failed. */
  int failure() {
    return failure;
  }

  private int status(long event) {
    OpenClException.check(nclGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, 4, answer.address(8), 0),
        "clGetEventInfo");
    return answer.getInt(8);
  }

  private void release(int slot) {
    LaunchTimes times = learning[slot];
    if (times != null) {
      if (nclGetEventProfilingInfo(events[slot], CL_PROFILING_COMMAND_START, 8, answer.address(16), 0) == 0
          && nclGetEventProfilingInfo(events[slot], CL_PROFILING_COMMAND_END, 8, answer.address(24), 0) == 0) {
        times.ranWithThreads(buckets[slot], answer.getLong(24) - answer.getLong(16));
      }
      learning[slot] = null;
    }
    clReleaseEvent(events[slot]);
  }

  /** Forgets the commands; nothing waits for them any more. */
  @Override
  public void close() {
    while (completed < issued) {
      clReleaseEvent(events[(int) completed & SIZE - 1]);
      completed++;
    }
    answer.close();
  }
}
