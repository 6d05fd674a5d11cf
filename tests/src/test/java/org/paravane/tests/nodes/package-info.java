/** Tests of programs on mounted nodes, and of how they are built. */
@NullMarked
package org.paravane.tests.nodes;

import org.jspecify.annotations.NullMarked;
