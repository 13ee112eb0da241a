package dev.millrace.job.score.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class VerdictsTest {
  private static final Map<String, Float> RIGHT = Map.of("correct", 1f);

  private final List<CompletableFuture<Map<String, Float>>> asked = new ArrayList<>();
  private final Verdicts verdicts = new Verdicts(2);

  private CompletableFuture<Map<String, Float>> ask() {
    CompletableFuture<Map<String, Float>> work = new CompletableFuture<>();
    asked.add(work);
    return work;
  }

  private CompletableFuture<Map<String, Float>> of(String digest) {
    return verdicts.of(digest, this::ask, () -> {});
  }

  @Test
  void whoAsksForTheSameWaitsForTheSameAnswer() {
    CompletableFuture<Map<String, Float>> one = of("a");
    CompletableFuture<Map<String, Float>> two = of("a");
    assertThat(asked).hasSize(1);
    asked.get(0).complete(RIGHT);
    assertThat(one).isCompletedWithValue(RIGHT);
    assertThat(two).isCompletedWithValue(RIGHT);
  }

  @Test
  void workIsGivenUpWhenNobodyWaitsForItAnyMore() {
    CompletableFuture<Map<String, Float>> one = of("a");
    CompletableFuture<Map<String, Float>> two = of("a");
    one.cancel(true);
    assertThat(asked.get(0)).isNotDone();
    two.cancel(true);
    assertThat(asked.get(0)).isCancelled();
    assertThat(of("a")).isNotDone();
    assertThat(asked).hasSize(2);
  }

  @Test
  void failureIsToldToAllAndForgotten() {
    CompletableFuture<Map<String, Float>> one = of("a");
    CompletableFuture<Map<String, Float>> two = of("a");
    asked.get(0).completeExceptionally(new IllegalStateException("broken"));
    assertThat(one).isCompletedExceptionally();
    assertThat(two).isCompletedExceptionally();
    assertThat(of("a")).isNotDone();
    assertThat(asked).hasSize(2);
  }

  @Test
  void leastRecentlyUsedGoesFirst() {
    for (String digest : List.of("a", "b")) {
      assertThat(of(digest)).isNotDone();
      asked.get(asked.size() - 1).complete(RIGHT);
    }
    assertThat(of("a")).isDone();
    assertThat(of("c")).isNotDone();
    asked.get(asked.size() - 1).complete(RIGHT);
    assertThat(asked).hasSize(3);
    assertThat(of("a")).isDone();
    assertThat(of("b")).isNotDone();
  }
}
