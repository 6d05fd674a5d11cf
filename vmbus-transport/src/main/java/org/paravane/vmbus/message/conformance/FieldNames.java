package org.paravane.vmbus.message.conformance;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Matches the field names of vectors with record components. The reference table writes "guid interface", the vectors
 * "interfaceId"; so names are compared word by word, without the words that only say what kind of thing it is.
 */
final class FieldNames {
  private static final Set<String> KIND_WORDS = Set.of("id", "guid", "page", "pages", "address", "hex", "is");
  private static final Map<List<String>, List<String>> SYNONYMS = Map.ofEntries( //
      entry(words("parentToChildMonitor"), words("parentToChild")), //
      entry(words("childToParentMonitor"), words("childToParent")), //
      entry(words("optionalMmioMegabytes"), words("mmioMegabytesOptional")), //
      entry(words("dedicatedInterrupt"), words("dedicated")), //
      entry(words("selectedVersion"), words("connection")), //
      entry(words("messageConnection"), words("connection")), //
      entry(words("features"), words("featureFlags")), //
      entry(words("reserved"), words("messageNumber")), //
      entry(words("openFlags"), words("flags")), //
      entry(words("rangeBufferLength"), words("rangeBufferBytes")), //
      entry(words("totalBytes"), words("rangeBufferBytes")), //
      entry(words("pfns"), words("values")), //
      entry(words("pageNumbers"), words("values")));

  private FieldNames() {
  }

  static boolean same(String vectorName, String componentName) {
    return canonical(vectorName).equals(canonical(componentName));
  }

  private static List<String> canonical(String name) {
    List<String> words = words(name);
    return SYNONYMS.getOrDefault(words, words);
  }

  private static List<String> words(String name) {
    List<String> all = Arrays.stream(name.split("(?=[A-Z])|[^A-Za-z0-9]+", -1))
        .map(word -> word.toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty()).toList();
    List<String> telling = all.stream().filter(word -> !KIND_WORDS.contains(word)).toList();
    return telling.isEmpty() ? all : telling;
  }
}
