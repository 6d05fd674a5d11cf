package org.paravane.device.attribute;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;

/**
 * One value in one file, as text; the tree adds the trailing newline on reading and takes it off on writing.
 *
 * @param name  file name, no slash
 * @param mode  permission bits, for instance 0444; a front checks them
 * @param show  gives the value, or null where the file cannot be read
 * @param store takes a value, or null where the file cannot be written
 */
public record Attribute(String name, int mode, @Nullable Show show, @Nullable Store store) {

  /** Gives the present value. May fail, for instance EBUSY during a reset. */
  @FunctionalInterface
  public interface Show {
    Result<String> show();
  }

  /** Takes a new value, without the trailing newline; answers the value now in force, or EINVAL having changed nothing. */
  @FunctionalInterface
  public interface Store {
    Result<String> store(String value);
  }

  public Attribute {
    Names.check(name);
  }

  /** A value that never changes, mode 0444. */
  public static Attribute constant(String name, Object value) {
    String text = String.valueOf(value);
    return answering(name, () -> Result.ok(text));
  }

  /** A value that can always be told, mode 0444. */
  public static Attribute readOnly(String name, Supplier<?> value) {
    return answering(name, () -> Result.ok(String.valueOf(value.get())));
  }

  /** A value that can be refused, mode 0444. */
  public static Attribute answering(String name, Show show) {
    return new Attribute(name, 0444, show, null);
  }

  /** A knob, mode 0644. */
  public static Attribute readWrite(String name, Supplier<?> value, Store store) {
    return new Attribute(name, 0644, () -> Result.ok(String.valueOf(value.get())), store);
  }

  /** A trigger, mode 0200. */
  public static Attribute writeOnly(String name, Store store) {
    return new Attribute(name, 0200, null, store);
  }

  /** The answer of a store to a value that it does not take. */
  public static Result<String> invalid(String name, String value) {
    return Result.failed(Errno.EINVAL, "attribute refuses value: name=" + name + ", value=" + value);
  }
}
