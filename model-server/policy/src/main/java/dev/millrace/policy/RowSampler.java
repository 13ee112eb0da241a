package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The choice of the next token of each row of a batch, and what is said about it. */
final class RowSampler implements AutoCloseable {
  private static final int[] NO_TOKENS = {};
  private static final float[] NO_LOG_PROBS = {};

  private final NDManager manager;
  private final Sampler sampler;
  private final int mostTop; // K

  /** For the rows as they are now; other rows need another sampler. */
  RowSampler(NDManager parent, List<Sequence> rows, int vocabSize) {
    this.manager = parent.newSubManager();
    this.sampler =
        new Sampler(
            manager, rows.stream().map(row -> row.request().sampling()).toList(), vocabSize);
    this.mostTop =
        Math.min(vocabSize, rows.stream().mapToInt(Sequence::topLogProbs).max().orElse(0));
  }

  /**
   * Samples one token a row and tells the rows.
   *
   * @param logits [B, V], in the step's manager
   */
  List<SequenceToken> sample(NDArray logits, List<Sequence> rows) {
    int count = rows.size();
    float[] uniforms = new float[count];
    for (int row = 0; row < count; row++) {
      uniforms[row] = rows.get(row).uniform();
    }
    NDManager step = logits.getManager();
    Sampler.Choice choice = sampler.choose(logits, step.create(uniforms, new Shape(count, 1)));
    long[] tokens = choice.tokens().toLongArray();
    float[] logProbs = choice.logProbs().toFloatArray();
    float[] modelLogProbs = logProbs;
    long[] topTokens = {};
    float[] topLogProbs = {};
    if (mostTop > 0 || !sampler.isPlain()) {
      NDArray all = logits.logSoftmax(-1); // [B, V]
      modelLogProbs = all.gather(choice.tokens(), 1).toFloatArray();
      if (mostTop > 0) {
        NDList top = JniUtils.topK((PtNDArray) all, mostTop, 1, true, true); // [B, K] each
        topLogProbs = top.get(0).toFloatArray();
        topTokens = top.get(1).toLongArray();
      }
    }
    List<SequenceToken> sampled = new ArrayList<>(count);
    for (int row = 0; row < count; row++) {
      Sequence sequence = rows.get(row);
      int token = (int) tokens[row];
      int top = Math.min(mostTop, sequence.topLogProbs());
      sampled.add(
          new SequenceToken(
              sequence.number(),
              token,
              logProbs[row],
              modelLogProbs[row],
              top == 0 ? NO_TOKENS : ints(topTokens, row * mostTop, top),
              top == 0
                  ? NO_LOG_PROBS
                  : Arrays.copyOfRange(topLogProbs, row * mostTop, row * mostTop + top),
              sequence.take(token)));
    }
    return sampled;
  }

  private static int[] ints(long[] values, int from, int count) {
    return Arrays.stream(values, from, from + count).mapToInt(value -> (int) value).toArray();
  }

  @Override
  public void close() {
    manager.close();
  }
}
