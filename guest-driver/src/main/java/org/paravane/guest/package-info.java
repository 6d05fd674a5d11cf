/** The guest's half: the VMBus bus type and the dxg driver, which turn a host's offers into device nodes. */
@NullMarked
package org.paravane.guest;

import org.jspecify.annotations.NullMarked;
