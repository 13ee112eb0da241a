package dev.millrace.job.recompute;

/**
 * A field of a step that comes out differently when the step is trained again.
 *
 * @param step the step
 * @param field the field of the ledger's record
 * @param recorded what the ledger has
 * @param recomputed what came out
 */
public record Difference(long step, String field, String recorded, String recomputed) {
  @Override
  public String toString() {
    return "step " + step + ", " + field + ": recorded " + recorded + ", recomputed " + recomputed;
  }
}
