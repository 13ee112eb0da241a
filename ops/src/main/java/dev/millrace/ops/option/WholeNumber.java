package dev.millrace.ops.option;

import picocli.CommandLine.TypeConversionException;

/** A whole number within bounds, or a refusal that names both. */
final class WholeNumber {
  private WholeNumber() {}

  static int in(String text, int least, int most) {
    String range =
        most == Integer.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most;
    try {
      long value = Long.parseLong(text.trim());
      if (value >= least && value <= most) {
        return (int) value;
      }
    } catch (NumberFormatException e) {
      // Said below, in the same words as a number out of range.
    }
    throw new TypeConversionException("must be a whole number " + range + ", was " + text);
  }
}
