package org.paravane.device.tree;

import java.util.function.Supplier;
import org.paravane.device.io.StreamReader;

/** A file without end that is read like a pipe; everyone who opens it gets a reader of his own. */
public record StreamFile(long inode, Supplier<StreamReader> opening) implements TreeEntry {

  @Override
  public int mode() {
    return 0444;
  }

  /** A reader from now on. */
  public StreamReader open() {
    return opening.get();
  }
}
