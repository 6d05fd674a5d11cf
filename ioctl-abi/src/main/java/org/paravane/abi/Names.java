package org.paravane.abi;

import java.util.Locale;

/** Java, C and Windows spellings of one name. */
final class Names {
  private Names() {
  }

  /** {@code adapterHandle} to {@code adapter_handle}. */
  static String snake(String camel) {
    StringBuilder snake = new StringBuilder(camel.length() + 8);
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (Character.isUpperCase(c)) {
        snake.append('_').append(Character.toLowerCase(c));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }

  /** {@code adapter_handle} or {@code adapterHandle} to {@code AdapterHandle}. */
  static String pascal(String name) {
    StringBuilder pascal = new StringBuilder(name.length());
    for (String word : name.split("_", -1)) {
      if (!word.isEmpty()) {
        pascal.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return pascal.toString();
  }
}
