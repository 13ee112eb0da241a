package dev.millrace.ops.option;

import picocli.CommandLine.ITypeConverter;

/** A TCP port; 0 asks for any free one. */
public final class PortNumber implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    return WholeNumber.in(text, 0, 65_535);
  }
}
