package dev.millrace.ops.verify;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Steps that are to be verified.
 *
 * @param first the first of them, from 1
 * @param last the last of them; the newest of the ledger where it is {@link Long#MAX_VALUE}
 */
record StepRange(long first, long last) {
  static final StepRange ALL = new StepRange(1, Long.MAX_VALUE);

  /** Two steps with two dots between them. */
  static final class Converter implements ITypeConverter<StepRange> {
    @Override
    public StepRange convert(String text) {
      String[] ends = text.split("\\.\\.", -1);
      try {
        if (ends.length == 2) {
          StepRange range = new StepRange(Long.parseLong(ends[0]), Long.parseLong(ends[1]));
          if (range.first >= 1 && range.last >= range.first) {
            return range;
          }
        }
      } catch (NumberFormatException e) {
        // Said below, in the same words as a range that is none.
      }
      throw new TypeConversionException("must be steps A..B with 1 <= A <= B, was " + text);
    }
  }
}
