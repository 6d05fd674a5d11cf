package org.paravane.host.engine.remote;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.worker.ProgramImage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Program images by the digest of what they were built from and for: in memory, least recently used first out, and in a directory that
 * belongs to the host's user alone. Both are bounded in bytes, the memory also in number: each image is an open file, and guests decide how
 * many there are. Thread-safe.
 */
final class ImageCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImageCache.class);
  private static final String SUFFIX = ".program";
  /** Most images in memory. */
  static final int MOST_IMAGES = 128;

  private final long memoryBytes;
  private final long diskBytes;
  private final @Nullable Path directory;
  private final Map<String, ImageFile> images = new LinkedHashMap<>(16, 0.75f, true);
  private long usedBytes;

  /**
   * A cache.
   *
   * @param memoryBytes most bytes in memory
   * @param directory where it is kept between runs; null for nowhere. Made if it is not there
   * @param diskBytes most bytes there
   */
  ImageCache(long memoryBytes, @Nullable Path directory, long diskBytes) {
    this.memoryBytes = memoryBytes;
    this.diskBytes = diskBytes;
    this.directory = directory == null ? null : prepare(directory);
  }

  private static @Nullable Path prepare(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      if (Files.getOwner(directory).getName().equals(System.getProperty("user.name"))) {
        return directory;
      }
      LOG.warn("programs are not kept: directory={}, reason=it belongs to {}", directory, Files.getOwner(directory));
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("programs are not kept: directory={}, reason={}", directory, e.toString());
    }
    return null;
  }

  /** The image of a digest, with one more use. */
  synchronized Optional<ImageFile> find(String digest) {
    ImageFile known = images.get(digest);
    if (known != null) {
      return Optional.of(known.retain());
    }
    byte[] stored = load(digest);
    return stored == null
        ? Optional.empty()
        : Images.checked(MemorySegment.ofArray(stored)).filter(ImageFile::isBuilt).map(image -> keep(digest, image));
  }

  /** Keeps an image, which stays the caller's as well. Images that were not built are kept in memory only. */
  synchronized void put(String digest, ImageFile image, MemorySegment content) {
    keep(digest, image);
    if (image.isBuilt()) {
      store(digest, content);
    }
  }

  private ImageFile keep(String digest, ImageFile image) {
    ImageFile before = images.put(digest, image.retain());
    usedBytes += image.bytes();
    if (before != null) {
      drop(before);
    }
    for (Iterator<ImageFile> oldest = images.values().iterator(); isFull();) {
      ImageFile dropped = oldest.next();
      oldest.remove();
      drop(dropped);
    }
    return image;
  }

  private boolean isFull() {
    return images.size() > MOST_IMAGES || (usedBytes > memoryBytes && images.size() > 1);
  }

  private void drop(ImageFile image) {
    usedBytes -= image.bytes();
    image.release();
  }

  private byte @Nullable [] load(String digest) {
    Path at = directory;
    if (at == null) {
      return null;
    }
    Path file = at.resolve(digest + SUFFIX);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > ProgramImage.MAX_BYTES) {
        return null;
      }
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return Files.readAllBytes(file);
    } catch (IOException e) {
      LOG.warn("program cannot be read: file={}, reason={}", file, e.toString());
      return null;
    }
  }

  private void store(String digest, MemorySegment content) {
    Path at = directory;
    if (at == null || content.byteSize() > diskBytes) {
      return;
    }
    try {
      Path written = Files.createTempFile(at, "new", null);
      Files.write(written, content.toArray(ValueLayout.JAVA_BYTE));
      Files.move(written, at.resolve(digest + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
      trim(at);
    } catch (IOException e) {
      LOG.warn("program not kept: directory={}, reason={}", at, e.toString());
    }
  }

  private record Kept(Path file, long bytes, FileTime used) {
  }

  private void trim(Path at) throws IOException {
    List<Kept> kept = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(at, "*" + SUFFIX)) {
      for (Path file : files) {
        kept.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file)));
      }
    }
    long total = kept.stream().mapToLong(Kept::bytes).sum();
    kept.sort(Comparator.comparing(Kept::used));
    for (Iterator<Kept> oldest = kept.iterator(); total > diskBytes && oldest.hasNext();) {
      Kept dropped = oldest.next();
      Files.deleteIfExists(dropped.file());
      total -= dropped.bytes();
    }
  }

  @Override
  public synchronized void close() {
    images.values().forEach(ImageFile::release);
    images.clear();
    usedBytes = 0;
  }
}
