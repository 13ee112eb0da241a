package dev.millrace.schemas;

import org.jspecify.annotations.Nullable;

/**
 * A pointer to published weights. Order is (lineage, step); a restart of the learner begins a new
 * lineage.
 *
 * @param modelId the model whose weights these are; key of the compacted topic
 * @param lineage monotone epoch of the learner
 * @param step the training step that made the weights; 0 is the starting policy
 * @param parentLineage lineage of the version that this one continues
 * @param parentStep step of the version that this one continues
 * @param uri where the safetensors file lies
 * @param sha256 digest of the file, lower-case hex
 * @param bytes size of the file
 * @param createdAtMillis when the version was published, epoch milliseconds
 * @param consumedOffsets [S] first offset of each shard's partition of the groups topic that no
 *     step up to this version has taken; bounds how far ahead generators sample
 * @param canary log-probs that a reader must get from these weights; null when there is none
 * @param last whether the learner has ended with this version, as it does at the end of a recorded
 *     topic
 */
public record WeightVersion(
    String modelId,
    long lineage,
    long step,
    long parentLineage,
    long parentStep,
    String uri,
    String sha256,
    long bytes,
    long createdAtMillis,
    long[] consumedOffsets,
    @Nullable Canary canary,
    boolean last)
    implements Comparable<WeightVersion> {

  /** A version that others will follow. */
  public WeightVersion(
      String modelId,
      long lineage,
      long step,
      long parentLineage,
      long parentStep,
      String uri,
      String sha256,
      long bytes,
      long createdAtMillis,
      long[] consumedOffsets,
      @Nullable Canary canary) {
    this(
        modelId,
        lineage,
        step,
        parentLineage,
        parentStep,
        uri,
        sha256,
        bytes,
        createdAtMillis,
        consumedOffsets,
        canary,
        false);
  }

  /** The same weights, after which none will come. */
  public WeightVersion asLast() {
    return new WeightVersion(
        modelId,
        lineage,
        step,
        parentLineage,
        parentStep,
        uri,
        sha256,
        bytes,
        createdAtMillis,
        consumedOffsets,
        canary,
        true);
  }

  /** Orders by (lineage, step). */
  @Override
  public int compareTo(WeightVersion other) {
    int byLineage = Long.compare(lineage, other.lineage);
    return byLineage != 0 ? byLineage : Long.compare(step, other.step);
  }
}
