package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.extension.CopyBytes;
import org.paravane.abi.extension.CopyDirection;
import org.paravane.abi.extension.Feature;
import org.paravane.abi.extension.GetRange;
import org.paravane.abi.extension.GetVersion;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.extension.RangeKind;
import org.paravane.abi.ioctl.AllocationInfo2;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.CreateHwQueue;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.CreateSynchronizationObject;
import org.paravane.abi.ioctl.DestroyPagingQueue;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.abi.wire.Message;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.linux.SharedMapping;

/** Our own ioctls about the aperture: what is where, and copies of it. */
class RangeCallsTest {
  private static final long BYTES = 8192;

  private final Fixture fixture = Fixture.started();
  private final FakeHost host = fixture.host();
  private final Client client = Client.of(fixture);
  private final Handle device = client.createDevice();
  private final Handle allocation = client.createAllocation(device, BYTES);

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  private Client.Outcome<GetRange> range(Handle object, RangeKind kind) {
    return client.call(ParavaneIoctl.GETRANGE, new GetRange(object, kind.value(), 0, 0, 0, 0));
  }

  private Client.Outcome<CopyBytes> copy(Handle object, RangeKind kind, CopyDirection direction, long offset,
      long address, long bytes) {
    return client.call(ParavaneIoctl.COPY,
        new CopyBytes(object, direction.value(), offset, address, bytes, kind.value(), 0));
  }

  private SharedMapping mapped(GetRange range) {
    return switch (client.file().mmap(range.mmapOffset(), range.length())) {
      case Result.Ok<SharedMapping>(SharedMapping mapping) -> mapping;
      case Result.Failed<SharedMapping> failed -> throw new AssertionError(failed);
    };
  }

  private String copiedBytes() {
    return switch (fixture.registry().tree().read(client.file().file().node().path() + "/usage/copied_bytes")) {
      case Result.Ok<String>(String text) -> text.strip();
      case Result.Failed<String> failed -> throw new AssertionError(failed);
    };
  }

