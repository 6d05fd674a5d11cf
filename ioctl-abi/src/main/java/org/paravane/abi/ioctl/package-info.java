/**
 * The /dev/dxg ioctls: one record per argument struct, named after the ioctl, and the structs, flags and enums inside them.
 */
@NullMarked
package org.paravane.abi.ioctl;

import org.jspecify.annotations.NullMarked;
