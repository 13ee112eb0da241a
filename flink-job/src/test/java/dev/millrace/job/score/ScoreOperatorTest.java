package dev.millrace.job.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.ingest.ReceivedGroup;
import dev.millrace.job.settings.OptionValues;
import dev.millrace.schemas.DropReason;
import dev.millrace.schemas.Prompt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreOperatorTest {
  private static final Map<String, String> PATIENT =
      Map.of("millrace.score.verifier-timeout", "1 h", "millrace.score.in-flight", "10000");

  private final ManualVerifier manual = new ManualVerifier();
  private final Map<String, Verifier> verifiers =
      Map.of(ManualVerifier.NAME, manual, "exact", new ExactVerifier());

  /**
   * @param arrivals shard of each group, plus 4 when its verifier answers at once
   */
  @Property(seed = "42", tries = 100)
  void groupsLeaveInTheOrderOfTheirShardWhateverTheOrderOfTheAnswers(
      @ForAll @Size(max = 40) List<@IntRange(max = 7) Integer> arrivals, @ForAll int seed)
      throws Exception {
    ManualVerifier remote = new ManualVerifier();
    Map<String, Verifier> both = Map.of(ManualVerifier.NAME, remote, "exact", new ExactVerifier());
    try (ScoreHarness score = new ScoreHarness(PATIENT, both)) {
      List<String> asked = new ArrayList<>();
      Map<Integer, List<String>> inOrder = new HashMap<>();
      for (int i = 0; i < arrivals.size(); i++) {
        int shard = arrivals.get(i) % ScoreHarness.SHARDS;
        boolean atOnce = arrivals.get(i) >= ScoreHarness.SHARDS;
        ReceivedGroup group = ScoreHarness.group(shard, i, atOnce ? "exact" : ManualVerifier.NAME);
        inOrder.computeIfAbsent(shard, key -> new ArrayList<>()).add(shard + "-" + i);
        if (!atOnce) {
          asked.add(shard + "-" + i);
        }
        score.process(group);
      }
      List<Integer> answers = new ArrayList<>(IntStream.range(0, asked.size()).boxed().toList());
      Collections.shuffle(answers, new Random(seed));
      List<String> unanswered = new ArrayList<>(asked);
      for (int answer : answers) {
        assertThat(score.scored()).containsExactlyInAnyOrderElementsOf(free(inOrder, unanswered));
        remote.answer(answer);
        unanswered.remove(asked.get(answer));
        score.mail();
      }
      for (int shard = 0; shard < ScoreHarness.SHARDS; shard++) {
        String prefix = shard + "-";
        assertThat(score.scored().stream().filter(left -> left.startsWith(prefix)))
            .containsExactlyElementsOf(inOrder.getOrDefault(shard, List.of()));
      }
    }
  }

  /** Of every shard the groups before the first one without an answer. */
  private static List<String> free(Map<Integer, List<String>> inOrder, List<String> unanswered) {
    List<String> free = new ArrayList<>();
    inOrder
        .values()
        .forEach(
            shard -> shard.stream().takeWhile(id -> !unanswered.contains(id)).forEach(free::add));
    return free;
  }

  @Test
  void groupThatWaitsHoldsBackItsShardAndNoOther() throws Exception {
    try (ScoreHarness score = new ScoreHarness(PATIENT, verifiers)) {
      score.process(ScoreHarness.group(0, 0, ManualVerifier.NAME));
      score.process(ScoreHarness.group(0, 1, "exact"));
      score.process(ScoreHarness.group(1, 0, "exact"));
      assertThat(score.scored()).containsExactly("1-0");
      manual.answer(0);
      score.mail();
      assertThat(score.scored()).containsExactly("1-0", "0-0", "0-1");
    }
  }

  @Test
  void endOfTimeDoesNotOvertakeGroupsThatWait() throws Exception {
    try (ScoreHarness score = new ScoreHarness(PATIENT, verifiers)) {
      score.process(ScoreHarness.group(0, 0, ManualVerifier.NAME));
      score.watermark(Long.MAX_VALUE);
      assertThat(score.watermarks()).isZero();
      manual.answer(0);
      score.mail();
      assertThat(score.scored()).containsExactly("0-0");
      assertThat(score.watermarks()).isEqualTo(1);
    }
  }

  @Test
  void endOfTheInputWaitsForTheAnswers() throws Exception {
    try (ScoreHarness score = new ScoreHarness(PATIENT, verifiers)) {
      score.process(ScoreHarness.group(0, 0, ManualVerifier.NAME));
      Thread answering = new Thread(() -> manual.answer(0));
      answering.start();
      score.endInput();
      assertThat(score.scored()).containsExactly("0-0");
      answering.join();
    }
  }

  @Test
  void noGroupIsReadWhileThoseThatWaitFillTheirMemory() throws Exception {
    Map<String, String> small = new HashMap<>(PATIENT);
    small.put("millrace.score.waiting", "1 kb"); // a group of two responses has more than 512 bytes
    try (ScoreHarness score = new ScoreHarness(small, verifiers)) {
      score.process(ScoreHarness.group(0, 0, ManualVerifier.NAME));
      score.process(ScoreHarness.group(0, 1, ManualVerifier.NAME));
      Thread answering = new Thread(() -> manual.answer(0));
      answering.start();
      score.process(ScoreHarness.group(0, 2, ManualVerifier.NAME));
      assertThat(score.scored()).containsExactly("0-0");
      answering.join();
    }
  }

  @Test
  void hungVerifierCostsItsGroupsAndNoOther() throws Exception {
    Semaphore never = new Semaphore(0);
    Map<String, Verifier> hanging =
        Map.of("exact", new ExactVerifier(), "hanging", new Hanging(never));
    try (ScoreHarness score =
        new ScoreHarness(Map.of("millrace.score.verifier-timeout", "50 ms"), hanging)) {
      for (int i = 0; i < 20; i++) {
        score.process(ScoreHarness.group(i % 2, i, i % 4 == 0 ? "hanging" : "exact"));
      }
      score.endInput();
      assertThat(score.scored()).hasSize(15);
      assertThat(score.dropped()).hasSize(5);
      assertThat(score.dropped())
          .allSatisfy(notice -> assertThat(notice.reason()).isEqualTo(DropReason.UNSCORED))
          .anySatisfy(notice -> assertThat(notice.detail()).contains("no judgement within 50 ms"))
          .anySatisfy(
              notice ->
                  assertThat(notice.detail()).contains("verifier hanging").contains("suspended"));
    } finally {
      never.release(100);
    }
  }

  private record Hanging(Semaphore never) implements Verifier {
    @Override
    public String name() {
      return "hanging";
    }

    @Override
    public Map<String, Float> score(Prompt prompt, String response) {
      never.acquireUninterruptibly(); // as badly behaved as foreign code can be
      return Map.of(CORRECT, 1f);
    }
  }

  @Test
  void groupOfAnUnknownVerifierIsDroppedInItsTurn() throws Exception {
    try (ScoreHarness score = new ScoreHarness(PATIENT, verifiers)) {
      score.process(ScoreHarness.group(0, 0, ManualVerifier.NAME));
      score.process(ScoreHarness.group(0, 1, "oracle"));
      assertThat(score.dropped()).isEmpty();
      manual.answer(0);
      score.mail();
      assertThat(score.dropped()).hasSize(1);
      assertThat(score.dropped().get(0).detail()).isEqualTo("verifier 'oracle' is unknown");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"namespaces", "limits"})
  void jobThatAsksForIsolationDoesNotStartOnAHostThatOffersLess(String isolation) {
    Map<String, String> options =
        Map.of(
            "millrace.score.code-isolation", isolation, "millrace.score.code-python", "/no/python");
    ScoreSettings settings = ScoreSettings.from(OptionValues.of(options));
    assertThatThrownBy(
            () ->
                new ScoreHarness(
                        options, (loader, listener) -> Verifiers.load(loader, settings), 1, 0, null)
                    .close())
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("/no/python");
  }
}
