package org.paravane.guest.fuse.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.paravane.guest.fuse.mount.MountOptions;
import org.paravane.guest.fuse.session.CallerProgram.Run;

/** Callers in processes of their own: signals, death, and many that sleep. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherProcessesTest {
  private CallerProgram program;
  private ToyMount mount;

  @BeforeAll
  void build() throws Exception {
    ToyMount.assumeMountable();
    program = CallerProgram.build();
  }

  @BeforeEach
  void mount() throws Exception {
    mount = ToyMount.create();
  }

  @AfterEach
  void unmount() throws Exception {
    program.killAll();
    mount.close();
  }

  @AfterAll
  void remove() throws Exception {
    if (program != null) {
      program.close();
    }
  }

  private void awaitWaiting(int count) throws InterruptedException {
    ToyMount.await(() -> mount.toy().waiting.get() == count);
  }

  @Test
  void theCallerIsKnownWithProcessThreadAndUser() throws IOException {
    assertThat(program.start(mount.node(), "who").line()).isEqualTo("known");
  }

  @Test
  void aForkedChildIsAnotherCaller() throws IOException {
    assertThat(program.start(mount.node(), "fork").line()).isEqualTo("known");
  }

  @Test
  void shortLivedThreadsAreNeverMistakenForOneAnotherAndAreForgotten() throws Exception {
    assertThat(program.start(mount.node(), "threads", "600").line()).isEqualTo("known");
    assertThat(mount.session().figures().callers()).isLessThanOrEqualTo(1_024);
    ToyMount.await(() -> mount.session().figures().callers() <= 1);
  }

  @Test
  void aSignalInterruptsASleepingRequest() throws Exception {
    Run run = program.start(mount.node(), "wait");
    awaitWaiting(1);
    run.signal("USR1");
    assertThat(run.line()).isEqualTo("EINTR");
    assertThat(mount.session().figures().interrupts()).isPositive();
    awaitWaiting(0);
  }

  /** A driver in the kernel could ask for the call to be made again; a server cannot. */
  @Test
  void aSignalWhoseHandlerRestartsCallsInterruptsAsWell() throws Exception {
    Run run = program.start(mount.node(), "restart");
    awaitWaiting(1);
    run.signal("USR1");
    assertThat(run.line()).isEqualTo("EINTR");
  }

  @Test
  void aSignalInterruptsARequestThatSleepsUnannounced() throws Exception {
    Run run = program.start(mount.node(), "unannounced");
    awaitWaiting(1);
    run.signal("USR1");
    assertThat(run.line()).isEqualTo("EINTR");
  }

  @Test
  void anInterruptDoesNotReachTheNextRequest() throws Exception {
    for (int round = 0; round < 25; round++) {
      Run run = program.start(mount.node(), "wait");
      awaitWaiting(1);
      Run quick = program.start(mount.node(), "add", "200");
      run.signal("USR1");
      assertThat(run.line()).isEqualTo("EINTR");
      assertThat(quick.line()).matches("[0-9]+");
      awaitWaiting(0);
    }
  }

  @Test
  void aKilledCallerIsGoneAtOnceAndReleased() throws Exception {
    Run run = program.start(mount.node(), "wait");
    awaitWaiting(1);
    long begin = System.nanoTime();
    run.process().destroyForcibly().waitFor();
    assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(1));
    ToyMount.await(() -> mount.toy().releases.get() == mount.toy().opens.get());
    ToyMount.await(() -> mount.session().figures().sleeping() == 0);
  }

  @Test
  void aHundredSleepersHoldUpNobody() throws Exception {
    List<Run> sleepers = new ArrayList<>();
    sleepers.add(program.start(mount.node(), "sleepers", "60"));
    sleepers.add(program.start(mount.node(), "sleepers", "40"));
    awaitWaiting(100);
    assertThat(mount.session().figures().sleeping()).isEqualTo(100);
    assertThat(program.start(mount.node(), "add", "1000").line()).matches("[0-9]+");
    mount.toy().release();
    for (Run run : sleepers) {
      String line = run.line();
      while (!line.equals("end")) {
        assertThat(line).isEqualTo("OK");
        line = run.line();
      }
    }
    ToyMount.await(() -> mount.session().figures().sleeping() == 0);
    ToyMount.await(() -> mount.session().figures().threads() <= 9);
  }

  @Test
  void oneProcessMayHaveSixtyFourSleepersAndNoMore() throws Exception {
    Run many = program.start(mount.node(), "sleepers", "70");
    ToyMount.await(() -> mount.toy().refused.get() == 6);
    awaitWaiting(Sleepers.PER_PROCESS);
    Run another = program.start(mount.node(), "wait");
    awaitWaiting(Sleepers.PER_PROCESS + 1);
    mount.toy().release();
    int refused = 0;
    for (int i = 0; i < 70; i++) {
      refused += many.line().equals("EAGAIN") ? 1 : 0;
    }
    assertThat(refused).isEqualTo(6);
    assertThat(another.line()).isEqualTo("OK");
  }

  @Test
  void someThreadsAreAlwaysLeftForCallersThatDoNotSleep() throws Exception {
    try (ToyMount small = ToyMount.create(MountOptions.defaults().withMaxThreads(8))) {
      program.start(small.node(), "sleepers", "20");
      ToyMount.await(() -> small.toy().refused.get() == 14);
      assertThat(small.toy().waiting.get()).isEqualTo(6);
      assertThat(program.start(small.node(), "add", "1000").line()).matches("[0-9]+");
      assertThat(small.session().figures().threads()).isLessThanOrEqualTo(8);
    }
  }

  @Test
  void unannouncedSleepersAreNoticedAndHoldUpNobodyForLong() throws Exception {
    for (int i = 0; i < 20; i++) {
      program.start(mount.node(), "unannounced");
    }
    awaitWaiting(20);
    assertThat(program.start(mount.node(), "add", "1000").line()).matches("[0-9]+");
    mount.toy().unannounced.countDown();
    awaitWaiting(0);
  }

  @Test
  void aNoticeWakesPollOfAnotherProcess() throws Exception {
    Run run = program.start(mount.node(), "poll");
    ToyMount.await(() -> mount.toy().notice.get() != null);
    mount.toy().ready = 1;
    Objects.requireNonNull(mount.toy().notice.get()).ready();
    assertThat(run.line()).isEqualTo("readable");
  }

  @Test
  void theKernelKeepsTheExclusiveFlagToItself() throws IOException {
    assertThat(program.start(mount.node(), "excl").line()).isEqualTo("known");
    assertThat(mount.toy().lastFlags.get() & 0x80).isZero();
  }

  @Test
  void callersThatAreKilledAtRandomLeaveNothing() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String[]> deeds = List.of(new String[]{"sleepers", "5"}, new String[]{"add", "100000"},
        new String[]{"threads", "2000"}, new String[]{"unannounced"}, new String[]{"poll"}, new String[]{"hold"});
    List<Run> running = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      running.add(program.run(List.of(), mount.node(), deeds.get(random.nextInt(deeds.size()))));
      if (running.size() > 16) {
        Process victim = running.remove(random.nextInt(running.size())).process();
        long begin = System.nanoTime();
        victim.destroyForcibly().waitFor();
        assertThat(System.nanoTime() - begin).as("seed=" + seed).isLessThan(TimeUnit.SECONDS.toNanos(5));
      }
    }
    program.killAll();
    awaitWaiting(0);
    ToyMount.await(() -> mount.toy().releases.get() == mount.toy().opens.get());
    ToyMount.await(() -> mount.session().figures().callers() == 0);
    ToyMount.await(() -> mount.session().figures().sleeping() == 0);
    FuseFigures left = mount.session().figures();
    assertThat(left.openFiles()).as("seed=" + seed).isZero();
    assertThat(left.backings()).isZero();
    assertThat(left.threads()).isLessThanOrEqualTo(9);
    assertThat(program.start(mount.node(), "add", "1000").line()).matches("[0-9]+");
  }

  @Test
  void closingEndsSleepersAndLeavesOpenFilesWithoutAServer() throws Exception {
    Run sleeper = program.start(mount.node(), "wait");
    Run holder = program.start(mount.node(), "hold");
    awaitWaiting(1);
    mount.session().close();
    assertThat(sleeper.line()).isIn("EINTR", "ECONNABORTED", "ENOTCONN");
    holder.process().getOutputStream().close();
    assertThat(holder.line()).isIn("ECONNABORTED", "ENOTCONN");
    assertThat(mount.toy().releases.get()).isEqualTo(mount.toy().opens.get());
    assertThat(mount.session().figures().threads()).isZero();
    assertThat(mount.session().figures().openFiles()).isZero();
  }
}
