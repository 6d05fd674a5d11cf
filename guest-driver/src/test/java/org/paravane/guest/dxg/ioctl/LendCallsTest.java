package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.extension.LendMemory;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.abi.extension.UnlendMemory;
import org.paravane.abi.ioctl.AllocationInfo2;
import org.paravane.abi.ioctl.CreateAllocation;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.DestroyAllocation2;
import org.paravane.abi.ioctl.DestroyAllocation2Flags;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.SetExistingSysmemPagesCommand;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeMemory;
import org.paravane.guest.fake.Fixture;
import org.paravane.linux.EventFd;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Memfd;
import org.paravane.linux.Seal;
import org.paravane.linux.SharedMapping;

/** Memory files that a caller has mapped himself and lends: allocations then use the very file. */
class LendCallsTest {
  private static final long BYTES = 2 * 4096;

  private final Fixture fixture = Fixture.started();
  private final Client client = Client.of(fixture);
  private final Handle device = client.createDevice();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    client.close();
    fixture.close();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private Memfd file(long bytes, Seal... seals) throws LinuxException {
    Memfd memfd = Memfd.create("lent", bytes);
    opened.add(memfd);
    memfd.seal(seals);
    return memfd;
  }

  private SharedMapping mapped(Memfd memfd) throws LinuxException {
    SharedMapping mapping = memfd.map(memfd.sizeBytes());
    opened.add(mapping);
    return mapping;
  }

  private Client.Outcome<LendMemory> lend(long address, long bytes, Memfd memfd) {
    return client.call(ParavaneIoctl.LEND, new LendMemory(address, bytes, memfd.fd().number(), 0));
  }

  private Client.Outcome<UnlendMemory> unlend(long address, long bytes) {
    return client.call(ParavaneIoctl.UNLEND, new UnlendMemory(address, bytes));
  }

