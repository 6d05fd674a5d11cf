package org.paravane.guest.fuse;

import org.paravane.guest.fuse.session.FuseFigures;
import org.paravane.guest.fuse.tree.TreeFigures;

/**
 * What a node server has done and holds.
 *
 * @param session towards the kernel
 * @param tree    towards the registry
 */
public record NodeServerFigures(FuseFigures session, TreeFigures tree) {
}
