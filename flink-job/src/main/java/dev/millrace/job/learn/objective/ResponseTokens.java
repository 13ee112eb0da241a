package dev.millrace.job.learn.objective;

/**
 * What is known of the response tokens of R rows before the policy is asked. Arrays of shape [R,C]
 * are row-major; column c belongs to the same token position in every row.
 *
 * @param rows R
 * @param columns C, the token positions at which any row has a response token
 * @param mask [R,C] 1 for trained tokens, else 0
 * @param behaviour [R,C] recorded log-probs of the behaviour policy; 0 where mask is 0
 * @param advantages [R] group-relative advantage of each row
 * @param filled [R] 1 when the row was replayed, 0 when it is fresh
 */
public record ResponseTokens(
    int rows, int columns, float[] mask, float[] behaviour, float[] advantages, byte[] filled) {
  public ResponseTokens {
    if (mask.length != rows * columns || behaviour.length != rows * columns) {
      throw new IllegalArgumentException(
          "mask and behaviour of ["
              + rows
              + ","
              + columns
              + "] have "
              + mask.length
              + " and "
              + behaviour.length
              + " entries");
    }
    if (advantages.length != rows || filled.length != rows) {
      throw new IllegalArgumentException(
          rows + " rows have " + advantages.length + " advantages and " + filled.length + " flags");
    }
  }

  /** Response tokens of these rows. */
  public long tokens() {
    long count = 0;
    for (float m : mask) {
      if (m != 0) {
        count++;
      }
    }
    return count;
  }
}
