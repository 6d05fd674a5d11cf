package org.paravane.tests.scenario;

import java.time.Duration;
import org.paravane.guest.GuestOptions;
import org.paravane.guest.GuestStack;
import org.paravane.guest.dxg.DxgOptions;
import org.paravane.host.Host;
import org.paravane.host.HostOptions;
import org.paravane.vmbus.VmbusException;

/** A host and its guests in this process, over the in-process connector. */
final class WholeStack implements AutoCloseable {
  private final Host host;

  WholeStack(HostOptions options) {
    host = Host.inProcess(options);
  }

  static WholeStack withDevices(int devices) {
    return new WholeStack(HostOptions.defaults().withDevices(devices));
  }

  Host host() {
    return host;
  }

  GuestStack guest() throws VmbusException {
    return guest(DxgOptions.defaults());
  }

  GuestStack guest(DxgOptions driver) throws VmbusException {
    return GuestStack.connect(host.connector(),
        GuestOptions.defaults().withDriver(driver).withPatience(Duration.ofSeconds(20)));
  }

  /** Waits until the host holds no object; how many are left after the time. */
  int objectsLeft(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (host.counts().total() != 0 && System.nanoTime() - deadline < 0) {
      Thread.sleep(5);
    }
    return host.counts().total();
  }

  @Override
  public void close() {
    host.close();
  }
}
