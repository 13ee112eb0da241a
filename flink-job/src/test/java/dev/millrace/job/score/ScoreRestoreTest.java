package dev.millrace.job.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Groups that wait for a verifier while a checkpoint is taken. */
class ScoreRestoreTest {
  private static final Map<String, String> PATIENT =
      Map.of("millrace.score.verifier-timeout", "1 h", "millrace.score.in-flight", "10000");
  private static final int GROUPS = 24;

  private static Map<String, Verifier> verifiers(ManualVerifier manual) {
    return Map.of(ManualVerifier.NAME, manual, "exact", new ExactVerifier());
  }

  /** Groups of all shards: every third waits for its verifier. */
  private static void feed(ScoreHarness score, int from, int parallelism, int subtask)
      throws Exception {
    for (int i = from; i < from + GROUPS; i++) {
      int shard = i % ScoreHarness.SHARDS;
      if (subtaskOf(shard, parallelism) == subtask) {
        score.process(ScoreHarness.group(shard, i, i % 3 == 0 ? ManualVerifier.NAME : "exact"));
      }
    }
  }

  private static int subtaskOf(int shard, int parallelism) {
    return shard * parallelism / ScoreHarness.SHARDS; // what searched keys are for
  }

  private static void answerAll(ManualVerifier manual, ScoreHarness score) throws Exception {
    for (int group = manual.questions() / 2 - 1; group >= 0; group--) {
      manual.answer(group); // the last one first
    }
    score.mail();
  }

  private static void assertAllLeftInOrder(List<String> left, int groups) {
    assertThat(left).hasSize(groups).doesNotHaveDuplicates();
    for (int shard = 0; shard < ScoreHarness.SHARDS; shard++) {
      String prefix = shard + "-";
      assertThat(
              left.stream()
                  .filter(id -> id.startsWith(prefix))
                  .map(id -> Integer.parseInt(id.substring(prefix.length()))))
          .isSorted();
    }
  }

  @Test
  void groupsThatWaitAreJudgedAgainAfterARescaleFromOneToTwo() throws Exception {
    List<String> left = new ArrayList<>();
    OperatorSubtaskState saved;
    try (ScoreHarness score = new ScoreHarness(PATIENT, verifiers(new ManualVerifier()))) {
      feed(score, 0, 1, 0);
      saved = score.snapshot();
      left.addAll(score.scored());
    }
    assertThat(left).hasSizeLessThan(GROUPS);
    for (int subtask = 0; subtask < 2; subtask++) {
      ManualVerifier manual = new ManualVerifier();
      try (ScoreHarness score = new ScoreHarness(PATIENT, verifiers(manual), 2, subtask, saved)) {
        feed(score, GROUPS, 2, subtask);
        answerAll(manual, score);
        left.addAll(score.scored());
        score.snapshot();
        assertThat(score.stateEntries()).isZero();
      }
    }
    assertAllLeftInOrder(left, 2 * GROUPS);
  }

  @Test
  void groupsThatWaitAreJudgedAgainAfterARescaleFromTwoToOne() throws Exception {
    List<String> left = new ArrayList<>();
    List<OperatorSubtaskState> parts = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (ScoreHarness score =
          new ScoreHarness(PATIENT, verifiers(new ManualVerifier()), 2, subtask, null)) {
        feed(score, 0, 2, subtask);
        parts.add(score.snapshot());
        left.addAll(score.scored());
      }
    }
    OperatorSubtaskState saved =
        AbstractStreamOperatorTestHarness.repackageState(
            parts.toArray(OperatorSubtaskState[]::new));
    ManualVerifier manual = new ManualVerifier();
    try (ScoreHarness score = new ScoreHarness(PATIENT, verifiers(manual), 1, 0, saved)) {
      feed(score, GROUPS, 1, 0);
      answerAll(manual, score);
      left.addAll(score.scored());
    }
    assertAllLeftInOrder(left, 2 * GROUPS);
  }

  @Test
  void barrierWaitsForNoVerifierAndSavesNothingOfWhatHasLeft() throws Exception {
    ManualVerifier manual = new ManualVerifier();
    try (ScoreHarness score = new ScoreHarness(PATIENT, verifiers(manual))) {
      score.process(ScoreHarness.group(0, 0, ManualVerifier.NAME));
      score.process(ScoreHarness.group(1, 1, "exact"));
      score.snapshot(); // nobody has answered
      assertThat(score.stateEntries()).isEqualTo(1);
      manual.answer(0);
      score.mail();
      score.snapshot();
      assertThat(score.stateEntries()).isZero();
    }
  }

  @Test
  void groupThatWaitsThroughTwoCheckpointsIsJudgedOnce() throws Exception {
    OperatorSubtaskState saved;
    try (ScoreHarness score = new ScoreHarness(PATIENT, verifiers(new ManualVerifier()))) {
      score.process(ScoreHarness.group(2, 7, ManualVerifier.NAME));
      saved = score.snapshot();
    }
    OperatorSubtaskState again;
    try (ScoreHarness score =
        new ScoreHarness(PATIENT, verifiers(new ManualVerifier()), 1, 0, saved)) {
      again = score.snapshot();
    }
    ManualVerifier manual = new ManualVerifier();
    try (ScoreHarness score = new ScoreHarness(PATIENT, verifiers(manual), 1, 0, again)) {
      answerAll(manual, score);
      assertThat(score.scored()).containsExactly("2-7");
    }
  }
}