  @Test
  void theVersionSaysWhatTheOpenFileCanDo() {
    GetVersion version = client.call(ParavaneIoctl.GETVERSION, new GetVersion(7, 0, 9)).ok();
    assertThat(version.version()).isEqualTo(1);
    assertThat(version.features()).isEqualTo(Feature.MMAP.bit() | Feature.COPY.bit() | Feature.LEND.bit());

    client.file().file().forbidMapping();
    assertThat(client.call(ParavaneIoctl.GETVERSION, new GetVersion(0, 0, 0)).ok().features())
        .isEqualTo(Feature.COPY.bit() | Feature.LEND.bit());
    assertThat(client.file().mmap(4096, 4096)).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(Errno.ENODEV));
  }

  @Test
  void reservedFieldsAreZero() {
    client.call(ParavaneIoctl.GETVERSION, new GetVersion(0, 1, 0)).failed(Errno.EINVAL);
    client.call(ParavaneIoctl.GETRANGE, new GetRange(allocation, 1, 0, 0, 0, 1)).failed(Errno.EINVAL);
    client.call(ParavaneIoctl.COPY, new CopyBytes(allocation, 1, 0, 0, 0, 1, 1)).failed(Errno.EINVAL);
  }

  @Test
  void anAllocationIsMappedWhereTheHostSaysWithoutALock() {
    host.forget();
    GetRange found = range(allocation, RangeKind.ALLOCATION).ok();
    assertThat(host.messages()).containsExactly(Message.LOCK2, Message.UNLOCK2);
    assertThat(found.length()).isEqualTo(BYTES);
    assertThat(found.flags()).isEqualTo(GetRange.READABLE | GetRange.WRITABLE);
    long region = fixture.connection().memory().lastRegion();
    try (SharedMapping ours = mapped(found); SharedMapping hosts = fixture.connection().memory().map(region, 16384)) {
      ours.segment().set(ValueLayout.JAVA_LONG, BYTES - 8, 42);
      assertThat(hosts.segment().get(ValueLayout.JAVA_LONG, found.mmapOffset() + BYTES - 8)).isEqualTo(42);
    }
  }

  @Test
  void theHostIsAskedOnce() {
    long offset = range(allocation, RangeKind.ALLOCATION).ok().mmapOffset();
    host.forget();
    assertThat(range(allocation, RangeKind.ALLOCATION).ok().mmapOffset()).isEqualTo(offset);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void aLockedAllocationIsAtTheOffsetOfTheLockAndStaysLocked() {
    long locked = client.call(DxgIoctl.LOCK2, new Lock2(device, allocation, Lock2Flags.NONE, 0, 0)).ok().data();
    host.forget();
    assertThat(range(allocation, RangeKind.ALLOCATION).ok().mmapOffset()).isEqualTo(locked);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void fencePagesAreReadOnlyAndWhereTheirCreatorsWereTold() {
    CreateSynchronizationObject fence = client
        .call(DxgIoctl.CREATESYNCHRONIZATIONOBJECT, Client.fenceArgs(device, 3)).ok();
    CreatePagingQueue paging = client.createPagingQueue(device);
    CreateHwQueue hardware = client.createHwQueue(client.createContext(device));

    GetRange ofFence = range(fence.syncObject(), RangeKind.MONITORED_FENCE).ok();
    assertThat(ofFence.mmapOffset()).isEqualTo(fence.info().monitoredFence().fenceCpuVirtualAddress());
    assertThat(ofFence.length()).isEqualTo(4096);
    assertThat(ofFence.flags()).isEqualTo(GetRange.READABLE);
    assertThat(range(paging.pagingQueue(), RangeKind.PAGING_FENCE).ok().mmapOffset())
        .isEqualTo(paging.fenceCpuVirtualAddress());
    assertThat(range(hardware.queue(), RangeKind.PROGRESS_FENCE).ok().mmapOffset())
        .isEqualTo(hardware.queueProgressFenceCpuVa());

    client.call(DxgIoctl.DESTROYPAGINGQUEUE, new DestroyPagingQueue(paging.pagingQueue())).ok();
    range(paging.pagingQueue(), RangeKind.PAGING_FENCE).failed(Errno.EINVAL);
  }

  @ParameterizedTest
  @EnumSource(RangeKind.class)
  void handlesOfOtherKindsAreNone(RangeKind kind) {
    range(Handle.NONE, kind).failed(Errno.EINVAL);
    range(device, kind).failed(Errno.EINVAL);
    range(client.createSync(device, SynchronizationObjectType.SEMAPHORE), kind).failed(Errno.EINVAL);
    copy(device, kind, CopyDirection.TO_CALLER, 0, client.pages(4096), 8).failed(Errno.EINVAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, -1})
  void unknownKindsAndDirectionsAreRefused(int number) {
    client.call(ParavaneIoctl.GETRANGE, new GetRange(allocation, number, 0, 0, 0, 0)).failed(Errno.EINVAL);
    client.call(ParavaneIoctl.COPY, new CopyBytes(allocation, 1, 0, client.pages(4096), 8, number, 0))
        .failed(Errno.EINVAL);
    client.call(ParavaneIoctl.COPY, new CopyBytes(allocation, number == 5 ? 3 : number, 0, client.pages(4096), 8, 1, 0))
        .failed(Errno.EINVAL);
  }

  @Test
  void memoryThatACpuDoesNotSeeHasNoRange() {
    host.fail(Message.LOCK2, NtStatus.ILLEGAL_INSTRUCTION, "not cpu visible");
    range(allocation, RangeKind.ALLOCATION).failed(Errno.EOPNOTSUPP);
    copy(allocation, RangeKind.ALLOCATION, CopyDirection.TO_CALLER, 0, client.pages(4096), 8)
        .failed(Errno.EOPNOTSUPP);
  }

  @Test
  void memoryOfTheCallerHasNoRange() {
    long infos = client.put(client.allocationInfo(4096, client.pages(4096)));
    client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(device, CreateAllocationFlags.NONE, 1, infos)).ok();
    range(client.read(AllocationInfo2.class, infos, 0).allocation(), RangeKind.ALLOCATION).failed(Errno.EOPNOTSUPP);
  }

  @Test
  void copiesGoBothWaysAndAreCounted() {
    assertThat(copiedBytes()).isEqualTo("0");
    Bytes pattern = FakeHost.pattern(5000);
    copy(allocation, RangeKind.ALLOCATION, CopyDirection.FROM_CALLER, 3000, client.putBytes(pattern), 5000).ok();
    long back = client.pages(8192);
    copy(allocation, RangeKind.ALLOCATION, CopyDirection.TO_CALLER, 3000, back, 5000).ok();
    assertThat(client.readBytes(back, 5000)).isEqualTo(pattern);
    assertThat(copiedBytes()).isEqualTo("10000");

    GetRange found = range(allocation, RangeKind.ALLOCATION).ok();
    try (SharedMapping mapping = mapped(found)) {
      MemorySegment segment = mapping.segment();
      assertThat(Bytes.copyOf(segment, 3000, 5000)).isEqualTo(pattern);
      assertThat(segment.get(ValueLayout.JAVA_BYTE, 2999)).isZero();
      assertThat(segment.get(ValueLayout.JAVA_BYTE, 8000)).isZero();
    }
  }

  @Test
  void theValueOfAFenceCanBeCopiedButNotSet() {
    Handle fence = client.createFence(device);
    GetRange found = range(fence, RangeKind.MONITORED_FENCE).ok();
    try (SharedMapping hosts = fixture.connection().memory().map(fixture.connection().memory().lastRegion(), 16384)) {
      hosts.segment().set(ValueLayout.JAVA_LONG, found.mmapOffset(), 77);
    }
    long value = client.putLongs(0);
    copy(fence, RangeKind.MONITORED_FENCE, CopyDirection.TO_CALLER, 0, value, 8).ok();
    assertThat(client.at(value, 8).get(ValueLayout.JAVA_LONG, 0)).isEqualTo(77);
    copy(fence, RangeKind.MONITORED_FENCE, CopyDirection.FROM_CALLER, 0, value, 8).failed(Errno.EINVAL);
  }

  @Test
  void rangesOutsideTheObjectAreRefused() {
    long buffer = client.pages(16384);
    long[][] bad = {{0, BYTES + 1}, {BYTES, 1}, {BYTES - 7, 8}, {-8, 8}, {8, -8}, {Long.MAX_VALUE, 8},
        {0, CopyBytes.MAX_BYTES + 1L}, {0, Long.MIN_VALUE}};
    for (long[] offsetAndBytes : bad) {
      copy(allocation, RangeKind.ALLOCATION, CopyDirection.TO_CALLER, offsetAndBytes[0], buffer, offsetAndBytes[1])
          .failed(Errno.EINVAL);
    }
    copy(allocation, RangeKind.ALLOCATION, CopyDirection.TO_CALLER, BYTES, buffer, 0).ok();
    assertThat(copiedBytes()).isEqualTo("0");
  }

  @Test
  void badAddressesOfTheCallerAreEfault() {
    copy(allocation, RangeKind.ALLOCATION, CopyDirection.TO_CALLER, 0, Client.BAD, 8).failed(Errno.EFAULT);
    copy(allocation, RangeKind.ALLOCATION, CopyDirection.FROM_CALLER, 0, Client.BAD, 8).failed(Errno.EFAULT);
    copy(allocation, RangeKind.ALLOCATION, CopyDirection.TO_CALLER, 0, ReadOnlyMemory.address(), 8)
        .failed(Errno.EFAULT);
    assertThat(copiedBytes()).isEqualTo("0");
  }

  @Test
  void aHostThatIsGoneIsEnodev() {
    fixture.connection().die();
    range(allocation, RangeKind.ALLOCATION).failed(Errno.ENODEV);
  }
}
