package dev.millrace.ops.option;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time in seconds, from a tenth of a second to an hour. */
public final class Seconds implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      double seconds = Double.parseDouble(text.trim());
      if (seconds >= 0.1 && seconds <= 3_600) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
      }
    } catch (NumberFormatException e) {
      // Said below, in the same words as a number out of range.
    }
    throw new TypeConversionException("must be a number of seconds from 0.1 to 3600, was " + text);
  }
}
