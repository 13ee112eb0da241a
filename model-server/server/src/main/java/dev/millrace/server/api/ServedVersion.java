package dev.millrace.server.api;

import org.jspecify.annotations.Nullable;

/**
 * The weights that serve.
 *
 * @param lineage of the learner that made them; 0 for those of the model directory
 * @param step of training that made them
 * @param digest SHA-256 of their file, hexadecimal; null where it is not known
 */
public record ServedVersion(long lineage, long step, @Nullable String digest) {
  private static final int PREFIX = 12;

  /** lineage.step */
  String label() {
    return lineage + "." + step;
  }

  /** What tells clients that answers come from other weights than before. */
  String fingerprint() {
    return "fp_"
        + (digest == null ? "" : digest.substring(0, Math.min(PREFIX, digest.length())) + "_")
        + label();
  }
}
