package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;
import org.paravane.runtime.fake.FakeNode;

/** Writing and submitting packets makes no garbage. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SteadyPathTest {
  private static final int WARM_UP = 200_000;
  private static final int MEASURED = 50_000;
  /** Less than a tenth of the smallest object per turn; what the JIT and the clock of a test leave is forgiven. */
  private static final double FORGIVEN_BYTES = 1.0;

  /** The fake node, but submissions are done at once and without its bookkeeping. */
  private static final class InstantNode implements NodeAccess {
    private final FakeNode node = new FakeNode();
    private final int submit = DxgIoctl.SUBMITCOMMANDTOHWQUEUE.requestCode();
    private final int fenceId = FieldOffset.of(SubmitCommandToHwQueue.class, "hwqueue_progress_fence_id");
    private MemorySegment lastMapped = MemorySegment.NULL;
    private MemorySegment ring = MemorySegment.NULL;
    private MemorySegment progress = MemorySegment.NULL;
    private long submissions;

    @Override
    public String name() {
      return node.name();
    }

    @Override
    public Result<NodeFile> open() {
      return node.open().map(Instant::new);
    }

    private final class Instant implements NodeFile {
      private final NodeFile file;

      Instant(NodeFile file) {
        this.file = file;
      }

      @Override
      public IoctlAnswer ioctl(int request, MemorySegment argument) {
        if (request != submit) {
          return file.ioctl(request, argument);
        }
        submissions++;
        // The count of executed submissions is the last line of the ring.
        ring.set(FieldOffset.U64, ring.byteSize() - 64, -submissions);
        progress.set(FieldOffset.U64, 0, argument.get(FieldOffset.U64, fenceId));
        return IoctlAnswer.OK;
      }

      @Override
      public Result<MemorySegment> mmap(long offset, long length, Arena arena) {
        return file.mmap(offset, length, arena).map(memory -> {
          // A queue maps its ring and then its fence.
          ring = lastMapped;
          progress = memory;
          lastMapped = memory;
          return memory;
        });
      }

      @Override
      public void close() {
        file.close();
      }
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static double bytesPerTurn(Runnable turn) {
    for (int i = 0; i < WARM_UP; i++) {
      turn.run();
    }
    long before = allocated();
    for (int i = 0; i < MEASURED; i++) {
      turn.run();
    }
    return (double) (allocated() - before) / MEASURED;
  }

  @Test
  void dispatchesAndSubmissionsMakeNoObjects() {
    InstantNode node = new InstantNode();
    try (Accelerator accelerator = Accelerator.open(node);
        Buffer buffer = accelerator.createBuffer(4096);
        Queue queue = accelerator.createQueue()) {
      Kernel saxpy = accelerator.kernel("saxpy");
      Arguments arguments = saxpy.arguments();
      Grid grid = Grid.of(16);
      double perTurn = bytesPerTurn(() -> {
        queue.dispatch(saxpy, grid, arguments.rewind().buffer(buffer).buffer(buffer).u64(16).f32(2));
        queue.copy(buffer, 0, buffer, 2048, 64).fill(buffer, 0, 64, 7).barrier();
        long ticket = queue.submit();
        if (!queue.isDone(ticket)) {
          throw new AssertionError("not done: ticket=" + ticket);
        }
      });
      assertThat(perTurn).as("bytes for four packets and a submission").isLessThanOrEqualTo(FORGIVEN_BYTES);
      assertThat(node.submissions).isGreaterThanOrEqualTo(WARM_UP + MEASURED);
    }
  }
}
