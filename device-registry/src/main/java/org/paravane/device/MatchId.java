package org.paravane.device;

/** What a bus matches by: a device type's GUID, a compatible string. Equal text matches. */
public record MatchId(String value) {
}
