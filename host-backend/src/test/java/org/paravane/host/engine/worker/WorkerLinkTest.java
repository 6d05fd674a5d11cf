package org.paravane.host.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.paravane.abi.accel.CodeFormat;
import org.paravane.host.engine.NodeKind;
import org.paravane.host.memory.GpuProtection;
import org.paravane.host.worker.EchoEngine;
import org.paravane.host.worker.EchoWorkerMain;
import org.paravane.host.worker.EventLoop;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;

/** Every call and every reply over a real link, to a thread and to a process. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WorkerLinkTest {
  private final CollectedReplies replies = new CollectedReplies();
  private final List<AutoCloseable> open = new ArrayList<>();

  enum Body {
    THREAD, PROCESS
  }

  private RemoteWorker start(Body body) throws LinuxException, IOException {
    WorkerSettings settings = WorkerSettings.of(DeviceSelector.FIRST, Path.of("/nowhere"));
    RemoteWorker worker = switch (body) {
      case THREAD -> LocalWorker.start("test-worker", settings,
          new EventLoop((port, all) -> new EchoEngine(port)));
      case PROCESS -> {
        WorkerLauncher launcher = WorkerLauncher
            .create(WorkerCommand.ofThisProcess().withMainClass(EchoWorkerMain.class.getName()),
                LauncherOptions.of(SandboxMode.BEST_EFFORT));
        open.add(launcher);
        yield launcher.start(settings);
      }
    };
    open.add(() -> {
      worker.close();
      worker.gone().get(20, TimeUnit.SECONDS);
    });
    worker.bind(replies, replies::worker);
    return worker;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Body.class)
  void eachCallArrivesAsItWasMade(Body body) throws Exception {
    RemoteWorker worker = start(body);
    assertThat(replies.next()).isEqualTo("ready echo 1.0");
    worker.openSpace(1, "gästin", 65536, 1L << 47);
    worker.map(1, 4096, 1 << 30, pieces(1200));
    worker.forgetRange(2, 8192, 4096);
    worker.openQueue(7, 1, NodeKind.COPY, "q");
    worker.closeQueue(7);
    worker.detachStore(2);
    worker.closeSpace(1);
    worker.cancel(7, "why");
    assertThat(replies.next()).contains("reason=why: ", "openSpace 1 gästin 65536 140737488355328",
        "map 1 4096 2101248 512; map 1 2101248 4198400 512; map 1 4198400 1073741824 176", "forgetRange 2 8192 4096",
        "openQueue 7 1 COPY q; closeQueue 7; detachStore 2; closeSpace 1");
    worker.submit(7, 1L << 40, 4096, 64, 0);
    assertThat(replies.next()).isEqualTo("ended 7 1099511627776 Done[startNanos=1, endNanos=2]");
  }

  private static List<MappedPiece> pieces(int count) {
    List<MappedPiece> pieces = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      pieces.add(new MappedPiece(i * 4096L, i * 4096L + 4096, 2, 0, GpuProtection.READ_WRITE));
    }
    return pieces;
  }

  @ParameterizedTest
  @EnumSource(Body.class)
  void descriptorsComeWithTheirMessages(Body body) throws Exception {
    RemoteWorker worker = start(body);
    try (Memfd store = Memfd.create("store", 4096);
        Memfd other = Memfd.create("other", 4096);
        Memfd image = Memfd.sealedCopy("image", MemorySegment.ofArray(new byte[]{5}));
        var mapping = store.map(4096)) {
      mapping.segment().set(ValueLayout.JAVA_INT, 0, 77);
      worker.attachStore(1, store.fd(), 1 << 20, true);
      worker.attachStore(2, other.fd(), 1 << 20, false);
      worker.program(1, 3, 4, image.fd(), 1);
      worker.cancel(9, "");
      assertThat(replies.next()).startsWith("ready");
      assertThat(replies.next()).contains("attachStore 1 1048576 true first=77; attachStore 2 1048576 false first=0; ",
          "program 1 3 4 first=5");
      assertThat(mapping.segment().get(ValueLayout.JAVA_INT, 4)).isEqualTo(~77);
    }
  }

  @ParameterizedTest
  @EnumSource(Body.class)
  void payloadsWaitForEachOther(Body body) throws Exception {
    RemoteWorker worker = start(body);
    assertThat(replies.next()).startsWith("ready");
    worker.preempt(4096);
    worker.preempt(1);
    assertThat(replies.next()).isEqualTo("wants 1 1 -DN=1 4194304 of 1..1");
    assertThat(replies.next()).isEqualTo("wants 1 2 -DN=2 4194304 of 2..2");
    assertThat(replies.next()).isEqualTo("wants 1 1 -DN=1 1024 of 1..1");
    assertThat(replies.next()).isEqualTo("wants 1 2 -DN=2 1024 of 2..2");
    byte[] code = new byte[3 << 20];
    code[0] = 1;
    code[code.length - 1] = 9;
    worker.build(8, new ProgramSource(CodeFormat.OPENCL_C, "", MemorySegment.ofArray(code)));
    worker.build(9, new ProgramSource(CodeFormat.OPENCL_C, "", MemorySegment.ofArray(new byte[0])));
    assertThat(replies.next()).isEqualTo("built 8 3145728 of 1..9");
    assertThat(replies.next()).isEqualTo("built 9 0");
  }

  @ParameterizedTest
  @EnumSource(Body.class)
  void aBurstThatDoesNotFitIsKeptAndNothingIsLost(Body body) throws Exception {
    RemoteWorker worker = start(body);
    assertThat(replies.next()).startsWith("ready");
    for (int i = 1; i <= 50_000; i++) {
      worker.submit(1, i, 0, 64, 0);
    }
    for (int i = 1; i <= 50_000; i++) {
      assertThat(replies.next()).startsWith("ended 1 " + i + " ");
    }
  }

  @ParameterizedTest
  @EnumSource(Body.class)
  void closingEndsItOnce(Body body) throws Exception {
    RemoteWorker worker = start(body);
    assertThat(replies.next()).startsWith("ready");
    worker.close();
    worker.close();
    worker.submit(1, 1, 0, 64, 0);
    assertThat(replies.next()).isEqualTo("gone worker closed");
    assertThat(worker.gone().get(1, TimeUnit.SECONDS)).isInstanceOf(WorkerEnd.Closed.class);
  }
}