  private Client.Outcome<CreateAllocation> create(long infos) {
    return client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(device, CreateAllocationFlags.NONE, 1, infos));
  }

  private FakeMemory memory() {
    return fixture.connection().memory();
  }

  @Test
  void anAllocationUsesTheFileOfTheCaller() throws LinuxException {
    Memfd memfd = file(BYTES, Seal.SHRINK);
    SharedMapping callers = mapped(memfd);
    long address = callers.segment().address();
    lend(address, BYTES, memfd).ok();
    long infos = client.put(client.allocationInfo(BYTES, address));
    create(infos).ok();

    SetExistingSysmemPagesCommand told = fixture.host().last(Message.SETEXISTINGSYSMEMPAGES,
        SetExistingSysmemPagesCommand.class);
    try (SharedMapping hosts = memory().map(told.pages().get(0) * 4096, BYTES)) {
      hosts.segment().set(ValueLayout.JAVA_LONG, 4096, 22);
      assertThat(callers.segment().get(ValueLayout.JAVA_LONG, 4096)).isEqualTo(22);
    }
    unlend(address, BYTES).failed(Errno.EINVAL);
    client.call(DxgIoctl.DESTROYALLOCATION2, new DestroyAllocation2(device, Handle.NONE,
        client.putHandles(client.read(AllocationInfo2.class, infos, 0).allocation()), 1, DestroyAllocation2Flags.NONE))
        .ok();
    assertThat(memory().regionCount()).isEqualTo(1);
    assertThat(callers.segment().get(ValueLayout.JAVA_LONG, 4096)).isEqualTo(22);
  }

  @Test
  void anAllocationOfAnotherLengthIsRefusedAndTheRangeStaysLent() throws LinuxException {
    Memfd memfd = file(BYTES, Seal.SHRINK);
    long address = mapped(memfd).segment().address();
    lend(address, BYTES, memfd).ok();
    create(client.put(client.allocationInfo(4096, address))).failed(Errno.EINVAL);
    create(client.put(client.allocationInfo(BYTES, address))).ok();
  }

  @Test
  void whatIsNotLentAtThatAddressIsAdoptedAsBefore() throws LinuxException {
    lend(1 << 20, BYTES, file(BYTES, Seal.SHRINK)).ok();
    create(client.put(client.allocationInfo(BYTES, client.pages(BYTES)))).ok();
    unlend(1 << 20, BYTES).ok();
  }

  @Test
  void aHostThatTakesNothingLeavesNothingBehind() throws LinuxException {
    Memfd memfd = file(BYTES, Seal.SHRINK);
    long address = mapped(memfd).segment().address();
    lend(address, BYTES, memfd).ok();
    fixture.host().status(Message.SETEXISTINGSYSMEMPAGES, NtStatus.NO_MEMORY);
    create(client.put(client.allocationInfo(BYTES, address))).failed(Errno.ENOMEM);
    assertThat(memory().regionCount()).isEqualTo(1);
    lend(address, BYTES, memfd).ok();
  }

  @Test
  void filesThatOthersCouldBreakAreRefused() throws LinuxException {
    lend(4096, BYTES, file(BYTES)).failed(Errno.EINVAL);
    lend(4096, BYTES, file(BYTES, Seal.GROW)).failed(Errno.EINVAL);
    lend(4096, BYTES, file(BYTES, Seal.SHRINK, Seal.WRITE)).failed(Errno.EINVAL);
    lend(4096, BYTES, file(BYTES, Seal.SHRINK, Seal.FUTURE_WRITE)).failed(Errno.EINVAL);
    lend(4096, BYTES, file(BYTES - 1, Seal.SHRINK)).failed(Errno.EINVAL);
    lend(4096, BYTES, file(2 * BYTES, Seal.SHRINK)).failed(Errno.EINVAL);
  }

  @Test
  void rangesAreWholePagesThatDoNotOverlap() throws LinuxException {
    Memfd memfd = file(BYTES, Seal.SHRINK);
    long[][] bad = {{0, BYTES}, {-4096, BYTES}, {4097, BYTES}, {4096, 0}, {4096, 100}, {4096, -4096},
        {Long.MAX_VALUE - 4095, BYTES}};
    for (long[] range : bad) {
      lend(range[0], range[1], memfd).failed(Errno.EINVAL);
    }
    lend(8192, BYTES, memfd).ok();
    lend(8192, BYTES, memfd).failed(Errno.EINVAL);
    lend(4096, BYTES, memfd).failed(Errno.EINVAL);
    lend(12288, BYTES, memfd).failed(Errno.EINVAL);
    lend(16384, BYTES, memfd).ok();
    unlend(8192, 4096).failed(Errno.EINVAL);
    unlend(12288, BYTES).failed(Errno.EINVAL);
    unlend(8192, BYTES).ok();
    unlend(8192, BYTES).failed(Errno.EINVAL);
    lend(4096, BYTES, memfd).ok();
  }

  @Test
  void descriptorsAndFlagsAreChecked() throws LinuxException {
    client.call(ParavaneIoctl.LEND, new LendMemory(4096, BYTES, -1, 0)).failed(Errno.EBADF);
    client.call(ParavaneIoctl.LEND, new LendMemory(4096, BYTES, 1 << 20, 0)).failed(Errno.EBADF);
    try (EventFd other = EventFd.create()) {
      client.call(ParavaneIoctl.LEND, new LendMemory(4096, BYTES, other.fd().number(), 0)).failed(Errno.EINVAL);
    }
    client.call(ParavaneIoctl.LEND, new LendMemory(4096, BYTES, file(BYTES, Seal.SHRINK).fd().number(), 1))
        .failed(Errno.EINVAL);
  }

  @Test
  void thereIsALimit() throws LinuxException {
    Memfd memfd = file(4096, Seal.SHRINK);
    for (int i = 1; i <= 256; i++) {
      lend(4096L * i, 4096, memfd).ok();
    }
    lend(4096L * 257, 4096, memfd).failed(Errno.ENOMEM);
    unlend(4096, 4096).ok();
    lend(4096L * 257, 4096, memfd).ok();
  }

  @Test
  void nothingIsLentToAHostThatIsGone() throws LinuxException {
    fixture.connection().die();
    lend(4096, BYTES, file(BYTES, Seal.SHRINK)).failed(Errno.ENODEV);
  }
}
