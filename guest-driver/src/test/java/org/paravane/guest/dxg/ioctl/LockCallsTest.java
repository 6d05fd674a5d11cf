package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.AllocationInfo2;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.Lock2;
import org.paravane.abi.ioctl.Lock2Flags;
import org.paravane.abi.ioctl.Unlock2;
import org.paravane.abi.wire.Lock2Reply;
import org.paravane.abi.wire.Message;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.linux.SharedMapping;

class LockCallsTest {
  private final Fixture fixture = Fixture.started();
  private final FakeHost host = fixture.host();
  private final Client client = Client.of(fixture);
  private final Handle device = client.createDevice();
  private final Handle allocation = client.createAllocation(device, 8192);

  LockCallsTest() {
    host.forget();
  }

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  private Client.Outcome<Lock2> lock(Handle owner, Handle locked) {
    return client.call(DxgIoctl.LOCK2, new Lock2(owner, locked, Lock2Flags.of(6), 0, 0));
  }

  private Client.Outcome<Unlock2> unlock(Handle owner, Handle locked) {
    return client.call(DxgIoctl.UNLOCK2, new Unlock2(owner, locked));
  }

  @Test
  void aLockAnswersAnOffsetThatCanBeMapped() {
    long offset = lock(device, allocation).ok().data();
    assertThat(offset).isEqualTo(4096);
    long region = fixture.connection().memory().lastRegion();
    assertThat(client.file().mmap(offset, 8192)).isInstanceOfSatisfying(Result.Ok.class, ok -> {
      try (SharedMapping ours = (SharedMapping) ok.value();
          SharedMapping hosts = fixture.connection().memory().map(region, 12288)) {
        ours.segment().set(ValueLayout.JAVA_LONG, 8184, 9);
        assertThat(hosts.segment().get(ValueLayout.JAVA_LONG, 4096 + 8184)).isEqualTo(9);
      }
    });
  }

  @Test
  void furtherLocksCountAndOnlyTheLastUnlockIsTold() {
    long first = lock(device, allocation).ok().data();
    assertThat(lock(device, allocation).ok().data()).isEqualTo(first);
    unlock(device, allocation).ok();
    assertThat(host.messages()).containsExactly(Message.LOCK2);
    host.status(Message.UNLOCK2, NtStatus.PENDING);
    unlock(device, allocation).answered(259);
    unlock(device, allocation).failed(Errno.EINVAL);
    assertThat(host.messages()).containsExactly(Message.LOCK2, Message.UNLOCK2);
  }

  @Test
  void defect08TheDeviceIsCheckedAtEveryLock() {
    lock(device, allocation).ok();
    Handle other = client.createDevice();
    host.forget();
    lock(other, allocation).failed(Errno.EINVAL);
    lock(Handle.NONE, allocation).failed(Errno.EINVAL);
    lock(allocation, allocation).failed(Errno.EINVAL);
    unlock(other, allocation).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
    unlock(device, allocation).ok();
  }

  @Test
  void onlyAllocationsCanBeLocked() {
    lock(device, device).failed(Errno.EINVAL);
    lock(device, Handle.NONE).failed(Errno.EINVAL);
    unlock(device, device).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
  }

  @Test
  void anAddressThatCannotBeMappedIsUnlockedAgain() {
    long base = fixture.connection().memory().lastRegion();
    for (long address : new long[]{0, base, base + 4097, base + (1 << 20), base - 8192, base + (16L << 30) - 4096}) {
      host.reply(Message.LOCK2, new Lock2Reply(NtStatus.SUCCESS, address)).forget();
      lock(device, allocation).failed(Errno.ENOMEM);
      assertThat(host.messages()).containsExactly(Message.LOCK2, Message.UNLOCK2);
    }
    unlock(device, allocation).failed(Errno.EINVAL);
  }

  @Test
  void aHostThatRefusesIsAnErrno() {
    host.reply(Message.LOCK2, new Lock2Reply(NtStatus.ACCESS_DENIED, 0));
    lock(device, allocation).failed(Errno.EACCES);
    host.fail(Message.LOCK2, NtStatus.ILLEGAL_INSTRUCTION, "not cpu visible");
    lock(device, allocation).failed(Errno.EOPNOTSUPP);
    assertThat(host.messages()).doesNotContain(Message.UNLOCK2);
  }

  @Test
  void lentMemoryIsWhereTheCallerHasIt() {
    long address = client.pages(4096);
    long infos = client.put(client.allocationInfo(4096, address));
    client.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(device, CreateAllocationFlags.NONE, 1, infos)).ok();
    Handle lent = client.read(AllocationInfo2.class, infos, 0).allocation();
    host.forget();

    assertThat(lock(device, lent).ok().data()).isEqualTo(address);
    assertThat(lock(device, lent).ok().data()).isEqualTo(address);
    assertThat(host.sent()).isEmpty();
    unlock(device, lent).ok();
    assertThat(host.messages()).containsExactly(Message.UNLOCK2);
  }
}
