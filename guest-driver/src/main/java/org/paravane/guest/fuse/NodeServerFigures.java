package org.paravane.guest.fuse;

import org.paravane.guest.fuse.session.FuseFigures;
import org.paravane.guest.fuse.tree.TreeFigures;

/** What a served tree did and holds: its session with the kernel, and what is kept of the tree for it. */
public record NodeServerFigures(FuseFigures session, TreeFigures tree) {
}
