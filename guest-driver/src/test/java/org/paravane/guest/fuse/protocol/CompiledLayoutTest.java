package org.paravane.guest.fuse.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Layout} and {@link Opcode} against what the C compiler makes of this machine's linux/fuse.h. */
class CompiledLayoutTest {
  private final Map<String, Integer> facts = new LinkedHashMap<>();

  private void offset(String struct, String field, int expected) {
    facts.put("offsetof(struct " + struct + ", " + field + ")", expected);
  }

  private void size(String struct, int expected) {
    facts.put("sizeof(struct " + struct + ")", expected);
  }

  private void collect() {
    offset("fuse_in_header", "opcode", Layout.IN_OPCODE);
    offset("fuse_in_header", "unique", Layout.IN_UNIQUE);
    offset("fuse_in_header", "nodeid", Layout.IN_NODE);
    offset("fuse_in_header", "uid", Layout.IN_USER);
    offset("fuse_in_header", "gid", Layout.IN_GROUP);
    offset("fuse_in_header", "pid", Layout.IN_THREAD);
    size("fuse_in_header", Layout.IN_HEADER);
    offset("fuse_out_header", "error", Layout.OUT_ERROR);
    offset("fuse_out_header", "unique", Layout.OUT_UNIQUE);
    size("fuse_out_header", Layout.OUT_HEADER);
    offset("fuse_init_in", "minor", Layout.INIT_MINOR);
    offset("fuse_init_in", "max_readahead", Layout.INIT_READAHEAD);
    offset("fuse_init_in", "flags", Layout.INIT_FLAGS);
    offset("fuse_init_in", "flags2", Layout.INIT_IN_FLAGS2);
    offset("fuse_init_out", "max_background", Layout.INIT_BACKGROUND);
    offset("fuse_init_out", "congestion_threshold", Layout.INIT_CONGESTION);
    offset("fuse_init_out", "max_write", Layout.INIT_MAX_WRITE);
    offset("fuse_init_out", "time_gran", Layout.INIT_TIME_GRANULARITY);
    offset("fuse_init_out", "flags2", Layout.INIT_OUT_FLAGS2);
    size("fuse_init_out", Layout.INIT_OUT_BYTES);
    offset("fuse_attr", "size", Layout.ATTR_SIZE);
    offset("fuse_attr", "blocks", Layout.ATTR_BLOCKS);
    offset("fuse_attr", "atime", Layout.ATTR_ATIME);
    offset("fuse_attr", "mtime", Layout.ATTR_MTIME);
    offset("fuse_attr", "ctime", Layout.ATTR_CTIME);
    offset("fuse_attr", "atimensec", Layout.ATTR_ATIME_NANOS);
    offset("fuse_attr", "mtimensec", Layout.ATTR_MTIME_NANOS);
    offset("fuse_attr", "ctimensec", Layout.ATTR_CTIME_NANOS);
    offset("fuse_attr", "mode", Layout.ATTR_MODE);
    offset("fuse_attr", "nlink", Layout.ATTR_LINKS);
    offset("fuse_attr", "uid", Layout.ATTR_USER);
    offset("fuse_attr", "gid", Layout.ATTR_GROUP);
    offset("fuse_attr", "blksize", Layout.ATTR_BLOCK_SIZE);
    size("fuse_attr", Layout.ATTR_BYTES);
    offset("fuse_entry_out", "attr", Layout.ENTRY_ATTR);
    size("fuse_entry_out", Layout.ENTRY_BYTES);
    offset("fuse_attr_out", "attr", Layout.ATTR_OUT_ATTR);
    size("fuse_attr_out", Layout.ATTR_OUT_BYTES);
    collectFiles();
  }

  private void collectFiles() {
    offset("fuse_setattr_in", "valid", Layout.SETATTR_VALID);
    offset("fuse_setattr_in", "size", Layout.SETATTR_SIZE);
    size("fuse_setattr_in", Opcode.SETATTR.argumentBytes());
    offset("fuse_open_out", "open_flags", Layout.OPEN_OUT_FLAGS);
    offset("fuse_open_out", "padding", Layout.OPEN_OUT_BACKING);
    size("fuse_open_out", Layout.OPEN_OUT_BYTES);
    size("fuse_open_in", Opcode.OPEN.argumentBytes());
    offset("fuse_read_in", "offset", Layout.READ_OFFSET);
    offset("fuse_read_in", "size", Layout.READ_SIZE);
    size("fuse_read_in", Opcode.READ.argumentBytes());
    offset("fuse_write_in", "size", Layout.READ_SIZE);
    size("fuse_write_in", Layout.WRITE_DATA);
    size("fuse_release_in", Opcode.RELEASE.argumentBytes());
    offset("fuse_dirent", "off", Layout.DIRENT_NEXT);
    offset("fuse_dirent", "namelen", Layout.DIRENT_NAME_LENGTH);
    offset("fuse_dirent", "type", Layout.DIRENT_TYPE);
    offset("fuse_dirent", "name", Layout.DIRENT_NAME);
    offset("fuse_direntplus", "dirent", Layout.ENTRY_BYTES);
    offset("fuse_kstatfs", "bsize", Layout.STATFS_BLOCK_SIZE);
    offset("fuse_kstatfs", "namelen", Layout.STATFS_NAME_LENGTH);
    offset("fuse_kstatfs", "frsize", Layout.STATFS_FRAGMENT_SIZE);
    size("fuse_statfs_out", Layout.STATFS_BYTES);
    offset("fuse_ioctl_in", "flags", Layout.IOCTL_FLAGS);
    offset("fuse_ioctl_in", "cmd", Layout.IOCTL_REQUEST);
    offset("fuse_ioctl_in", "in_size", Layout.IOCTL_IN_SIZE);
    offset("fuse_ioctl_in", "out_size", Layout.IOCTL_OUT_SIZE);
    size("fuse_ioctl_in", Layout.IOCTL_DATA);
    offset("fuse_ioctl_out", "result", Layout.IOCTL_RESULT);
    size("fuse_ioctl_out", Layout.IOCTL_OUT_DATA);
    offset("fuse_poll_in", "kh", Layout.POLL_KERNEL_HANDLE);
    offset("fuse_poll_in", "flags", Layout.POLL_FLAGS);
    offset("fuse_poll_in", "events", Layout.POLL_EVENTS);
    size("fuse_batch_forget_in", Layout.BATCH_FIRST);
    size("fuse_forget_one", Layout.BATCH_ONE);
    offset("fuse_forget_one", "nlookup", Layout.BATCH_LOOKUPS);
    for (Opcode opcode : Opcode.values()) {
      // The header of this machine may be older than the table.
      if (opcode.number() <= Opcode.SYNCFS.number()) {
        facts.put("FUSE_" + opcode.name(), opcode.number());
      }
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void theCompilerAgrees(@TempDir Path directory) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "needs gcc");
    assumeTrue(Files.isReadable(Path.of("/usr/include/linux/fuse.h")), "needs the kernel's headers");
    collect();
    StringBuilder source = new StringBuilder("#include <stddef.h>\n#include <linux/fuse.h>\n");
    facts.forEach((expression, value) -> source.append("_Static_assert(%s == %d, \"%s\");%n".formatted(expression,
        value, expression)));
    Path file = Files.writeString(directory.resolve("layout.c"), source);
    Process gcc = new ProcessBuilder("gcc", "-std=c11", "-fsyntax-only", file.toString()).redirectErrorStream(true)
        .start();
    String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(gcc.waitFor()).as(said).isZero();
  }
}
