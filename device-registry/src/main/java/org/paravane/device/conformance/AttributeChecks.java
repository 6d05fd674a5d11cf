package org.paravane.device.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.Device;
import org.paravane.device.DeviceNode;
import org.paravane.device.OpenFile;
import org.paravane.device.conformance.ConformanceSuite.Check;
import org.paravane.device.tree.AttributeFile;
import org.paravane.device.tree.DeviceTree;
import org.paravane.device.tree.Directory;
import org.paravane.device.tree.Link;
import org.paravane.device.tree.NodeFile;
import org.paravane.device.tree.StreamFile;
import org.paravane.device.tree.TreeEntry;
import org.paravane.device.uevent.Uevent;
import org.paravane.device.uevent.UeventAction;
import org.paravane.device.uevent.Uevents;

/** Attributes: there before anybody hears of the device, readable by everybody, closed to nonsense. */
final class AttributeChecks {
  private static final int READABLE = 0444;
  private static final int WRITABLE = 0222;
  private static final String NONSENSE = "\u0001 no such value \u0001";

  private AttributeChecks() {
  }

  static List<Check> all() {
    return List.of(new Check("all attributes are readable at add", AttributeChecks::readableAtAdd),
        new Check("attributes say what the node is", AttributeChecks::commonAttributes),
        new Check("every value ends with one newline", AttributeChecks::newline),
        new Check("information needs no open file and disturbs none", AttributeChecks::informationWithoutOpening),
        new Check("nonsense is refused and changes nothing", AttributeChecks::nonsense));
  }

  /** Every file with read permission below a directory, by path, with its answer. */
  static SortedMap<String, Result<String>> readAll(DeviceTree tree, String path) {
    SortedMap<String, Result<String>> answers = new TreeMap<>();
    if (tree.stat(path) instanceof Result.Ok<TreeEntry>(Directory directory)) {
      readAll(directory, path, answers);
    }
    return answers;
  }

  private static void readAll(Directory directory, String path, SortedMap<String, Result<String>> answers) {
    directory.entries().forEach((name, entry) -> {
      switch (entry) {
        case Directory below -> readAll(below, path + "/" + name, answers);
        case AttributeFile file -> {
          if ((file.mode() & READABLE) != 0) {
            answers.put(path + "/" + name, file.read());
          }
        }
        case Link link -> {
        }
        case NodeFile node -> {
        }
        case StreamFile stream -> {
        }
      }
    });
  }

  /** EBUSY is an answer (linux-accel.md: some data wait for the end of a reset); to be gone is none. */
  private static Optional<String> unreadable(SortedMap<String, Result<String>> answers) {
    return answers.entrySet().stream()
        .filter(answer -> answer.getValue() instanceof Result.Failed<String>(Errno errno, String reason)
            && errno != Errno.EBUSY)
        .map(Object::toString).findFirst();
  }

  /** What a listener found at the moment of an "add". */
  private record AtAdd(String path, Set<String> readable, List<String> trouble) {
  }

  private static void readableAtAdd(DriverUnderTest subject) throws InterruptedException {
    BlockingQueue<AtAdd> found = new LinkedBlockingQueue<>();
    DeviceTree tree = subject.registry().tree();
    try (Uevents.Listening _ = subject.registry().events().listen(uevent -> {
      if (uevent.action() == UeventAction.ADD) {
        found.add(look(tree, uevent));
      }
    })) {
      Expect.load(subject);
      DeviceNode node = Expect.node(subject.plug(0));
      AtAdd seen;
      do {
        seen = found.poll(10, TimeUnit.SECONDS);
        Expect.that(seen != null, "no add: path=" + node.path());
      } while (!seen.path().equals(node.path()));
      Expect.equal(List.of(), seen.trouble(), "at the add of " + seen.path());
      Expect.equal(readAll(tree, node.path()).keySet(), seen.readable(), "attributes at add");
    }
  }

  private static AtAdd look(DeviceTree tree, Uevent uevent) {
    String path = "sys" + uevent.devpath();
    List<String> trouble = new ArrayList<>();
    SortedMap<String, Result<String>> here = readAll(tree, path);
    unreadable(here).ifPresent(trouble::add);
    SortedMap<String, Result<String>> elsewhere = CompletableFuture
        .supplyAsync(() -> readAll(tree, path), task -> Thread.ofPlatform().start(task)).join();
    unreadable(elsewhere).ifPresent(trouble::add);
    if (!elsewhere.keySet().containsAll(here.keySet())) {
      trouble.add("another thread sees other attributes: path=" + path);
    }
    checkNamed(uevent, tree, trouble);
    return new AtAdd(path, here.keySet(), trouble);
  }

