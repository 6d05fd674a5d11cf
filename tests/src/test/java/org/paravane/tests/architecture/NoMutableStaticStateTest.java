package org.paravane.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * State per device, never in globals: a static field is final, and what it refers to cannot change. Collections are
 * looked at as they are at run time, since {@code static final List} says nothing about the list.
 */
class NoMutableStaticStateTest {
  private static final JavaClasses PARAVANE = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.paravane");

  private static final Set<Class<?>> IMMUTABLE = Set.of(String.class, Duration.class, Pattern.class, Boolean.class,
      Integer.class, Long.class, Class.class, MethodHandle.class, VarHandle.class, FunctionDescriptor.class,
      Linker.class, AddressLayout.class, Path.class, JsonMapper.class);

  /** What is mutable, and why that is no state: memory of a thread's own that the C library writes errno to. */
  private static final Set<String> NO_STATE = Set.of("org.paravane.linux.Libc.SCRATCH");

  @Test
  void staticFieldsAreFinal() {
    List<String> bad = new ArrayList<>();
    for (JavaField field : staticFields()) {
      if (!field.getModifiers().contains(JavaModifier.FINAL)) {
        bad.add(field.getFullName());
      }
    }
    assertThat(bad).as("mutable static fields").isEmpty();
  }

  @Test
  void staticFieldsReferToNothingThatChanges() throws Exception {
    List<String> bad = new ArrayList<>();
    int seen = 0;
    for (JavaField field : staticFields()) {
      if (field.getModifiers().contains(JavaModifier.SYNTHETIC) || isGenerated(field)) {
        continue;
      }
      seen++;
      Field reflected = field.reflect();
      reflected.setAccessible(true);
      Object value = reflected.get(null);
      if (value != null && !cannotChange(field, value) && !NO_STATE.contains(field.getFullName())) {
        bad.add(field.getFullName() + " is a " + value.getClass().getName());
      }
    }
    assertThat(bad).as("static fields that refer to mutable objects").isEmpty();
    assertThat(seen).as("static fields looked at").isGreaterThan(50);
  }

  private static List<JavaField> staticFields() {
    return PARAVANE.stream().flatMap(type -> type.getFields().stream())
        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC)).toList();
  }

  private static boolean isGuestOrHost(JavaField field) {
    String owner = field.getOwner().getPackageName();
    return owner.startsWith("org.paravane.guest") || owner.startsWith("org.paravane.host");
  }

  private static boolean isGenerated(JavaField field) {
    return field.getName().startsWith("$") || field.getOwner().isAnonymousClass();
  }

  private static boolean cannotChange(JavaField field, Object value) {
    Class<?> type = value.getClass();
    if (type.isEnum() || value instanceof Enum || type.isRecord() || type.isHidden() || type.isPrimitive()) {
      return true;
    }
    if (value instanceof MemoryLayout || value instanceof org.slf4j.Logger || value instanceof Linker.Option
        || value instanceof Number || value instanceof ClassValue) {
      return !(value instanceof java.util.concurrent.atomic.AtomicInteger
          || value instanceof java.util.concurrent.atomic.AtomicLong);
    }
    if (IMMUTABLE.stream().anyMatch(allowed -> allowed.isInstance(value))) {
      return true;
    }
    if (value instanceof Optional<?> optional) {
      return optional.isEmpty() || cannotChange(field, optional.get());
    }
    if (value instanceof MemorySegment segment) {
      return segment.isReadOnly();
    }
    if (value instanceof Collection || value instanceof Map) {
      return type.getName().startsWith("java.util.ImmutableCollections")
          || type.getName().startsWith("java.util.Collections$Unmodifiable")
          || type.getName().startsWith("java.util.Collections$Empty");
    }
    if (type.isArray()) {
      // Nobody can tell whether an array is written to; the two modules that must hold no state have none.
      return !isGuestOrHost(field);
    }
    return hasOnlyFinalFields(type);
  }

  private static boolean hasOnlyFinalFields(Class<?> type) {
    for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
      if (!each.getName().startsWith("org.paravane")) {
        return false;
      }
      for (Field field : each.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (!Modifier.isStatic(modifiers) && !Modifier.isFinal(modifiers)) {
          return false;
        }
      }
    }
    return true;
  }
}
