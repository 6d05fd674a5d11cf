package org.paravane.host.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadableClassPathTest {
  private static final OptionalInt NOBODYS_FILES = OptionalInt.empty();
  private static final int STRANGER = 65_533;

  @TempDir
  private Path folder;
  private Path open = Path.of("");
  private Path hidden = Path.of("");
  private Path copies = Path.of("");

  @BeforeEach
  void makeFiles() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    open = Files.writeString(folder.resolve("open.jar"), "open");
    Path closed = Files.createDirectory(folder.resolve("closed"));
    hidden = Files.writeString(closed.resolve("hidden.jar"), "hidden");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    copies = folder.resolve("copies");
  }

  private int owner() throws IOException {
    return (Integer) Files.getAttribute(hidden, "unix:uid");
  }

  @Test
  void ownersReadWhereOnlyTheyMayLook() throws IOException {
    assertThat(ReadableClassPath.of(List.of(open, hidden), copies, OptionalInt.of(owner()))).containsExactly(open,
        hidden);
    assertThat(copies).doesNotExist();
  }

  @Test
  void whatOthersMayNotPassThroughIsCopied() throws IOException {
    for (Path above = folder; above != null; above = above.getParent()) {
      assumeTrue(PosixFilePermissions.toString(Files.getPosixFilePermissions(above)).endsWith("x"),
          above + " is private");
    }

    List<Path> readable = ReadableClassPath.of(List.of(open, hidden), copies, NOBODYS_FILES);

    assertThat(readable).containsExactly(open, copies.resolve("1-hidden.jar"));
    assertThat(copies.resolve("1-hidden.jar")).hasContent("hidden");
  }

  /** A host without root's user, that a capability lets read everything: its workers do not have it. */
  @Test
  void theUserOfAHostThatDoesNotOwnThemIsAStranger() throws IOException {
    assertThat(ReadableClassPath.of(List.of(hidden), copies, OptionalInt.of(STRANGER)))
        .containsExactly(copies.resolve("0-hidden.jar"));
  }

  @Test
  void whatIsNotThereStaysNamed() throws IOException {
    Path none = folder.resolve("none.jar");
    assertThat(ReadableClassPath.of(List.of(none), copies, NOBODYS_FILES)).containsExactly(none);
  }
}
