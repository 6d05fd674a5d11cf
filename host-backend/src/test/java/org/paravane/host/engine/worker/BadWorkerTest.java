package org.paravane.host.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.paravane.host.engine.worker.LinkViolation.Rule;
import org.paravane.host.worker.BadWorkerMain;
import org.paravane.host.worker.EchoEngine;
import org.paravane.host.worker.EventLoop;
import org.paravane.linux.ChildExit;

/** Workers that die or lie: each ends with a reason that names it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BadWorkerTest {
  private static WorkerLauncher launcher;
  private final CollectedReplies replies = new CollectedReplies();
  private RemoteWorker worker;

  @BeforeAll
  static void makeLauncher() throws Exception {
    launcher = WorkerLauncher.create(WorkerCommand.ofThisProcess().withMainClass(BadWorkerMain.class.getName()),
        LauncherOptions.of(SandboxMode.BEST_EFFORT));
  }

  @AfterAll
  static void closeLauncher() throws Exception {
    launcher.close();
  }

  @BeforeEach
  void start() throws Exception {
    worker = launcher.start(WorkerSettings.of(DeviceSelector.FIRST, Path.of("/")));
    worker.bind(replies, replies::worker);
    assertThat(replies.next()).startsWith("ready");
  }

  @AfterEach
  void close() throws Exception {
    worker.close();
    worker.gone().get(20, TimeUnit.SECONDS);
  }

  private WorkerEnd endAfter(String wish) throws Exception {
    worker.cancel(1, wish);
    return worker.gone().get(20, TimeUnit.SECONDS);
  }

  @Test
  void aCrashIsNamed() throws Exception {
    WorkerEnd end = endAfter("crash");
    assertThat(end).isInstanceOf(WorkerEnd.Exited.class);
    assertThat(end.reason()).contains("SIGABRT");
  }

  @Test
  void anExitIsNamed() throws Exception {
    assertThat(endAfter("exit")).isEqualTo(new WorkerEnd.Exited(new ChildExit.Code(7), ""));
  }

  @Test
  void anExceptionIsToldWithItsText() throws Exception {
    assertThat(endAfter("throw").reason()).contains("as asked");
  }

  @Test
  void oneThatHangsCanBeClosed() throws Exception {
    worker.cancel(1, "hang");
    worker.close();
    assertThat(worker.gone().get(20, TimeUnit.SECONDS)).isEqualTo(new WorkerEnd.Closed());
  }

  @Test
  void oneThatDoesNotListenIsDeclaredBroken() throws Exception {
    worker.cancel(1, "hang");
    for (int i = 0; i < 2_000_000 && !worker.gone().isDone(); i++) {
      worker.submit(1, i, 0, 64, 0);
    }
    assertThat(worker.gone().get(20, TimeUnit.SECONDS))
        .satisfies(end -> assertThat(((WorkerEnd.BrokeProtocol) end).violation().rule()).isEqualTo(Rule.OVERRUN));
  }

  @Test
  void whatItWritesIsBounded() throws Exception {
    worker.cancel(1, "write");
    WorkerEnd end = endAfter("exit");
    assertThat(((WorkerEnd.Exited) end).output()).hasSizeBetween(1, 4096).startsWith("xxx");
  }

  @ParameterizedTest
  @CsvSource({"garbage, RING", "unknown message, MESSAGE", "negative message, MESSAGE", "short, LENGTH",
      "ready twice, ORDER", "queue zero, NUMBER", "unknown outcome, VALUE", "time runs back, VALUE",
      "text longer than message, TEXT", "text longer than allowed, LENGTH", "no utf-8, TEXT", "code too long, LENGTH",
      "image of negative length, LENGTH", "copied less than nothing, VALUE"})
  void oneThatBreaksTheProtocolIsKilledForThat(String wish, Rule rule) throws Exception {
    assertThat(endAfter(wish)).isInstanceOfSatisfying(WorkerEnd.BrokeProtocol.class,
        end -> assertThat(end.violation().rule()).isEqualTo(rule));
    assertThat(replies.next()).startsWith("gone worker broke the protocol: rule=" + rule);
  }

  @Test
  void aWorkerThatWasToldNothingMaySayNothing() throws Exception {
    RemoteWorker talker = LocalWorker.start("talker", WorkerSettings.of(DeviceSelector.FIRST, Path.of("/")),
        new EventLoop((port, settings) -> {
          EchoEngine engine = new EchoEngine(port);
          engine.submit(1, 1, 0, 64, 0);
          return engine;
        }));
    assertThat(talker.gone().get(10, TimeUnit.SECONDS).reason()).contains("unasked reply: ended");
  }
}
