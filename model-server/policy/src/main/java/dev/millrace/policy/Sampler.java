package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.millrace.schemas.Sampling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The choice of one token a row: by inverse CDF from what temperature, top-k and top-p leave, in
 * this order, renormalised.
 *
 * <p>The token is the first whose cumulative probability exceeds u times the total. A row without
 * filters takes the same path whatever the other rows ask for.
 */
final class Sampler {
  private final @Nullable NDArray inverseTemperature; // [B, 1]
  private final @Nullable NDArray greedy; // [B, 1] boolean
  private final @Nullable Filter filter;
  private final NDArray last; // [] V - 1

  /** The tokens of one position and their log-probs, each [B, 1]. */
  record Choice(NDArray tokens, NDArray logProbs) {}

  /** Top-k and top-p of each row: [B, 1]. */
  private record Filter(NDArray topK, NDArray topP, NDArray blocked) {}

  Sampler(NDManager manager, List<Sampling> rows, int vocabSize) {
    int batch = rows.size();
    float[] inverse = new float[batch];
    boolean[] isGreedy = new boolean[batch];
    long[] topK = new long[batch];
    float[] topP = new float[batch];
    boolean tempered = false;
    boolean anyGreedy = false;
    boolean filtered = false;
    for (int row = 0; row < batch; row++) {
      Sampling sampling = rows.get(row);
      isGreedy[row] = sampling.temperature() == 0;
      inverse[row] = isGreedy[row] ? 1f : 1f / sampling.temperature();
      topK[row] = sampling.topK() == 0 ? vocabSize : Math.min(sampling.topK(), vocabSize);
      topP[row] = sampling.topP();
      anyGreedy |= isGreedy[row];
      tempered |= inverse[row] != 1f;
      filtered |= topK[row] < vocabSize || topP[row] < 1f;
    }
    Shape column = new Shape(batch, 1);
    this.inverseTemperature = tempered ? manager.create(inverse, column) : null;
    this.greedy = anyGreedy ? manager.create(isGreedy, column) : null;
    this.last = manager.create((long) vocabSize - 1);
    this.filter =
        filtered
            ? new Filter(
                manager.create(topK, column),
                manager.create(topP, column),
                manager.create(Positions.blocked()))
            : null;
  }

  /** Whether every row draws from the policy itself: temperature 1 and no filters. */
  boolean isPlain() {
    return inverseTemperature == null && greedy == null && filter == null;
  }

  /**
   * Chooses one token a row.
   *
   * @param logits [B, V], in the step's manager
   * @param u [B, 1] uniform numbers in [0, 1), from {@link Draws}
   */
  Choice choose(NDArray logits, NDArray u) {
    NDArray logProbs =
        inverseTemperature == null
            ? logits.logSoftmax(-1)
            : LogProbs.logSoftmax(logits, inverseTemperature); // [B, V]
    if (filter != null) {
      logProbs = filtered(logProbs, filter);
    }
    NDArray cumulative = logProbs.exp().cumSum(1); // [B, V]
    long vocab = logits.getShape().get(1);
    NDArray total = Torch.slice(cumulative, 1, vocab - 1, vocab); // [B, 1]
    NDArray below = cumulative.lte(total.mul(u)).toType(DataType.INT64, false);
    NDArray tokens = NDArrays.minimum(below.sum(new int[] {1}, true), last); // [B, 1]
    NDArray chosen = logProbs.gather(tokens, 1); // [B, 1]
    if (greedy != null) {
      tokens = NDArrays.where(greedy, logits.argMax(1).expandDims(1), tokens);
      chosen = NDArrays.where(greedy, chosen.zerosLike(), chosen);
    }
    return new Choice(tokens, chosen);
  }

  /** Removes what top-k and then top-p leave out, and renormalises. */
  private static NDArray filtered(NDArray logProbs, Filter filter) {
    NDArray order = logProbs.argSort(1, false); // [B, V], most likely first
    NDArray rank = order.argSort(1, true); // [B, V]
    NDArray inTopK = rank.lt(filter.topK());
    NDArray first = NDArrays.where(inTopK, logProbs, logProbs.zerosLike().add(filter.blocked()));
    NDArray normalised = first.logSoftmax(-1);
    NDArray sorted = normalised.gather(order, 1).exp(); // [B, V]
    NDArray before = sorted.cumSum(1).sub(sorted); // mass of the more likely tokens
    NDArray inTopP = before.lt(filter.topP()).gather(rank, 1);
    NDArray kept = inTopK.logicalAnd(inTopP);
    return NDArrays.where(kept, logProbs, logProbs.zerosLike().add(filter.blocked()))
        .logSoftmax(-1);
  }
}
