@NullMarked
package org.paravane.linux;

import org.jspecify.annotations.NullMarked;
