package org.paravane.host.engine.remote;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.paravane.abi.Result;
import org.paravane.host.engine.Outcome;
import org.paravane.host.engine.worker.DeviceFacts;
import org.paravane.host.engine.worker.ProgramSource;
import org.paravane.host.engine.worker.WorkerReplies;

/** Takes a new worker for each build and ends it afterwards. */
final class FreshBuilder implements ProgramBuilds.Builder {
  private static final long REQUEST = 1;

  private final WorkerSource source;
  private final Duration limit;

  FreshBuilder(WorkerSource source, Duration limit) {
    this.source = source;
    this.limit = limit;
  }

  @Override
  public MemorySegment build(ProgramSource program) {
    Answer answer = new Answer();
    Result<WorkerHandle> taken = source.take(answer,
        loss -> answer.image.complete(Images.failed("the compiler's process ended: " + loss.reason())));
    if (!(taken instanceof Result.Ok<WorkerHandle>(WorkerHandle worker))) {
      return Images.failed("no process for the compiler: " + ((Result.Failed<WorkerHandle>) taken).reason());
    }
    try {
      worker.calls().build(REQUEST, program);
      return answer.image.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return Images.failed("the build took too long: limit=" + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      return Images.failed("the build failed by a bug: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Images.failed("the build was interrupted");
    } finally {
      worker.kill("build is over");
    }
  }

  private static final class Answer implements WorkerReplies {
    private final CompletableFuture<MemorySegment> image = new CompletableFuture<>();

    @Override
    public void built(long request, MemorySegment built) {
      MemorySegment copy = Arena.ofAuto().allocate(Math.max(1, built.byteSize())).asSlice(0, built.byteSize());
      image.complete(copy.copyFrom(built));
    }

    @Override
    public void ready(DeviceFacts facts) {
      // what it is was told by the first of its kind
    }

    @Override
    public void ended(int queue, long sequence, Outcome outcome) {
      refuse("outcome");
    }

    @Override
    public void wantsProgram(int space, long request, ProgramSource source) {
      refuse("program");
    }

    @Override
    public void droppedProgram(int space, int program) {
      refuse("dropped program");
    }

    @Override
    public void copied(int space, long bytes) {
      refuse("copied bytes");
    }

    private void refuse(String what) {
      image.complete(Images.failed("the compiler's process broke the protocol: answer=" + what));
    }
  }
}
