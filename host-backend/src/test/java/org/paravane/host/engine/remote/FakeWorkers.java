package org.paravane.host.engine.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.engine.worker.MappedPiece;
import org.paravane.host.engine.worker.ProgramSource;
import org.paravane.host.engine.worker.WorkerCalls;
import org.paravane.host.engine.worker.WorkerReplies;
import org.paravane.linux.OwnedFd;

/** Workers that write down what they are told; a test answers for them. */
final class FakeWorkers implements WorkerSource {
  final List<FakeWorker> started = new ArrayList<>();
  int most = Integer.MAX_VALUE;
  boolean closed;

  @Override
  public Result<WorkerHandle> take(WorkerReplies replies, Consumer<WorkerLoss> ended) {
    if (started.size() >= most) {
      return Result.failed(Errno.EAGAIN, "too many workers: limit=" + most);
    }
    FakeWorker worker = new FakeWorker(replies, ended);
    started.add(worker);
    return Result.ok(worker);
  }

  FakeWorker newest() {
    return started.getLast();
  }

  @Override
  public void close() {
    closed = true;
  }

  static final class FakeWorker implements WorkerHandle, WorkerCalls {
    final WorkerReplies replies;
    private final Consumer<WorkerLoss> ended;
    final List<String> told = new ArrayList<>();
    String killed = "";
    boolean ready = true;
    Optional<Duration> processorTime = Optional.of(Duration.ofNanos(7));

    FakeWorker(WorkerReplies replies, Consumer<WorkerLoss> ended) {
      this.replies = replies;
      this.ended = ended;
    }

    void die(boolean byKernel, String reason) {
      ended.accept(new WorkerLoss(byKernel, reason));
    }

    /** What it was told since the last call. */
    List<String> told() {
      List<String> all = List.copyOf(told);
      told.clear();
      return all;
    }

    @Override
    public WorkerCalls calls() {
      return this;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public Optional<Duration> processorTime() {
      return processorTime;
    }

    @Override
    public void kill(String reason) {
      if (killed.isEmpty()) {
        killed = reason;
        die(false, reason);
      }
    }

    @Override
    public void openSpace(int space, String name, long lowestAddress, long addressLimit) {
      told.add("openSpace " + space + " " + name);
    }

    @Override
    public void closeSpace(int space) {
      told.add("closeSpace " + space);
    }

    @Override
    public void attachStore(int store, OwnedFd file, long capacityBytes, boolean local) {
      told.add("attachStore " + store + (local ? " local" : ""));
    }

    @Override
    public void detachStore(int store) {
      told.add("detachStore " + store);
    }

    @Override
    public void forgetRange(int store, long offset, long bytes) {
      told.add("forgetRange " + store + " " + offset + "+" + bytes);
    }

    @Override
    public void map(int space, long from, long to, List<MappedPiece> pieces) {
      StringBuilder text = new StringBuilder("map " + space);
      pieces.forEach(piece -> text.append(" 0x%x-0x%x@%d:%d".formatted(piece.start(), piece.end(), piece.store(),
          piece.storeOffset())));
      told.add(text.toString());
    }

    @Override
    public void openQueue(int queue, int space, NodeKind kind, String name) {
      told.add("openQueue " + queue + " " + space + " " + kind);
    }

    @Override
    public void closeQueue(int queue) {
      told.add("closeQueue " + queue);
    }

    @Override
    public void submit(int queue, long sequence, long address, int lengthBytes, int resumeOffset) {
      told.add("submit " + queue + " " + sequence + " 0x" + Long.toHexString(address) + "+" + lengthBytes);
    }

    @Override
    public void preempt(int queue) {
      told.add("preempt " + queue);
    }

    @Override
    public void cancel(int queue, String reason) {
      told.add("cancel " + queue);
    }

    @Override
    public void program(int space, long request, int program, OwnedFd image, long imageBytes) {
      told.add("program " + space + " " + request + " " + program);
    }

    @Override
    public void build(long request, ProgramSource source) {
      told.add("build " + request + " " + source.options());
    }
  }
}
