package org.paravane.device.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.paravane.abi.Errno;
import org.paravane.abi.Result;
import org.paravane.device.Bus;
import org.paravane.device.Device;
import org.paravane.device.DeviceClass;
import org.paravane.device.DeviceNode;
import org.paravane.device.DeviceRegistry;
import org.paravane.device.DeviceSpec;
import org.paravane.device.Driver;
import org.paravane.device.FileOperations;
import org.paravane.device.NodeOptions;
import org.paravane.device.OpenFile;
import org.paravane.device.ProbeResult;
import org.paravane.device.TestBed;
import org.paravane.device.WidgetDriver;
import org.paravane.device.attribute.Attribute;
import org.paravane.device.attribute.AttributeGroup;
import org.paravane.device.io.IoctlResult;
import org.paravane.device.io.PollEvents;
import org.paravane.device.io.PollWaiter;

/** Drivers with one fault each: the check that is about it finds it, and says so. */
@Timeout(60)
class NonconformingDriverTest {
  private static final NodeOptions PLAIN = NodeOptions.defaults();

  private static Supplier<DriverUnderTest> probing(BiFunction<TestBed, Device, ProbeResult> probe) {
    return Subject.widget(bed -> new WidgetDriver("faulty").probing(device -> probe.apply(bed, device)));
  }

  private static Supplier<DriverUnderTest> serving(FileOperations operations) {
    return probing((bed, device) -> Subject.register(bed, device, PLAIN, operations));
  }

  private static Supplier<DriverUnderTest> showing(Attribute... attributes) {
    return probing((bed, device) -> Subject.register(bed, device, PLAIN, FileOperations.none(),
        AttributeGroup.of(attributes)));
  }

  private static Map<String, String> failures(Supplier<DriverUnderTest> factory) {
    Map<String, String> failures = new TreeMap<>();
    new ConformanceSuite(factory).run().stream().filter(result -> !result.passed())
        .forEach(result -> failures.put(result.name(), result.detail()));
    return failures;
  }

  @Test
  void neverBinding() {
    assertThat(failures(probing((bed, device) -> new ProbeResult.Failed(Errno.EIO, "dead"))).keySet())
        .containsAll(ConformanceSuite.names().stream().filter(name -> name.contains("node") || name.contains("file"))
            .filter(name -> !name.contains("nothing")).toList());
  }

  @Test
  void twoNodesForOneDevice() {
    assertThat(failures(probing((bed, device) -> {
      TestBed.ok(bed.nodes.register(device, PLAIN, FileOperations.none(), List.of()));
      return Subject.register(bed, device, PLAIN, FileOperations.none());
    }))).hasEntrySatisfying("a plugged device is bound and has one node",
        detail -> assertThat(detail).startsWith("nodes of unit0").endsWith("expected=1, found=2"));
  }

  @Test
  void oneStateForAllDevices() {
    Object global = new Object();

    assertThat(failures(probing((bed, device) -> {
      ProbeResult result = Subject.register(bed, device, PLAIN, FileOperations.none());
      device.setDriverData(global);
      return result;
    }))).containsOnlyKeys("each device has a node and a state of its own", "unbind and bind give a fresh device")
        .containsEntry("each device has a node and a state of its own", "different states: expected=3, found=1");
  }

  @Test
  void noStateInTheDevice() {
    assertThat(failures(probing((bed, device) -> ProbeResult
        .of(bed.nodes.register(device, PLAIN, FileOperations.none(), List.of())))))
        .containsEntry("each device has a node and a state of its own", "driver data of device 0: absent");
  }

  @Test
  void otherAttributesTheSecondTime() {
    assertThat(failures(Subject.widget(bed -> {
      AtomicInteger probes = new AtomicInteger();
      WidgetDriver driver = new WidgetDriver("moody")
          .probing(device -> Subject.register(bed, device, PLAIN, FileOperations.none()));
      driver.groups = device -> probes.incrementAndGet() == 1
          ? List.of()
          : List.of(AttributeGroup.of(Attribute.constant("mood", "bad")));
      return driver;
    }))).containsOnlyKeys("load before plug and plug before load end alike", "unbind and bind give a fresh device");
  }

  @Test
  void aDeviceLeftBehind() {
    assertThat(failures(probing((bed, device) -> {
      TestBed.ok(bed.bus.add(DeviceSpec.named("left-" + UUID.randomUUID())));
      return Subject.register(bed, device, PLAIN, FileOperations.none());
    }))).containsKeys("an unplugged device leaves nothing", "an unloaded driver leaves nothing",
        "a hundred rounds leave nothing", "every add has its remove, in order");
  }

  @Test
  void takingTheOthersAlong() {
    assertThat(failures(Subject.widget(bed -> {
      WidgetDriver driver = new WidgetDriver("jealous")
          .probing(device -> Subject.register(bed, device, PLAIN, FileOperations.none()));
      driver.onRemove = device -> bed.nodes.nodes().forEach(DeviceNode::unregister);
      return driver;
    }))).containsOnlyKeys("unplugging one device leaves the others");
  }

