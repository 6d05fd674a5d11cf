package org.paravane.host.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes: {@code 4096}, {@code 64K}, {@code 512M}, {@code 2G}; powers of 1024, whole pages. */
final class ByteSize implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})([KMGT]?)");
  private static final long PAGE_BYTES = 4096;

  @Override
  public Long convert(String text) {
    Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is not a size such as 4096, 64K, 512M or 2G");
    }
    int power = " KMGT".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2));
    long number = Long.parseLong(matcher.group(1));
    long bytes = number << (10 * power);
    if (bytes <= 0 || bytes >> (10 * power) != number || bytes % PAGE_BYTES != 0) {
      throw new TypeConversionException("'" + text + "' is not a positive multiple of 4096 bytes");
    }
    return bytes;
  }
}
