package org.paravane.guest.fuse.mount;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.paravane.abi.Errno;
import org.paravane.linux.LinuxException;
import org.paravane.linux.Mounting;

/** Takes mounts off, with the rights that there are. */
final class Unmounting {
  private Unmounting() {
  }

  /** Takes the topmost mount off at once, whoever still uses it. */
  static void detach(Path place) throws MountException {
    try {
      Mounting.detach(place.toString());
    } catch (LinuxException e) {
      if (!e.is(Errno.EPERM)) {
        throw new MountException("mount cannot be removed: path=" + place + ", why=" + e.getMessage(),
            "Look who else mounts there, then run: umount -l " + place, e);
      }
      detachByProgram(place);
    }
  }

  private static void detachByProgram(Path place) throws MountException {
    String repair = "Run: " + ProgramMount.PROGRAM + " -u -z " + place;
    try {
      Process program = new ProcessBuilder(ProgramMount.PROGRAM, "-u", "-z", place.toString())
          .redirectErrorStream(true).start();
      program.getOutputStream().close();
      String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = awaited(program);
      if (status != 0) {
        throw new MountException("mount cannot be removed: path=%s, status=%d, says=%s".formatted(place, status, said),
            repair);
      }
    } catch (IOException e) {
      throw new MountException("mount cannot be removed: path=" + place + ", why=" + e.getMessage(), repair, e);
    }
  }

  /** The program ends at once; an interrupt is kept for later. */
  private static int awaited(Process program) {
    boolean interrupted = false;
    while (true) {
      try {
        int status = program.waitFor();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return status;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }
}
