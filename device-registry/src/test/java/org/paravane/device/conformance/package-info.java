/** The conformance checks against drivers that pass them and drivers that must not. */
@NullMarked
package org.paravane.device.conformance;

import org.jspecify.annotations.NullMarked;
