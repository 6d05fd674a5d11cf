package org.paravane.device.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;

@Timeout(30)
class DirectoryTest {
  private final Inodes inodes = new Inodes();
  private final Directory directory = new Directory(inodes);

  private Link link() {
    return new Link(inodes.next(), "x");
  }

  private AttributeSet attach(AttributeGroup... groups) {
    return switch (AttributeSet.attach(directory, inodes, "owner", List.of(groups))) {
      case Result.Ok<AttributeSet>(AttributeSet set) -> set;
      case Result.Failed<AttributeSet> failed -> throw new AssertionError(failed.reason());
    };
  }

  @Test
  void aNameIsTakenOnce() {
    Link first = link();
    assertThat(directory.link("a", first)).isTrue();
    assertThat(directory.link("a", link())).isFalse();
    assertThat(directory.entries()).containsExactlyEntriesOf(new TreeMap<>(Map.of("a", first)));
  }

  @Test
  void onlyTheVeryEntryIsTakenOut() {
    Link first = link();
    directory.link("a", first);
    directory.unlink("a", link());
    assertThat(directory.entries()).hasSize(1);
    directory.unlink("a", first);
    directory.unlink("a");
    assertThat(directory.entries()).isEmpty();
  }

  @Test
  void aListingDoesNotChangeAfterwards() {
    directory.link("a", link());
    Map<String, TreeEntry> snapshot = directory.entries();
    directory.link("b", link());
    directory.unlink("a");

    assertThat(snapshot).containsOnlyKeys("a");
    assertThatThrownBy(() -> snapshot.clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aDirectoryBelowComesWithItsFirstEntryAndGoesWithItsLast() {
    Link first = link();
    Link second = link();
    assertThat(directory.linkBelow("toy", "a", first)).isTrue();
    assertThat(directory.linkBelow("toy", "b", second)).isTrue();
    assertThat(directory.linkBelow("toy", "a", link())).isFalse();
    directory.unlinkBelow("toy", "a", first);
    assertThat(directory.entries()).containsOnlyKeys("toy");
    directory.unlinkBelow("toy", "b", second);
    assertThat(directory.entries()).isEmpty();
    directory.unlinkBelow("toy", "b", second);
    directory.link("file", first);
    assertThat(directory.linkBelow("file", "a", second)).isFalse();
    assertThatThrownBy(() -> directory.below("file")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aLiveDirectoryAsksAtEachLook() {
    TreeMap<String, TreeEntry> content = new TreeMap<>();
    Directory live = Directory.live(inodes, () -> new TreeMap<>(content));
    assertThat(live.entries()).isEmpty();
    content.put("7", link());
    assertThat(live.entries()).containsOnlyKeys("7");
    assertThatThrownBy(() -> live.link("8", link())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void attributesComeAndGoTogether() {
    AttributeSet first = attach(AttributeGroup.of(Attribute.constant("a", 1)),
        AttributeGroup.in("sub", Attribute.constant("b", 2)));
    AttributeSet second = attach(AttributeGroup.in("sub", Attribute.constant("c", 3)));
    DeviceTree tree = new DeviceTree(directory);
    assertThat(tree.list("sub")).isEqualTo(Result.ok(List.of("b", "c")));

    second.detach();
    assertThat(tree.list("sub")).isEqualTo(Result.ok(List.of("b")));
    first.detach();
    assertThat(directory.entries()).isEmpty();
  }

  @Test
  void attributesComeAllOrNone() {
    attach(AttributeGroup.of(Attribute.constant("taken", 1)));
    assertThat(AttributeSet.attach(directory, inodes, "late", List.of(
        AttributeGroup.of(Attribute.constant("fresh", 1), Attribute.constant("taken", 2)))))
        .isEqualTo(Result.failed(Errno.EEXIST, "attribute name is taken: owner=late, name=taken"));
    assertThat(AttributeSet.attach(directory, inodes, "late",
        List.of(AttributeGroup.in("deep/taken", Attribute.constant("x", 1)), AttributeGroup.in("taken/deep"))))
        .isInstanceOf(Result.Failed.class);
    assertThat(directory.entries()).containsOnlyKeys("taken");
  }

  @Test
  void detachWaitsForTheReadUnderWayAndAllowsNoOther() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AttributeSet set = attach(AttributeGroup.of(Attribute.readOnly("slow", () -> {
      inside.countDown();
      try {
        return leave.await(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        return e;
      }
    })));
    AttributeFile file = (AttributeFile) directory.entries().firstEntry().getValue();
    Thread reader = Thread.ofVirtual().start(file::read);
    inside.await();
    AtomicBoolean detached = new AtomicBoolean();
    Thread detacher = Thread.ofVirtual().start(() -> {
      set.detach();
      detached.set(true);
    });
    while (!directory.entries().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(detacher.join(java.time.Duration.ofMillis(20))).isFalse();
    leave.countDown();
    detacher.join();
    reader.join();

    assertThat(detached).isTrue();
    assertThat(file.read()).isEqualTo(Result.failed(Errno.ENODEV, "attribute's owner is gone: name=slow"));
    assertThat(file.write("1")).isInstanceOf(Result.Failed.class);
  }

  @Test
  void anUnguardedAttributeMayDetachItself() {
    AttributeSet[] set = new AttributeSet[1];
    Attribute suicide = Attribute.writeOnly("off", value -> {
      set[0].detach();
      return Result.ok(value);
    });
    set[0] = switch (AttributeSet.attachUnguarded(directory, inodes, "owner", List.of(AttributeGroup.of(suicide)))) {
      case Result.Ok<AttributeSet>(AttributeSet attached) -> attached;
      case Result.Failed<AttributeSet> failed -> throw new AssertionError(failed.reason());
    };

    assertThat(new DeviceTree(directory).write("off", "1")).isEqualTo(Result.ok(1));
    assertThat(directory.entries()).isEmpty();
  }

  @Test
  void whoStandsInADirectoryThatWasRemovedFindsNothing() {
    Directory above = directory.below("above");
    Directory below = above.below("below");
    Link link = new Link(inodes.next(), "..");
    below.link("link", link);
    Directory live = Directory.live(inodes, () -> new TreeMap<>(Map.of("one", link)));
    below.link("live", live);
    directory.unlink("above");

    assertThat(above.entries()).isEmpty();
    assertThat(below.entries()).isEmpty();
    assertThat(live.entries()).isEmpty();
    Directory late = new Directory(inodes);
    late.link("link", link);
    assertThat(below.link("late", late)).isTrue();
    assertThat(late.entries()).as("linked into what is gone").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"sys/class/toy/toy0, sys/devices/b/d/toy/toy0, ../../devices/b/d/toy/toy0",
      "dev/by-id/x, dev/toy/toy0, ../toy/toy0", "a/b, a/c, c", "a, b/c, b/c", "a/b/c, a, ../../a",
      "sys/bus/t/drivers/d/dev, sys/devices/t/dev, ../../../../devices/t/dev"})
  void linksAreRelative(String from, String to, String expected) {
    assertThat(Link.relative(from, to)).isEqualTo(expected);
  }
}
