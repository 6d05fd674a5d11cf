/**
 * Attributes: one value per file, grouped. A driver declares them as data; the tree serves them.
 */
@NullMarked
package org.paravane.device.attribute;

import org.jspecify.annotations.NullMarked;
