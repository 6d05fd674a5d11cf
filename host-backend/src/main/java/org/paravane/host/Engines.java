package org.paravane.host;

import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Chooses what executes the packets of a host's adapters. */
final class Engines {
  private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

  /**
   * What was chosen.
   *
   * @param factory makes the adapters
   * @param devices how many to make at the start
   */
  record Chosen(AdapterFactory factory, int devices) {
  }

  private Engines() {
  }

  /**
   * By the options.
   *
   * @return ENODEV if OpenCL is wanted and there is no such device
   */
  static Result<Chosen> choose(HostOptions options) {
    return switch (options.engine().choice()) {
      case SIMULATED -> Result.ok(simulated(options));
      case OPENCL -> OpenClAdapters.find(options).map(found -> opencl(options, found));
      case AUTO -> switch (OpenClAdapters.find(options)) {
        case Result.Ok<OpenClAdapters>(OpenClAdapters found) -> Result.ok(opencl(options, found));
        case Result.Failed<OpenClAdapters>(Errno errno, String reason) -> {
          // No device is what many machines have; a device that cannot be used is news.
          LOG.atLevel(errno == Errno.ENODEV ? Level.INFO : Level.WARN).log("engine is simulated: reason={}", reason);
          yield Result.ok(simulated(options));
        }
      };
    };
  }

  private static Chosen simulated(HostOptions options) {
    return new Chosen(new SimulatedAdapters(options), options.devices() < 0 ? 1 : options.devices());
  }

  private static Chosen opencl(HostOptions options, OpenClAdapters found) {
    return new Chosen(found, options.devices() < 0 ? found.deviceCount() : options.devices());
  }
}
