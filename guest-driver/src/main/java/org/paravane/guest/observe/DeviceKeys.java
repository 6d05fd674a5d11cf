package org.paravane.guest.observe;

/** The attributes that commands know by name. */
public final class DeviceKeys {
  public static final String STATE = "state";
  public static final String DESCRIPTION = "description";
  public static final String UUID = "uuid";
  public static final String INSTANCE = "instance_id";
  public static final String LUID = "luid";
  public static final String ENGINE_COUNT = "engines/count";
  public static final String OPEN_COUNT = "open_count";
  public static final String OPENS = "usage/opens";
  public static final String CALLS = "usage/calls";
  public static final String SUBMISSIONS = "usage/submissions";
  public static final String LOCAL_USED = "memory/local_used_bytes";
  public static final String LOCAL_LIMIT = "memory/local_limit_bytes";
  public static final String NONLOCAL_USED = "memory/nonlocal_used_bytes";
  public static final String NONLOCAL_LIMIT = "memory/nonlocal_limit_bytes";
  public static final String ERRORS = "errors/total";
  public static final String MILLI_CELSIUS = "hwmon/temp1_input";
  public static final String MILLI_CELSIUS_CRITICAL = "hwmon/temp1_crit";
  public static final String MICRO_WATTS = "hwmon/power1_input";
  public static final String HERTZ = "hwmon/freq1_input";
  /** Files below {@code engines} that count busy nanoseconds end so. */
  public static final String ENGINES = "engines";
  public static final String BUSY_SUFFIX = "busy_ns";

  private DeviceKeys() {
  }
}
