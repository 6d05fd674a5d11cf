package org.paravane.device.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.uevent.UeventLog;
import org.paravane.device.uevent.UeventReader;

class DeviceTreeTest {
  private final Inodes inodes = new Inodes();
  private final Directory root = new Directory(inodes);
  private final DeviceTree tree = new DeviceTree(root);
  private final AtomicReference<String> knob = new AtomicReference<>("7");

  @BeforeEach
  void plant() {
    Directory device = root.below("sys").below("devices").below("x");
    assertThat(AttributeSet.attach(device, inodes, "x",
        List.of(AttributeGroup.of(Attribute.constant("vendor", "0x1414"), Attribute.writeOnly("reset", this::store),
            Attribute.readWrite("knob", knob::get, this::store), Attribute.readOnly("lines", () -> "a\nb\n"),
            Attribute.answering("busy", () -> Result.failed(Errno.EBUSY, "in reset")),
            Attribute.readOnly("broken", () -> {
              throw new IllegalStateException("on purpose");
            })), AttributeGroup.in("power/state", Attribute.constant("now", "on")))))
        .isInstanceOf(Result.Ok.class);
    Directory members = root.below("sys").below("class").below("toy");
    members.link("x", new Link(inodes.next(), Link.relative("sys/class/toy/x", "sys/devices/x")));
    members.link("circle", new Link(inodes.next(), "circle"));
    members.link("dangling", new Link(inodes.next(), "../nowhere/else"));
    root.below("dev").link("toy0", new NodeFile(inodes.next(), new NodeFile.DeviceFile() {
      @Override
      public int major() {
        return 261;
      }

      @Override
      public int minor() {
        return 0;
      }

      @Override
      public int mode() {
        return 0666;
      }

      @Override
      public int ownerUid() {
        return 0;
      }

      @Override
      public int ownerGid() {
        return 0;
      }
    }));
  }

  private Result<String> store(String value) {
    if (!value.matches("[0-9]+")) {
      return Attribute.invalid("knob", value);
    }
    knob.set(value);
    return Result.ok(value);
  }

  private static Errno errno(Result<?> result) {
    return result instanceof Result.Failed<?> failed ? failed.errno() : Errno.EIO;
  }

  @Test
  void listingIsSorted() {
    assertThat(tree.list("")).isEqualTo(Result.ok(List.of("dev", "sys")));
    assertThat(tree.list("/sys/devices/x"))
        .isEqualTo(Result.ok(List.of("broken", "busy", "knob", "lines", "power", "reset", "vendor")));
  }

  @Test
  void aValueHasOneNewline() {
    assertThat(tree.read("sys/devices/x/vendor")).isEqualTo(Result.ok("0x1414\n"));
    assertThat(tree.read("sys/devices/x/lines")).isEqualTo(Result.ok("a\nb\n"));
    assertThat(tree.read("sys/devices/x/power/state/now")).isEqualTo(Result.ok("on\n"));
  }

  @Test
  void writingTakesANewlineOrNone() {
    assertThat(tree.write("sys/devices/x/knob", "12\n")).isEqualTo(Result.ok(3));
    assertThat(knob).hasValue("12");
    assertThat(tree.write("sys/devices/x/knob", "13")).isEqualTo(Result.ok(2));
    assertThat(tree.read("sys/devices/x/knob")).isEqualTo(Result.ok("13\n"));
  }

