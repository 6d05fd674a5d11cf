package org.paravane.device.conformance;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.Device;
import org.paravane.device.DeviceNode;
import org.paravane.device.OpenFile;
import org.paravane.device.io.IoctlResult;

/** How the checks say what they expect. */
final class Expect {

  /** Something is not as it should be. */
  static final class Unmet extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unmet(String message) {
      super(message);
    }
  }

  private Expect() {
  }

  static void that(boolean condition, String what) {
    if (!condition) {
      throw new Unmet(what);
    }
  }

  static void equal(Object expected, Object found, String what) {
    if (!Objects.equals(expected, found)) {
      throw new Unmet(what + ": expected=" + expected + ", found=" + found);
    }
  }

  static <T> T ok(Result<T> result, String what) {
    return switch (result) {
      case Result.Ok<T>(T value) -> value;
      case Result.Failed<T>(Errno errno, String reason) ->
        throw new Unmet(what + ": errno=" + errno + ", reason=" + reason);
    };
  }

  static void errno(Errno expected, Result<?> result, String what) {
    Object found = result instanceof Result.Failed<?> failed ? failed.errno() : "success";
    equal(expected, found, what);
  }

  static void errno(Errno expected, IoctlResult result, String what) {
    equal(-expected.number(), result.value(), what);
  }

  /** The one node of a device. */
  static DeviceNode node(Device device) {
    List<DeviceNode> nodes = device.nodes();
    equal(1, nodes.size(), "nodes of " + device.name() + " in state " + device.state());
    return nodes.getFirst();
  }

  static OpenFile open(DriverUnderTest subject, Device device) {
    return ok(node(device).open(subject.caller(0)), "open");
  }

  static void load(DriverUnderTest subject) {
    ok(subject.bus().addDriver(subject.driver()), "load driver");
  }

  static <T> T present(Optional<T> value, String what) {
    return value.orElseThrow(() -> new Unmet(what + ": absent"));
  }
}
