package org.paravane.guest.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads permission bits as chmod does: {@code 0660} or {@code 660}. */
final class NodeMode implements ITypeConverter<Integer> {
  private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");

  @Override
  public Integer convert(String text) {
    if (!OCTAL.matcher(text).matches()) {
      throw new TypeConversionException("'" + text + "' is not a mode such as 0666 or 0660");
    }
    return Integer.parseInt(text, 8);
  }
}