  /** What the event says of the node is so in the tree. */
  private static void checkNamed(Uevent uevent, DeviceTree tree, List<String> trouble) {
    String name = uevent.variable("DEVNAME");
    if (!name.isEmpty() && !(tree.stat("dev/" + name) instanceof Result.Ok<TreeEntry>(NodeFile node)
        && node.device().minor() == Integer.parseInt(uevent.variable("MINOR")))) {
      trouble.add("node is not there: name=" + name);
    }
  }

  private static void commonAttributes(DriverUnderTest subject) {
    Expect.load(subject);
    DeviceNode node = Expect.node(subject.plug(0));
    DeviceTree tree = subject.registry().tree();
    Expect.equal(node.major() + ":" + node.minor() + "\n", text(tree, node.path() + "/dev"), "dev");
    Expect.equal(node.name() + "\n", text(tree, node.path() + "/name"), "name");
    Expect.equal(subject.driver().name() + "\n", text(tree, node.path() + "/driver"), "driver");
    Expect.that(text(tree, node.path() + "/uevent").contains("DEVNAME=" + node.devName() + "\n"), "uevent");
    Expect.equal(text(tree, node.path() + "/dev"),
        text(tree, subject.deviceClass().path() + "/" + node.name() + "/dev"),
        "through the class");
  }

  private static String text(DeviceTree tree, String path) {
    return Expect.ok(tree.read(path), path);
  }

  private static void newline(DriverUnderTest subject) {
    Expect.load(subject);
    readAll(subject.registry().tree(), subject.plug(0).path()).forEach((path, answer) -> {
      if (answer instanceof Result.Ok<String>(String value)) {
        Expect.that(value.endsWith("\n") && !value.endsWith("\n\n"), "path=" + path + ", value=" + value);
      }
    });
  }

  private static void informationWithoutOpening(DriverUnderTest subject) {
    Expect.load(subject);
    Device device = subject.plug(0);
    DeviceNode node = Expect.node(device);
    DeviceTree tree = subject.registry().tree();
    SortedMap<String, Result<String>> before = readAll(tree, device.path());
    Expect.equal("0\n", text(tree, node.path() + "/open_count"), "open count");
    try (OpenFile file = Expect.open(subject, device)) {
      SortedMap<String, Result<String>> held = readAll(tree, device.path());
      unreadable(held).ifPresent(path -> Expect.that(false, "unreadable while held: " + path));
      Expect.that(held.keySet().containsAll(before.keySet()), "attributes vanished while the device is held");
      Expect.equal("1\n", text(tree, node.path() + "/open_count"), "reading opened something");
      Expect.equal("1", Integer.toString(node.openCount()), "open count of " + file.id());
    }
  }

  private static void nonsense(DriverUnderTest subject) {
    Expect.load(subject);
    Device device = subject.plug(0);
    refuseNonsense(subject.registry().tree(), device.path());
    Expect.that(device.driver().isPresent(), "nonsense unbound the device");
  }

  private static void refuseNonsense(DeviceTree tree, String path) {
    if (!(tree.stat(path) instanceof Result.Ok<TreeEntry>(Directory directory))) {
      return;
    }
    directory.entries().forEach((name, entry) -> {
      String file = path + "/" + name;
      switch (entry) {
        case Directory below -> refuseNonsense(tree, file);
        case AttributeFile attribute -> {
          if ((attribute.mode() & WRITABLE) == 0) {
            Expect.errno(Errno.EACCES, tree.write(file, NONSENSE), "write to " + file);
          } else {
            Result<String> before = attribute.read();
            Expect.errno(Errno.EINVAL, tree.write(file, NONSENSE), "nonsense to " + file);
            Expect.equal(before, attribute.read(), "value after nonsense of " + file);
          }
        }
        case Link link -> {
        }
        case NodeFile node -> {
        }
        case StreamFile stream -> {
        }
      }
    });
  }
}
