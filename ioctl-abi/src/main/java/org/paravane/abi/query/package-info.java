/**
 * What {@code QUERYADAPTERINFO}, {@code GETDEVICESTATE} and {@code QUERYSTATISTICS} answer with: layouts that the Windows
 * headers define and the driver only forwards.
 */
@NullMarked
package org.paravane.abi.query;

import org.jspecify.annotations.NullMarked;
