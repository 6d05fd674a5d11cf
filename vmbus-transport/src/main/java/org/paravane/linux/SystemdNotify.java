package org.paravane.linux;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service manager how this service does. Without a manager that listens nothing is sent; one that cannot be reached
 * is no reason for a service to fail. Source: sd_notify(3).
 */
public final class SystemdNotify {
  /** Where the manager says where it listens. */
  public static final String VARIABLE = "NOTIFY_SOCKET";

  private final Optional<String> address;

  private SystemdNotify(Optional<String> address) {
    this.address = address;
  }

  /** As the environment of this process says. */
  public static SystemdNotify fromEnvironment() {
    return to(System.getenv(VARIABLE));
  }

  /** The manager at an address: a path or {@code @name}; anything else is no manager. */
  public static SystemdNotify to(@Nullable String address) {
    return new SystemdNotify(Optional.ofNullable(address).filter(each -> each.startsWith("/") || each.startsWith("@")));
  }

  /** The service serves. */
  public boolean ready(String status) {
    return send("READY=1\nSTATUS=" + oneLine(status));
  }

  /** What the service does now, for people. */
  public boolean status(String status) {
    return send("STATUS=" + oneLine(status));
  }

  /** The service begins to end. */
  public boolean stopping() {
    return send("STOPPING=1");
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ');
  }

  private boolean send(String state) {
    if (address.isEmpty()) {
      return false;
    }
    try {
      UnixDatagram.send(address.get(), state);
      return true;
    } catch (LinuxException e) {
      return false;
    }
  }
}
