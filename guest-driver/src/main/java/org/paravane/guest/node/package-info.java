/** The in-process front: opens device nodes of a registry for code of this JVM, with real pointers and real mappings. */
@NullMarked
package org.paravane.guest.node;

import org.jspecify.annotations.NullMarked;
