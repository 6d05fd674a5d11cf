package org.paravane.guest.observe;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/** A device of a mounted tree. Everything is read anew at each call; a device that went away has no values. */
public final class ObservedDevice {
  private static final String CLIENTS = "clients";
  /** A tree is a few levels deep; links are not followed, this only bounds a directory that is no tree of ours. */
  private static final int MAX_DEPTH = 8;

  private final MountedTree tree;
  private final String name;

  ObservedDevice(MountedTree tree, String name) {
    this.tree = tree;
    this.name = name;
  }

  /** {@code accel0}. */
  public String name() {
    return name;
  }

  /** Where its attributes are. */
  public Path directory() {
    return tree.classDirectory().resolve(name);
  }

  /** The device node. */
  public Path node() {
    return tree.root().resolve("dev/accel").resolve(name);
  }

  /** The directory that holds nothing but the device node, for containers. */
  public Path nodeDirectory() {
    return tree.root().resolve("dev/nodes").resolve(name);
  }

  /** The id of the instance that stands in {@code dev/by-id}, if it has one. */
  public Optional<String> instance() {
    return tree.instanceOf(name);
  }

  /** One attribute. */
  public Optional<String> text(String key) {
    return FileText.read(directory().resolve(key)).filter(value -> !value.isEmpty());
  }

  /** One attribute that is a whole number. */
  public OptionalLong number(String key) {
    return Attributes.number(text(key).orElse(""));
  }

  /** All attributes, by path, those of the clients left out. */
  public Attributes attributes() {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    read(directory(), "", values, 0);
    return new Attributes(values);
  }

  /** The attributes of some groups only, so that nothing is asked of the host that nobody wants to know. */
  public Attributes groups(String... names) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    for (String group : names) {
      read(directory().resolve(group), group + "/", values, 1);
    }
    return new Attributes(values);
  }

  private static void read(Path directory, String prefix, SequencedMap<String, String> values, int depth) {
    for (Path entry : list(directory)) {
      String below = prefix + entry.getFileName();
      if (Files.isSymbolicLink(entry) || below.equals(CLIENTS) || depth == MAX_DEPTH) {
        continue;
      }
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        read(entry, below + "/", values, depth + 1);
      } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
        FileText.read(entry).ifPresent(value -> values.put(below, value));
      }
    }
  }

  /** Who has it open, by number. */
  public List<Client> clients() {
    return list(directory().resolve(CLIENTS)).stream().filter(Files::isDirectory).map(ObservedDevice::client)
        .sorted(Comparator.comparingInt((Client client) -> client.id().length()).thenComparing(Client::id)).toList();
  }

  private static Client client(Path directory) {
    Fdinfo usage = Fdinfo.parse(FileText.read(directory.resolve("fdinfo")).orElse(""));
    return new Client(String.valueOf(directory.getFileName()),
        Attributes.number(FileText.read(directory.resolve("pid")).orElse("")),
        FileText.read(directory.resolve("comm")).filter(value -> !value.isEmpty())
            .or(() -> usage.text("paravane-comm")),
        usage);
  }

  /** The entries of a directory, sorted; none if it went away. */
  static List<Path> list(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
    entries.sort(Comparator.comparing(Path::toString));
    return entries;
  }
}
