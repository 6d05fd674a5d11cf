/**
 * What all engines do with AQL packets: copy them once out of guest memory, check the copy, look addresses up, answer with signals,
 * timestamps and program results, and name what is wrong. What a kernel is and when a packet runs is each engine's own.
 */
@NullMarked
package org.paravane.host.engine.packet;

import org.jspecify.annotations.NullMarked;
