/** The way to the host: links, command ports, the global channel, and what the host signals by itself. */
@NullMarked
package org.paravane.guest.dxg.host;

import org.jspecify.annotations.NullMarked;
