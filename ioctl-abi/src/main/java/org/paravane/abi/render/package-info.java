/**
 * The ABI as text, derived from the records: tables in the columns of the reference files, a support table, a C header, and
 * the comparison of a reference file with the records.
 */
@NullMarked
package org.paravane.abi.render;

import org.jspecify.annotations.NullMarked;
