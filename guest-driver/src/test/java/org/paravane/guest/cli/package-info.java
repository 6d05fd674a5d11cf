@NullMarked
package org.paravane.guest.cli;

import org.jspecify.annotations.NullMarked;
