@NullMarked
package org.paravane.runtime;

import org.jspecify.annotations.NullMarked;
