package org.paravane.runtime;

import org.paravane.abi.query.EngineType;

/** An engine node of an accelerator. */
public record EngineInfo(int ordinal, EngineType type, String name) {
}
