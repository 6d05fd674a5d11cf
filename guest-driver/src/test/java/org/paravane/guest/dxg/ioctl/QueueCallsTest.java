package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.CreateHwQueue;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.DestroyHwQueue;
import org.paravane.abi.ioctl.DestroyPagingQueue;
import org.paravane.abi.ioctl.DestroySynchronizationObject;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.wire.CommandMessage;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.CreatePagingQueueReply;
import org.paravane.abi.wire.Message;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.linux.SharedMapping;

class QueueCallsTest {
  private final Fixture fixture = Fixture.started();
  private final FakeHost host = fixture.host();
  private final Client client = Client.of(fixture);
  private final Handle device = client.createDevice();

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  private CreatePagingQueue pagingArgs(Handle owner) {
    return new CreatePagingQueue(owner, 1, Handle.NONE, Handle.NONE, 0, 0);
  }

  @Test
  void aPagingQueueHasAFencePageThatCanBeMapped() {
    CreatePagingQueue queue = client.createPagingQueue(device);
    assertThat(queue.fenceCpuVirtualAddress()).isEqualTo(4096);

    long region = fixture.connection().memory().lastRegion();
    try (SharedMapping hosts = fixture.connection().memory().map(region, 8192);
        SharedMapping ours = mapped(queue.fenceCpuVirtualAddress(), 4096)) {
      hosts.segment().set(ValueLayout.JAVA_LONG, 4096, 77);
      assertThat(ours.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(77);
      ours.segment().set(ValueLayout.JAVA_LONG, 8, 78);
      assertThat(hosts.segment().get(ValueLayout.JAVA_LONG, 4104)).isEqualTo(78);
    }
  }

  private SharedMapping mapped(long offset, long length) {
    return switch (client.file().mmap(offset, length)) {
      case Result.Ok<SharedMapping>(SharedMapping mapping) -> mapping;
      case Result.Failed<SharedMapping> failed -> throw new AssertionError(failed);
    };
  }

  @Test
  void onlyWholePagesThatExistCanBeMapped() {
    client.createPagingQueue(device);
    for (List<Long> range : List.of(List.of(1L, 4096L), List.of(4096L, 8192L), List.of(1L << 40, 4096L),
        List.of(Long.MAX_VALUE - 4095, 4096L), List.of(-4096L, 4096L), List.of(4096L, 0L))) {
      assertThat(client.file().mmap(range.get(0), range.get(1))).as("%s", range)
          .isInstanceOfSatisfying(Result.Failed.class, f -> assertThat(f.errno()).isEqualTo(Errno.EINVAL));
    }
  }

  @Test
  void defect20APagingQueueWhoseFenceCannotBeMappedIsDestroyedOnTheHost() {
    for (long address : badAddresses()) {
      host.reply(Message.CREATEPAGINGQUEUE,
          new CreatePagingQueueReply(host.nextHandle(), host.nextHandle(), address, 0)).forget();
      client.call(DxgIoctl.CREATEPAGINGQUEUE, pagingArgs(device)).failed(Errno.ENOMEM);
      assertThat(host.messages()).containsExactly(Message.CREATEPAGINGQUEUE, Message.DESTROYPAGINGQUEUE);
    }
    host.normal(Message.CREATEPAGINGQUEUE);
    client.createPagingQueue(device);
  }

  /** Outside the aperture, at its first page, not page aligned, not backed, negative. */
  private long[] badAddresses() {
    long base = fixture.connection().memory().lastRegion();
    return new long[]{0, 8, base, base - 4096, base + 8, base + (1 << 20), base + (16L << 30), -4096, Long.MIN_VALUE};
  }

  @Test
  void defect21TheLastPageOfTheApertureCanBeMapped() {
    long base = fixture.connection().memory().lastRegion();
    long last = (16L << 30) - 4096;
    fixture.connection().memory().grow(base, last + 4096);
    host.reply(Message.CREATEPAGINGQUEUE,
        new CreatePagingQueueReply(host.nextHandle(), host.nextHandle(), base + last, 0));

    assertThat(client.createPagingQueue(device).fenceCpuVirtualAddress()).isEqualTo(last);
    try (SharedMapping page = mapped(last, 4096)) {
      assertThat(page.segment().get(ValueLayout.JAVA_LONG, 0)).isZero();
    }
  }

  @Test
  void aPagingQueueThatTheHostRefusesIsAnErrno() {
    host.reply(Message.CREATEPAGINGQUEUE, new CreatePagingQueueReply(Handle.NONE, Handle.NONE, 0, 0));
    client.call(DxgIoctl.CREATEPAGINGQUEUE, pagingArgs(device)).failed(Errno.EINVAL);
    host.fail(Message.CREATEPAGINGQUEUE, NtStatus.NO_MEMORY, "no page");
    client.call(DxgIoctl.CREATEPAGINGQUEUE, pagingArgs(device)).failed(Errno.ENOMEM);
    host.on(Message.CREATEPAGINGQUEUE, command -> new byte[8]);
    client.call(DxgIoctl.CREATEPAGINGQUEUE, pagingArgs(device)).failed(Errno.EOVERFLOW);
    client.call(DxgIoctl.CREATEPAGINGQUEUE, pagingArgs(Handle.NONE)).failed(Errno.EINVAL);
  }

  @Test
  void twoHandlesThatAreOneAreRolledBack() {
    Handle same = host.nextHandle();
    long base = fixture.connection().memory().lastRegion();
    fixture.connection().memory().grow(base, 1 << 20);
    host.reply(Message.CREATEPAGINGQUEUE, new CreatePagingQueueReply(same, same, base + 4096, 0)).forget();

    client.call(DxgIoctl.CREATEPAGINGQUEUE, pagingArgs(device)).failed(Errno.EINVAL);
    assertThat(host.messages()).containsExactly(Message.CREATEPAGINGQUEUE, Message.DESTROYPAGINGQUEUE);
    assertThat(client.file().file().data(DxgProcess.class).objectCount()).isEqualTo(1);
  }

  @Test
  void aPagingQueueIsDestroyedWithItsFence() {
    CreatePagingQueue queue = client.createPagingQueue(device);
    host.forget();
    client.call(DxgIoctl.DESTROYSYNCHRONIZATIONOBJECT, new DestroySynchronizationObject(queue.syncObject()))
        .failed(Errno.EINVAL);
    client.call(DxgIoctl.DESTROYPAGINGQUEUE, new DestroyPagingQueue(queue.pagingQueue())).ok();
    client.call(DxgIoctl.DESTROYPAGINGQUEUE, new DestroyPagingQueue(queue.pagingQueue())).failed(Errno.EINVAL);
    assertThat(host.messages()).containsExactly(Message.DESTROYPAGINGQUEUE);
  }

  @Test
  void aHardwareQueueHasAProgressFence() {
    Handle context = client.createContext(device);
    long data = client.putBytes(FakeHost.pattern(9));
    CreateHwQueue queue = client.call(DxgIoctl.CREATEHWQUEUE, client.hwQueueArgs(context, data, 9)).ok();

    assertThat(queue.queue().isNone()).isFalse();
    assertThat(queue.queueProgressFence().isNone()).isFalse();
    assertThat(queue.queueProgressFenceCpuVa()).isEqualTo(4096);
    assertThat(queue.queueProgressFenceGpuVa()).isEqualTo(0xfe4cf000L);
    assertThat(host.last(Message.CREATEHWQUEUE, CreateHwQueueCommand.class).privDrvData())
        .isEqualTo(FakeHost.pattern(9));
    client.call(DxgIoctl.DESTROYHWQUEUE, new DestroyHwQueue(queue.queue())).ok();
    client.call(DxgIoctl.DESTROYHWQUEUE, new DestroyHwQueue(queue.queue())).failed(Errno.EINVAL);
  }

  @Test
  void hardwareQueueChecksAndRollsBack() {
    Handle context = client.createContext(device);
    long data = client.pages(1 << 18);
    client.call(DxgIoctl.CREATEHWQUEUE, client.hwQueueArgs(device, data, 1)).failed(Errno.EINVAL);
    client.call(DxgIoctl.CREATEHWQUEUE, client.hwQueueArgs(context, data, 131073)).failed(Errno.EINVAL);
    client.call(DxgIoctl.CREATEHWQUEUE, client.hwQueueArgs(context, data, 130986)).failed(Errno.EINVAL);
    client.call(DxgIoctl.CREATEHWQUEUE, client.hwQueueArgs(context, data, 130985)).ok();
    client.call(DxgIoctl.CREATEHWQUEUE, client.hwQueueArgs(context, Client.BAD, 1)).failed(Errno.EFAULT);

    for (long address : badAddresses()) {
      host.on(Message.CREATEHWQUEUE, command -> FakeHost.encode(answered(command, address))).forget();
      client.call(DxgIoctl.CREATEHWQUEUE, client.hwQueueArgs(context, 0, 0)).failed(Errno.ENOMEM);
      assertThat(host.messages()).containsExactly(Message.CREATEHWQUEUE, Message.DESTROYHWQUEUE);
    }
    host.on(Message.CREATEHWQUEUE, command -> FakeHost.encode(
        FakeHost.parsed(command, CreateHwQueueCommand.class).withStatus(NtStatus.ACCESS_DENIED))).forget();
    client.call(DxgIoctl.CREATEHWQUEUE, client.hwQueueArgs(context, 0, 0)).failed(Errno.EACCES);
    assertThat(host.messages()).containsExactly(Message.CREATEHWQUEUE);
  }

  private CreateHwQueueCommand answered(CommandMessage command, long address) {
    return FakeHost.parsed(command, CreateHwQueueCommand.class).withHwqueue(host.nextHandle())
        .withHwqueueProgressFence(host.nextHandle()).withHwqueueProgressFenceCpuva(address);
  }

  @Test
  void aHostThatAnswersWithOtherPrivateDataIsNotBelieved() {
    Handle context = client.createContext(device);
    long data = client.putBytes(FakeHost.pattern(16));
    long page = fixture.connection().memory().lastRegion() + 4096;
    fixture.connection().memory().grow(page - 4096, 8192);
    host.on(Message.CREATEHWQUEUE, command -> {
      CreateHwQueueCommand echo = answered(command, page);
      return FakeHost.encode(new CreateHwQueueCommand(echo.hdr(), echo.status(), echo.hwqueue(),
          echo.hwqueueProgressFence(), page, 0, echo.context(), echo.flags(), 64, Bytes.zero(64)));
    }).forget();

    client.call(DxgIoctl.CREATEHWQUEUE, client.hwQueueArgs(context, data, 16)).failed(Errno.EINVAL);
    assertThat(host.messages()).containsExactly(Message.CREATEHWQUEUE, Message.DESTROYHWQUEUE);
    assertThat(client.readBytes(data, 16)).isEqualTo(FakeHost.pattern(16));
  }
}
