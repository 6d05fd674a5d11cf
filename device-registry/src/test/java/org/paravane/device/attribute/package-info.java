/** Tests of attribute declarations. */
@NullMarked
package org.paravane.device.attribute;

import org.jspecify.annotations.NullMarked;
