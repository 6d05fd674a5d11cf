package org.paravane.guest.fuse.mount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.paravane.abi.Errno;
import org.paravane.linux.DescriptorSocket;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OwnedFd;
import org.paravane.linux.SocketPair;
import org.paravane.linux.SpawnedProgram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mounts through {@code fusermount3}, which has the right that we lack, and sends the device's descriptor back through a socket. */
final class ProgramMount {
  static final String PROGRAM = "fusermount3";
  private static final Logger LOG = LoggerFactory.getLogger(ProgramMount.class);
  private static final Path SETTINGS = Path.of("/etc/fuse.conf");
  private static final String INSTALL = "Install fuse3, or run the guest with CAP_SYS_ADMIN.";

  private ProgramMount() {
  }

  /** Mounts; the answer is the device. */
  static OwnedFd mount(Path place, MountOptions options, boolean root) throws MountException {
    try (SocketPair pair = SocketPair.create()) {
      SpawnedProgram program = SpawnedProgram.run(command(place, options, root), environment(), pair.theirs());
      if (program.exitStatus() != 0) {
        throw new MountException("%s refuses: path=%s, status=%d, says=%s".formatted(PROGRAM, place,
            program.exitStatus(), program.errorText()),
            program.errorText().contains(Mount.DEVICE)
                ? "Give this user access to " + Mount.DEVICE + "."
                : "Use a directory of this user, and look at " + SETTINGS + ".");
      }
      return received(pair, place);
    } catch (LinuxException e) {
      throw new MountException("%s cannot be run: path=%s, why=%s".formatted(PROGRAM, place, e.getMessage()),
          e.is(Errno.ENOENT) ? INSTALL : "Check the descriptor and process limits of this user.", e);
    }
  }

  private static OwnedFd received(SocketPair pair, Path place) throws LinuxException, MountException {
    DescriptorSocket socket = new DescriptorSocket(pair.ours());
    Optional<OwnedFd> device = socket.take();
    return device.orElseThrow(
        () -> new MountException(PROGRAM + " sent no device: path=" + place, "Check that it is version 3 or newer."));
  }

  private static List<String> command(Path place, MountOptions options, boolean root) {
    List<String> words = new ArrayList<>(List.of("rw", "nosuid", "nodev", "default_permissions", "fsname=paravane",
        "subtype=paravane"));
    if (options.allowOther()) {
      if (root || othersMayBeAllowed()) {
        words.add("allow_other");
      } else {
        LOG.warn("only this user will see the mount: path={}, repair=add user_allow_other to {}", place, SETTINGS);
      }
    }
    return List.of(PROGRAM, "-o", String.join(",", words), "--", place.toString());
  }

  private static List<String> environment() {
    List<String> variables = new ArrayList<>(List.of("_FUSE_COMMFD=" + SpawnedProgram.GIVEN, "LC_ALL=C"));
    Optional.ofNullable(System.getenv("PATH")).ifPresent(path -> variables.add("PATH=" + path));
    return variables;
  }

  private static boolean othersMayBeAllowed() {
    try {
      return Files.readAllLines(SETTINGS).stream().anyMatch(line -> line.strip().equals("user_allow_other"));
    } catch (IOException e) {
      return false;
    }
  }
}
