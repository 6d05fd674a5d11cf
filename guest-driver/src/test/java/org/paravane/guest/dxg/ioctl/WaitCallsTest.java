package org.paravane.guest.dxg.ioctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Bytes;
import org.paravane.abi.Errno;
import org.paravane.abi.Handle;
import org.paravane.abi.NtStatus;
import org.paravane.abi.ioctl.CreatePagingQueue;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.SubmitWaitForSyncObjectsToHwQueue;
import org.paravane.abi.ioctl.SynchronizationObjectType;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpu;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromCpuFlags;
import org.paravane.abi.ioctl.WaitForSynchronizationObjectFromGpu;
import org.paravane.abi.wire.Message;
import org.paravane.abi.wire.StatusReply;
import org.paravane.abi.wire.WaitForSyncObjectFromCpuCommand;
import org.paravane.abi.wire.WaitForSyncObjectFromGpuCommand;
import org.paravane.device.io.Sleeping;
import org.paravane.guest.dxg.host.PendingEvents;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.guest.fake.Notifications;
import org.paravane.linux.EventFd;
import org.paravane.linux.LinuxException;

@Timeout(20)
class WaitCallsTest {
  private final Fixture fixture = Fixture.started();
  private final FakeHost host = fixture.host();
  private final Client client = Client.of(fixture);
  private final Handle device = client.createDevice();
  private final Handle fence = client.createFence(device);

  WaitCallsTest() {
    host.forget();
  }

  @AfterEach
  void close() {
    client.close();
    fixture.close();
  }

  private WaitForSynchronizationObjectFromCpu cpuArgs(Handle owner, int count, long objects, long values, long event) {
    return new WaitForSynchronizationObjectFromCpu(owner, count, objects, values, event,
        WaitForSynchronizationObjectFromCpuFlags.of(1));
  }

  private WaitForSynchronizationObjectFromCpu cpuArgs(long event) {
    return cpuArgs(device, 1, client.putHandles(fence), client.putLongs(7), event);
  }

  private Client.Outcome<WaitForSynchronizationObjectFromCpu> cpu(WaitForSynchronizationObjectFromCpu args) {
    return client.call(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMCPU, args);
  }

  private WaitForSyncObjectFromCpuCommand sentCpu() {
    return host.last(Message.WAITFORSYNCOBJECTFROMCPU, WaitForSyncObjectFromCpuCommand.class);
  }

