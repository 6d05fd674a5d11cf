package org.paravane.guest.fuse;

/**
 * What a name leads to.
 *
 * @param node  the id under which the kernel will speak of it, never used before for anything else; each answer with it is one lookup more, until forgotten
 * @param attributes as stat(2) shows them
 */
public record Entry(long node, FileAttributes attributes) {
}
