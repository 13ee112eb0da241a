package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.schemas.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The sampling of one batch: the distinct prompts at once, then a token a step for every sequence,
 * in a memory scope of its own. When half of the sequences have ended, the batch shrinks to the
 * others.
 */
final class GenerationBatch implements AutoCloseable {
  private final Policy policy;
  private final List<GenerationRequest> requests;
  private final PromptBatch prompts;
  private final Responses responses;
  private final NDManager manager;
  private final KvCache cache;
  private final List<NDArray> tokens = new ArrayList<>();
  private final List<NDArray> logProbs = new ArrayList<>();

  /** Which request each row of the arrays is. */
  private int[] live;

  private Sampler sampler;
  private NDArray uniforms; // [B, N]
  private @Nullable NDArray padding; // [B, 1, 1, P + N]

  GenerationBatch(Policy policy, List<GenerationRequest> requests) {
    PolicyConfig config = policy.config();
    this.policy = policy;
    this.requests = requests;
    this.prompts = PromptBatch.of(config, requests);
    this.responses = new Responses(config, requests);
    this.manager = policy.manager().newSubManager();
    this.live = IntStream.range(0, requests.size()).toArray();
    NDArray rows = prompts.isExpanded() ? manager.create(prompts.rows()) : null;
    int capacity = prompts.length() + responses.longest();
    this.cache = new KvCache(manager, config, live.length, capacity, rows);
    this.sampler = sampler();
    this.uniforms = uniforms();
    this.padding = padding();
  }

  List<Generated> run() {
    Decoder decoder = policy.decoder();
    NDArray previous = null; // [B, 1]
    for (int position = 0; position < responses.longest(); position++) {
      try (NDManager step = manager.newSubManager()) {
        NDArray hidden; // [B, d]
        if (previous == null) {
          hidden = cache.expanded(prefill(step));
          cache.advance(prompts.length());
        } else {
          int end = cache.length() + 1;
          NDArray mask = padding == null ? null : Torch.sliceInto(step, padding, 3, 0, end);
          NDArray input = Torch.sliceInto(step, previous, 1, 0, 1);
          hidden = decoder.extend(input, cache.length(), mask, cache).squeeze(1);
          cache.advance(1);
        }
        Sampler.Choice choice =
            sampler.choose(
                decoder.head(hidden), Torch.sliceInto(step, uniforms, 1, position, position + 1));
        choice.tokens().attach(manager);
        choice.logProbs().attach(manager);
        previous = choice.tokens();
        tokens.add(choice.tokens());
        logProbs.add(choice.logProbs());
      }
      if (responses.isReadAfter(position)) {
        int[] left = responses.read(tokens, logProbs, live);
        if (left.length == 0) {
          break;
        }
        if (2 * left.length <= live.length) {
          previous = shrink(left);
        }
      }
    }
    return responses.finish();
  }

  /** Runs the distinct prompts and gives the hidden states of their last tokens: [D, d]. */
  private NDArray prefill(NDManager step) {
    Decoder decoder = policy.decoder();
    int length = prompts.length();
    NDArray input = step.create(prompts.tokens(), new Shape(prompts.distinct(), length));
    NDArray mask = length > 1 ? decoder.positions().causalMask(step, length) : null;
    if (prompts.isPadded() && mask != null) {
      Shape shape = new Shape(prompts.distinct(), 1, 1, length);
      mask = step.create(prompts.promptPadding(), shape).add(mask); // [D, 1, G P, P]
    }
    NDArray hidden = decoder.extend(input, 0, mask, cache);
    return Torch.slice(hidden, 1, length - 1L, length).squeeze(1);
  }

  /** Keeps only the requests that are left, and gives the last token of each: [B, 1]. */
  private NDArray shrink(int[] left) {
    long[] rows =
        Arrays.stream(left).mapToLong(request -> Arrays.binarySearch(live, request)).toArray();
    try (NDArray kept = manager.create(rows)) {
      cache.keep(kept);
    }
    live = left;
    sampler = sampler();
    uniforms = uniforms();
    padding = padding();
    return manager.create(responses.lastTokens(left), new Shape(left.length, 1));
  }

  private Sampler sampler() {
    List<Sampling> rows =
        Arrays.stream(live).mapToObj(request -> requests.get(request).sampling()).toList();
    return new Sampler(manager, rows, policy.config().vocabSize());
  }

  private NDArray uniforms() {
    int positions = responses.longest();
    float[] uniforms = new float[live.length * positions];
    for (int row = 0; row < live.length; row++) {
      long key = Draws.key(requests.get(live[row]));
      for (int i = 0; i < positions; i++) {
        uniforms[row * positions + i] = Draws.uniform(key, i);
      }
    }
    return manager.create(uniforms, new Shape(live.length, positions));
  }

  private @Nullable NDArray padding() {
    int capacity = prompts.length() + responses.longest();
    return prompts.isPadded()
        ? manager.create(prompts.padding(live, capacity), new Shape(live.length, 1, 1, capacity))
        : null;
  }

  @Override
  public void close() {
    manager.close();
  }
}
