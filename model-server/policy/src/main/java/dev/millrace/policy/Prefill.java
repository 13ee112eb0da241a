package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prompts on their way into a running batch: each distinct one a row, padded on the left, some
 * columns a step.
 */
final class Prefill implements AutoCloseable {
  private final List<Sequence> sequences;
  private final List<Integer> prompts; // which prompt each of them has
  private final PromptBatch batch;
  private final long[] tokens; // [D, P]
  private final NDManager manager;
  private final RowCache cache;
  private final @Nullable NDArray padding; // [D, 1, 1, P]
  private @Nullable NDArray lastHidden; // [D, d]

  Prefill(NDManager parent, PolicyConfig config, List<Sequence> sequences) {
    this.sequences = new ArrayList<>(sequences);
    this.batch = PromptBatch.of(config, sequences.stream().map(Sequence::request).toList());
    this.prompts = new ArrayList<>();
    for (long prompt : batch.rows()) {
      prompts.add((int) prompt);
    }
    this.tokens = batch.tokens();
    this.manager = parent.newSubManager();
    this.cache = new RowCache(manager, config, batch.distinct(), batch.length(), batch.distinct());
    cache.begin(batch.prompts().stream().mapToInt(p -> batch.length() - p.length).toArray());
    this.padding =
        batch.isPadded()
            ? manager.create(
                batch.promptPadding(), new Shape(batch.distinct(), 1, 1, batch.length()))
            : null;
  }

  /** The sequences whose prompts these are, in the order in which they will join. */
  List<Sequence> sequences() {
    return sequences;
  }

  /** Tokens of the longest prompt. */
  int length() {
    return batch.length();
  }

  /** Forgets a sequence; returns whether it was one of these. */
  boolean remove(long sequence) {
    for (int i = 0; i < sequences.size(); i++) {
      if (sequences.get(i).number() == sequence) {
        sequences.remove(i);
        prompts.remove(i);
        return true;
      }
    }
    return false;
  }

  /** Runs some more tokens, at most so many but one column at least; returns whether all ran. */
  boolean advance(Policy policy, int mostTokens) {
    int distinct = batch.distinct();
    int from = cache.end();
    int to = from + Math.min(length() - from, Math.max(1, mostTokens / distinct));
    long[] columns = new long[distinct * (to - from)];
    for (int row = 0; row < distinct; row++) {
      System.arraycopy(tokens, row * length() + from, columns, row * (to - from), to - from);
    }
    try (NDManager step = manager.newSubManager()) {
      NDArray input = step.create(columns, new Shape(distinct, to - from));
      NDArray hidden = policy.decoder().extend(input, from, mask(policy, step, from, to), cache);
      cache.advance(to - from);
      if (to == length()) {
        NDArray last = Torch.slice(hidden, 1, to - from - 1L, to - from).squeeze(1);
        last.attach(manager);
        lastHidden = last;
      }
    }
    return to == length();
  }

  /** What is added to the scores [D, KV, G T, S] of columns [from, to). */
  private @Nullable NDArray mask(Policy policy, NDManager step, int from, int to) {
    NDArray causal =
        to - from == 1 ? null : policy.decoder().positions().causalMask(step, from, to);
    if (padding == null) {
      return causal;
    }
    NDArray padded = Torch.sliceInto(step, padding, 3, 0, to);
    return causal == null ? padded : padded.add(causal);
  }

  /**
   * Adds the sequences to a batch, behind its rows.
   *
   * @return hidden states of their last prompt tokens, [J, d]
   */
  NDArray joinTo(RowCache rows, NDManager step) {
    NDArray hidden = lastHidden;
    if (hidden == null) {
      throw new IllegalStateException("a prompt joins that has not run to its end");
    }
    rows.reserve(rows.rows() + sequences.size(), length());
    for (int i = 0; i < sequences.size(); ) {
      int same = i + 1;
      while (same < sequences.size() && prompts.get(same).equals(prompts.get(i))) {
        same++;
      }
      rows.add(cache, prompts.get(i), same - i);
      i = same;
    }
    sequences.forEach(sequence -> sequence.follows(length()));
    long[] index = prompts.stream().mapToLong(Integer::longValue).toArray();
    if (index.length == batch.distinct() && !batch.isExpanded()) {
      hidden.attach(step);
      return hidden;
    }
    NDArray at = step.create(index);
    return at.getNDArrayInternal().embedding(at, hidden, SparseFormat.DENSE).head();
  }

  @Override
  public void close() {
    manager.close();
  }
}
