package org.paravane.runtime;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.runtime.fake.FakeNode;

/**
 * One program, as often as it makes calls: each time another call fails. It either hears of it as an exception that names the
 * ioctl, or the call was one whose failure does not matter; in no case anything stays behind.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EveryFailureTest {
  private static final AcceleratorOptions HASTY = new AcceleratorOptions(Duration.ZERO, Duration.ofSeconds(1),
      Duration.ofMillis(2));

  private static void program(FakeNode node) {
    try (Accelerator accelerator = Accelerator.open(node, HASTY);
        Buffer mapped = accelerator.createBuffer(5000);
        Buffer local = accelerator.createBuffer(5000, BufferKind.LOCAL);
        Fence fence = accelerator.createFence();
        Queue first = accelerator.createQueue(QueueOptions.defaults().withPackets(4));
        Queue second = accelerator.createQueue()) {
      accelerator.memory(BufferKind.MAPPED);
      second.waitFor(fence, 1).copy(local, 0, mapped, 4, 4).signal(fence, 2);
      for (int i = 0; i < 6; i++) {
        first.fill(local, 0, 4, 40 + i);
      }
      first.signal(fence, 1);
      if (!fence.await(2, Duration.ofMillis(10)) || !second.finish(Duration.ofMillis(10))) {
        throw new AcceleratorException("program", Errno.ETIMEDOUT, "no signal: fence=" + fence.value());
      }
      fence.signal(3);
      assertThat(mapped.memory().get(JAVA_INT, 4)).isEqualTo(45);
    }
  }

  @Test
  void theProgramIsRightWhenNothingFails() {
    FakeNode node = new FakeNode();
    program(node);
    assertThat(node.alive()).isEmpty();
  }

  @Test
  void whateverFailsIsToldAndNothingStays() {
    FakeNode counted = new FakeNode();
    program(counted);
    int calls = counted.calls().size();
    int told = 0;
    for (int failing = 1; failing <= calls; failing++) {
      FakeNode node = new FakeNode();
      node.failCall(failing);
      try {
        program(node);
      } catch (AcceleratorException e) {
        told++;
        assertThat(e).as("call %d", failing).hasMessageContaining(": ");
        assertThat(e.errno()).as("call %d: %s", failing, e).isIn(Errno.ENOMEM, Errno.ETIMEDOUT);
      }
      // A destroy that failed leaves its object to the end of the file; nothing else may stay.
      assertThat(node.alive()).as("call %d of %d: %s", failing, calls, counted.calls().get(failing - 1))
          .doesNotContainKeys("files", "mappings");
      if (!counted.calls().get(failing - 1).name().matches("(DESTROY|CLOSE|FREE|UNLOCK).*")) {
        assertThat(node.alive()).as("call %d of %d: %s", failing, calls, counted.calls().get(failing - 1)).isEmpty();
      }
    }
    assertThat(told).isGreaterThan(calls / 3);
  }

  @Test
  void unplugAtAnyCallEndsTheProgram() {
    FakeNode counted = new FakeNode();
    program(counted);
    int calls = counted.calls().size();
    for (int at = 1; at <= calls; at++) {
      FakeNode node = new FakeNode();
      node.unplugAtCall(at);
      try {
        program(node);
      } catch (AcceleratorException e) {
        assertThat(e.errno()).as("call %d: %s", at, e).isIn(Errno.ENODEV, Errno.ETIMEDOUT);
      }
      assertThat(node.alive()).as("call %d", at).doesNotContainKeys("files", "mappings");
    }
  }
}
