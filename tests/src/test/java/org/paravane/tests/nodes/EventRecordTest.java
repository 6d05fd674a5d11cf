package org.paravane.tests.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRecordTest {
  private final EventRecord.Ledger ledger = new EventRecord.Ledger();

  private static List<EventRecord> read(String... lines) {
    EventRecord.Reader reader = new EventRecord.Reader();
    List<EventRecord> records = new ArrayList<>();
    for (String line : lines) {
      reader.line(line).ifPresent(records::add);
    }
    return records;
  }

  private void tell(String... records) {
    for (String record : records) {
      String[] lines = (record + " ").split(" ", -1);
      read(lines).forEach(ledger::take);
    }
  }

  @Test
  void aRecordEndsWithAnEmptyLine() {
    List<EventRecord> records = read("ACTION=add", "DEVPATH=/devices/x=y", "SEQNUM=4", "", "", "ACTION=remove");

    assertThat(records).hasSize(1);
    assertThat(records.getFirst().action()).isEqualTo("add");
    assertThat(records.getFirst().node()).isEmpty();
    assertThat(records.getFirst().values()).containsEntry("DEVPATH", "/devices/x=y");
  }

  @Test
  void pairsAreCountedAndWhatHasNoNodeIsNot() {
    tell("ACTION=present DEVNAME=accel/accel0 SEQNUM=1", "ACTION=snapshot-end SEQNUM=7",
        "ACTION=add SUBSYSTEM=vmbus SEQNUM=8", "ACTION=add DEVNAME=accel/accel1 SEQNUM=9",
        "ACTION=remove DEVNAME=accel/accel1 SEQNUM=10", "ACTION=remove SUBSYSTEM=vmbus SEQNUM=11");

    assertThat(ledger.problems()).isEmpty();
    assertThat(ledger.added()).isEqualTo(1);
    assertThat(ledger.removed()).isEqualTo(1);
  }

  @Test
  void aMissingNumberIsAProblem() {
    tell("ACTION=add SEQNUM=8", "ACTION=add SEQNUM=10");
    assertThat(ledger.problems()).containsExactly("number is missing: last=8, now=10");
  }

  @Test
  void whatIsAddedTwiceOrRemovedWithoutBeingThereIsAProblem() {
    tell("ACTION=add DEVNAME=n SEQNUM=1", "ACTION=add DEVNAME=n SEQNUM=2", "ACTION=remove DEVNAME=m SEQNUM=3");
    assertThat(ledger.problems()).hasSize(2);
    assertThat(ledger.problems().get(0)).startsWith("added twice");
    assertThat(ledger.problems().get(1)).startsWith("removed and never added");
  }

  @Test
  void aDeviceOfTheSnapshotMayGo() {
    tell("ACTION=present DEVNAME=n SEQNUM=1", "ACTION=snapshot-end SEQNUM=1", "ACTION=remove DEVNAME=n SEQNUM=2");
    assertThat(ledger.problems()).isEmpty();
  }

  @Test
  void lostEventsAreAProblem() {
    tell("ACTION=overflow LOST=5 SEQNUM=1");
    assertThat(ledger.problems()).singleElement().asString().startsWith("events were lost");
  }
}
