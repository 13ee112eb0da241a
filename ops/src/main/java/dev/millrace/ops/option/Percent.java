package dev.millrace.ops.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A share in percent, from 0 to 100. */
public final class Percent implements ITypeConverter<Double> {
  @Override
  public Double convert(String text) {
    try {
      double percent = Double.parseDouble(text.trim());
      if (percent >= 0 && percent <= 100) {
        return percent;
      }
    } catch (NumberFormatException e) {
      // Said below, in the same words as a number out of range.
    }
    throw new TypeConversionException("must be a number from 0 to 100, was " + text);
  }
}
