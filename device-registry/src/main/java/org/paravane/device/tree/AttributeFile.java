package org.paravane.device.tree;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.lifetime.Section;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An attribute in its place. Calls run inside its owner's section, so that none runs once the owner has let go of it.
 */
public final class AttributeFile implements TreeEntry {
  /** Most bytes that one write takes, as in sysfs: a page. */
  public static final int MAX_WRITE_BYTES = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(AttributeFile.class);

  private final long inode;
  private final Attribute attribute;
  private final Section section;

  /** A file for an attribute; its calls run inside the section. */
  public AttributeFile(long inode, Attribute attribute, Section section) {
    this.inode = inode;
    this.attribute = attribute;
    this.section = section;
  }

  @Override
  public long inode() {
    return inode;
  }

  @Override
  public int mode() {
    return attribute.mode();
  }

  /** The value with its newline. ENODEV when the owner is gone, EACCES when it cannot be read, or what the driver says. */
  public Result<String> read() {
    Attribute.Show show = attribute.show();
    if (show == null) {
      return Result.failed(Errno.EACCES, "attribute is write-only: name=" + attribute.name());
    }
    return inside(() -> show.show().map(value -> value.endsWith("\n") ? value : value + "\n"));
  }

  /** Writes a value, with or without newline. EACCES when it cannot be written, EINVAL when refused, ENODEV when the owner is gone. */
  public Result<String> write(String value) {
    Attribute.Store store = attribute.store();
    if (store == null) {
      return Result.failed(Errno.EACCES, "attribute is read-only: name=" + attribute.name());
    }
    return inside(() -> store.store(value.endsWith("\n") ? value.substring(0, value.length() - 1) : value));
  }

  /** Writes what a caller passed in one piece; answers the number of bytes taken, which is all of them. EINVAL if it is no text of a fitting length. */
  public Result<Integer> write(byte[] bytes) {
    return text(bytes).flatMap(this::write).map(value -> bytes.length);
  }

  private Result<String> text(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MAX_WRITE_BYTES) {
      return Result.failed(Errno.EINVAL,
          "write of wrong length: name=" + attribute.name() + ", bytes=" + bytes.length);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.indexOf('\0') < 0
          ? Result.ok(text)
          : Result.failed(Errno.EINVAL, "value holds a null: name=" + attribute.name());
    } catch (CharacterCodingException e) {
      return Result.failed(Errno.EINVAL, "value is not text: name=" + attribute.name());
    }
  }

  private Result<String> inside(Supplier<Result<String>> call) {
    if (!section.enter()) {
      return Result.failed(Errno.ENODEV, "attribute's owner is gone: name=" + attribute.name());
    }
    try {
      return call.get();
    } catch (RuntimeException e) {
      LOG.error("attribute threw: name={}", attribute.name(), e);
      return Result.failed(Errno.EIO, "attribute failed: name=" + attribute.name() + ", cause=" + e);
    } finally {
      section.exit();
    }
  }
}
