package org.paravane.guest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.paravane.guest.cdi.CdiSpecification;
import org.paravane.guest.observe.MountedTree;
import org.paravane.guest.observe.ObservedDevice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code paravane cdi}. */
@Command(name = "cdi", description = {
    "Writes a specification of the Container Device Interface for the devices of a mounted tree.",
    "With the file in /etc/cdi or /var/run/cdi a container gets a device by its name, such as",
    "'podman run --device paravane.org/accel=accel0' or '=all'; its node is /dev/paravane/accel0/accel0,",
    "which PARAVANE_NODE_ACCEL0 says too. Write the file anew when devices came or went."})
public final class CdiCommand extends TreeCommand {
  @Option(names = "--device", paramLabel = "DEV", description = "a device, as for 'info'; may be given again (default: all devices)")
  private List<String> named = new ArrayList<>();

  @Option(names = "--output", paramLabel = "FILE", description = "write there, by a rename, instead of the standard output")
  private @Nullable Path output;

  @Override
  int call(MountedTree tree) {
    List<ObservedDevice> devices = devices(tree, named);
    if (devices.isEmpty()) {
      complain("no device is there: root=" + tree.root());
      return ExitCode.NOT_VERIFIED;
    }
    String text = CdiSpecification.of(devices.stream().map(ObservedDevice::nodeDirectory).distinct().toList()).json();
    Path file = output;
    if (file == null) {
      print(text.stripTrailing());
      return ExitCode.OK;
    }
    try {
      write(file.toAbsolutePath(), text);
      return ExitCode.OK;
    } catch (IOException e) {
      complain("cannot write: file=" + file + ", reason=" + e.getMessage());
      return ExitCode.NOT_VERIFIED;
    }
  }

  /** Whoever reads the directory meanwhile sees the old file or the new one. */
  private static void write(Path file, String text) throws IOException {
    Path beside = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.writeString(beside, text);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