  @Test
  void aBadWriteIsEinvalAndChangesNothing() {
    assertThat(errno(tree.write("sys/devices/x/knob", "blue"))).isEqualTo(Errno.EINVAL);
    assertThat(errno(tree.write("sys/devices/x/knob", ""))).isEqualTo(Errno.EINVAL);
    assertThat(errno(tree.write("sys/devices/x/knob", "1\0"))).isEqualTo(Errno.EINVAL);
    assertThat(errno(tree.write("sys/devices/x/knob", new byte[]{(byte) 0xFF, (byte) 0xFE}))).isEqualTo(Errno.EINVAL);
    assertThat(errno(tree.write("sys/devices/x/knob", "1".repeat(4097).getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo(Errno.EINVAL);
    assertThat(knob).hasValue("7");
    assertThat(tree.write("sys/devices/x/knob", "1".repeat(4096))).isEqualTo(Result.ok(4096));
  }

  @Test
  void whatAnAttributeCannotDoIsEacces() {
    assertThat(errno(tree.read("sys/devices/x/reset"))).isEqualTo(Errno.EACCES);
    assertThat(errno(tree.write("sys/devices/x/vendor", "1"))).isEqualTo(Errno.EACCES);
  }

  @Test
  void anAttributeAnswersItsOwnErrnoAndAnExceptionIsEio() {
    assertThat(errno(tree.read("sys/devices/x/busy"))).isEqualTo(Errno.EBUSY);
    assertThat(errno(tree.read("sys/devices/x/broken"))).isEqualTo(Errno.EIO);
  }

  @ParameterizedTest
  @CsvSource({"sys/nothing", "sys/devices/x/vendor/deeper", "dev/toy0/deeper", "sys/class/toy/dangling/x",
      "sys/class/toy/circle/x"})
  void whatIsNotThereIsEnoent(String path) {
    assertThat(errno(tree.stat(path))).isEqualTo(Errno.ENOENT);
    assertThat(errno(tree.read(path))).isEqualTo(Errno.ENOENT);
    assertThat(errno(tree.list(path))).isEqualTo(Errno.ENOENT);
    assertThat(errno(tree.write(path, "1"))).isEqualTo(Errno.ENOENT);
    assertThat(errno(tree.readlink(path))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void theWrongKindIsEinval() {
    assertThat(errno(tree.read("sys/devices"))).isEqualTo(Errno.EINVAL);
    assertThat(errno(tree.read("dev/toy0"))).isEqualTo(Errno.EINVAL);
    assertThat(errno(tree.list("sys/devices/x/vendor"))).isEqualTo(Errno.EINVAL);
    assertThat(errno(tree.readlink("sys/devices/x"))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void linksAreFollowedOnTheWayAndLookedAtInTheEnd() {
    assertThat(tree.read("sys/class/toy/x/vendor")).isEqualTo(Result.ok("0x1414\n"));
    assertThat(tree.list("sys/class/toy/x")).isEqualTo(tree.list("sys/devices/x"));
    assertThat(tree.readlink("sys/class/toy/x")).isEqualTo(Result.ok("../../devices/x"));
    assertThat(tree.stat("sys/class/toy/x")).isInstanceOfSatisfying(Result.Ok.class,
        found -> assertThat(found.value()).isInstanceOf(Link.class));
    assertThat(tree.lookup("sys/class/toy/x")).isInstanceOfSatisfying(Result.Ok.class,
        found -> assertThat(found.value()).isInstanceOf(Directory.class));
  }

  @Test
  void dotsAndSlashesAreAsUsual() {
    assertThat(tree.read("//sys/./class/toy/x/../x/vendor/")).isEqualTo(Result.ok("0x1414\n"));
    assertThat(tree.list("../..")).isEqualTo(tree.list(""));
    assertThat(tree.list("sys/class/..")).isEqualTo(tree.list("sys"));
  }

  @Test
  void statTellsKindsAndModes() {
    assertThat(tree.stat("dev/toy0")).isInstanceOfSatisfying(Result.Ok.class, found -> {
      assertThat(found.value()).isInstanceOf(NodeFile.class);
      assertThat(((TreeEntry) found.value()).mode()).isEqualTo(0666);
    });
    assertThat(tree.stat("sys/devices/x/knob")).isInstanceOfSatisfying(Result.Ok.class,
        found -> assertThat(((TreeEntry) found.value()).mode()).isEqualTo(0644));
    assertThat(tree.root().mode()).isEqualTo(0555);
  }

  @Test
  void inodesAreDistinct() {
    TreeMap<Long, String> seen = new TreeMap<>();
    collect(root, "", seen);
    assertThat(seen).hasSize(20);
  }

  private static void collect(Directory directory, String path, Map<Long, String> seen) {
    assertThat(seen.put(directory.inode(), path)).isNull();
    directory.entries().forEach((name, entry) -> {
      if (entry instanceof Directory below) {
        collect(below, path + "/" + name, seen);
      } else {
        assertThat(seen.put(entry.inode(), path + "/" + name)).isNull();
      }
    });
  }

  @Test
  void aStreamIsFoundAndIsNoAttribute() {
    UeventLog log = new UeventLog();
    root.link("events", new StreamFile(inodes.next(), () -> new UeventReader(log, 4)));

    assertThat(tree.lookup("events")).isInstanceOf(Result.Ok.class);
    assertThat(errno(tree.read("events"))).isEqualTo(Errno.EINVAL);
    assertThat(errno(tree.write("events", "x"))).isEqualTo(Errno.EINVAL);
    assertThat(errno(tree.list("events"))).isEqualTo(Errno.EINVAL);
    assertThat(errno(tree.lookup("events/x"))).isEqualTo(Errno.ENOENT);
  }
}
