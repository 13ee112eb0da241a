package dev.millrace.ops.option;

import picocli.CommandLine.ITypeConverter;

/** Digits of an operand, from 1 to 9. */
public final class OperandWidth implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    return WholeNumber.in(text, 1, 9);
  }
}
