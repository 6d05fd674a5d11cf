package org.paravane.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.Result;
import org.paravane.abi.StructCodec;
import org.paravane.abi.ioctl.CreateContextVirtual;
import org.paravane.abi.ioctl.CreateDevice;
import org.paravane.abi.ioctl.CreateHwQueue;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.SubmitCommandToHwQueue;
import org.paravane.abi.ioctl.SubmitSignalSyncObjectsToHwQueue;
import org.paravane.abi.ioctl.SubmitWaitForSyncObjectsToHwQueue;

/** What the ioctls of a queue carry, byte by byte, and what a queue makes of what they answer. */
class HardwareQueueTest {
  private static final Handle DEVICE = new Handle(0x40);
  private static final Handle CONTEXT = new Handle(0x80);
  private static final Handle QUEUE = new Handle(0xc0);
  private static final Handle PROGRESS = new Handle(0x100);
  private static final long FIRST_VALUE = 1000;

  private final List<DxgIoctl> order = new ArrayList<>();
  private final List<Record> arguments = new ArrayList<>();
  private final MemorySegment page = Arena.ofAuto().allocate(4096, 4096);
  private IoctlAnswer submitAnswer = IoctlAnswer.OK;

  /** Gives fixed handles and remembers the arguments. */
  private final NodeFile file = new NodeFile() {
    @Override
    public IoctlAnswer ioctl(int request, MemorySegment argument) {
      DxgIoctl ioctl = DxgIoctl.ofRequest(request).orElseThrow();
      order.add(ioctl);
      return remember(StructCodec.of(ioctl.argument()), argument);
    }

    private <T extends Record> IoctlAnswer remember(StructCodec<T> codec, MemorySegment argument) {
      T asked = codec.read(argument, 0);
      arguments.add(asked);
      Record told = switch (asked) {
        case CreateDevice create -> create.withDevice(DEVICE);
        case CreateContextVirtual create -> create.withContext(CONTEXT);
        case CreateHwQueue create -> create.withQueue(QUEUE).withQueueProgressFence(PROGRESS)
            .withQueueProgressFenceCpuVa(8192);
        default -> asked;
      };
      StructCodec.ofValue(told).write(told, argument, 0);
      return asked instanceof SubmitCommandToHwQueue ? submitAnswer : IoctlAnswer.OK;
    }

    @Override
    public Result<MemorySegment> mmap(long offset, long length, Arena arena) {
      return offset == 8192 ? Result.ok(page.reinterpret(arena, null)) : Result.failed(Errno.EINVAL, "other page");
    }

    @Override
    public void close() {
      order.clear();
    }
  };

  private HardwareQueue open() {
    page.set(FieldOffset.U64, 0, FIRST_VALUE);
    return new HardwareQueue(new NodeCalls("accel0", file), new Handle(1), 3);
  }

  private <T> T last(Class<T> type) {
    return type.cast(arguments.getLast());
  }

  @Test
  void aQueueIsADeviceAContextAndAQueue() {
    open().close();
    assertThat(order).containsExactly(DxgIoctl.CREATEDEVICE, DxgIoctl.CREATECONTEXTVIRTUAL, DxgIoctl.CREATEHWQUEUE,
        DxgIoctl.DESTROYHWQUEUE, DxgIoctl.DESTROYCONTEXT, DxgIoctl.DESTROYDEVICE);
    assertThat(arguments.get(0)).isInstanceOfSatisfying(CreateDevice.class,
        create -> assertThat(create.adapter()).isEqualTo(new Handle(1)));
    assertThat(arguments.get(1)).isInstanceOfSatisfying(CreateContextVirtual.class, create -> {
      assertThat(create.device()).isEqualTo(DEVICE);
      assertThat(create.nodeOrdinal()).isEqualTo(3);
      assertThat(create.flags().hwQueueSupported()).isTrue();
      assertThat(create.flags().value()).isEqualTo(16);
    });
    assertThat(arguments.get(2)).isInstanceOfSatisfying(CreateHwQueue.class,
        create -> assertThat(create.context()).isEqualTo(CONTEXT));
  }

