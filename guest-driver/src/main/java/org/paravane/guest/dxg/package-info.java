/** The dxg driver: probes global and vGPU channels, shows a node for each adapter, and answers its files. */
@NullMarked
package org.paravane.guest.dxg;

import org.jspecify.annotations.NullMarked;
