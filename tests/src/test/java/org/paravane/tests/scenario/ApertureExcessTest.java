package org.paravane.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Handle;
import org.paravane.abi.Luid;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.extension.GetRange;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.extension.RangeKind;
import org.paravane.abi.ioctl.CreateDevice;
import org.paravane.abi.ioctl.CreateDeviceFlags;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.DestroyPagingQueue;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.OpenAdapterFromLuid;
import org.paravane.guest.GuestStack;
import org.paravane.guest.node.LocalFile;
import org.paravane.linux.SharedMapping;
import org.paravane.vmbus.VmbusException;

/**
 * A program that writes where it has nothing: into the page of a queue that it destroyed, which it still has mapped. The host
 * finds the memory, takes it back and counts it.
 */
@Timeout(60)
class ApertureExcessTest {
  private final WholeStack stack = WholeStack.withDevices(1);
  private final GuestStack guest = connect();
  private final LocalFile file = open();

  private GuestStack connect() {
    try {
      return stack.guest();
    } catch (VmbusException e) {
      throw new IllegalStateException(e);
    }
  }

  private LocalFile open() {
    return value(guest.nodes().open("accel/accel0"));
  }

  @AfterEach
  void close() {
    file.close();
    guest.close();
    stack.close();
  }

  private static <T> T value(Result<T> result) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Failed<T> failed -> throw new AssertionError(failed);
    };
  }

  private <A extends Record> A call(int request, A argument) {
    StructCodec<A> codec = StructCodec.ofValue(argument);
    MemorySegment memory = MemorySegment.ofArray(codec.encode(argument));
    assertThat(file.ioctl(request, memory).value()).isZero();
    return codec.read(memory, 0);
  }

  private String attribute(String path) {
    return value(guest.registry().tree().read("sys/class/accel/accel0/" + path)).strip();
  }

  private void awaitAttribute(String path, String value) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!attribute(path).equals(value) && System.nanoTime() - deadline < 0) {
      Thread.sleep(20);
    }
    assertThat(attribute(path)).isEqualTo(value);
  }

  private CreatePagingQueue pagingQueue() {
    String[] luid = attribute("luid").split(":", 2);
    Handle adapter = call(DxgIoctl.OPENADAPTERFROMLUID.requestCode(), new OpenAdapterFromLuid(
        new Luid(Integer.parseUnsignedInt(luid[1], 16), Integer.parseUnsignedInt(luid[0], 16)), Handle.NONE))
        .adapterHandle();
    Handle device = call(DxgIoctl.CREATEDEVICE.requestCode(),
        new CreateDevice(adapter, 0, CreateDeviceFlags.NONE, Handle.NONE, 0, 0, 0, 0, 0, 0, 0, 0, 0)).device();
    return call(DxgIoctl.CREATEPAGINGQUEUE.requestCode(),
        new CreatePagingQueue(device, 0, Handle.NONE, Handle.NONE, 0, 0));
  }

  @Test
  void whatIsWrittenOutsideOfAllObjectsIsFoundAndTakenBack() throws InterruptedException {
    CreatePagingQueue queue = pagingQueue();
    GetRange range = call(ParavaneIoctl.GETRANGE.requestCode(),
        new GetRange(queue.pagingQueue(), RangeKind.PAGING_FENCE.value(), 0, 0, 0, 0));
    assertThat(range.mmapOffset()).isEqualTo(queue.fenceCpuVirtualAddress());
    try (SharedMapping mapping = value(file.mmap(range.mmapOffset(), range.length()))) {
      call(DxgIoctl.DESTROYPAGINGQUEUE.requestCode(), new DestroyPagingQueue(queue.pagingQueue()));
      assertThat(attribute("usage/aperture_excess_bytes")).isEqualTo("0");
      awaitAttribute("memory/nonlocal_used_bytes", "0"); // the page was scrubbed and is free
      mapping.segment().set(ValueLayout.JAVA_LONG, 0, 0xdead);

      awaitAttribute("usage/aperture_excess_bytes", "4096");
      assertThat(mapping.segment().get(ValueLayout.JAVA_LONG, 0)).isZero();
    }
    assertThat(attribute("clients/" + file.file().id() + "/fdinfo")).contains("paravane-aperture-excess:\t");
  }
}
