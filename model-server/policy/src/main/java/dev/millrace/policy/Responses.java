package dev.millrace.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.millrace.schemas.FinishReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The answers of a batch as they leave the device, some positions at a time. Tokens after an end
 * token or after the limit of a request are dropped.
 */
final class Responses {
  /** Positions between two reads; each read waits for the device. */
  private static final int READ_EVERY = 8;

  private final List<Row> rows = new ArrayList<>();
  private final int longest;

  private static final class Row {
    private final int[] ends;
    private final int[] tokens;
    private final float[] logProbs;
    private int length;
    private boolean stopped;

    Row(int[] ends, int limit) {
      this.ends = ends;
      this.tokens = new int[limit];
      this.logProbs = new float[limit];
    }

    boolean isDone() {
      return stopped || length == tokens.length;
    }

    void add(int token, float logProb) {
      if (!isDone()) {
        tokens[length] = token;
        logProbs[length] = logProb;
        length++;
        stopped = Arrays.stream(ends).anyMatch(end -> end == token);
      }
    }

    Generated finish() {
      return new Generated(
          Arrays.copyOf(tokens, length),
          Arrays.copyOf(logProbs, length),
          stopped ? FinishReason.STOP : FinishReason.LENGTH);
    }
  }

  Responses(PolicyConfig config, List<GenerationRequest> requests) {
    int most = 0;
    for (GenerationRequest request : requests) {
      int[] stops = request.stopTokens();
      int[] ends = Arrays.copyOf(config.endTokens(), config.endTokens().length + stops.length);
      System.arraycopy(stops, 0, ends, config.endTokens().length, stops.length);
      rows.add(new Row(ends, request.sampling().maxTokens()));
      most = Math.max(most, request.sampling().maxTokens());
    }
    this.longest = most;
  }

  /** The largest token limit of the batch. */
  int longest() {
    return longest;
  }

  boolean isReadAfter(int position) {
    return (position + 1) % READ_EVERY == 0 || position + 1 == longest;
  }

  /**
   * Reads what was sampled since the last read; the lists are emptied.
   *
   * @param tokens one [B, 1] int64 a position
   * @param logProbs one [B, 1] a position
   * @param requests which request each row is
   * @return those of the requests whose answers go on
   */
  int[] read(List<NDArray> tokens, List<NDArray> logProbs, int[] requests) {
    long[] read = NDArrays.concat(new NDList(tokens), 1).toLongArray();
    float[] probs = NDArrays.concat(new NDList(logProbs), 1).toFloatArray();
    int positions = tokens.size();
    tokens.clear();
    logProbs.clear();
    for (int r = 0; r < requests.length; r++) {
      Row row = rows.get(requests[r]);
      for (int i = 0; i < positions && !row.isDone(); i++) {
        row.add((int) read[r * positions + i], probs[r * positions + i]);
      }
    }
    return Arrays.stream(requests).filter(request -> !rows.get(request).isDone()).toArray();
  }

  /** The last token of each request. */
  long[] lastTokens(int[] requests) {
    return Arrays.stream(requests)
        .mapToLong(request -> rows.get(request).tokens[rows.get(request).length - 1])
        .toArray();
  }

  List<Generated> finish() {
    return rows.stream().map(Row::finish).toList();
  }
}
