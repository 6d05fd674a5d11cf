/**
 * Programs of any language on mounted device nodes: C programs of {@code tests/native} and how they are built, guests of
 * several processes, soaks and the benchmark of an ioctl.
 */
@NullMarked
package org.paravane.tests.nodes;

import org.jspecify.annotations.NullMarked;
