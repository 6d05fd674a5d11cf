package org.paravane.device.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every check that a driver must pass, whatever its kind. Each runs against surroundings of its own. A check may wait for
 * ten seconds at most; on a sound driver all of them together take a fraction of one.
 */
public final class ConformanceSuite {

  /** One named check; what it finds wrong it throws. */
  record Check(String name, Body body) {
  }

  /** The steps of a check. */
  interface Body {
    void run(DriverUnderTest subject) throws InterruptedException;
  }

  private final Supplier<? extends DriverUnderTest> factory;

  /** The suite for one driver; the factory is asked once for each check. */
  public ConformanceSuite(Supplier<? extends DriverUnderTest> factory) {
    this.factory = factory;
  }

  private static List<Check> checks() {
    List<Check> all = new ArrayList<>(LifeChecks.all());
    all.addAll(FileChecks.all());
    all.addAll(AttributeChecks.all());
    return all;
  }

  /** The names of the checks, in the order they run. */
  public static List<String> names() {
    return checks().stream().map(Check::name).toList();
  }

  /** Runs them all. */
  public List<CheckResult> run() {
    return checks().stream().map(this::run).toList();
  }

  /** Runs one; IllegalArgumentException if there is none of that name. */
  public CheckResult run(String name) {
    return checks().stream().filter(check -> check.name().equals(name)).findFirst().map(this::run)
        .orElseThrow(() -> new IllegalArgumentException("no such check: name=" + name));
  }

  private CheckResult run(Check check) {
    @Nullable
    String detail = null;
    try (DriverUnderTest subject = factory.get()) {
      check.body().run(subject);
    } catch (Expect.Unmet e) {
      detail = e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      detail = "interrupted";
    } catch (RuntimeException e) {
      detail = "exception: " + e;
    }
    return detail == null ? new CheckResult(check.name(), true, "") : new CheckResult(check.name(), false, detail);
  }
}
