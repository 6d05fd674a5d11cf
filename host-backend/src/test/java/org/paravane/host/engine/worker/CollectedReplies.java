package org.paravane.host.engine.worker;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.paravane.host.engine.Outcome;

/** Keeps what a worker says, as texts and in order. */
final class CollectedReplies implements WorkerReplies {
  private final LinkedBlockingQueue<String> replies = new LinkedBlockingQueue<>();

  /** The next reply, or the end. */
  String next() throws InterruptedException {
    String reply = replies.poll(20, TimeUnit.SECONDS);
    if (reply == null) {
      throw new AssertionError("no reply came");
    }
    return reply;
  }

  void worker(WorkerEnd end) {
    replies.add("gone " + end.reason());
  }

  @Override
  public void ready(DeviceFacts facts) {
    replies.add("ready " + facts.identity());
  }

  @Override
  public void ended(int queue, long sequence, Outcome outcome) {
    replies.add("ended %d %d %s".formatted(queue, sequence, outcome));
  }

  @Override
  public void wantsProgram(int space, long request, ProgramSource source) {
    replies.add("wants %d %d %s %s".formatted(space, request, source.options(), summary(source.code())));
  }

  @Override
  public void droppedProgram(int space, int program) {
    replies.add("dropped %d %d".formatted(space, program));
  }

  @Override
  public void built(long request, MemorySegment image) {
    replies.add("built %d %s".formatted(request, summary(image)));
  }

  @Override
  public void copied(int space, long bytes) {
    replies.add("copied %d %d".formatted(space, bytes));
  }

  private static String summary(MemorySegment bytes) {
    return bytes.byteSize() + (bytes.byteSize() == 0
        ? ""
        : " of " + bytes.get(ValueLayout.JAVA_BYTE, 0) + ".." + bytes.get(ValueLayout.JAVA_BYTE, bytes.byteSize() - 1));
  }
}
