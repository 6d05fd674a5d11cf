/**
 * Answers the guest's messages. A connection has one {@link org.paravane.host.vsp.GlobalVsp} and, for each adapter, a
 * {@link org.paravane.host.vsp.VgpuVsp}; both give a packet to a {@link org.paravane.host.vsp.CommandTable}, which finds,
 * parses, carries out and answers the command. The commands themselves stand in the classes named {@code …Commands}: each
 * handler turns a wire record into calls on the object model and back. Every byte of a message is hostile.
 */
@NullMarked
package org.paravane.host.vsp;

import org.jspecify.annotations.NullMarked;
