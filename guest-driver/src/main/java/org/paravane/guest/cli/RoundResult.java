package org.paravane.guest.cli;

import org.jspecify.annotations.Nullable;

/**
 * A round of a kernel on a device.
 *
 * @param round number of the round on that device, from 1
 * @param bytes that the kernel read and wrote, 0 if it did not come to that
 * @param micros from the submission until the result was there
 * @param verified whether the result was right
 * @param error why there is no result, null if there is one
 */
record RoundResult(String device, String kernel, long round, long bytes, long micros, boolean verified,
    @Nullable String error) {

  String json() {
    JsonRow row = new JsonRow().put("device", device).put("kernel", kernel).put("bytes", bytes).put("micros", micros)
        .put("verified", verified).put("round", round);
    return (error == null ? row : row.put("error", error)).toString();
  }
}
