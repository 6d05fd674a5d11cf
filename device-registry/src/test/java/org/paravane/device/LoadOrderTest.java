package org.paravane.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.paravane.device.TestBed.ok;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Load, add, remove, unload in every order; and by many threads at once. */
@Timeout(60)
class LoadOrderTest {

  private enum Step {
    LOAD, ADD_A, ADD_B, ADD_C, REMOVE_A, UNLOAD
  }

  private static final class Scene {
    final TestBed bed;
    final WidgetDriver driver;

    Scene(boolean probeTwice) {
      bed = new TestBed(new DeviceRegistry(new RegistryOptions(false, probeTwice, 16)));
      driver = new WidgetDriver("d").probing(device -> {
        device.setDriverData(new Object());
        return ProbeResult.of(bed.nodes.register(device, NodeOptions.defaults(), FileOperations.none(), List.of()));
      });
    }

    void take(Step step) {
      switch (step) {
        case LOAD -> ok(bed.bus.addDriver(driver));
        case UNLOAD -> bed.bus.removeDriver(driver);
        case ADD_A -> bed.plug("a");
        case ADD_B -> bed.plug("b");
        case ADD_C -> bed.plug("c");
        case REMOVE_A -> bed.bus.device("a").ifPresent(bed.bus::remove);
      }
    }
  }

  /** What must be so after the steps taken. */
  private static final class Model {
    final Set<String> devices = new TreeSet<>();
    boolean loaded;

    void take(Step step) {
      switch (step) {
        case LOAD -> loaded = true;
        case UNLOAD -> loaded = false;
        case ADD_A -> devices.add("a");
        case ADD_B -> devices.add("b");
        case ADD_C -> devices.add("c");
        case REMOVE_A -> devices.remove("a");
      }
    }
  }

  private static void permute(List<Step> rest, List<Step> taken, List<List<Step>> all) {
    if (rest.isEmpty()) {
      all.add(List.copyOf(taken));
    }
    for (Step step : rest) {
      List<Step> less = new ArrayList<>(rest);
      less.remove(step);
      taken.addLast(step);
      permute(less, taken, all);
      taken.removeLast();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyOrderEndsInTheStateThatTheStepsSay(boolean probeTwice) {
    List<List<Step>> orders = new ArrayList<>();
    permute(new ArrayList<>(EnumSet.allOf(Step.class)), new ArrayList<>(), orders);
    assertThat(orders).hasSize(720);
    for (List<Step> order : orders) {
      Scene scene = new Scene(probeTwice);
      Model model = new Model();
      RegistryCensus empty = scene.bed.registry.census();
      for (Step step : order) {
        scene.take(step);
        model.take(step);
        check(scene, model, order, step);
      }
      scene.bed.registry.close();
      assertThat(scene.bed.registry.census()).as("%s", order).isEqualTo(empty);
    }
  }

  private static void check(Scene scene, Model model, List<Step> order, Step step) {
    RegistryCensus census = scene.bed.registry.census();
    int bound = model.loaded ? model.devices.size() : 0;
    assertThat(new TreeSet<>(scene.bed.bus.devices().stream().map(Device::name).toList()))
        .as("devices after %s of %s", step, order).isEqualTo(model.devices);
    assertThat(List.of(census.bound(), census.nodes(), census.minors(), census.announced()))
        .as("bound, nodes, minors, announced after %s of %s", step, order)
        .isEqualTo(List.of(bound, bound, bound, bound + model.devices.size()));
    assertThat(scene.bed.bus.devices().stream().map(device -> device.driverData(Object.class)).distinct().count())
        .isEqualTo(bound == 0 ? Math.min(1, model.devices.size()) : bound);
  }

  @Test
  void manyThreadsAtOnceEndInOneOfThePossibleStates() throws InterruptedException {
    long seed = System.nanoTime();
    System.out.println("LoadOrderTest seed " + seed);
    for (int round = 0; round < 40; round++) {
      Scene scene = new Scene(round % 2 == 0);
      RegistryCensus empty = scene.bed.registry.census();
      List<Thread> threads = new ArrayList<>();
      AtomicInteger trouble = new AtomicInteger();
      CountDownLatch start = new CountDownLatch(1);
      for (int t = 0; t < 4; t++) {
        Random random = new Random(seed + round * 4L + t);
        threads.add(Thread.ofPlatform().start(() -> {
          try {
            start.await();
            for (int i = 0; i < 60; i++) {
              act(scene, random);
            }
          } catch (InterruptedException | RuntimeException e) {
            e.printStackTrace();
            trouble.incrementAndGet();
          }
        }));
      }
      start.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(trouble).hasValue(0);
      RegistryCensus census = scene.bed.registry.census();
      int loaded = scene.bed.bus.drivers().size();
      assertThat(census.nodes()).isEqualTo(census.bound()).isEqualTo(census.minors());
      assertThat(census.announced()).isEqualTo(census.devices() + census.nodes());
      assertThat(loaded == 0 ? census.bound() : 0).isZero();
      scene.bed.registry.close();
      assertThat(scene.bed.registry.census()).isEqualTo(empty);
    }
  }

  /** One random step; that another thread was faster is no trouble. */
  private static void act(Scene scene, Random random) {
    String name = List.of("a", "b", "c").get(random.nextInt(3));
    Bus bus = scene.bed.bus;
    String directory = "sys/bus/test/drivers/d/";
    Object answer = switch (random.nextInt(8)) {
      case 0, 1 -> bus.add(DeviceSpec.named(name, TestBed.ID));
      case 2 -> {
        bus.device(name).ifPresent(bus::remove);
        yield "removed";
      }
      case 3 -> bus.addDriver(scene.driver);
      case 4 -> {
        bus.removeDriver(scene.driver);
        yield "unloaded";
      }
      case 5 -> scene.bed.registry.tree().write(directory + "unbind", name);
      case 6 -> scene.bed.registry.tree().write(directory + "bind", name);
      default -> {
        bus.rescan();
        yield "scanned";
      }
    };
    assertThat(answer).isNotNull();
  }

  @Test
  void twoDriversShareABusByTheirIds() {
    try (TestBed bed = new TestBed()) {
      WidgetDriver red = new WidgetDriver("red", new MatchId("red"));
      WidgetDriver blue = new WidgetDriver("blue", new MatchId("blue"));
      for (Driver driver : Arrays.asList(red, blue)) {
        ok(bed.bus.addDriver(driver));
      }
      for (int i = 0; i < 10; i++) {
        ok(bed.bus.add(DeviceSpec.named("d" + i, new MatchId(i % 2 == 0 ? "red" : "blue"))));
      }
      bed.bus.removeDriver(red);

      assertThat(bed.bus.devices(red)).isEmpty();
      assertThat(bed.bus.devices(blue)).hasSize(5);
      assertThat(Collections.frequency(blue.log, "remove d1")).isZero();
    }
  }
}
