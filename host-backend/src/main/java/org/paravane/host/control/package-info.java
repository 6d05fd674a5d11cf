/**
 * The host's control socket: one command a line in, one JSON object a line out, for its own user only. Server, client and
 * the JSON that they speak; what a command does is decided by whoever gives the server its handler.
 */
@NullMarked
package org.paravane.host.control;

import org.jspecify.annotations.NullMarked;
