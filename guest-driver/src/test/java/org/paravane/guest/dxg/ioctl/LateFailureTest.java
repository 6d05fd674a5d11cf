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
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.CreateAllocation;
import org.paravane.abi.ioctl.CreateAllocationFlags;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.EnumAdapters2;
import org.paravane.abi.ioctl.FreeGpuVirtualAddress;
import org.paravane.abi.ioctl.QueryAdapterInfo;
import org.paravane.abi.wire.CreateHwQueueCommand;
import org.paravane.abi.wire.DestroyAllocationCommand;
import org.paravane.abi.wire.DestroyHwQueueCommand;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.StatusReply;
import org.paravane.abi.wire.VgpuOfferData;
import org.paravane.guest.dxg.object.DxgProcess;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.FakeMemory;
import org.paravane.guest.fake.Fixture;

/** What goes wrong after the host has made something: it is destroyed again, and the guest keeps nothing of it. */
class LateFailureTest {
  private final Fixture fixture = Fixture.started();
  private final FakeHost host = fixture.host();
  private final Client client = Client.of(fixture);
  private final Handle device = client.createDevice();
  private final long readOnly = ReadOnlyMemory.address();

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  private static int objects(Client of) {
    return of.file().file().data(DxgProcess.class).objectCount();
  }

  private String count(String attribute) {
    return switch (fixture.registry().tree().read("sys/class/accel/accel0/errors/" + attribute)) {
      case Result.Ok<String>(String value) -> value.strip();
      case Result.Failed<String> failed -> throw new AssertionError(failed);
    };
  }

  private static Client.Outcome<CreateAllocation> allocate(Client by, Handle owner, int count, long infos) {
    return by.call(DxgIoctl.CREATEALLOCATION, Client.allocationArgs(owner, CreateAllocationFlags.NONE, count, infos));
  }

  @Test
  void aHardwareQueueWhoseDataCannotBeWrittenBackIsDestroyed() {
    Handle context = client.createContext(device);
    int before = objects(client);
    host.forget();
    client.call(DxgIoctl.CREATEHWQUEUE, client.hwQueueArgs(context, readOnly, 8)).failed(Errno.EFAULT);
    assertThat(host.messages()).containsExactly(Message.CREATEHWQUEUE, Message.DESTROYHWQUEUE);
    assertThat(host.last(Message.DESTROYHWQUEUE, DestroyHwQueueCommand.class).hwqueue().isNone()).isFalse();
    assertThat(objects(client)).isEqualTo(before);
  }

  @Test
  void aHardwareQueueWhoseFenceHasATakenHandleIsDestroyed() {
    Handle context = client.createContext(device);
    int before = objects(client);
    long page = fixture.connection().memory().lastRegion() + 4096;
    fixture.connection().memory().grow(page - 4096, 8192);
    host.on(Message.CREATEHWQUEUE, command -> FakeHost.encode(FakeHost.parsed(command, CreateHwQueueCommand.class)
        .withHwqueue(host.nextHandle()).withHwqueueProgressFence(context).withHwqueueProgressFenceCpuva(page)));
    host.forget();
    client.call(DxgIoctl.CREATEHWQUEUE, client.hwQueueArgs(context, 0, 0)).failed(Errno.EINVAL);
    assertThat(host.messages()).containsExactly(Message.CREATEHWQUEUE, Message.DESTROYHWQUEUE);
    assertThat(objects(client)).isEqualTo(before);
  }

  @Test
  void allAllocationsOfACallAreDestroyedWhenTheSecondCannotBeTold() {
    int before = objects(client);
    long infos = client.putAll(List.of(Client.info(0, client.pages(4096), 8), Client.info(0, readOnly, 8)));
    host.forget();
    allocate(client, device, 2, infos).failed(Errno.EFAULT);
    assertThat(host.messages()).containsExactly(Message.CREATEALLOCATION, Message.DESTROYALLOCATION);
    DestroyAllocationCommand undo = host.last(Message.DESTROYALLOCATION, DestroyAllocationCommand.class);
    assertThat(undo.allocCount()).isEqualTo(2);
    assertThat(undo.flags().assumeNotInUse()).isTrue();
    assertThat(objects(client)).isEqualTo(before);
  }

  @Test
  void memoryThatWasLentComesBackWhenTheNextCannotBe() {
    long address = client.pages(4096);
    client.at(address, 4096).set(ValueLayout.JAVA_LONG, 0, 4711);
    long infos = client.putAll(List.of(client.allocationInfo(4096, address), client.allocationInfo(4096, readOnly)));
    host.forget();
    allocate(client, device, 2, infos).failed(Errno.EFAULT);
    assertThat(host.messages()).containsExactly(Message.CREATEALLOCATION, Message.SETEXISTINGSYSMEMPAGES,
        Message.DESTROYALLOCATION);
    FakeMemory memory = fixture.connection().memory();
    assertThat(memory.regionCount()).isEqualTo(1);
    assertThat(memory.reservationCount()).isEqualTo(1);
    assertThat(client.at(address, 4096).get(ValueLayout.JAVA_LONG, 0)).isEqualTo(4711);
    allocate(client, device, 1, client.put(client.allocationInfo(4096, address))).ok();
  }

