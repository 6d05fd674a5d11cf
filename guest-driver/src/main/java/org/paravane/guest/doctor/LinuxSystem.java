package org.paravane.guest.doctor;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.abi.extension.Feature;
import org.paravane.abi.extension.ParavaneIoctl;
import org.paravane.guest.observe.MountedTree;
import org.paravane.guest.observe.ObservedDevice;
import org.paravane.guest.observe.TreeState;
import org.paravane.linux.LinuxException;
import org.paravane.linux.OpenFiles;
import org.paravane.linux.OwnedFd;
import org.paravane.vmbus.ClientOptions;
import org.paravane.vmbus.Connector;
import org.paravane.vmbus.VmbusClient;
import org.paravane.vmbus.VmbusException;

/** The machine that this process runs on. */
public final class LinuxSystem implements SystemView {
  private static final Pattern CAPABILITIES = Pattern.compile("(?m)^CapEff:\\s*([0-9a-f]{1,16})$");
  private static final Pattern USER = Pattern.compile("(?m)^Uid:\\s*\\d+\\s+(\\d+)");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int SET_USER_ID = 04000;
  private static final int VERSION_OFFSET = 0;
  private static final int FEATURES_OFFSET = 8;

  private final String searchPath;

  /** Programs are looked for in a list of directories such as {@code $PATH}. */
  public LinuxSystem(String searchPath) {
    this.searchPath = searchPath;
  }

  @Override
  public String kernelRelease() {
    return text(Path.of("/proc/sys/kernel/osrelease")).map(String::strip).orElse(System.getProperty("os.version", ""));
  }

  @Override
  public int userId() {
    return (int) status(USER, 10);
  }

  @Override
  public long capabilities() {
    return status(CAPABILITIES, 16);
  }

  private long status(Pattern line, int radix) {
    Matcher matcher = line.matcher(text(STATUS).orElse(""));
    return matcher.find() ? Long.parseUnsignedLong(matcher.group(1), radix) : 0;
  }

  @Override
  public Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean exists(Path file) {
    return Files.exists(file);
  }

  @Override
  public int openError(Path file) {
    try {
      OpenFiles.open(file.toString(), OpenFiles.O_RDWR).close();
      return 0;
    } catch (LinuxException e) {
      return e.errno();
    }
  }

  @Override
  public Optional<Path> program(String name) {
    for (String directory : searchPath.split(File.pathSeparator, -1)) {
      Path program = Path.of(directory, name);
      if (!directory.isEmpty() && Files.isExecutable(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean isSetUserIdRoot(Path program) {
    try {
      return Files.getAttribute(program, "unix:uid").equals(0)
          && ((int) Files.getAttribute(program, "unix:mode") & SET_USER_ID) != 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public TreeState tree(Path root) {
    return new MountedTree(root).state();
  }

  @Override
  public List<Path> nodes(Path root) {
    return new MountedTree(root).devices().stream().map(ObservedDevice::node).toList();
  }

  @Override
  public Result<NodeVersion> version(Path node) {
    try (Arena arena = Arena.ofConfined();
        OwnedFd fd = OpenFiles.open(node.toString(), OpenFiles.O_RDWR)) {
      MemorySegment argument = arena.allocate(ParavaneIoctl.GETVERSION.argumentSizeBytes(), 8);
      int answer = OpenFiles.ioctl(fd, ParavaneIoctl.GETVERSION.requestCode(), argument);
      return answer < 0
          ? failed(-answer, "ioctl GETVERSION: errno=" + -answer)
          : Result.ok(new NodeVersion(argument.get(JAVA_INT_UNALIGNED, VERSION_OFFSET),
              (argument.get(JAVA_LONG_UNALIGNED, FEATURES_OFFSET) & Feature.MMAP.bit()) != 0));
    } catch (LinuxException e) {
      return failed(e.errno(), String.valueOf(e.getMessage()));
    }
  }

  private static Result<NodeVersion> failed(int number, String reason) {
    for (Errno errno : Errno.values()) {
      if (errno.number() == number) {
        return Result.failed(errno, reason);
      }
    }
    return Result.failed(Errno.EIO, reason);
  }

  @Override
  public HostAnswer host(Path socket) {
    if (!Files.exists(socket)) {
      return new HostAnswer.Absent();
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.finishConnect();
    } catch (ConnectException e) {
      return new HostAnswer.Refused();
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      return why.contains("ermission") ? new HostAnswer.Forbidden() : new HostAnswer.Strange(why);
    }
    ClientOptions options = ClientOptions.defaults().withName("doctor").withTimeouts(PATIENCE, PATIENCE);
    try (VmbusClient client = VmbusClient.connect(Connector.local(socket), options)) {
      return client.connected() ? new HostAnswer.Speaks() : new HostAnswer.Strange("connection ended at once");
    } catch (VmbusException e) {
      return new HostAnswer.Strange(String.valueOf(e.getMessage()));
    }
  }
}
