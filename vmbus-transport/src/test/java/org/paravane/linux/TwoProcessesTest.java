package org.paravane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;

/** What only shows between processes: futexes by file, taken descriptors, seals that hold against a peer, death with the parent. */
@Timeout(60)
final class TwoProcessesTest {
  private static final VarHandle WORD = JAVA_INT.varHandle();
  private static final int PAGE = 4096;
  private static final long TURN = 0;
  private static final long PEER_FD = 64;
  private static final long ANSWER = 128;

  /** The other process. Arguments: what to do, our process id, descriptor of a page that both map. */
  public static void main(String[] arguments) throws Exception {
    List<String> list = Arrays.asList(arguments);
    int parent = Integer.parseInt(list.get(1));
    if (!Processes.dieWithParent(parent)) {
      return;
    }
    try (Memfd memfd = Memfd.adopt(Processes.openFd(parent, Integer.parseInt(list.get(2))));
        SharedMapping mapping = memfd.map(PAGE)) {
      MemorySegment page = mapping.segment();
      switch (list.get(0)) {
        case "pingpong" -> answerTurns(page);
        case "seals" -> answer(page, tryToTruncate(memfd));
        case "eventfd" -> offerEventFd(page);
        case "grow" -> {
          memfd.grow(4 * PAGE);
          answer(page, 1);
        }
        case "parent" -> becomeParent(page);
        case "orphan" -> {
          answer(page, Processes.pid());
          Thread.sleep(Duration.ofMinutes(5));
        }
        default -> throw new IllegalArgumentException(list.get(0));
      }
    }
  }

  private static void answer(MemorySegment page, int value) {
    WORD.setVolatile(page, ANSWER, value);
    Futex.wakeAll(page, ANSWER);
  }

  private static int awaitNot(MemorySegment page, long offset, int value) {
    int now;
    while ((now = (int) WORD.getVolatile(page, offset)) == value) {
      if (Futex.await(page, offset, value, 20_000_000_000L) == Futex.Outcome.TIMED_OUT) {
        throw new AssertionError("peer does not answer: offset=" + offset);
      }
    }
    return now;
  }

  private static void answerTurns(MemorySegment page) {
    for (int turn = 1; turn < 2_000; turn += 2) {
      while ((int) WORD.getVolatile(page, TURN) != turn) {
        awaitNot(page, TURN, turn - 1);
      }
      WORD.setVolatile(page, TURN, turn + 1);
      Futex.wakeOne(page, TURN);
    }
  }

  private static int tryToTruncate(Memfd memfd) {
    return -Libc.ftruncate(memfd.fd().number(), 0);
  }

  private static void offerEventFd(MemorySegment page) throws Exception {
    try (EventFd event = EventFd.create()) {
      WORD.setVolatile(page, PEER_FD, event.fd().number());
      answer(page, 1);
      if (!event.await(Duration.ofSeconds(20))) {
        return;
      }
      answer(page, 100 + (int) event.take());
      // Keeps the descriptor until the other side has looked.
      awaitNot(page, TURN, 0);
    }
  }

  private static void becomeParent(MemorySegment page) throws IOException, InterruptedException, LinuxException {
    try (Memfd copy = Memfd.create("child", PAGE); SharedMapping mapping = copy.map(PAGE)) {
      Process child = start("orphan", copy);
      answer(page, awaitNot(mapping.segment(), ANSWER, 0));
      child.waitFor();
    }
  }

