@NullMarked
package org.paravane.guest.node;

import org.jspecify.annotations.NullMarked;
