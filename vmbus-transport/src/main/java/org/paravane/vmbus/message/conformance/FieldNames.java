package org.paravane.vmbus.message.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Matches the field names of vectors with record components. The reference table writes "guid interface", the vectors
 * "interfaceId"; so names are compared as sets of words without the ones that only say what kind of thing it is.
 */
final class FieldNames {
  private static final Set<String> KIND_WORDS = Set.of("id", "guid", "page", "pages", "address", "hex", "is");
  private static final Map<Set<String>, Set<String>> SYNONYMS = Map.of( //
      words("parentToChildMonitor"), words("parentToChild"), //
      words("childToParentMonitor"), words("childToParent"), //
      words("dedicatedInterrupt"), words("dedicated"), //
      words("selectedVersion"), words("connection"), //
      words("messageConnection"), words("connection"), //
      words("features"), words("featureFlags"), //
      words("reserved"), words("messageNumber"), //
      words("openFlags"), words("flags"), //
      words("rangeBufferLength"), words("rangeBufferBytes"), //
      words("totalBytes"), words("rangeBufferBytes"));

  private FieldNames() {
  }

  static boolean same(String vectorName, String componentName) {
    return canonical(vectorName).equals(canonical(componentName));
  }

  private static Set<String> canonical(String name) {
    Set<String> words = words(name);
    return SYNONYMS.getOrDefault(words, words);
  }

  private static Set<String> words(String name) {
    List<String> all = Arrays.stream(name.split("(?=[A-Z])|[^A-Za-z0-9]+")).map(word -> word.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty()).toList();
    Set<String> telling = new TreeSet<>(all);
    telling.removeAll(KIND_WORDS);
    return telling.isEmpty() ? new TreeSet<>(all) : telling;
  }
}
