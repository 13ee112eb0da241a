package dev.millrace.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sequences that are sampled side by side, one token a step, and join and leave between any two
 * steps.
 *
 * <p>A sequence draws the tokens that {@link Generation} draws for its request, whatever runs
 * beside it, up to ties within the rounding of the logits. Weights may change between two steps, in
 * place or by another policy of the same shape: what was cached stays, and a sequence goes on with
 * the new weights.
 *
 * <p>Used by one thread, which has called {@link Torch#enterThread()}.
 */
public final class ContinuousBatch implements AutoCloseable {
  /** A chunk that is shared by several prompts runs at least so many tokens of each. */
  private static final int LEAST_COLUMNS = 16;

  /** Rows that attend at once are at least so many. */
  private static final int LEAST_BLOCK = 16;

  /** For each so many rows, a prompt waits one step for others to run beside it. */
  private static final int ROWS_A_STEP = 16;

  private static final int LONGEST_PAUSE = 4;
  private static final int MOST_CHUNKS = 4;

  private final PolicyConfig config;
  private final NDManager manager;
  private final int maxRows;
  private final int chunkTokens;
  private final Queue<Sequence> waiting = new ArrayDeque<>();
  private final List<Sequence> rows = new ArrayList<>();
  private @Nullable Prefill prefill;
  private @Nullable RowCache cache;
  private @Nullable RowSampler sampler;
  private long joined;
  private int pauses;

  /**
   * @param config shape of the policies that will sample
   * @param maxRows most sequences at once
   * @param chunkTokens most prompt tokens that run in a step in which answers are under way; up to
   *     four times as many while rows are free, so that a batch fills quickly
   */
  public ContinuousBatch(PolicyConfig config, Device device, int maxRows, int chunkTokens) {
    if (maxRows < 1) {
      throw new IllegalArgumentException("maxRows must be >= 1, was " + maxRows);
    }
    if (chunkTokens < 1) {
      throw new IllegalArgumentException("chunkTokens must be >= 1, was " + chunkTokens);
    }
    this.config = config;
    this.manager = Torch.rootManager(device);
    this.maxRows = maxRows;
    this.chunkTokens = chunkTokens;
  }

  /** Sequences that have joined and neither ended nor left. */
  public int size() {
    return rows.size() + waiting.size() + (prefill == null ? 0 : prefill.sequences().size());
  }

  /** Sequences that may still join. */
  public int room() {
    return maxRows - size();
  }

  /**
   * Refuses what a policy cannot answer.
   *
   * @throws IllegalArgumentException naming the request, and the limit or the token
   */
  public static void requireFits(PolicyConfig config, GenerationRequest request) {
    PromptBatch.requireFits(config, request);
  }

  /**
   * Adds a sequence; its first token comes when its prompt has run.
   *
   * @param topLogProbs how many of the most likely tokens are given beside each sampled one
   * @return its number, which no other sequence of this batch has
   * @throws IllegalArgumentException when the policy cannot answer the request
   */
  public long join(GenerationRequest request, int topLogProbs) {
    requireFits(config, request);
    if (room() == 0) {
      throw new IllegalStateException("the batch is full: " + maxRows + " sequences");
    }
    waiting.add(new Sequence(joined, config, request, topLogProbs));
    return joined++;
  }

  /** Drops a sequence; one that has ended is not missed. */
  public void leave(long sequence) {
    if (waiting.removeIf(member -> member.number() == sequence)
        || (prefill != null && prefill.remove(sequence))) {
      return;
    }
    for (int row = 0; row < rows.size(); row++) {
      if (rows.get(row).number() == sequence) {
        remove(row);
        return;
      }
    }
  }

  /**
   * Samples one more token of every sequence whose prompt has run, and runs some more of the
   * prompts.
   *
   * @param policy whose weights sample this token
   * @return the tokens; none when only prompts ran
   */
  public List<SequenceToken> step(Policy policy) {
    if (JniUtils.isGradMode()) {
      throw new IllegalStateException(
          "this thread records gradients: call Torch.enterThread() before it generates");
    }
    try (NDManager step = manager.newSubManager()) {
      NDList hidden = new NDList(2); // [B, d]
      if (!rows.isEmpty()) {
        hidden.add(decode(policy, step));
      }
      if (promptsHaveRun(policy)) {
        hidden.add(joinRows(step));
      }
      return hidden.isEmpty()
          ? List.of()
          : sample(policy, hidden.size() == 1 ? hidden.head() : NDArrays.concat(hidden, 0));
    }
  }

  private NDArray decode(Policy policy, NDManager step) {
    RowCache memory = rowCache();
    int count = rows.size();
    long[] tokens = new long[count];
    long[] at = new long[count];
    int longest = 0;
    for (int row = 0; row < count; row++) {
      tokens[row] = rows.get(row).lastToken();
      at[row] = rows.get(row).position();
      longest = Math.max(longest, rows.get(row).position());
    }
    memory.reserve(count, 0);
    NDArray input = step.create(tokens, new Shape(count, 1));
    memory.prepareStep(step);
    NDArray hidden = policy.decoder().extend(input, step.create(at), longest, memory).squeeze(1);
    memory.advance(1);
    return hidden;
  }

  /** Runs prompts; returns whether some have run to their ends and can join. */
  private boolean promptsHaveRun(Policy policy) {
    Prefill current = prefill;
    if (current == null) {
      if (waiting.isEmpty() || isWorthWaiting()) {
        return false;
      }
      current = new Prefill(manager, config, nextToRun());
      prefill = current;
    }
    if (current.sequences().isEmpty()) {
      current.close();
      prefill = null;
      return false;
    }
    return current.advance(policy, chunk());
  }

  /** Most prompt tokens of the next step. */
  private int chunk() {
    if (rows.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    long most = (long) MOST_CHUNKS * chunkTokens;
    return (int)
        Math.min(Integer.MAX_VALUE, Math.min(most, (long) chunkTokens * maxRows / rows.size()));
  }

  /**
   * Whether the prompts that wait should wait for others. A pass of few tokens costs a large part
   * of a step, which every row of the batch pays for.
   */
  private boolean isWorthWaiting() {
    long tokens =
        waiting.stream().mapToLong(member -> member.request().promptTokens().length).sum();
    if (pauses >= Math.min(LONGEST_PAUSE, rows.size() / ROWS_A_STEP) || tokens >= chunkTokens) {
      pauses = 0;
      return false;
    }
    pauses++;
    return true;
  }

  /**
   * The sequences that wait, from the first on, as far as padding at most doubles the work and,
   * while answers are under way, a chunk is not spread too thin.
   */
  private List<Sequence> nextToRun() {
    List<Sequence> next = new ArrayList<>();
    Set<IntBuffer> distinct = new HashSet<>();
    int mostPrompts = rows.isEmpty() ? maxRows : Math.max(1, chunk() / LEAST_COLUMNS);
    long tokens = 0;
    long longest = 0;
    while (!waiting.isEmpty()) {
      IntBuffer prompt = IntBuffer.wrap(waiting.element().request().promptTokens());
      if (!distinct.contains(prompt)) {
        longest = Math.max(longest, prompt.remaining());
        tokens += prompt.remaining();
        if (distinct.size() == mostPrompts
            || longest * (distinct.size() + 1) > 2 * tokens + chunkTokens) {
          break;
        }
        distinct.add(prompt);
      }
      next.add(waiting.remove());
    }
    return next;
  }

  private NDArray joinRows(NDManager step) {
    Prefill done = prefill;
    if (done == null) {
      throw new IllegalStateException("no prompts have run");
    }
    NDArray hidden = done.joinTo(rowCache(), step);
    rows.addAll(done.sequences());
    done.close();
    prefill = null;
    changed();
    return hidden;
  }

  private List<SequenceToken> sample(Policy policy, NDArray hidden) {
    RowSampler rowSampler = sampler;
    if (rowSampler == null) {
      rowSampler = new RowSampler(manager, rows, config.vocabSize());
      sampler = rowSampler;
    }
    List<SequenceToken> tokens = rowSampler.sample(policy.decoder().head(hidden), rows);
    for (int row = rows.size() - 1; row >= 0; row--) {
      if (tokens.get(row).finishReason() != null) {
        remove(row);
      }
    }
    return tokens;
  }

  private RowCache rowCache() {
    RowCache current = cache;
    if (current == null) {
      current = new RowCache(manager, config, 1, 1, Math.max(LEAST_BLOCK, maxRows / 4));
      cache = current;
    }
    return current;
  }

  private void remove(int row) {
    rowCache().remove(row, (from, to) -> rows.set(to, rows.get(from)));
    rows.remove(rows.size() - 1);
    changed();
    if (rows.isEmpty() && cache != null) {
      cache.close();
      cache = null;
    }
  }

  private void changed() {
    if (sampler != null) {
      sampler.close();
      sampler = null;
    }
  }

  /** Arrays and scopes that the batch holds now. */
  int arrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    manager.close();
  }
}
