package org.paravane.host.engine.worker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a worker is to be. Travels as the first message.
 *
 * @param device which device it opens
 * @param memory how guest memory reaches the device
 * @param inlineLaunches whether small launches run in the event loop's own thread where the device allows it
 * @param directory private to the worker, the only place where it may write; it is gone after the worker
 * @param role what it is for
 * @param confinement how the worker restricts itself
 * @param spins how often the event loop looks before it sleeps, at most; 0 to sleep at once
 */
public record WorkerSettings(DeviceSelector device, MemoryMode memory, boolean inlineLaunches, Path directory,
    Role role,
    Confinement confinement, int spins) {
  /** Longest form as a text, in bytes. */
  static final int MAX_TEXT_BYTES = 16 << 10;
  /** A good number for {@code spins}: about as long as a wake-up across cores takes. */
  public static final int DEFAULT_SPINS = 1_000;

  /** How guest memory reaches the device. */
  public enum MemoryMode {
    /** In place where the device shares memory with the host, otherwise staged. */
    AUTO, IN_PLACE, STAGED
  }

  /** What a worker is for. */
  public enum Role {
    /** Runs a guest's command buffers. */
    WORKER,
    /** Builds programs and has no guest. */
    BUILDER
  }

  /** Everything automatic: the first device, small launches inline. */
  public static WorkerSettings of(DeviceSelector device, Path directory) {
    return new WorkerSettings(device, MemoryMode.AUTO, true, directory, Role.WORKER, Confinement.NONE, DEFAULT_SPINS);
  }

  public WorkerSettings withDirectory(Path directory) {
    return new WorkerSettings(device, memory, inlineLaunches, directory, role, confinement, spins);
  }

  public WorkerSettings withRole(Role role) {
    return new WorkerSettings(device, memory, inlineLaunches, directory, role, confinement, spins);
  }

  WorkerSettings withConfinement(Confinement confinement) {
    return new WorkerSettings(device, memory, inlineLaunches, directory, role, confinement, spins);
  }

  /** Lines of {@code key=value}. */
  public String toText() {
    return "platform=%s\ndevice=%d\nmemory=%s\ninline=%b\ndirectory=%s\nrole=%s\nsandbox=%s\nownUser=%b\ndevices=%b\nspins=%d\n"
        .formatted(
            device.platform().replace('\n', ' '), device.device(), memory, inlineLaunches, directory, role,
            confinement.mode(), confinement.ownUser(), confinement.devices(), spins);
  }

  /** From {@link #toText}; a text of our own, so what is wrong with it is a bug. */
  public static WorkerSettings parse(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines().forEach(line -> {
      int equals = line.indexOf('=');
      values.put(line.substring(0, equals), line.substring(equals + 1));
    });
    return new WorkerSettings(new DeviceSelector(value(values, "platform"), number(values, "device")),
        MemoryMode.valueOf(value(values, "memory")),
        flag(values, "inline"), Path.of(value(values, "directory")),
        Role.valueOf(value(values, "role")),
        new Confinement(SandboxMode.valueOf(value(values, "sandbox")), flag(values, "ownUser"),
            flag(values, "devices")),
        number(values, "spins"));
  }

  private static int number(Map<String, String> values, String key) {
    return Integer.parseInt(value(values, key));
  }

  private static boolean flag(Map<String, String> values, String key) {
    return Boolean.parseBoolean(value(values, key));
  }

  private static String value(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no such worker setting: key=" + key);
    }
    return value;
  }
}
