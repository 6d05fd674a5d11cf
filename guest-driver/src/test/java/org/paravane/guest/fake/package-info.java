/** A host written by hand, at the level of channels: scripted, forgetful or hostile, as a test wants it. */
@NullMarked
package org.paravane.guest.fake;

import org.jspecify.annotations.NullMarked;
