/**
 * The language that guest and host share: ioctl structs, wire messages, enumerations and status codes. Data only: nothing
 * here opens, sends or decides anything.
 *
 * <p>Here are the codec that derives the C layout of a record ({@link org.paravane.abi.StructCodec}), the annotations that say
 * what Java cannot ({@link org.paravane.abi.CStruct} and its companions), and the scalars that all structs use. The structs
 * themselves are in {@code ioctl}, {@code wire}, {@code query} and {@code accel}; {@code render} shows them as text.
 */
@NullMarked
package org.paravane.abi;

import org.jspecify.annotations.NullMarked;
