package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
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
    PromptBatch prompts = PromptBatch.of(policy.config(), requests);
    Responses responses = new Responses(policy.config(), requests);
    try (NDManager batch = policy.manager().newSubManager()) {
      sample(policy, requests, prompts, responses, batch);
    }
    return responses.finish();
  }

  private static void sample(
      Policy policy,
      List<GenerationRequest> requests,
      PromptBatch prompts,
      Responses responses,
      NDManager batch) {
    Decoder decoder = policy.decoder();
    PolicyConfig config = policy.config();
    int size = requests.size();
    int longest = responses.longest();
    NDArray rows = prompts.isExpanded() ? batch.create(prompts.rows()) : null;
    KvCache cache = new KvCache(batch, config, size, prompts.length() + longest, rows);
    Sampler sampler = new Sampler(batch, requests, longest, config.vocabSize());
    NDArray padding =
        prompts.isPadded()
            ? batch.create(
                prompts.padding(prompts.length() + longest),
                new Shape(size, 1, 1, prompts.length() + longest))
            : null;
    List<NDArray> tokens = new ArrayList<>();
    List<NDArray> logProbs = new ArrayList<>();
    NDArray previous = null;
    for (int position = 0; position < longest; position++) {
      try (NDManager step = batch.newSubManager()) {
        NDArray hidden;
        if (previous == null) {
          hidden = cache.expanded(prefill(decoder, prompts, cache, step)); // [B, d]
          cache.advance(prompts.length());
        } else {
          int end = cache.length() + 1;
          NDArray mask = padding == null ? null : Torch.sliceInto(step, padding, 3, 0, end);
          NDArray input = Torch.slice(previous, 1, 0, 1);
          input.attach(step);
          hidden = decoder.extend(input, cache.length(), mask, cache).squeeze(1);
          cache.advance(1);
        }
        Sampler.Choice choice = sampler.choose(decoder.head(hidden), position);
        choice.tokens().attach(batch);
        choice.logProbs().attach(batch);
        previous = choice.tokens();
        tokens.add(choice.tokens());
        logProbs.add(choice.logProbs());
      }
      if (responses.isReadAfter(position) && responses.read(tokens, logProbs)) {
        return;
      }
    }
  }

  /** Runs the distinct prompts and gives the hidden state of their last tokens: [D, d]. */
  private static NDArray prefill(
      Decoder decoder, PromptBatch prompts, KvCache cache, NDManager step) {
    int length = prompts.length();
    NDArray tokens = step.create(prompts.tokens(), new Shape(prompts.distinct(), length));
    NDArray mask = length > 1 ? decoder.positions().causalMask(step, length) : null;
    if (prompts.isPadded() && mask != null) {
      NDArray padded =
          step.create(prompts.promptPadding(), new Shape(prompts.distinct(), 1, 1, length));
      mask = padded.add(mask); // [D, 1, G P, P]
    }
    NDArray hidden = decoder.extend(tokens, 0, mask, cache);
    return Torch.slice(hidden, 1, length - 1L, length).squeeze(1);
  }
}
