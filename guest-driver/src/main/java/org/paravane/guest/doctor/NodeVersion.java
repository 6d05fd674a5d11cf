package org.paravane.guest.doctor;

/**
 * What a node says of itself.
 *
 * @param version of the table of extension ioctls
 * @param mapping whether memory can be mapped through it
 */
public record NodeVersion(int version, boolean mapping) {
}