  @Test
  void aSubmissionCountsFromWhatTheFenceShowed() {
    HardwareQueue queue = open();
    assertThat(queue.submit(0x12340000, 640, 1)).isEqualTo(IoctlAnswer.OK);
    assertThat(last(SubmitCommandToHwQueue.class))
        .isEqualTo(new SubmitCommandToHwQueue(QUEUE, 0, FIRST_VALUE + 1, 0x12340000, 640, 0, 0, 0, 0, 0));
    queue.submit(0x56780000, 64, 2);
    assertThat(last(SubmitCommandToHwQueue.class))
        .isEqualTo(new SubmitCommandToHwQueue(QUEUE, 0, FIRST_VALUE + 2, 0x56780000, 64, 0, 0, 0, 0, 0));
    queue.close();
  }

  @Test
  void whatTheFenceShowsIsHowFarTheQueueIs() {
    HardwareQueue queue = open();
    assertThat(queue.ended()).isZero();
    page.set(FieldOffset.U64, 0, FIRST_VALUE + 7);
    assertThat(queue.ended()).isEqualTo(7);
    queue.close();
  }

  @Test
  void signalsAndWaitsNameOneFenceAndOneValue() {
    HardwareQueue queue = open();
    queue.signal(new Handle(0x777), -5);
    SubmitSignalSyncObjectsToHwQueue signal = last(SubmitSignalSyncObjectsToHwQueue.class);
    assertThat(signal.hwqueueCount()).isEqualTo(1);
    assertThat(at(signal.hwqueues(), 4).get(FieldOffset.U32, 0)).isEqualTo(QUEUE.value());
    assertThat(signal.objectCount()).isEqualTo(1);
    assertThat(at(signal.objects(), 4).get(FieldOffset.U32, 0)).isEqualTo(0x777);
    assertThat(at(signal.fenceValues(), 8).get(FieldOffset.U64, 0)).isEqualTo(-5);

    queue.waitFor(new Handle(0x888), 6);
    SubmitWaitForSyncObjectsToHwQueue wait = last(SubmitWaitForSyncObjectsToHwQueue.class);
    assertThat(wait.hwqueue()).isEqualTo(QUEUE);
    assertThat(wait.objectCount()).isEqualTo(1);
    assertThat(at(wait.objects(), 4).get(FieldOffset.U32, 0)).isEqualTo(0x888);
    assertThat(at(wait.fenceValues(), 8).get(FieldOffset.U64, 0)).isEqualTo(6);
    queue.close();
  }

  private static MemorySegment at(long address, long bytes) {
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  @Test
  void aRefusalIsAnAnswerNotAnException() {
    HardwareQueue queue = open();
    submitAnswer = IoctlAnswer.failed(Errno.EAGAIN, "full");
    assertThat(queue.submit(0x1000, 64, 1)).isEqualTo(submitAnswer);
    queue.close();
  }

  @Test
  void aFencePageThatCannotBeMappedTakesTheQueueBack() {
    NodeFile unmappable = new NodeFile() {
      @Override
      public IoctlAnswer ioctl(int request, MemorySegment argument) {
        return file.ioctl(request, argument);
      }

      @Override
      public Result<MemorySegment> mmap(long offset, long length, Arena arena) {
        return Result.failed(Errno.ENOMEM, "no room");
      }

      @Override
      public void close() {
        file.close();
      }
    };
    assertThatThrownBy(() -> new HardwareQueue(new NodeCalls("accel0", unmappable), new Handle(1), 0))
        .isInstanceOf(AcceleratorException.class);
    assertThat(order).endsWith(DxgIoctl.DESTROYHWQUEUE, DxgIoctl.DESTROYCONTEXT, DxgIoctl.DESTROYDEVICE);
  }
}
