package dev.millrace.schemas;

/**
 * The response tokens [start, end) and the weight version that sampled them. The spans of a
 * response are half-open, contiguous, and cover every token.
 *
 * @param lineage lineage of the weight version
 * @param step step of the weight version
 * @param start first token, inclusive
 * @param end last token, exclusive
 */
public record VersionSpan(long lineage, long step, int start, int end) {
  public VersionSpan {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("span [" + start + ", " + end + ") is not a range");
    }
  }
}