  /** A thread that waits; the host has heard of it when this returns. */
  private CompletableFuture<Integer> blocked() throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(1);
    host.on(Message.WAITFORSYNCOBJECTFROMCPU, command -> {
      heard.countDown();
      return FakeHost.encode(new StatusReply(NtStatus.TIMEOUT));
    });
    WaitForSynchronizationObjectFromCpu args = cpuArgs(0);
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    waiter = Thread.ofPlatform().start(() -> answer.complete(cpu(args).value()));
    assertThat(heard.await(5, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  private Thread waiter = Thread.currentThread();

  @Test
  void aBlockedWaitReturnsZeroWhenTheHostSignals() throws Exception {
    CompletableFuture<Integer> answer = blocked();
    assertThat(answer).isNotDone();
    Notifications.signal(fixture, sentCpu().guestEventPointer() + 1);
    assertThat(answer).isNotDone();
    Notifications.signal(fixture, sentCpu().guestEventPointer());
    assertThat(answer.get(5, TimeUnit.SECONDS)).isZero();
    assertThat(sentCpu().objects().list()).containsExactly(fence);
    assertThat(sentCpu().fenceValues().get(0)).isEqualTo(7);
    assertThat(sentCpu().flags().waitAny()).isTrue();
  }

  @Test
  void aSignalThatOvertakesTheAnswerIsNotLost() {
    host.on(Message.WAITFORSYNCOBJECTFROMCPU, command -> {
      Notifications.signal(fixture,
          FakeHost.parsed(command, WaitForSyncObjectFromCpuCommand.class).guestEventPointer());
      return FakeHost.encode(new StatusReply(NtStatus.SUCCESS));
    });
    cpu(cpuArgs(0)).ok();
  }

  @Test
  void anInterruptedWaitIsEintrAndLeavesNothingBehind() throws Exception {
    CompletableFuture<Integer> answer = blocked();
    waiter.interrupt();
    assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(-Errno.EINTR.number());
    Notifications.signal(fixture, sentCpu().guestEventPointer());
    assertThat(pending()).isZero();
  }

  private int pending() {
    return Integer.parseInt(FakeFiles.read(client, "pending_events"));
  }

  /** A thread of a front that serves callers; it notes what it is asked. */
  private static final class ServingThread extends Thread implements Sleeping.Server {
    private final List<Boolean> asked = new ArrayList<>();
    private final boolean allows;

    ServingThread(boolean allows, Runnable work) {
      super(work);
      this.allows = allows;
    }

    @Override
    public boolean aboutToSleep(boolean bounded) {
      asked.add(bounded);
      return allows;
    }
  }

  /** A wait on such a thread answers this; returned is what the thread was asked. */
  private List<Boolean> served(boolean allows, int answer) throws Exception {
    CompletableFuture<Integer> answered = new CompletableFuture<>();
    ServingThread thread = new ServingThread(allows, () -> answered.complete(cpu(cpuArgs(0)).value()));
    thread.start();
    assertThat(answered.get(5, TimeUnit.SECONDS)).isEqualTo(answer);
    thread.join();
    return thread.asked;
  }

  @Test
  void aWaitThatMayLastIsRefusedWhenTooManySleepAndLeavesNothingBehind() throws Exception {
    assertThat(served(false, -Errno.EAGAIN.number())).containsExactly(false);
    assertThat(pending()).isZero();
  }

  @Test
  void aFenceThatIsThereAlreadyAsksNobody() throws Exception {
    host.on(Message.WAITFORSYNCOBJECTFROMCPU, command -> {
      Notifications.signal(fixture,
          FakeHost.parsed(command, WaitForSyncObjectFromCpuCommand.class).guestEventPointer());
      return FakeHost.encode(new StatusReply(NtStatus.SUCCESS));
    });
    assertThat(served(false, 0)).isEmpty();
  }

  @Test
  void aRescindWakesABlockedWaiterWithEnodev() throws Exception {
    CompletableFuture<Integer> answer = blocked();
    long start = System.nanoTime();
    fixture.connection().rescind(fixture.connection().offers().get(1));
    assertThat(answer.get(1, TimeUnit.SECONDS)).isEqualTo(-Errno.ENODEV.number());
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(1).toNanos());
    assertThat(cpu(cpuArgs(0)).value()).isEqualTo(-Errno.ENODEV.number());
  }

  @Test
  void theDeathOfTheHostWakesABlockedWaiterWithEnodev() throws Exception {
    CompletableFuture<Integer> answer = blocked();
    fixture.connection().die();
    assertThat(answer.get(1, TimeUnit.SECONDS)).isEqualTo(-Errno.ENODEV.number());
  }

  @Test
  void theLossOfTheGlobalChannelWakesABlockedWaiterWithEnodev() throws Exception {
    CompletableFuture<Integer> answer = blocked();
    fixture.connection().rescind(fixture.connection().offers().get(0));
    assertThat(answer.get(1, TimeUnit.SECONDS)).isEqualTo(-Errno.ENODEV.number());
  }

  @Test
  void anAsynchronousWaitSignalsItsEventfdOnceAndPassesTheStatusOn() throws LinuxException {
    try (EventFd event = EventFd.create()) {
      host.status(Message.WAITFORSYNCOBJECTFROMCPU, NtStatus.PENDING);
      cpu(cpuArgs(event.fd().number())).answered(259);
      assertThat(event.take()).isZero();
      Notifications.signal(fixture, sentCpu().guestEventPointer());
      Notifications.signal(fixture, sentCpu().guestEventPointer());
      assertThat(event.take()).isEqualTo(1);
    }
  }

  @Test
  void anAsynchronousWaiterIsWokenWhenTheDeviceGoes() throws LinuxException {
    try (EventFd event = EventFd.create()) {
      cpu(cpuArgs(event.fd().number())).ok();
      fixture.connection().die();
      assertThat(event.await(Duration.ofSeconds(1))).isTrue();
    }
  }

  @Test
  void aCloseOfTheFileWakesNobody() throws LinuxException {
    try (EventFd event = EventFd.create()) {
      cpu(cpuArgs(event.fd().number())).ok();
      client.file().close();
      assertThat(event.take()).isZero();
    }
  }

  @Test
  void cpuWaitChecksAndRollsBack() throws LinuxException {
    long objects = client.putHandles(fence);
    long values = client.putLongs(1);
    for (int count : new int[]{0, -1, 10917, 131073}) {
      cpu(cpuArgs(device, count, objects, values, 0)).failed(Errno.EINVAL);
    }
    cpu(cpuArgs(device, 1, objects, values, 999_999)).failed(Errno.EINVAL);
    cpu(cpuArgs(fence, 1, objects, values, 0)).failed(Errno.EINVAL);
    cpu(cpuArgs(device, 1, Client.BAD, values, 0)).failed(Errno.EFAULT);
    cpu(cpuArgs(device, 1, objects, Client.BAD, 0)).failed(Errno.EFAULT);
    assertThat(host.sent()).isEmpty();
    host.status(Message.WAITFORSYNCOBJECTFROMCPU, NtStatus.INVALID_HANDLE);
    cpu(cpuArgs(0)).failed(Errno.EBADF);
    try (EventFd event = EventFd.create()) {
      cpu(cpuArgs(event.fd().number())).failed(Errno.EBADF);
      Notifications.signal(fixture, sentCpu().guestEventPointer());
      assertThat(event.take()).isZero();
    }
    assertThat(pending()).isZero();
  }

  @Test
  void eventsOfAProcessAreLimited() throws LinuxException {
    try (EventFd event = EventFd.create()) {
      for (int i = 0; i < PendingEvents.MAX_PER_OWNER; i++) {
        cpu(cpuArgs(event.fd().number())).ok();
      }
      cpu(cpuArgs(event.fd().number())).failed(Errno.ENOMEM);
      Notifications.signal(fixture, sentCpu().guestEventPointer());
      cpu(cpuArgs(event.fd().number())).ok();
    }
  }

  private WaitForSynchronizationObjectFromGpu gpuArgs(Handle context, int count, long objects, long payload) {
    return new WaitForSynchronizationObjectFromGpu(context, count, objects, Bytes.zero(64).withU64(0, payload));
  }

  private Client.Outcome<WaitForSynchronizationObjectFromGpu> gpu(WaitForSynchronizationObjectFromGpu args) {
    return client.call(DxgIoctl.WAITFORSYNCHRONIZATIONOBJECTFROMGPU, args);
  }

  private WaitForSyncObjectFromGpuCommand sentGpu() {
    return host.last(Message.WAITFORSYNCOBJECTFROMGPU, WaitForSyncObjectFromGpuCommand.class);
  }

  @Test
  void monitoredFencesAndQueueFencesAreWaitedForByValue() {
    Handle context = client.createContext(device);
    CreatePagingQueue queue = client.createPagingQueue(device);
    gpu(gpuArgs(context, 2, client.putHandles(queue.syncObject(), fence), client.putLongs(3, 4))).ok();
    assertThat(sentGpu().legacyFenceObject()).isFalse();
    assertThat(sentGpu().context()).isEqualTo(context);
    assertThat(sentGpu().objects().list()).containsExactly(queue.syncObject(), fence);
    assertThat(sentGpu().fenceValues().toArray()).containsExactly(3, 4);
  }

  @Test
  void defect16ALegacyWaitSendsItsOneValueForEachObject() {
    Handle context = client.createContext(device);
    Handle[] mutexes = new Handle[12];
    for (int i = 0; i < mutexes.length; i++) {
      mutexes[i] = client.createSync(device, SynchronizationObjectType.SYNCHRONIZATION_MUTEX);
    }
    gpu(gpuArgs(context, 12, client.putHandles(mutexes), 0x1234)).ok();
    assertThat(sentGpu().legacyFenceObject()).isTrue();
    assertThat(sentGpu().fenceValues().toArray()).hasSize(12).containsOnly(0x1234);
  }

  @Test
  void gpuWaitChecks() {
    Handle context = client.createContext(device);
    long objects = client.putHandles(fence);
    host.forget();
    for (int count : new int[]{0, 33, -1}) {
      gpu(gpuArgs(context, count, objects, 0)).failed(Errno.EINVAL);
    }
    gpu(gpuArgs(context, 1, Client.BAD, 0)).failed(Errno.EFAULT);
    gpu(gpuArgs(context, 1, objects, Client.BAD)).failed(Errno.EFAULT);
    gpu(gpuArgs(device, 1, objects, client.putLongs(1))).failed(Errno.EINVAL);
    gpu(gpuArgs(context, 1, client.putHandles(context), 0)).failed(Errno.EINVAL);
    gpu(gpuArgs(context, 1, client.putHandles(new Handle(77)), 0)).failed(Errno.EINVAL);
    assertThat(host.sent()).isEmpty();
    host.status(Message.WAITFORSYNCOBJECTFROMGPU, NtStatus.PENDING);
    gpu(gpuArgs(context, 1, objects, client.putLongs(1))).answered(259);
  }

  @Test
  void aHardwareQueueWaits() {
    Handle queue = client.createHwQueue(client.createContext(device)).queue();
    long objects = client.putHandles(fence);
    long values = client.putLongs(9);
    client.call(DxgIoctl.SUBMITWAITFORSYNCOBJECTSTOHWQUEUE,
        new SubmitWaitForSyncObjectsToHwQueue(queue, 1, objects, values)).ok();
    assertThat(sentGpu().context()).isEqualTo(queue);
    assertThat(sentGpu().legacyFenceObject()).isFalse();
    for (SubmitWaitForSyncObjectsToHwQueue bad : new SubmitWaitForSyncObjectsToHwQueue[]{
        new SubmitWaitForSyncObjectsToHwQueue(queue, 0, objects, values),
        new SubmitWaitForSyncObjectsToHwQueue(queue, 33, objects, values),
        new SubmitWaitForSyncObjectsToHwQueue(device, 1, objects, values)}) {
      client.call(DxgIoctl.SUBMITWAITFORSYNCOBJECTSTOHWQUEUE, bad).failed(Errno.EINVAL);
    }
    client.call(DxgIoctl.SUBMITWAITFORSYNCOBJECTSTOHWQUEUE,
        new SubmitWaitForSyncObjectsToHwQueue(queue, 1, Client.BAD, values)).failed(Errno.EFAULT);
    client.call(DxgIoctl.SUBMITWAITFORSYNCOBJECTSTOHWQUEUE,
        new SubmitWaitForSyncObjectsToHwQueue(queue, 1, objects, Client.BAD)).failed(Errno.EFAULT);
  }
}
