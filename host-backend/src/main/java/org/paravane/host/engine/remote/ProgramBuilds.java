package org.paravane.host.engine.remote;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.paravane.host.engine.worker.ProgramSource;

/**
 * Has programs built, each once. A source that is not in the cache goes to a fresh builder, a worker that never had a guest and ends
 * afterwards: whatever a source does to a compiler, it does to its own image only. One build at a time; each partition has a share of
 * the queue. Thread-safe.
 */
final class ProgramBuilds implements AutoCloseable {
  private static final int MOST_OF_A_PARTITION = 16;
  private static final int MOST = 256;

  private final Builder builder;
  private final ImageCache cache;
  private final String identity;
  private final AtomicLong built = new AtomicLong();
  private final AtomicLong fromCache = new AtomicLong();
  private final Map<String, Job> jobs = new HashMap<>();
  private final ArrayDeque<Job> waiting = new ArrayDeque<>();
  private final Map<String, Integer> ofPartition = new HashMap<>();
  private boolean running;
  private boolean closed;

  /** Builds one program, however long it takes, and never throws. */
  @FunctionalInterface
  interface Builder {
    MemorySegment build(ProgramSource source);
  }

  private record Waiter(String partition, Consumer<ImageFile> told) {
  }

  private record Job(String digest, ProgramSource source, List<Waiter> waiters) {
  }

  /**
   * Nothing built yet.
   *
   * @param identity of device and driver: images for one are no good for another
   */
  ProgramBuilds(String identity, Builder builder, ImageCache cache) {
    this.identity = identity;
    this.builder = builder;
    this.cache = cache;
  }

  /** How many programs were built. */
  long built() {
    return built.get();
  }

  /** How many requests were answered from the cache. */
  long fromCache() {
    return fromCache.get();
  }

  /** An image that says why there is no program. */
  ImageFile refused(String reason) {
    return Images.refused(reason);
  }

  /**
   * Asks for a program.
   *
   * @param source copied during the call
   * @param told gets the image, whose use it takes over; on this thread if it is known, else on the builder's
   */
  void request(String partition, ProgramSource source, Consumer<ImageFile> told) {
    ProgramSource copy = copyOf(source);
    String digest = digest(copy);
    Optional<ImageFile> known = cache.find(digest);
    if (known.isPresent()) {
      fromCache.incrementAndGet();
      told.accept(known.get());
      return;
    }
    String refused = enter(new Waiter(partition, told), copy, digest);
    if (refused != null) {
      told.accept(refused(refused));
    }
  }

  private synchronized @Nullable String enter(Waiter waiter, ProgramSource source, String digest) {
    int share = ofPartition.getOrDefault(waiter.partition(), 0);
    if (closed || share >= MOST_OF_A_PARTITION || waiting.size() >= MOST) {
      return closed ? "adapter is closed" : "too many builds at a time: waiting=" + share + ", try again later";
    }
    ofPartition.put(waiter.partition(), share + 1);
    Job same = jobs.get(digest);
    if (same != null) {
      same.waiters().add(waiter);
      return null;
    }
    Job job = new Job(digest, source, new ArrayList<>(List.of(waiter)));
    jobs.put(digest, job);
    waiting.addLast(job);
    if (!running) {
      running = true;
      Thread.ofPlatform().daemon().name("program builds").start(this::work);
    }
    return null;
  }

  private void work() {
    for (Job job = next(); job != null; job = next()) {
      MemorySegment content = builder.build(job.source());
      ImageFile image = Images.checked(content).orElseGet(() -> refused("the builder's answer makes no sense"));
      built.incrementAndGet();
      cache.put(job.digest(), image, content);
      for (Waiter waiter : finished(job)) {
        waiter.told().accept(image.retain());
      }
      image.release();
    }
  }

  private synchronized @Nullable Job next() {
    Job job = closed ? null : waiting.pollFirst();
    running = job != null;
    return job;
  }

  private synchronized List<Waiter> finished(Job job) {
    jobs.remove(job.digest());
    job.waiters().forEach(waiter -> ofPartition.computeIfPresent(waiter.partition(),
        (partition, count) -> count == 1 ? null : count - 1));
    return List.copyOf(job.waiters());
  }

  private static ProgramSource copyOf(ProgramSource source) {
    MemorySegment code = Arena.ofAuto().allocate(Math.max(1, source.code().byteSize()))
        .asSlice(0, source.code().byteSize());
    code.copyFrom(source.code());
    return new ProgramSource(source.format(), source.options(), code);
  }

  private String digest(ProgramSource source) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(identity, source.format().name(), source.options())) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
      digest.update(source.code().asByteBuffer());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What waits is forgotten; those who wait for it are going too. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      waiting.clear();
    }
    cache.close();
  }

  /** How long one build may take; the scheduler's patience is longer. */
  static final Duration LIMIT = Duration.ofSeconds(45);
}
