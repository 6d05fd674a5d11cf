package org.paravane.device;

/**
 * How much there is of everything: equal before and after means that nothing was left behind.
 *
 * @param devices   devices on all buses
 * @param drivers   drivers on all buses
 * @param bound     devices that have a driver
 * @param deferred  devices put off
 * @param minors    minor numbers in use
 * @param nodes     nodes registered
 * @param openFiles open files of registered nodes
 * @param announced devices and nodes whose "add" has no "remove" yet
 * @param entries   files, links and directories of the tree
 * @param audience  uevent subscriptions and listeners
 */
public record RegistryCensus(int devices, int drivers, int bound, int deferred, int minors, int nodes, int openFiles,
    int announced, int entries, int audience) {
}
