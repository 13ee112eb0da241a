package dev.millrace.policy;

import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/** Sampling of a batch of answers with a cache of keys and values. */
public final class Generation {
  private Generation() {}

  /**
   * Samples one answer for each request. Draws depend on the request alone, so a request gets the
   * same answer in every batch, up to ties within the rounding of the logits.
   *
   * @return in the order of the requests
   */
  public static List<Generated> generate(Policy policy, List<GenerationRequest> requests) {
    if (JniUtils.isGradMode()) {
      throw new IllegalStateException(
          "this thread records gradients: call Torch.enterThread() before it generates");
    }
    if (requests.isEmpty()) {
      return List.of();
    }
    try (GenerationBatch batch = new GenerationBatch(policy, requests)) {
      return batch.run();
    }
  }
}
