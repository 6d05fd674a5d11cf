package org.paravane.guest.fuse.tree;

/**
 * What a tree keeps for the kernel: back to what it was means that nothing was left behind.
 *
 * @param inodes      what the kernel knows and has not forgotten, the root included
 * @param files       open files: attributes, streams and nodes
 * @param directories open directories
 * @param nodes       open files of device nodes, those of one open counted once
 */
public record TreeFigures(int inodes, int files, int directories, int nodes) {
}
