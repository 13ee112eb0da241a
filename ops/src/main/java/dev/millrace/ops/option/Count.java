package dev.millrace.ops.option;

import picocli.CommandLine.ITypeConverter;

/** How many of something; none is allowed. */
public final class Count implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    return WholeNumber.in(text, 0, Integer.MAX_VALUE);
  }
}
