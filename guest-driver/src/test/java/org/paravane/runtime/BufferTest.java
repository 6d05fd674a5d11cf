package org.paravane.runtime;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.runtime.fake.FakeNode;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class BufferTest {
  private final FakeNode node = new FakeNode();
  private final Accelerator accelerator = Accelerator.open(node,
      AcceleratorOptions.defaults().withCloseTimeout(Duration.ofMillis(50)));

  @AfterEach
  void nothingStays() {
    accelerator.close();
    assertThat(node.alive()).isEmpty();
  }

  @Test
  void aMappedBufferIsAsLongAsAskedAndZero() {
    try (Buffer buffer = accelerator.createBuffer(5000)) {
      assertThat(buffer.sizeBytes()).isEqualTo(5000);
      assertThat(buffer.kind()).isEqualTo(BufferKind.MAPPED);
      assertThat(buffer.memory().byteSize()).isEqualTo(5000);
      assertThat(buffer.memory().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)).containsOnly(0);
      assertThat(buffer.gpuAddress()).isPositive();
    }
  }

  @Test
  void whatIsWrittenThereIsWhatEnginesSee() {
    try (Buffer from = accelerator.createBuffer(4096);
        Buffer local = accelerator.createBuffer(4096, BufferKind.LOCAL);
        Buffer back = accelerator.createBuffer(4096);
        Queue queue = accelerator.createQueue()) {
      from.memory().setAtIndex(JAVA_INT, 17, 42);

      queue.copy(from, local).copy(local, back).finish();

      assertThat(back.memory().getAtIndex(JAVA_INT, 17)).isEqualTo(42);
    }
  }

  @Test
  void aLocalBufferIsNotMapped() {
    node.forgetCalls();
    try (Buffer buffer = accelerator.createBuffer(100, BufferKind.LOCAL)) {
      assertThatThrownBy(buffer::memory).isInstanceOf(IllegalStateException.class).hasMessageContaining("LOCAL");
    }
    assertThat(node.calls()).doesNotContain(DxgIoctl.LOCK2, DxgIoctl.UNLOCK2);
  }

  @Test
  void partsOutsideHaveNoAddress() {
    try (Buffer buffer = accelerator.createBuffer(100)) {
      assertThat(buffer.gpuAddress(96, 4)).isEqualTo(buffer.gpuAddress() + 96);
      assertThatThrownBy(() -> buffer.gpuAddress(97, 4)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> buffer.gpuAddress(-1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> buffer.gpuAddress(4, Long.MAX_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void sizesThatAreNoneAreRefusedWithoutAskingTheNode() {
    node.forgetCalls();
    assertThatThrownBy(() -> accelerator.createBuffer(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> accelerator.createBuffer(-5)).isInstanceOf(IllegalArgumentException.class);
    assertThat(node.calls()).isEmpty();
  }

  @Test
  void memoryOfAClosedBufferIsAnExceptionNotACrash() {
    Buffer buffer = accelerator.createBuffer(100);
    MemorySegment memory = buffer.memory();
    buffer.close();

    assertThatThrownBy(() -> memory.get(JAVA_INT, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingWaitsForWorkThatWasSubmitted() throws InterruptedException {
    Queue queue = accelerator.createQueue();
    Buffer buffer = accelerator.createBuffer(4096);
    try (Accelerator patient = Accelerator.open(node)) {
      Queue work = patient.createQueue();
      Buffer used = patient.createBuffer(4096);
      node.hold();
      work.fill(used, 0, 4096, 1).submit();
      node.forgetCalls();

      Thread closer = Thread.ofPlatform().start(used::close);
      node.awaitSleepers(1);
      assertThat(node.calls()).doesNotContain(DxgIoctl.DESTROYALLOCATION2);
      node.resume();
      closer.join();

      assertThat(node.calls()).contains(DxgIoctl.DESTROYALLOCATION2);
      work.finish();
    }
    queue.close();
    buffer.close();
  }

  @Test
  void closingGivesUpOnWorkThatDoesNotEnd() {
    Queue queue = accelerator.createQueue();
    Buffer buffer = accelerator.createBuffer(4096);
    node.hold();
    queue.fill(buffer, 0, 4096, 1).submit();
    node.forgetCalls();

    buffer.close();

    assertThat(node.calls()).contains(DxgIoctl.DESTROYALLOCATION2);
    node.resume();
  }
}
