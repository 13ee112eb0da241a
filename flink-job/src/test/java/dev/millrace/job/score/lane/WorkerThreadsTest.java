package dev.millrace.job.score.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.job.TestObjects;
import dev.millrace.job.score.RemoteVerifier;
import dev.millrace.job.score.Verifier;
import dev.millrace.schemas.Prompt;
import dev.millrace.schemas.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Real threads and verifiers that hang as badly as foreign code can. */
class WorkerThreadsTest {
  private static final Prompt PROMPT = TestObjects.prompt("p");

  private static final Response ANY = TestObjects.response("r", "2");

  private final Semaphore gate = new Semaphore(0);
  private final List<HangingVerifier> made = new CopyOnWriteArrayList<>();
  private final List<String> missed = new CopyOnWriteArrayList<>();

  private final class HangingVerifier implements Verifier, AutoCloseable {
    private volatile boolean closed;

    @Override
    public String name() {
      return "hanging";
    }

    @Override
    public Map<String, Float> score(Prompt prompt, String response) {
      if (response.equals("hang")) {
        gate.acquireUninterruptibly();
      }
      return Map.of(CORRECT, 1f);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private Lanes lanes(Duration deadline, int workers) {
    return new Lanes(
        Map.of("hanging", new HangingVerifier()),
        () -> {
          HangingVerifier verifier = new HangingVerifier();
          made.add(verifier);
          return Map.of("hanging", verifier);
        },
        new LaneSettings(deadline, workers, 1),
        missed::add);
  }

  private static CompletableFuture<Map<String, Float>> ask(Lanes lanes, String response) {
    return lanes
        .ask("hanging", PROMPT, TestObjects.response("r", response))
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS);
  }

  @Test
  void hungThreadIsLeftBehindWithItsVerifierAndAnotherGoesOn() {
    try (Lanes lanes = lanes(Duration.ofMillis(50), 1)) {
      CompletableFuture<Map<String, Float>> hung = ask(lanes, "hang");
      CompletableFuture<Map<String, Float>> next = ask(lanes, "2");
      assertThatThrownBy(hung::join).hasMessageContaining("no judgement within 50 ms");
      assertThat(next.join()).containsEntry(Verifier.CORRECT, 1f);
      assertThat(made).as("a verifier that hangs is not entered again").hasSize(2);
      assertThat(missed).containsExactly("hanging");
    } finally {
      gate.release();
    }
  }

  @Test
  void threadsThatIgnoreInterruptsAreBoundedInNumber() {
    WorkerThreads threads = new WorkerThreads("hanging", 8, HangingVerifier::new);
    for (int i = 0; i < WorkerThreads.MOST_LEFT_BEHIND; i++) {
      assertThat(threads.hindrance()).isEmpty();
      Places.UnderWay hung = threads.begin(PROMPT, TestObjects.response("r", "hang"));
      hung.giveUp();
    }
    assertThat(threads.hindrance())
        .isEqualTo("suspended: 4 threads that were interrupted have not ended");
    gate.release(4);
    while (!threads.hindrance().isEmpty()) {
      Thread.onSpinWait(); // its threads can end now
    }
  }

  @Test
  void threadsAreReusedWithTheirVerifier() {
    try (Lanes lanes = lanes(Duration.ofSeconds(30), 1)) {
      for (int i = 0; i < 10; i++) {
        ask(lanes, "2").join();
      }
      assertThat(made).hasSize(1);
    }
  }

  @Test
  void closingReleasesWhatVerifiersHoldEvenWhileTheyHang() throws InterruptedException {
    Lanes lanes = lanes(Duration.ofSeconds(30), 1);
    ask(lanes, "2").join();
    CompletableFuture<Map<String, Float>> hung = ask(lanes, "hang");
    while (!gate.hasQueuedThreads()) {
      Thread.onSpinWait(); // until it hangs
    }
    lanes.close();
    while (!made.get(0).closed) {
      Thread.sleep(1);
    }
    gate.release();
    hung.join();
  }

  @Test
  void remoteVerifierIsAskedAboutSoManyResponsesAtOnce() {
    List<CompletableFuture<Map<String, Float>>> asked = new CopyOnWriteArrayList<>();
    RemoteVerifier remote =
        new RemoteVerifier() {
          @Override
          public String name() {
            return "hanging";
          }

          @Override
          public Map<String, Float> score(Prompt prompt, String response) {
            throw new AssertionError("a remote verifier is asked without waiting");
          }

          @Override
          public CompletionStage<Map<String, Float>> judge(Prompt prompt, String response) {
            CompletableFuture<Map<String, Float>> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
          }
        };
    LaneSettings settings = new LaneSettings(Duration.ofSeconds(30), 1, 3);
    try (Lanes lanes =
        new Lanes(Map.of("hanging", remote), () -> Map.of("hanging", remote), settings, n -> {})) {
      for (int i = 0; i < 5; i++) {
        var unused = ask(lanes, "r" + i);
      }
      assertThat(asked).hasSize(3);
      asked.get(1).complete(Map.of(Verifier.CORRECT, 0f));
      assertThat(asked).hasSize(4);
    }
  }

  @Test
  void manyAnswersThatComeAtOnceNeedNoDeepStack() {
    CompletableFuture<Map<String, Float>> first = new CompletableFuture<>();
    Lane lane =
        new Lane(
            new RemoteCalls(new AtOnce(first), 1), Duration.ofSeconds(30), new NoAlarm(), () -> {});
    var unused = lane.ask(PROMPT, TestObjects.response("r", "first"));
    CompletableFuture<?> last = first;
    for (int i = 0; i < 100_000; i++) {
      last = lane.ask(PROMPT, ANY).toCompletableFuture();
    }
    assertThat(last).isNotDone();
    first.complete(Map.of(Verifier.CORRECT, 1f));
    assertThat(last).isCompleted();
  }

  private record AtOnce(CompletableFuture<Map<String, Float>> first) implements RemoteVerifier {
    @Override
    public String name() {
      return "at-once";
    }

    @Override
    public Map<String, Float> score(Prompt prompt, String response) {
      return Map.of(CORRECT, 1f);
    }

    @Override
    public CompletionStage<Map<String, Float>> judge(Prompt prompt, String response) {
      return response.equals("first")
          ? first
          : CompletableFuture.completedFuture(score(prompt, response));
    }
  }

  private static final class NoAlarm implements Alarm {
    @Override
    public long millis() {
      return 0;
    }

    @Override
    public Runnable after(Duration time, Runnable ring) {
      return () -> {};
    }
  }
}
