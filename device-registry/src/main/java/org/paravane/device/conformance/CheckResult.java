package org.paravane.device.conformance;

/**
 * The outcome of one check.
 *
 * @param name   what the check is about, a sentence
 * @param passed whether the driver does it
 * @param detail what was found instead, {@code ""} if passed
 */
public record CheckResult(String name, boolean passed, String detail) {
}
