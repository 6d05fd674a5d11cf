package org.paravane.guest.dxg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.ioctl.DxgIoctl;
import org.paravane.abi.ioctl.OpenAdapterFromLuid;
import org.paravane.abi.Handle;
import org.paravane.device.Device;
import org.paravane.guest.fake.Client;
import org.paravane.guest.fake.FakeConnection;
import org.paravane.guest.fake.FakeHost;
import org.paravane.guest.fake.Fixture;
import org.paravane.guest.node.LocalFile;
import org.paravane.vmbus.Offer;

/** Opens, calls and closes while devices come and go. */
@Timeout(60)
class StormTest {

  @Test
  void opensAndClosesWhileTheDriverIsBoundAndUnbound() throws Exception {
    try (Fixture fixture = Fixture.started()) {
      Offer offer = fixture.connection().offers().get(1);
      Device device = fixture.bus().bus().device(offer.instanceId().toString()).orElseThrow();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger opened = new AtomicInteger();
      Set<Integer> answers = ConcurrentHashMap.newKeySet();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        callers.add(Thread.ofPlatform().start(() -> callUntil(stop, fixture, opened, answers)));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(fixture.bus().bus().unbind(device, fixture.driver())).isInstanceOf(Result.Ok.class);
        assertThat(fixture.bus().bus().bind(device, fixture.driver())).isInstanceOf(Result.Ok.class);
      }
      stop.set(true);
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(opened.get()).isPositive();
      assertThat(Set.of(0, -Errno.ENODEV.number())).containsAll(answers);
      assertThat(fixture.registry().census().openFiles()).isZero();
      assertThat(fixture.connection().memory().regionCount()).isZero();
      assertThat(fixture.connection().openCount()).isEqualTo(2);
    }
  }

  private static void callUntil(AtomicBoolean stop, Fixture fixture, AtomicInteger opened, Set<Integer> answers) {
    while (!stop.get()) {
      for (String node : fixture.nodes().list()) {
        if (fixture.nodes().open(node) instanceof Result.Ok<LocalFile>(LocalFile file)) {
          opened.incrementAndGet();
          try (Client client = new Client(file, 0)) {
            int first = client.call(DxgIoctl.OPENADAPTERFROMLUID,
                new OpenAdapterFromLuid(FakeHost.luidOf(0), Handle.NONE)).value();
            answers.add(first);
            if (first == 0) {
              answers.add(client.call(DxgIoctl.CREATEDEVICE, Client.deviceArgs(new Handle(0x40000000))).value());
            }
          }
        }
      }
    }
  }

  @Test
  void adaptersComeAndGoWhileOthersWork() throws Exception {
    try (Fixture fixture = Fixture.started()) {
      FakeConnection connection = fixture.connection();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger rounds = new AtomicInteger();
      List<Thread> workers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        workers.add(Thread.ofPlatform().start(() -> {
          while (!stop.get()) {
            try (Client client = Client.of(fixture)) {
              client.createFence(client.createDevice());
              rounds.incrementAndGet();
            }
          }
        }));
      }
      for (int i = 0; i < 200; i++) {
        Offer offer = connection.add(connection.vgpuOffer(1 + i % 5));
        connection.rescind(offer);
      }
      while (rounds.get() < 50) {
        Thread.sleep(1);
      }
      stop.set(true);
      for (Thread worker : workers) {
        worker.join();
      }
      assertThat(fixture.nodes().list()).containsExactly("accel/accel0");
      assertThat(connection.memory().regionCount()).isZero();
      assertThat(connection.openCount()).isEqualTo(2);
    }
  }
}
