package org.paravane.tests.bench.report;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/** The folder of this module: our classes lie in its {@code target}, whatever the working directory is. */
public final class TestsFolder {
  private TestsFolder() {
  }

  /**
   * Where it is.
   *
   * @throws IOException if it is not there; the message says where it was looked for
   */
  public static Path path() throws IOException {
    CodeSource source = TestsFolder.class.getProtectionDomain().getCodeSource();
    List<Path> candidates = new ArrayList<>();
    try {
      if (source != null) {
        for (Path at = Path.of(source.getLocation().toURI()); at != null; at = at.getParent()) {
          candidates.add(at);
        }
      }
    } catch (URISyntaxException e) {
      throw new IOException("classes lie nowhere: location=" + source.getLocation(), e);
    }
    Path here = Path.of("").toAbsolutePath();
    candidates.addAll(List.of(here, here.resolve("tests")));
    return candidates.stream().filter(folder -> Files.isDirectory(folder.resolve("native"))
        && Files.isRegularFile(folder.resolve("pom.xml"))).findFirst()
        .orElseThrow(() -> new IOException("no folder with C programs: looked at " + candidates));
  }
}
