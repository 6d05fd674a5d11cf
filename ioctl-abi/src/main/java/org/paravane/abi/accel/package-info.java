/**
 * What Paravane defines itself, as each GPU vendor does: the private data of an allocation, the packets of a command buffer
 * (64-byte AQL, laid out as the HSA runtime specification has them), the arguments of the built-in kernels, and the table that
 * names them. The manual is docs/virtual-accelerator.md.
 */
@NullMarked
package org.paravane.abi.accel;

import org.jspecify.annotations.NullMarked;
