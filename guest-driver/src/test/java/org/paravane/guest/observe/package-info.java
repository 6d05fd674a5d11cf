/** Tests of what is read from a mounted tree, and a directory that looks like one. */
@NullMarked
package org.paravane.guest.observe;

import org.jspecify.annotations.NullMarked;
