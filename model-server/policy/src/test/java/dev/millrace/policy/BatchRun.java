package dev.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A continuous batch under test, with the tokens that each request has got so far. */
final class BatchRun implements AutoCloseable {
  private final ContinuousBatch batch;
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<Long, List<SequenceToken>> tokens = new HashMap<>();
  private final Set<String> left = new HashSet<>();
  private Policy policy;

  BatchRun(Policy policy, int maxRows, int chunkTokens) {
    this.policy = policy;
    this.batch = new ContinuousBatch(policy.config(), Device.cpu(), maxRows, chunkTokens);
  }

  ContinuousBatch batch() {
    return batch;
  }

  void use(Policy next) {
    policy = next;
  }

  void joinAll(List<GenerationRequest> requests) {
    requests.forEach(this::join);
  }

  void join(GenerationRequest request) {
    join(request, 0);
  }

  void join(GenerationRequest request, int topLogProbs) {
    long number = batch.join(request, topLogProbs);
    numbers.put(name(request), number);
    tokens.put(number, new ArrayList<>());
  }

  /** Leaves without an answer, unless the answer is whole. */
  void leave(GenerationRequest request) {
    long number = number(request);
    List<SequenceToken> got = tokens(request);
    boolean ended = !got.isEmpty() && got.get(got.size() - 1).finishReason() != null;
    batch.leave(number);
    if (!ended) {
      left.add(name(request));
    }
  }

  boolean hasLeft(GenerationRequest request) {
    return left.contains(name(request));
  }

  /** Returns the number of tokens that the step gave. */
  int step() {
    List<SequenceToken> sampled = batch.step(policy);
    sampled.forEach(token -> tokens.getOrDefault(token.sequence(), List.of()).add(token));
    return sampled.size();
  }

  void toTheEnd() {
    while (batch.size() > 0) {
      step();
    }
  }

  List<SequenceToken> tokens(GenerationRequest request) {
    return tokens.getOrDefault(number(request), List.of());
  }

  private long number(GenerationRequest request) {
    return numbers.getOrDefault(name(request), -1L);
  }

  int[] ids(GenerationRequest request) {
    return tokens(request).stream().mapToInt(SequenceToken::token).toArray();
  }

  float[] logProbs(GenerationRequest request) {
    List<SequenceToken> got = tokens(request);
    float[] logProbs = new float[got.size()];
    for (int i = 0; i < logProbs.length; i++) {
      logProbs[i] = got.get(i).logProb();
    }
    return logProbs;
  }

  void requireAnswers(List<GenerationRequest> requests, List<Generated> expected) {
    for (int i = 0; i < requests.size(); i++) {
      GenerationRequest request = requests.get(i);
      List<SequenceToken> got = tokens(request);
      assertThat(ids(request)).as(request.requestId()).isEqualTo(expected.get(i).tokens());
      assertThat(logProbs(request)).containsExactly(expected.get(i).logProbs(), within(1e-4f));
      for (int t = 0; t < got.size(); t++) {
        assertThat(got.get(t).finishReason())
            .isEqualTo(t + 1 < got.size() ? null : expected.get(i).finishReason());
      }
    }
  }

  private static String name(GenerationRequest request) {
    return request.requestId() + "/" + request.responseIndex();
  }

  @Override
  public void close() {
    batch.close();
  }
}
