package org.paravane.guest.fuse.session;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.paravane.guest.fuse.mount.MountException;
import org.paravane.guest.fuse.mount.MountOptions;
import org.paravane.guest.fuse.mount.Rights;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OpenFiles;
import org.paravane.linux.OwnedFd;

/** A mounted toy file system. Afterwards there is no mount, and no directory if it was made here. */
final class ToyMount implements AutoCloseable {
  private final Path directory;
  private final FuseSession session;
  private final ToyFileSystem toy;

  private final boolean ownsDirectory;

  private ToyMount(Path directory, boolean ownsDirectory, FuseSession session, ToyFileSystem toy) {
    this.directory = directory;
    this.ownsDirectory = ownsDirectory;
    this.session = session;
    this.toy = toy;
  }

  static ToyMount create() throws IOException, MountException {
    return create(MountOptions.defaults());
  }

  static ToyMount create(MountOptions options) throws IOException, MountException {
    assumeMountable();
    Path directory = Files.createTempDirectory("paravane-fuse-");
    try {
      return at(directory, true, options);
    } catch (MountException e) {
      Files.delete(directory);
      throw e;
    }
  }

  /** At a directory that stays. */
  static ToyMount at(Path directory, MountOptions options) throws MountException {
    return at(directory, false, options);
  }

  private static ToyMount at(Path directory, boolean ownsDirectory, MountOptions options) throws MountException {
    AtomicReference<ToyFileSystem> toy = new AtomicReference<>();
    FuseSession session = FuseSession.mount(directory, options, backings -> {
      toy.set(new ToyFileSystem(backings));
      return toy.get();
    });
    return new ToyMount(directory, ownsDirectory, session, toy.get());
  }

  static void assumeMountable() {
    assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "needs access to /dev/fuse");
    assumeTrue(Rights.ofThisProcess().mayMount(), "needs CAP_SYS_ADMIN to mount");
  }

  Path directory() {
    return directory;
  }

  Path node() {
    return directory.resolve("node");
  }

  FuseSession session() {
    return session;
  }

  ToyFileSystem toy() {
    return toy;
  }

  OwnedFd open() throws LinuxException {
    return OpenFiles.open(node().toString(), OpenFiles.O_RDWR);
  }

  /** A request whose value is given; the answer is its result or −errno. */
  static int ioctl(OwnedFd fd, Toy request, long value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(Toy.BYTES, 8);
      argument.set(ValueLayout.JAVA_LONG, 0, value);
      return OpenFiles.ioctl(fd, request.code(), argument);
    }
  }

  /** Waits until something is so; whoever calls has a timeout. */
  static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  @Override
  public void close() throws IOException {
    toy.unannounced.countDown();
    toy.release();
    session.close();
    if (ownsDirectory) {
      Files.deleteIfExists(directory);
    }
  }
}
