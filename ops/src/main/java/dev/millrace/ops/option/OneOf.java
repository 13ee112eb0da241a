package dev.millrace.ops.option;

import dev.millrace.job.settings.NearestName;
import java.util.Map;
import picocli.CommandLine.TypeConversionException;

/** One of a few names, or a refusal that says which they are and which is nearest. */
public final class OneOf {
  private OneOf() {}

  public static <T> T of(String text, Map<String, T> byName) {
    T value = byName.get(text);
    if (value == null) {
      throw new TypeConversionException(
          text
              + " is not one of "
              + String.join(", ", byName.keySet())
              + "; the nearest is "
              + NearestName.of(text, byName.keySet()));
    }
    return value;
  }
}