  @Test
  void refusingToOpen() {
    assertThat(failures(serving(new FileOperations() {
      @Override
      public Result<Object> open(OpenFile file) {
        return Result.failed(Errno.EPERM, "not today");
      }
    }))).containsEntry("a node opens and closes", "open: errno=EPERM, reason=not today").containsKeys(
        "opens race with unplug without harm", "a closed file answers EBADF", "a duplicate keeps the file open",
        "an orphaned file answers ENODEV everywhere", "a poll wakes at unplug");
  }

  @Test
  void sharingInNameOnly() {
    assertThat(failures(serving(new FileOperations() {
      @Override
      public Result<Object> open(OpenFile file) {
        return file.node().openCount() == 0 ? Result.ok(file) : Result.failed(Errno.EAGAIN, "one at a time");
      }
    }))).containsKey("a second open is shared or refused by policy");
  }

  @Test
  void answeringEverything() {
    assertThat(failures(serving(new FileOperations() {
      @Override
      public IoctlResult ioctl(OpenFile file, int request, MemorySegment argument) {
        return IoctlResult.ok();
      }
    }))).containsEntry("an unknown request is ENOTTY", "unknown request: expected=-25, found=0")
        .containsKey("opens race with unplug without harm");
  }

  @Test
  void hangingUpWhileThere() {
    assertThat(failures(serving(new FileOperations() {
      @Override
      public PollEvents poll(OpenFile file, PollWaiter waiter) {
        return PollEvents.HUP;
      }
    }))).containsOnlyKeys("an unknown request is ENOTTY");
  }

  @Test
  void anAttributeThatCannotBeRead() {
    assertThat(failures(showing(Attribute.answering("broken", () -> Result.failed(Errno.EIO, "no answer")))))
        .containsKeys("all attributes are readable at add", "information needs no open file and disturbs none");
  }

  @Test
  void anAttributeThatIsBusyIsNoFault() {
    assertThat(failures(showing(Attribute.answering("clock", () -> Result.failed(Errno.EBUSY, "in reset"))))).isEmpty();
  }

  @Test
  void anAttributeThatNeedsTheNodeClosed() {
    assertThat(failures(probing((bed, device) -> {
      Attribute shy = Attribute.answering("shy",
          () -> device.nodes().stream().allMatch(node -> node.openCount() == 0)
              ? Result.ok("1")
              : Result.failed(Errno.EPERM, "held"));
      return Subject.register(bed, device, PLAIN, FileOperations.none(), AttributeGroup.of(shy));
    }))).containsOnlyKeys("information needs no open file and disturbs none");
  }

  @Test
  void aValueWithAnEmptyLine() {
    assertThat(failures(showing(Attribute.constant("lines", "a\n\n"))))
        .containsOnlyKeys("every value ends with one newline");
  }

  @Test
  void takingNonsense() {
    String[] value = {"1"};

    assertThat(failures(showing(Attribute.readWrite("knob", () -> value[0], text -> {
      value[0] = text;
      return Result.ok(text);
    })))).containsOnlyKeys("nonsense is refused and changes nothing");
  }

  @Test
  void refusingNonsenseButKeepingIt() {
    List<String> kept = new ArrayList<>();

    assertThat(failures(showing(Attribute.readWrite("knob", kept::size, text -> {
      kept.add(text);
      return Attribute.invalid("knob", text);
    })))).containsOnlyKeys("nonsense is refused and changes nothing");
  }

  @Test
  void surroundingsThatThrowAreAFailureAndNoCrash() {
    Supplier<DriverUnderTest> broken = () -> {
      throw new IllegalStateException("no host");
    };

    assertThat(new ConformanceSuite(broken).run()).hasSize(ConformanceSuite.names().size())
        .allMatch(result -> !result.passed() && result.detail().contains("no host"));
  }

  @Test
  void anUnplugThatDoesNothingIsFound() {
    Supplier<DriverUnderTest> welded = () -> {
      TestBed bed = new TestBed();
      WidgetDriver driver = new WidgetDriver("sound")
          .probing(device -> Subject.register(bed, device, PLAIN, FileOperations.none()));
      Subject sound = new Subject(bed, driver, TestBed.ID);
      return new Welded(sound);
    };
    ConformanceSuite suite = new ConformanceSuite(welded);

    assertThat(suite.run("an unplugged device leaves nothing").passed()).isFalse();
    assertThat(suite.run("an orphaned file answers ENODEV everywhere").detail())
        .isEqualTo("ioctl: expected=-19, found=-25");
  }

  /** Cannot be unplugged. */
  private record Welded(Subject sound) implements DriverUnderTest {
    @Override
    public DeviceRegistry registry() {
      return sound.registry();
    }

    @Override
    public Bus bus() {
      return sound.bus();
    }

    @Override
    public DeviceClass deviceClass() {
      return sound.deviceClass();
    }

    @Override
    public Driver driver() {
      return sound.driver();
    }

    @Override
    public Device plug(int index) {
      return sound.plug(index);
    }

    @Override
    public void unplug(Device device) {
      // Bolted down.
    }
  }

  @Test
  void checksAreRunByName() {
    assertThatThrownBy(() -> new ConformanceSuite(serving(FileOperations.none())).run("no such check"))
        .isInstanceOf(IllegalArgumentException.class);
    Set<String> distinct = new TreeSet<>(ConformanceSuite.names());
    assertThat(distinct).hasSize(ConformanceSuite.names().size()).hasSizeGreaterThan(20);
  }
}