  private static Process start(String what, Memfd memfd) throws IOException {
    List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
        "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m", "-cp",
        System.getProperty("java.class.path"),
        TwoProcessesTest.class.getName(), what, Integer.toString(Processes.pid()),
        Integer.toString(memfd.fd().number())));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static void assertEnded(Process process) throws IOException, InterruptedException {
    try (InputStream output = process.getInputStream()) {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(new String(output.readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
    }
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void aFutexInAMemoryFileWorksBetweenProcesses() throws Exception {
    try (Memfd memfd = Memfd.create("shared", PAGE); SharedMapping mapping = memfd.map(PAGE)) {
      Process peer = start("pingpong", memfd);
      MemorySegment page = mapping.segment();
      for (int turn = 0; turn < 2_000; turn += 2) {
        WORD.setVolatile(page, TURN, turn + 1);
        Futex.wakeOne(page, TURN);
        assertThat(awaitNot(page, TURN, turn + 1)).isEqualTo(turn + 2);
      }
      assertEnded(peer);
    }
  }

  @Test
  void aSealHoldsAgainstAnotherProcess() throws Exception {
    for (boolean sealed : new boolean[]{true, false}) {
      try (Memfd memfd = Memfd.create("sealed", PAGE); SharedMapping mapping = memfd.map(PAGE)) {
        if (sealed) {
          memfd.seal(Seal.SHRINK);
          Process peer = start("seals", memfd);
          assertThat(awaitNot(mapping.segment(), ANSWER, 0)).isEqualTo(Errno.EPERM.number());
          assertEnded(peer);
          assertThat(memfd.sizeBytes()).isEqualTo(PAGE);
        } else {
          // Nobody may map such a file and trust it: this is why a region without the seal is refused.
          assertThat(tryToTruncate(memfd)).isZero();
          assertThat(memfd.sizeBytes()).isZero();
        }
      }
    }
  }

  @Test
  void growthByThePeerIsSeenByAnExistingMapping() throws Exception {
    try (Memfd memfd = Memfd.create("growing", PAGE); SharedMapping mapping = memfd.map(16 * PAGE)) {
      Process peer = start("grow", memfd);
      awaitNot(mapping.segment(), ANSWER, 0);
      assertThat(memfd.sizeBytes()).isEqualTo(4 * PAGE);
      mapping.segment().set(JAVA_INT, 3 * PAGE, 5);
      assertThat(mapping.segment().get(JAVA_INT, 3 * PAGE)).isEqualTo(5);
      assertEnded(peer);
    }
  }

  @Test
  void anEventFdOfAnotherProcessIsTakenAndSignalled() throws Exception {
    try (Memfd memfd = Memfd.create("shared", PAGE); SharedMapping mapping = memfd.map(PAGE)) {
      MemorySegment page = mapping.segment();
      Process peer = start("eventfd", memfd);
      awaitNot(page, ANSWER, 0);
      int remote = (int) WORD.getVolatile(page, PEER_FD);
      try (OwnedFd pidfd = Processes.openPidfd((int) peer.pid());
          EventFd event = EventFd.adopt(Processes.takeFd(pidfd, remote))) {
        event.signal();
        assertThat(awaitNot(page, ANSWER, 1)).isEqualTo(101);
        assertThatThrownBy(() -> Memfd.adopt(Processes.takeFd(pidfd, remote))).isInstanceOf(LinuxException.class);
      }
      WORD.setVolatile(page, TURN, 1);
      Futex.wakeAll(page, TURN);
      assertEnded(peer);
    }
  }

  @Test
  void aChildDiesWithItsParent() throws Exception {
    try (Memfd memfd = Memfd.create("shared", PAGE); SharedMapping mapping = memfd.map(PAGE)) {
      Process parent = start("parent", memfd);
      int orphan = awaitNot(mapping.segment(), ANSWER, 0);
      ProcessHandle handle = ProcessHandle.of(orphan).orElseThrow();
      assertThat(handle.isAlive()).isTrue();
      parent.destroyForcibly();
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (handle.isAlive() && !isZombie(orphan)) {
        assertThat(System.nanoTime()).as("child outlives its parent").isLessThan(deadline);
        Thread.sleep(5);
      }
    }
  }

  /** Dead, but nobody has asked for its exit status: whoever adopts orphans here may not do so. */
  private static boolean isZombie(int pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException gone) {
      return true;
    }
  }
}
