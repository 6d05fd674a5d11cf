/**
 * What one open file owns: its dxg process with both handle tables, the objects that handles name, the aperture, and memory
 * that the caller lent.
 */
@NullMarked
package org.paravane.guest.dxg.object;

import org.jspecify.annotations.NullMarked;
