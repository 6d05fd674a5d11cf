/**
 * A mount that is served: the threads that take requests from the kernel, and what becomes of a request. One thread reads; one
 * that is about to sleep makes another the reader first ({@code Crew}), and one that sleeps without saying so is noticed
 * ({@code Watch}). Begin at {@link org.paravane.guest.fuse.session.FuseSession}.
 */
@NullMarked
package org.paravane.guest.fuse.session;

import org.jspecify.annotations.NullMarked;
