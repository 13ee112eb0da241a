package dev.millrace.job.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one update left on the device, read at once.
 *
 * @param loss the loss of the step under the weights of the update
 * @param norm global gradient norm, before the clip
 * @param current a part each: [R·C] log-probs of its targets
 * @param entropies a part each: [R·C] entropies of its predictions
 */
record UpdateReading(double loss, float norm, List<float[]> current, List<float[]> entropies) {

  /**
   * Takes the array apart: a loss for each part, the norm, then log-probs and entropies of each
   * part.
   */
  static UpdateReading of(float[] values, List<StepPart> parts) {
    double loss = 0;
    for (int i = 0; i < parts.size(); i++) {
      loss += values[i];
    }
    List<float[]> current = new ArrayList<>();
    List<float[]> entropies = new ArrayList<>();
    int at = parts.size() + 1;
    for (StepPart part : parts) {
      int cells = part.cells();
      current.add(Arrays.copyOfRange(values, at, at + cells));
      entropies.add(Arrays.copyOfRange(values, at + cells, at + 2 * cells));
      at += 2 * cells;
    }
    return new UpdateReading(loss, values[parts.size()], current, entropies);
  }

  /** Whether the update may be applied. */
  boolean finite() {
    return Double.isFinite(loss) && Float.isFinite(norm);
  }
}