  @Test
  void aGpadlThatTheHostDoesNotUseIsTornDown() {
    try (Fixture other = Fixture.bare()) {
      other.connection().add(other.connection().globalOffer());
      other.connection().add(other.connection().vgpuOffer(0,
          VgpuOfferData.of(FakeHost.luidOf(0), false, VgpuOfferData.DEVICE_RENDER)));
      other.load().start();
      try (Client lender = Client.of(other)) {
        Handle owner = lender.createDevice();
        FakeMemory memory = other.connection().memory();
        other.host().status(Message.SETEXISTINGSYSMEMSTORE, NtStatus.NO_MEMORY).forget();
        allocate(lender, owner, 1, lender.put(lender.allocationInfo(4096, lender.pages(4096)))).failed(Errno.ENOMEM);
        assertThat(other.host().messages()).containsExactly(Message.CREATEALLOCATION, Message.SETEXISTINGSYSMEMSTORE,
            Message.DESTROYALLOCATION);
        assertThat(memory.gpadlCount()).isZero();
        assertThat(memory.regionCount()).isEqualTo(1);

        long tooMany = 8191L * 4096;
        other.host().forget();
        allocate(lender, owner, 1, lender.put(lender.allocationInfo(tooMany, lender.pages(tooMany))))
            .failed(Errno.ENOMEM);
        assertThat(other.host().messages()).containsExactly(Message.CREATEALLOCATION, Message.DESTROYALLOCATION);
        assertThat(memory.regionCount()).isEqualTo(1);
        assertThat(objects(lender)).isEqualTo(1);
      }
    }
  }

  @Test
  void anAnswerThatCannotBeWrittenIsEfaultAfterTheHostWasAsked() {
    Handle adapter = client.openAdapter();
    host.forget();
    client.call(DxgIoctl.QUERYADAPTERINFO, new QueryAdapterInfo(adapter, 4711, readOnly, 8)).failed(Errno.EFAULT);
    assertThat(host.messages()).containsExactly(Message.QUERYADAPTERINFO);
  }

  @Test
  void aListInReadOnlyMemoryLeavesTheOpeningsAsTheyWere() {
    String before = FakeFiles.read(client, "adapters");
    client.call(DxgIoctl.ENUMADAPTERS2, new EnumAdapters2(1, 0, readOnly)).failed(Errno.EFAULT);
    assertThat(FakeFiles.read(client, "adapters")).isEqualTo(before);
  }

  @Test
  void eachStatusOfTheHostIsItsErrnoAndIsCounted() {
    FreeGpuVirtualAddress args = new FreeGpuVirtualAddress(client.openAdapter(), 0, 0x7000, 0x1000);
    for (NtStatus.Named named : NtStatus.named()) {
      host.status(Message.FREEGPUVIRTUALADDRESS, named.status());
      Client.Outcome<FreeGpuVirtualAddress> outcome = client.call(DxgIoctl.FREEGPUVIRTUALADDRESS, args);
      if (named.status().isSuccess()) {
        outcome.answered(named.status().value());
      } else {
        outcome.failed(named.status().toErrno());
        assertThat(outcome.reason()).contains(named.name());
      }
    }
    long failures = NtStatus.named().stream().filter(named -> !named.status().isSuccess()).count();
    assertThat(count("total")).isEqualTo(Long.toString(failures));
    assertThat(count("enoent")).isEqualTo("2");
    assertThat(count("eperm")).isEqualTo("2");
    assertThat(count("efault")).isEqualTo("0");
  }

  @Test
  void anOpenThatTheHostRefusesIsCountedAndLeavesNothing() {
    int regions = fixture.connection().memory().regionCount();
    host.fail(Message.CREATEPROCESS, NtStatus.NO_MEMORY, "too many processes");
    assertThat(fixture.nodes().open("accel/accel0")).isInstanceOfSatisfying(Result.Failed.class,
        failed -> assertThat(failed.errno()).isEqualTo(Errno.ENOMEM));
    assertThat(count("enomem")).isEqualTo("1");
    assertThat(fixture.connection().memory().regionCount()).isEqualTo(regions);
  }

  @Test
  void anApertureThatTheHostRefusesEndsTheProcessOnTheHost() {
    int regions = fixture.connection().memory().regionCount();
    host.status(Message.SETPROCESSAPERTURE, NtStatus.NO_MEMORY).forget();
    List<Integer> sharedAtTheEnd = new ArrayList<>();
    host.on(Message.DESTROYPROCESS, command -> {
      sharedAtTheEnd.add(fixture.connection().memory().regionCount());
      return FakeHost.encode(new StatusReply(NtStatus.SUCCESS));
    });
    assertThat(fixture.nodes().open("accel/accel0")).isInstanceOf(Result.Failed.class);
    assertThat(host.messages()).contains(Message.CREATEPROCESS, Message.DESTROYPROCESS);
    assertThat(sharedAtTheEnd).as("the aperture outlives the process").containsExactly(regions + 1);
    assertThat(fixture.connection().memory().regionCount()).isEqualTo(regions);
  }
}
