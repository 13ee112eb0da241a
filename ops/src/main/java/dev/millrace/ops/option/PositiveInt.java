package dev.millrace.ops.option;

import picocli.CommandLine.ITypeConverter;

/** A whole number of at least 1. */
public final class PositiveInt implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    return WholeNumber.in(text, 1, Integer.MAX_VALUE);
  }
}
