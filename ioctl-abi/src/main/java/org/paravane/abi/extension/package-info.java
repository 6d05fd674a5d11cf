/**
 * Our own requests of a device node, beside those of the D3DKMT protocol: type P, table {@link
 * org.paravane.abi.extension.ParavaneIoctl}. They tell where to map what, and copy where nothing can be mapped.
 */
@NullMarked
package org.paravane.abi.extension;

import org.jspecify.annotations.NullMarked;
