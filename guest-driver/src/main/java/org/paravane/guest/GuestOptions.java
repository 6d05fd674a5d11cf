package org.paravane.guest;

import java.time.Duration;
import org.paravane.device.RegistryOptions;
import org.paravane.guest.bus.ReconnectPolicy;
import org.paravane.guest.dxg.DxgOptions;
import org.paravane.vmbus.ClientOptions;

/**
 * How a guest is to be.
 *
 * @param client how it connects; the name stands in thread names and log lines of both ends
 * @param driver how the driver is to be
 * @param reconnect how it looks for a host that is not there
 * @param patience how long {@link GuestStack#connect} waits for a host and for the probing of what it offers
 * @param legacyNode whether there is a node {@code dev/dxg} that shows all adapters
 * @param registry how the device registry is to be
 */
public record GuestOptions(ClientOptions client, DxgOptions driver, ReconnectPolicy reconnect, Duration patience,
    boolean legacyNode, RegistryOptions registry) {

  /** The defaults of each part, and 10 s of patience. */
  public static GuestOptions defaults() {
    return new GuestOptions(ClientOptions.defaults(), DxgOptions.defaults(), ReconnectPolicy.defaults(),
        Duration.ofSeconds(10), false, RegistryOptions.defaults());
  }

  public GuestOptions withName(String name) {
    return new GuestOptions(client.withName(name), driver, reconnect, patience, legacyNode, registry);
  }

  public GuestOptions withClient(ClientOptions newClient) {
    return new GuestOptions(newClient, driver, reconnect, patience, legacyNode, registry);
  }

  public GuestOptions withDriver(DxgOptions newDriver) {
    return new GuestOptions(client, newDriver, reconnect, patience, legacyNode, registry);
  }

  public GuestOptions withReconnect(ReconnectPolicy policy) {
    return new GuestOptions(client, driver, policy, patience, legacyNode, registry);
  }

  public GuestOptions withPatience(Duration newPatience) {
    return new GuestOptions(client, driver, reconnect, newPatience, legacyNode, registry);
  }

  /** With or without the node that shows all adapters, for programs that know only that. */
  public GuestOptions withLegacyNode(boolean wanted) {
    return new GuestOptions(client, driver, reconnect, patience, wanted, registry);
  }

  public GuestOptions withRegistry(RegistryOptions newRegistry) {
    return new GuestOptions(client, driver, reconnect, patience, legacyNode, newRegistry);
  }
}
