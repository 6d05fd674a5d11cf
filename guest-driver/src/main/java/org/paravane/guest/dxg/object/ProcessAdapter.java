package org.paravane.guest.dxg.object;

/** A process on an adapter that it uses: who waits for events there. Two are the same when both parts are. */
public record ProcessAdapter(DxgProcess process, DxgAdapter adapter) {
}
