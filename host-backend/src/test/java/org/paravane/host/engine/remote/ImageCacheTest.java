package org.paravane.host.engine.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.paravane.linux.LinuxException;

class ImageCacheTest {
  @Test
  void manySmallImagesDoNotKeepAsManyFilesOpen() throws LinuxException {
    MemorySegment content = MemorySegment.ofArray(new byte[64]);
    try (ImageCache cache = new ImageCache(1L << 30, null, 0)) {
      for (int i = 0; i <= ImageCache.MOST_IMAGES; i++) {
        ImageFile image = ImageFile.of(content, false);
        cache.put("digest " + i, image, content);
        image.release();
      }
      assertThat(cache.find("digest 0")).isEmpty();
      assertThat(cache.find("digest 1")).hasValueSatisfying(ImageFile::release);
    }
  }
}
