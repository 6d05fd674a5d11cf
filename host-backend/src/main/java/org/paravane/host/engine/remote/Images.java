package org.paravane.host.engine.remote;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.paravane.abi.Result;
import org.paravane.abi.accel.ProgramStatus;
import org.paravane.host.engine.worker.ProgramImage;
import org.paravane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Program images as the host handles them: checked before anybody gets them. */
final class Images {
  private static final Logger LOG = LoggerFactory.getLogger(Images.class);

  private Images() {
  }

  /** An image that a builder or a file gave us; empty if it makes no sense or there is no memory for it. */
  static Optional<ImageFile> checked(MemorySegment content) {
    if (content.byteSize() > ProgramImage.MAX_BYTES) {
      return Optional.empty();
    }
    return switch (ProgramImage.decode(content)) {
      case Result.Ok<ProgramImage>(ProgramImage image) -> file(content, image.status() == ProgramStatus.BUILT);
      case Result.Failed<ProgramImage> failed -> {
        LOG.warn("program image refused: {}", failed.reason());
        yield Optional.empty();
      }
    };
  }

  /** Says why a program was not given to a compiler. */
  static ImageFile refused(String reason) {
    return file(image(ProgramStatus.REFUSED, reason), false)
        .orElseThrow(() -> new IllegalStateException("no memory file for a few bytes"));
  }

  /** Says why there is no program. */
  static MemorySegment failed(String reason) {
    return image(ProgramStatus.BUILD_FAILED, reason);
  }

  private static MemorySegment image(ProgramStatus status, String log) {
    return MemorySegment.ofArray(ProgramImage.without(status, log).encode());
  }

  private static Optional<ImageFile> file(MemorySegment content, boolean built) {
    try {
      return Optional.of(ImageFile.of(content, built));
    } catch (LinuxException e) {
      LOG.warn("no memory file for a program image: bytes={}, reason={}", content.byteSize(), e.getMessage());
      return Optional.empty();
    }
  }
}
