package org.paravane.guest.fuse.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.guest.fuse.tree.FakeKernel.RDONLY;
import static org.paravane.guest.fuse.tree.FakeKernel.RDWR;
import static org.paravane.guest.fuse.tree.FakeKernel.WRONLY;
import static org.paravane.guest.fuse.tree.FakeKernel.errno;
import static org.paravane.guest.fuse.tree.FakeKernel.ok;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.DeviceNode;
import org.paravane.guest.fuse.Entry;
import org.paravane.guest.fuse.FileAttributes;
import org.paravane.guest.fuse.FileSystem;
import org.paravane.guest.fuse.Opened;

@Timeout(30)
class TreeFileSystemTest {
  private static final int O_APPEND = 02000;

  private final Scene scene = new Scene();
  private final FakeKernel kernel = scene.kernel;
  private final TreeFileSystem files = scene.files;
  private final DeviceNode node = scene.plug("w");
  private final TreeFigures atRest = files.figures();

  private long open(String path, int flags) {
    return ok(files.open(kernel.one, kernel.walk(files, path).node(), flags)).handle();
  }

  private Result<String> read(long handle, long offset, int bytes) {
    return read(handle, RDONLY, offset, bytes);
  }

  private Result<String> read(long handle, int flags, long offset, int bytes) {
    MemorySegment into = MemorySegment.ofArray(new byte[bytes]);
    return files.read(kernel.one, handle, flags, offset, into).map(
        count -> new String(into.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
  }

  private Result<Integer> write(long handle, long offset, String value) {
    return files.write(kernel.one, handle, offset,
        MemorySegment.ofArray(value.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void entriesAreShownAsTheyAre() {
    assertThat(ok(files.attributes(FileSystem.ROOT)).mode()).isEqualTo(FileAttributes.DIRECTORY | 0555);
    Entry dev = kernel.walk(files, "dev/accel/accel0");
    assertThat(dev.attributes().mode()).isEqualTo(FileAttributes.REGULAR | 0660);
    assertThat(dev.attributes().userId()).isEqualTo(3);
    assertThat(dev.attributes().groupId()).isEqualTo(4);
    Entry attribute = kernel.walk(files, "sys/devices/toys/w/accel/accel0/dev");
    assertThat(attribute.attributes()).extracting(FileAttributes::mode, FileAttributes::sizeBytes,
        FileAttributes::userId, FileAttributes::groupId).containsExactly(FileAttributes.REGULAR | 0444, 4096L, 1, 2);
    Entry link = kernel.walk(files, "dev/by-id/id-w");
    assertThat(ok(files.readlink(link.node()))).isEqualTo("../accel/accel0");
    assertThat(link.attributes().sizeBytes()).isEqualTo("../accel/accel0".length());
    assertThat(errno(files.readlink(attribute.node()))).isEqualTo(Errno.EINVAL);
    assertThat(kernel.walk(files, "events").attributes().mode()).isEqualTo(FileAttributes.REGULAR | 0444);
    assertThat(ok(files.attributes(attribute.node()))).isEqualTo(attribute.attributes());
  }

  @Test
  void aNodeIsAnotherInodeAtEachLookupAndAnythingElseIsNot() {
    Entry first = kernel.walk(files, "dev/accel/accel0");
    Entry second = kernel.walk(files, "dev/accel/accel0");
    Entry alone = kernel.walk(files, "dev/nodes/accel0/accel0");

    assertThat(List.of(first.node(), second.node(), alone.node())).doesNotHaveDuplicates();
    assertThat(first.attributes()).isEqualTo(second.attributes()).isEqualTo(alone.attributes());
    assertThat(kernel.walk(files, "dev/accel").node()).isEqualTo(kernel.walk(files, "dev/accel").node());
  }

  @Test
  void whatIsNotThereIsEnoent() {
    assertThat(errno(files.lookup(kernel.one, FileSystem.ROOT, "nothing"))).isEqualTo(Errno.ENOENT);
    assertThat(errno(files.lookup(kernel.one, 4711, "dev"))).isEqualTo(Errno.ENOENT);
    long file = kernel.walk(files, "events").node();
    assertThat(errno(files.lookup(kernel.one, file, "x"))).isEqualTo(Errno.ENOENT);
    assertThat(errno(files.attributes(4711))).isEqualTo(Errno.ENOENT);
    assertThat(errno(files.open(kernel.one, 4711, RDONLY))).isEqualTo(Errno.ENOENT);
    assertThat(errno(files.openDirectory(file))).isEqualTo(Errno.EINVAL);
    assertThat(errno(files.open(kernel.one, FileSystem.ROOT, RDONLY))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void forgettingBringsTheTableBack() {
    long seed = System.nanoTime();
    System.out.println("TreeFileSystemTest: seed=" + seed);
    Random random = new Random(seed);
    List<String> paths = List.of("dev/accel/accel0", "sys/devices/toys/w/accel/accel0/dev", "events", "dev/by-id/id-w");
    for (int i = 0; i < 500; i++) {
      kernel.walk(files, paths.get(random.nextInt(paths.size())));
      if (random.nextInt(10) == 0) {
        kernel.list(files, kernel.walk(files, "dev/accel").node(), true, 1 + random.nextInt(4));
      }
    }
    assertThat(files.figures().inodes()).isEqualTo(kernel.lookups.size() + 1);
    kernel.forgetAll(files);
    files.forget(FileSystem.ROOT, 1);
    files.forget(4711, 1);

    assertThat(files.figures()).isEqualTo(atRest);
    assertThat(ok(files.attributes(FileSystem.ROOT)).mode()).isEqualTo(FileAttributes.DIRECTORY | 0555);
  }

  @Test
  void aDirectoryIsListedInPiecesOfAnySize() {
    long directory = kernel.walk(files, "sys/devices/toys/w/accel/accel0").node();
    List<String> whole = kernel.list(files, directory, false, Integer.MAX_VALUE);

    assertThat(whole).startsWith(".", "..").contains("dev", "uevent", "knob", "clients", "device");
    for (int piece = 1; piece < 6; piece++) {
      assertThat(kernel.list(files, directory, piece % 2 == 0, piece)).isEqualTo(whole);
    }
    assertThat(files.figures().directories()).isZero();
  }

  @Test
  void aListingShowsWhatWasThereWhenItBegan() {
    long directory = kernel.walk(files, "dev/accel").node();
    long handle = ok(files.openDirectory(directory));
    FakeKernel.Listing first = new FakeKernel.Listing(false, 2);
    ok(files.readDirectory(handle, 0, first));
    scene.unplug(node);
    DeviceNode later = scene.plug("x");
    FakeKernel.Listing rest = new FakeKernel.Listing(false, 100);
    ok(files.readDirectory(handle, first.next, rest));
    FakeKernel.Listing again = new FakeKernel.Listing(false, 100);
    ok(files.readDirectory(handle, 0, again));

    assertThat(rest.entries).containsOnlyKeys("accel0");
    assertThat(again.entries).containsOnlyKeys(".", "..", later.name());
    assertThat(errno(files.readDirectory(handle, -1, again))).isEqualTo(Errno.EINVAL);
    files.releaseDirectory(handle);
    assertThat(errno(files.readDirectory(handle, 0, again))).isEqualTo(Errno.EBADF);
  }

  @Test
  void aListingWithAttributesLeadsToTheSameInodes() {
    long directory = kernel.walk(files, "sys/devices/toys/w/accel").node();
    long handle = ok(files.openDirectory(directory));
    FakeKernel.Listing listing = new FakeKernel.Listing(true, 3);
    ok(files.readDirectory(handle, 0, listing));

    Entry found = kernel.walk(files, "sys/devices/toys/w/accel/accel0");
    assertThat(listing.entries.get("accel0")).isEqualTo(found);
    assertThat(java.util.Objects.requireNonNull(listing.entries.get(".")).node()).isZero();
    assertThat(java.util.Objects.requireNonNull(listing.entries.get("..")).attributes().inode())
        .isEqualTo(kernel.walk(files, "sys/devices/toys/w").attributes().inode());
  }

  @Test
  void aValueIsReadAsItWasAtTheStart() {
    long handle = open("sys/devices/toys/w/accel/accel0/knob", RDWR);
    assertThat(ok(read(handle, 0, 1))).isEqualTo("7");
    scene.knob.set("123");

    assertThat(ok(read(handle, 1, 4096))).isEqualTo("\n");
    assertThat(ok(read(handle, 2, 4096))).isEmpty();
    assertThat(ok(read(handle, 0, 4096))).isEqualTo("123\n");
    assertThat(ok(read(handle, 4096, 4096))).isEmpty();
    assertThat(ok(read(open("sys/devices/toys/w/accel/accel0/knob", RDONLY), 2, 9))).isEqualTo("3\n");
  }

  @Test
  void aValueIsWrittenInOnePiece() {
    long handle = open("sys/devices/toys/w/accel/accel0/knob", WRONLY);

    assertThat(ok(write(handle, 0, "42\n"))).isEqualTo(3);
    assertThat(scene.knob).hasValue("42");
    assertThat(errno(write(handle, 3, "43\n"))).isEqualTo(Errno.EINVAL);
    assertThat(errno(write(handle, 0, "nonsense"))).isEqualTo(Errno.EINVAL);
    assertThat(errno(write(handle, 0, "4\0004"))).isEqualTo(Errno.EINVAL);
    assertThat(errno(write(handle, 0, "4".repeat(5000)))).isEqualTo(Errno.EINVAL);
    assertThat(scene.knob).hasValue("42");
    long appending = open("sys/devices/toys/w/accel/accel0/knob", WRONLY | O_APPEND);
    assertThat(ok(write(appending, 4096, "44\n"))).isEqualTo(3);
    assertThat(scene.knob).hasValue("44");
  }

  @Test
  void whoMayDoEverythingCannotReadOrWriteWhatIsNotMadeForIt() {
    long trigger = kernel.walk(files, "sys/devices/toys/w/accel/accel0/trigger").node();
    long constant = kernel.walk(files, "sys/devices/toys/w/accel/accel0/dev").node();

    assertThat(errno(files.open(kernel.one, trigger, RDONLY))).isEqualTo(Errno.EACCES);
    assertThat(errno(files.open(kernel.one, constant, RDWR))).isEqualTo(Errno.EACCES);
    assertThat(ok(files.open(kernel.one, trigger, WRONLY)).handle()).isPositive();
    assertThat(errno(files.open(kernel.one, kernel.walk(files, "events").node(), RDWR))).isEqualTo(Errno.EACCES);
  }

  @Test
  void sizesModesAndOwners() {
    long knob = kernel.walk(files, "sys/devices/toys/w/accel/accel0/knob").node();
    long device = kernel.walk(files, "dev/accel/accel0").node();
    assertThat(ok(files.change(kernel.one, knob, 8, 0)).sizeBytes()).isEqualTo(4096);
    assertThat(errno(files.change(kernel.one, device, 8, 0))).isEqualTo(Errno.EINVAL);
    assertThat(errno(files.change(kernel.one, device, 1, 0))).isEqualTo(Errno.EPERM);
    assertThat(ok(files.change(kernel.one, device, 48, 0)).mode()).isEqualTo(FileAttributes.REGULAR | 0660);
    assertThat(scene.knob).hasValue("7");
  }

  @Test
  void afterAnUnplugNothingIsFoundAndOldOnesAreGone() {
    long directory = kernel.walk(files, "sys/devices/toys/w/accel/accel0").node();
    long device = kernel.walk(files, "dev/accel/accel0").node();
    long alone = kernel.walk(files, "dev/nodes/accel0").node();
    long knob = open("sys/devices/toys/w/accel/accel0/knob", RDWR);
    scene.unplug(node);

    assertThat(errno(files.lookup(kernel.one, directory, "device"))).isEqualTo(Errno.ENOENT);
    assertThat(errno(files.lookup(kernel.one, alone, "accel0"))).isEqualTo(Errno.ENOENT);
    assertThat(kernel.list(files, directory, true, 10)).containsExactly(".", "..");
    assertThat(errno(read(knob, 0, 100))).isEqualTo(Errno.ENODEV);
    assertThat(errno(write(knob, 0, "1"))).isEqualTo(Errno.ENODEV);
    assertThat(errno(files.open(kernel.one, device, RDWR))).isEqualTo(Errno.ENODEV);
    assertThat(ok(files.attributes(device)).mode()).isEqualTo(FileAttributes.REGULAR | 0660);
  }

  @Test
  void handlesAreUsedAgainAndCounted() {
    List<Long> handles = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      handles.add(open("sys/devices/toys/w/accel/accel0/knob", RDONLY));
    }
    assertThat(handles).doesNotHaveDuplicates();
    assertThat(files.figures().files()).isEqualTo(300);
    handles.forEach(files::release);
    handles.forEach(files::release);

    assertThat(files.figures().files()).isZero();
    assertThat(errno(read(handles.getFirst(), 0, 1))).isEqualTo(Errno.EBADF);
    assertThat(open("sys/devices/toys/w/accel/accel0/knob", RDONLY)).isLessThanOrEqualTo(300);
    assertThat(errno(read(0, 0, 1))).isEqualTo(Errno.EBADF);
    assertThat(errno(read(-1, 0, 1))).isEqualTo(Errno.EBADF);
    assertThat(errno(read(Long.MAX_VALUE, 0, 1))).isEqualTo(Errno.EBADF);
  }

  @Test
  void whatHasNoNameAnyMoreIsToldTheDeepestFirst() {
    long device = kernel.walk(files, "sys/devices/toys/w").node();
    long attribute = kernel.walk(files, "sys/devices/toys/w/accel/accel0/knob").node();
    long file = kernel.walk(files, "dev/accel/accel0").node();
    long stays = kernel.walk(files, "sys/devices/toys").node();
    assertThat(files.nameless()).isEmpty();

    scene.unplug(node);

    List<Long> nameless = Arrays.stream(files.nameless()).boxed().toList();
    assertThat(nameless).contains(device, attribute, file).doesNotContain(stays, FileSystem.ROOT);
    assertThat(nameless.indexOf(attribute)).isLessThan(nameless.indexOf(device));
    scene.plug("w");
    assertThat(files.nameless()).as("another one of the same name").hasSize(nameless.size());
  }

  @Test
  void theStreamIsReadAndPolled() {
    Opened opened = ok(files.open(kernel.one, kernel.walk(files, "events").node(), RDONLY));
    assertThat(opened.seekable()).isFalse();
    assertThat(files.poll(opened.handle(), 1, null)).isEqualTo(1);
    assertThat(ok(read(opened.handle(), 0, 8192))).startsWith("ACTION=present\n").endsWith("\n\n");
    List<String> told = new ArrayList<>();
    assertThat(files.poll(opened.handle(), 1, () -> told.add("ready"))).isZero();
    assertThat(errno(read(opened.handle(), RDONLY | 04000, 99, 8192))).as("flags as they are now")
        .isEqualTo(Errno.EAGAIN);
    scene.unplug(node);

    assertThat(told).as("one notice for two events").containsExactly("ready");
    assertThat(ok(read(opened.handle(), 0, 8192))).contains("ACTION=remove\nDEVPATH=/devices/toys/w/accel/accel0\n");
    files.release(opened.handle());
    assertThat(scene.registry.census().audience()).isZero();
  }
}
