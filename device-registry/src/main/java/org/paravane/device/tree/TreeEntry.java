package org.paravane.device.tree;

/** What a path of the tree leads to. */
public sealed interface TreeEntry permits Directory, AttributeFile, Link, NodeFile, StreamFile {

  /** A number that no other entry of this program had or will have: the inode number of a front. */
  long inode();

  /** Permission bits. */
  int mode();
}
