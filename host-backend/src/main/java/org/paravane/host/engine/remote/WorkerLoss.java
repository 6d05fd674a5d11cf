package org.paravane.host.engine.remote;

/**
 * Why a worker is gone.
 *
 * @param byKernel whether the system ended it for what its code did (SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS)
 * @param reason in {@code lower case: key=value} form
 */
public record WorkerLoss(boolean byKernel, String reason) {
}
