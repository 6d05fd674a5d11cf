package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.device.TestBed.brief;
import static org.paravane.device.TestBed.drain;
import static org.paravane.device.TestBed.ok;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.uevent.UeventSubscription;

/** A node whose only job is to make the devices one wants, in the manner of the raw device: changes from inside a call. */
@Timeout(30)
class ControlNodeTest {
  private static final int CREATE = 1;
  private static final int DESTROY = 2;

  private final TestBed bed = new TestBed();
  private final DeviceClass control = bed.registry
      .addClass(new ClassOptions("control", "", "control", 262, 1, "control"));

  /** CREATE answers the minor of the new node, DESTROY takes one. */
  private final FileOperations maker = new FileOperations() {
    private int made;

    @Override
    public synchronized IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
      return switch (request) {
        case CREATE -> IoctlResult.of(bed.bus.add(DeviceSpec.named("made" + made++, TestBed.ID)).map(device -> {
          argument.set(ValueLayout.JAVA_INT, 0, device.nodes().getFirst().minor());
          return device;
        }));
        case DESTROY -> bed.nodes.node(argument.get(ValueLayout.JAVA_INT, 0)).map(node -> {
          bed.bus.remove(node.device());
          return IoctlResult.ok();
        }).orElseGet(() -> IoctlResult.failed(Errno.ENOENT, "no such node"));
        default -> FileOperations.super.ioctl(file, request, argument);
      };
    }
  };

  private OpenFile open() {
    ok(bed.bus.addDriver(new WidgetDriver("d").probing(device -> ProbeResult
        .of(bed.nodes.register(device, NodeOptions.defaults(), FileOperations.none(), List.of())))));
    Device hub = ok(bed.bus.add(DeviceSpec.named("hub")));
    return TestBed.open(ok(control.register(hub, NodeOptions.defaults().withName("control"), maker, List.of())));
  }

  @Test
  void createAnswersANameWhoseAddEventWasDelivered() {
    List<String> heard = new ArrayList<>();
    try (Arena arena = Arena.ofConfined();
        OpenFile file = open();
        var _ = bed.registry.events().listen(event -> heard.add(event.variable("DEVNAME")))) {
      MemorySegment argument = arena.allocate(8);
      assertThat(file.ioctl(CREATE, argument).isOk()).isTrue();
      assertThat(argument.get(ValueLayout.JAVA_INT, 0)).isZero();
      assertThat(heard).contains("toy/toy0");
      TestBed.open(bed.nodes.node(0).orElseThrow()).close();
    }
  }

  @Test
  void createAndDestroyLeaveNothing() {
    try (Arena arena = Arena.ofConfined(); OpenFile file = open()) {
      MemorySegment argument = arena.allocate(8);
      RegistryCensus before = bed.registry.census();
      UeventSubscription events = bed.registry.events().subscribe();
      assertThat(file.ioctl(CREATE, argument).isOk()).isTrue();
      assertThat(file.ioctl(DESTROY, argument).isOk()).isTrue();
      assertThat(file.ioctl(DESTROY, argument).value()).isEqualTo(-Errno.ENOENT.number());

      assertThat(brief(drain(events))).containsExactly("add made0", "add toy0", "bind made0", "remove toy0",
          "unbind made0",
          "remove made0");
      events.close();
      assertThat(bed.registry.census()).isEqualTo(before);
    }
  }

  @Test
  void nothingElseWorksOnTheControlNode() {
    try (Arena arena = Arena.ofConfined(); OpenFile file = open()) {
      assertThat(file.ioctl(77, arena.allocate(8)).value()).isEqualTo(-Errno.ENOTTY.number());
      assertThat(file.mmap(0, 4096, false)).isInstanceOf(Result.Failed.class);
    }
  }
}
