package dev.millrace.job.score.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.job.TestObjects;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A lane with a clock and places that are moved by hand. */
class LaneTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Map<String, Float> RIGHT = Map.of("correct", 1f);

  private final ManualPlaces places = new ManualPlaces(2);
  private final ManualAlarm alarm = new ManualAlarm();
  private int misses;
  private final Lane lane = new Lane(places, DEADLINE, alarm, () -> misses++);

  private static final class ManualAlarm implements Alarm {
    private record Ring(long at, Runnable ring) {}

    private final List<Ring> set = new ArrayList<>();
    private long now;

    @Override
    public long millis() {
      return now;
    }

    @Override
    public Runnable after(Duration time, Runnable ring) {
      Ring alarm = new Ring(now + time.toMillis(), ring);
      set.add(alarm);
      return () -> set.remove(alarm);
    }

    void pass(long millis) {
      now += millis;
      for (Ring due : List.copyOf(set)) {
        if (due.at() <= now && set.remove(due)) {
          due.ring().run();
        }
      }
    }
  }

  private static final class ManualPlaces implements Places {
    private final int count;
    private final List<String> begun = new ArrayList<>();
    private final List<String> givenUp = new ArrayList<>();
    private final Map<String, CompletableFuture<Map<String, Float>>> answers = new HashMap<>();
    private String hindrance = "";

    private ManualPlaces(int count) {
      this.count = count;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public String hindrance() {
      return hindrance;
    }

    @Override
    public UnderWay begin(Prompt prompt, Response asked) {
      String response = asked.text();
      begun.add(response);
      CompletableFuture<Map<String, Float>> answer = new CompletableFuture<>();
      answers.put(response, answer);
      return new UnderWay() {
        @Override
        public CompletableFuture<Map<String, Float>> answer() {
          return answer;
        }

        @Override
        public void ended() {}

        @Override
        public void giveUp() {
          givenUp.add(response);
        }
      };
    }

    void answer(String response) {
      answers.get(response).complete(RIGHT);
    }

    @Override
    public void close() {}
  }

  private CompletableFuture<Map<String, Float>> ask(String response) {
    return lane.ask(TestObjects.prompt("p"), TestObjects.response("r", response))
        .toCompletableFuture();
  }

  private void begin(String response) {
    var unused = ask(response); // nobody is interested in its answer
  }

  private static String failure(CompletableFuture<?> answer) {
    assertThat(answer).isCompletedExceptionally();
    return answer.handle((value, failure) -> String.valueOf(failure.getMessage())).join();
  }

  private void missThree() {
    begin("a");
    begin("b");
    alarm.pass(10_000);
    begin("c");
    alarm.pass(10_000);
  }

  @Test
  void judgementsBeginInTheirOrderAsPlacesBecomeFree() {
    CompletableFuture<Map<String, Float>> a = ask("a");
    begin("b");
    begin("c");
    begin("d");
    assertThat(places.begun).containsExactly("a", "b");
    places.answer("b");
    assertThat(places.begun).containsExactly("a", "b", "c");
    places.answer("a");
    assertThat(a).isCompletedWithValue(RIGHT);
    assertThat(places.begun).containsExactly("a", "b", "c", "d");
  }

  @Test
  void deadlineCountsFromTheBeginningAndNotFromTheQuestion() {
    begin("a");
    begin("b");
    alarm.pass(9_999);
    CompletableFuture<Map<String, Float>> c = ask("c");
    places.answer("a");
    alarm.pass(9_999);
    assertThat(c).isNotDone();
    alarm.pass(1);
    assertThat(failure(c)).isEqualTo("no judgement within 10000 ms");
    assertThat(places.givenUp).containsExactly("b", "c");
    assertThat(misses).isEqualTo(2);
  }

  @Test
  void suspendedVerifierFailsWhatWaitsAndWhatComesAtOnce() {
    begin("a");
    begin("b");
    CompletableFuture<Map<String, Float>> c = ask("c");
    CompletableFuture<Map<String, Float>> d = ask("d");
    CompletableFuture<Map<String, Float>> e = ask("e");
    alarm.pass(10_000);
    assertThat(places.begun).containsExactly("a", "b", "c", "d");
    alarm.pass(10_000);
    assertThat(failure(c)).isEqualTo("no judgement within 10000 ms");
    assertThat(failure(d)).isEqualTo("no judgement within 10000 ms");
    String reason = "suspended after 3 missed deadlines; tried again after 1 s";
    assertThat(failure(e)).isEqualTo(reason);
    assertThat(failure(ask("f"))).isEqualTo(reason);
    assertThat(places.begun).containsExactly("a", "b", "c", "d");
    assertThat(lane.isSuspended()).isTrue();
  }

  @Test
  void trialIsMadeOnceItIsDueAndNobodyWaitsForIt() {
    missThree();
    alarm.pass(999);
    begin("early");
    assertThat(places.begun).doesNotContain("early");
    alarm.pass(1);
    assertThat(failure(ask("trial"))).contains("tried again after 1 s");
    assertThat(failure(ask("meanwhile"))).contains("tried again after 1 s");
    assertThat(places.begun).contains("trial").doesNotContain("meanwhile");
    places.answer("trial");
    assertThat(lane.isSuspended()).isFalse();
    CompletableFuture<Map<String, Float>> next = ask("next");
    places.answer("next");
    assertThat(next).isCompletedWithValue(RIGHT);
  }

  @Test
  void trialThatMissesItsDeadlineDoublesTheWait() {
    missThree();
    alarm.pass(1_000);
    begin("trial");
    alarm.pass(10_000);
    assertThat(failure(ask("x")))
        .isEqualTo("suspended after 4 missed deadlines; tried again after 2 s");
    alarm.pass(2_000);
    begin("second trial");
    assertThat(places.begun).endsWith("second trial");
  }

  @Test
  void failureWithinTheDeadlineIsAnAnswer() {
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Map<String, Float>> answer = ask("r" + i);
      places.answers.get("r" + i).completeExceptionally(new IllegalStateException("no reference"));
      assertThat(failure(answer)).isEqualTo("no reference");
    }
    assertThat(lane.isSuspended()).isFalse();
  }

  @Test
  void answerBehindTheDeadlineChangesNothing() {
    CompletableFuture<Map<String, Float>> a = ask("a");
    begin("b");
    alarm.pass(10_000);
    places.answer("a");
    assertThat(failure(a)).isEqualTo("no judgement within 10000 ms");
    begin("c");
    begin("d");
    begin("e");
    assertThat(places.begun).containsExactly("a", "b", "c", "d");
  }

  @Test
  void placesThatCannotBeginSuspendTheVerifierUntilTheyCan() {
    places.hindrance = "suspended: 4 threads that were interrupted have not ended";
    assertThat(failure(ask("a"))).isEqualTo(places.hindrance);
    places.hindrance = "";
    begin("b");
    assertThat(places.begun).containsExactly("b");
  }

  @Test
  void closingTellsThoseWhoWait() {
    begin("a");
    begin("b");
    CompletableFuture<Map<String, Float>> c = ask("c");
    lane.close();
    assertThat(failure(c)).isEqualTo("the verifier is closed");
    assertThat(failure(ask("d"))).isEqualTo("the verifier is closed");
  }
}
